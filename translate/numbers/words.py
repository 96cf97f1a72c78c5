"""Find the numbers written out: `vingt-trois millions`, `two hundred and five`, `mười lăm`.

Also the words that may stand for a number (`double`, `dizaine`) and Roman numerals: these only
forgive. A word is looked at once, so that the time is linear in the text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from translate.numbers.language import AND_A_HALF, NumberLanguage
from translate.numbers.roman import ROMAN_DIGITS, SMALL, read_roman
from translate.numbers.tokens import small_words_of, words_of
from translate.numbers.values import NumberKind, NumberValue

TEN, TWENTY, SIXTY, EIGHTY = 10, 20, 60, 80
HUNDRED, THOUSAND = 100, 1000

_WORD = re.compile(r"[^\W\d_]+")
_GAPS = frozenset({" ", "-", "\u00a0", "\u202f", "‑"})
_AND_A_HALF = re.compile(AND_A_HALF)
_LONGEST = 24
_HIGHEST = 10**24  # tỷ tỷ tỷ … would grow without end


@dataclass(slots=True)
class _Numeral:
    """A number under construction: complete thousands in `total`, the rest in `group`.

    It is exact when a word below a hundred took part; a bare `mille` is a manner of speaking.
    """

    language: NumberLanguage
    start: int
    end: int
    total: int = 0
    group: int = 0
    last_scale: int = 0
    is_exact: bool = False
    is_joined: bool = False
    is_ordinal: bool = False

    def takes(self, word: str) -> bool:
        """Add `word` to the number, or say that it cannot follow."""
        if self.is_ordinal:
            return False
        if (multiplier := self.language.multipliers.get(word)) is not None:
            return self._multiplies(multiplier)
        value = self.language.numerals.get(word)
        if value is None:
            value = self.language.ordinals[word]
            self.is_ordinal = True
        return self._adds(value, word)

    def _adds(self, value: int, word: str) -> bool:
        lang = self.language.code
        tens = self.group % HUNDRED
        follows_tens = tens % TEN == 0 and value < TEN and (tens >= TWENTY or lang != "en")
        if self.is_joined and lang == "fr":
            follows_tens = tens >= TWENTY and value in {1, 11}  # vingt et un, soixante et onze
        if lang == "vi" and not _vietnamese_follows(word, tens, bool(self.total or self.group)):
            return False
        follows_score = lang == "fr" and TEN <= value < TWENTY and tens in {SIXTY, EIGHTY}
        if lang == "fr" and value == TWENTY and tens == EIGHTY // TWENTY:
            self.group += EIGHTY - EIGHTY // TWENTY  # quatre-vingts
        elif tens == 0 or follows_tens or follows_score:
            self.group += value
        else:
            return False
        # A bare hundredth may be `phần trăm`, which is also per cent.
        self.is_exact = self.is_exact or value < HUNDRED
        return True

    def _multiplies(self, multiplier: int) -> bool:
        if multiplier == TEN:  # hai mươi: only the unit before is multiplied
            unit = self.group % HUNDRED
            if unit >= TEN or (unit == 0 and self.group):
                return False
            self.group += max(unit, 1) * TEN - unit
            return True
        if multiplier < THOUSAND:
            # `un cent` is a coin: a hundred is a bare `cent`.
            is_coin = self.language.code == "fr" and self.group == 1
            if self.group >= multiplier or self.is_joined or is_coin:
                return False
            self.group = max(self.group, 1) * multiplier
            return True
        if self.total >= _HIGHEST:
            return False
        if self.last_scale and multiplier >= self.last_scale:  # mille milliards, nghìn tỷ
            self.total = (self.total + self.group) * multiplier
        else:
            self.total += max(self.group, 1) * multiplier
        self.group, self.last_scale = 0, multiplier
        return True

    def finish(self, text: str) -> NumberValue:
        """The number as it stands in `text`."""
        value = Decimal(self.total + self.group)
        half = _AND_A_HALF.match(text, self.end)
        is_scaled = half is not None and self.last_scale > 0 and not self.group
        end = self.end
        if half is not None and is_scaled:  # một triệu rưỡi
            value += Decimal(self.last_scale) / 2
            end = half.end()
        return NumberValue(
            value,
            self.start,
            end,
            text[self.start : end],
            NumberKind.ORDINAL if self.is_ordinal else NumberKind.NUMBER,
            is_written_out=True,
            is_firm=self.is_exact and value > SMALL and (half is None or is_scaled),
        )


def _vietnamese_follows(word: str, tens: int, is_begun: bool) -> bool:
    """Whether a Vietnamese unit fits: fifteen is `mười lăm`, while `mười năm` are ten years."""
    if word in {"lăm", "nhăm"}:
        return tens >= TEN
    if word == "mốt":
        return tens >= TWENTY
    if word == "tư":  # alone mostly part of another word (đầu tư: invest)
        return tens >= TWENTY or not is_begun
    if word == "năm":
        return tens == 0
    return True


def word_numbers(text: str, language: NumberLanguage) -> Iterator[NumberValue]:
    """The numbers of `text` that are written in letters, in order."""
    if not _may_have_numbers(text, language):
        return
    ignored = _ignored_starts(text, language)
    numeral: _Numeral | None = None
    previous_end = 0
    for match in _WORD.finditer(text):
        word = match[0].lower()
        if numeral is None and word not in language.words and match[0][0] not in ROMAN_DIGITS:
            continue
        word = word if match.end() - match.start() <= _LONGEST else ""
        is_near = text[previous_end : match.start()] in _GAPS
        previous_end = match.end()
        if numeral is not None:
            if is_near and word in language.connectors and not numeral.is_joined:
                numeral.is_joined = True
                continue
            is_word = is_near and match.start() not in ignored and _is_numeral(word, language)
            if is_word and numeral.takes(word):
                numeral.end, numeral.is_joined = match.end(), False
                continue
            yield numeral.finish(text)
            numeral = None
        if match.start() in ignored:
            continue
        if _is_numeral(word, language):
            numeral = _Numeral(language, *match.span())
            if not numeral.takes(word):
                numeral = None
        else:
            yield from _loose_numbers(match, word, language)
    if numeral is not None:
        yield numeral.finish(text)


def _may_have_numbers(text: str, language: NumberLanguage) -> bool:
    return not language.words.isdisjoint(small_words_of(text)) or any(
        read_roman(word, 0) for word in words_of(text) if word[0] in ROMAN_DIGITS
    )


def _ignored_starts(text: str, language: NumberLanguage) -> set[int]:
    """Where the words stand that look like numbers and are none."""
    if language.ignorable.isdisjoint(small_words_of(text)):
        return set()
    return {start for match in language.ignored.finditer(text) for start in _words_in(match)}


def _words_in(match: re.Match[str]) -> list[int]:
    return [match.start() + word.start() for word in _WORD.finditer(match[0])]


def _is_numeral(word: str, language: NumberLanguage) -> bool:
    return word in language.numerals or word in language.multipliers or word in language.ordinals


def _loose_numbers(
    match: re.Match[str], word: str, language: NumberLanguage
) -> Iterator[NumberValue]:
    """The numbers that `word` may stand for, a Roman numeral and a month without a day included."""
    values = [Decimal(value) for value in language.loose.get(word, ())]
    if word in language.months:
        values.append(Decimal(language.months[word]))
    for value in values:
        yield NumberValue(
            value, *match.span(), match[0], NumberKind.LOOSE, is_written_out=True, is_firm=False
        )
    if match[0][0].isupper() and (roman := read_roman(match[0], match.start())):
        yield roman
