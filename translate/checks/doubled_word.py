"""Q20: a word, or a group of a few words, stands twice in a row."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from operator import eq

from translate.checks.base import Observation, Pair, PairCheck
from translate.config.checks import ChecksConfig
from translate.records import Severity
from translate.terminology import Glossary

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_LONGEST_GROUP = 4
# Words that English grammar may set twice.
_ENGLISH = frozenset("had that bye very ha no yes".split())
# Vietnamese doubles syllables to make words: `luôn luôn` (always), `chôm chôm` (rambutan).
_REDUPLICATIONS = frozenset(
    """
    năm luôn dần mãi song thường khăng chôm chuồn tê tinh chung rưng khàn rầm vo rì chằm ầm đâu
    gừ kền meo xa ngày đêm người nhà đời nơi chốn khắp từ hay nhẹ khẽ nho xanh đỏ tím vàng trăng
    trắng đen hồng xinh nhanh chậm hằm chầm từng đùng ào ù khư hoài rất lâu thỉnh hiếm chốc đôi
    mong nao ngang nhan riêng sừng thăm thì thoang tưng vanh vành bươm ba bong cào châu đu se
    sáng sớm tối chiều phăng phơi rưng hừng loang đau bập bồng cuồn đùn ngùn ngút lăm mơ nườm
    ngơ nghênh trùng điệp lớp đều sai đường chính đàng hoàng rành rõ đông tây nam bắc
    """.split()
)


@dataclass(frozen=True, slots=True)
class Doubled:
    """A group of words that stands twice in a row, and where."""

    start: int
    end: int
    text: str


def score(pair: Pair, _glossary: Glossary) -> tuple[Doubled, ...]:
    """The doubled groups that no rule of the language and no doubled word of the source allows."""
    doubles = list(_doubles(pair.target))
    if not doubles:
        return ()
    words = list(_WORD.finditer(pair.target))
    folded = [word[0].lower() for word in words]
    allowed = {group for _, group in _doubles(pair.source)}
    found = []
    for index, group in doubles:
        last = index + 2 * len(group) - 1
        if group in allowed or _is_allowed(words, folded, index, group, pair.lang):
            continue
        start, end = words[index].start(), words[last].end()
        found.append(Doubled(start, end, " ".join(group)))
    return tuple(found)


def accept(doubles: tuple[Doubled, ...], _options: ChecksConfig) -> Iterator[Observation]:
    """A warning that names the first group; a sentence with several is one case."""
    if doubles:
        first = doubles[0]
        yield Observation(
            Severity.WARNING,
            f"a word is doubled: {first.text}",
            span=(first.start, first.end),
            found=first.text,
        )


def _doubles(text: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Each group that is followed by itself with only white space between, and its first word."""
    folded = [word.lower() for word in _WORD.findall(text)]
    sizes = [
        size for size in range(1, _LONGEST_GROUP + 1) if sum(map(eq, folded, folded[size:])) >= size
    ]
    words = list(_WORD.finditer(text)) if sizes else []
    for size in sizes:
        run = 0  # words in a row that equal the word `size` places on, without a mark between
        for index in range(len(words) - size):
            if index and not text[words[index - 1].end() : words[index].start()].isspace():
                run = 0
            run = run + 1 if folded[index] == folded[index + size] else 0
            if run < size:
                continue
            first = index - size + 1
            group = tuple(folded[first : first + size])
            ends = [word.end() for word in words[first : first + 2 * size - 1]]
            starts = [word.start() for word in words[first + 1 : first + 2 * size]]
            is_joined = all(
                text[end:start].isspace() for end, start in zip(ends, starts, strict=True)
            )
            if is_joined and (size == 1 or len(set(group)) > 1):
                yield first, group


def _is_allowed(
    words: list[re.Match[str]], folded: list[str], index: int, group: tuple[str, ...], lang: str
) -> bool:
    """Whether the language itself has the doubling: a number, a name, or a word of its own."""
    if len(group) > 1:
        return False
    word = group[0]
    if word.isdigit():
        return True
    if lang != "vi":
        return word in _ENGLISH
    if words[index][0].islower() and words[index + 1][0][0].isupper():
        return True  # `bề mặt Mặt Trăng`: a name begins
    return word in _REDUPLICATIONS or _is_seam(folded, index)


def _is_seam(folded: list[str], index: int) -> bool:
    """Whether one word ends and the next begins with the syllable: `trở thành thành viên`."""
    if index == 0 or index + 2 >= len(folded):
        return False
    before = folded[index] in _compounds().get(folded[index - 1], frozenset())
    behind = folded[index + 2] in _compounds().get(folded[index + 1], frozenset())
    return before and behind


@cache
def _compounds() -> dict[str, frozenset[str]]:
    """The second syllables of Vietnamese words, by their first."""
    file = resources.files("translate.checks").joinpath("vietnamese_compounds.txt")
    lines = file.read_text(encoding="utf-8").splitlines()
    words = [line.split() for line in lines if not line.startswith("#")]
    return {first: frozenset(others) for first, *others in words}


DOUBLED_WORD = PairCheck(
    id="Q20",
    title="doubled word",
    explanation=(
        "A word or a group of two to four words stands twice in a row, and not in the source. "
        "Doubled words of Vietnamese (luôn luôn), names (Roa Roa), and syllables that end one "
        "word and begin the next (trở thành thành viên) are left alone."
    ),
    score=score,
    accept=accept,
)
