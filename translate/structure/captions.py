"""Captions inside a paragraph: a copy of the title, a leaked label, the caption, its credit."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from translate.records import Role
from translate.structure.layout import ends_sentence
from translate.structure.marks import any_of, find_credit
from translate.structure.profiles import LABELS, LABELS_AFTER_TITLE


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a paragraph with its role; `credit` for a caption that has one."""

    role: Role
    start: int
    end: int
    credit: str | None = None


_LABEL = re.compile(rf"(?i:{any_of(LABELS)})\s?(?=(\d{{1,3}}))")
_LABEL_AFTER_TITLE = re.compile(
    rf"\s*({any_of(LABELS_AFTER_TITLE)})\s?(?=(\d{{1,2}}))", re.IGNORECASE
)
_MAX_TITLE_CHARS = 400
# Copies differ in spaces, quotes and dashes only; each key stands for all of its class.
_VARIANTS = {
    **dict.fromkeys("'’ʼ‘", "['’ʼ‘]"),
    **dict.fromkeys('"“”', '["“”]'),
    **dict.fromkeys("-–—‑", "[-–—‑]"),
}


class TitleCopy:
    """Finds copies of one title; None of them where the title is empty or too long."""

    def __init__(self, title: str) -> None:
        """Prepare the search for copies of `title`."""
        words = title.rstrip(" .\xa0").split()
        is_usable = bool(words) and len(title) <= _MAX_TITLE_CHARS
        self._words = tuple(words) if is_usable else ()
        self._reach = 2 * len(title) + 20

    def end_in(self, text: str) -> int | None:
        """Where the copy ends that a text begins with."""
        start = len(text) - len(text.lstrip())
        if not self._may_begin_at(text, start):
            return None
        match = self._copy.match(text, start)
        return match.end() if match else None

    def start_before(self, text: str, start: int, end: int) -> int | None:
        """Where the copy begins that ends at `end`, not before `start`."""
        if not self._words:
            return None
        position = max(start, end - self._reach)
        while match := self._copy.search(text, position, end):
            if not text[match.end() : end].strip():
                return match.start()
            position = match.start() + 1
        return None

    def labels(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Start and end of each label in a text without its number, and the digits that follow."""
        yield from ((m.start(), m.end(), m[1]) for m in _LABEL.finditer(text))
        copy_end = self.end_in(text)
        if copy_end is not None and (match := _LABEL_AFTER_TITLE.match(text, copy_end)):
            yield match.start(1), match.end(), match[2]

    def _may_begin_at(self, text: str, start: int) -> bool:
        """Whether a look at one character leaves it open: most paragraphs begin with another."""
        if not self._words or start == len(text):
            return False
        both = text[start] + self._words[0][0]
        # Signs have variants, and a few letters outside ASCII have a capital in it.
        is_plain = both.isascii() and both.isalnum()
        return not is_plain or both[0].lower() == both[1].lower()

    @cached_property
    def _copy(self) -> re.Pattern[str]:
        """Compiled when it is needed, which for most titles it never is."""
        return re.compile(r"\s*".join(map(_loosely, self._words)), re.IGNORECASE)


def _loosely(word: str) -> str:
    return "".join(_VARIANTS.get(character) or re.escape(character) for character in word)


def split_captions(text: str, title: TitleCopy, captions_before: int) -> list[Part]:
    """The parts of a paragraph that holds captions; none if it holds no caption.

    >>> title = TitleCopy("Un titre")
    >>> for p in split_captions("Un titre ảnh 1Une séance. Photo : VNA", title, 0):
    ...     print(p.role.value, p.start, p.end, p.credit)
    caption_title_copy 0 8 None
    caption_marker 9 14 None
    caption 14 37 VNA
    """
    labels = sorted(title.labels(text))
    if labels:
        return _split_labelled(text, title, labels, captions_before)
    return _split_unlabelled(text, title)


def _split_labelled(
    text: str, title: TitleCopy, labels: list[tuple[int, int, str]], captions_before: int
) -> list[Part]:
    parts: list[Part] = []
    position = 0
    for label_start, label_end, digits in labels:
        copy_start = title.start_before(text, position, label_start)
        if copy_start is None:
            before = text[position:label_start]
            # The title may have been edited after it was copied.
            is_edited = not parts and len(before) <= _MAX_TITLE_CHARS and not ends_sentence(before)
            copy_start = position if is_edited else label_start
        _append(parts, Role.CAPTION if parts else Role.BODY, text, position, copy_start)
        _append(parts, Role.CAPTION_TITLE_COPY, text, copy_start, label_start)
        captions_before += 1
        position = label_end + _number_length(digits, captions_before)
        parts.append(Part(Role.CAPTION_MARKER, label_start, position))
    _append(parts, Role.CAPTION, text, position, len(text))
    return parts


def _split_unlabelled(text: str, title: TitleCopy) -> list[Part]:
    """Without a label: a copy of the title, alone or before a caption; a caption by its credit."""
    credit = find_credit(text)
    copy_end = title.end_in(text)
    whole = [Part(Role.CAPTION, 0, len(text), credit[1])] if credit else []
    if copy_end is None:
        return whole
    rest = text[copy_end : credit[0]] if credit else text[copy_end:]
    has_more = any(map(str.isalnum, rest))
    if not credit:
        return [] if has_more else [Part(Role.CAPTION_TITLE_COPY, 0, len(text))]
    if not has_more:  # the caption is the title
        return whole
    parts: list[Part] = []
    _append(parts, Role.CAPTION_TITLE_COPY, text, 0, copy_end)
    _append(parts, Role.CAPTION, text, copy_end, len(text))
    return parts


def _append(parts: list[Part], role: Role, text: str, start: int, end: int) -> None:
    """Add what is not blank between two offsets; around a label, white space is in no part."""
    piece = text[start:end]
    if not piece or piece.isspace():
        return
    if role is Role.CAPTION_TITLE_COPY:
        end = start + len(piece.rstrip())
    if role is Role.CAPTION:
        start += len(piece) - len(piece.lstrip())
    credit = find_credit(text[start:end]) if role is Role.CAPTION else None
    parts.append(Part(role, start, end, credit[1] if credit else None))


def _number_length(digits: str, expected: int) -> int:
    """How many of the digits after a label are its number: captions may begin with a figure.

    >>> _number_length("125", 1), _number_length("10", 10), _number_length("2", 1)
    (1, 2, 1)
    """
    for number in range(expected, expected + 5):
        if digits.startswith(str(number)):
            return len(str(number))
    return 1
