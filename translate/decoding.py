"""Bytes to clean text, with every repair counted.

The order is the one that was measured on French news: byte order mark, strict UTF-8, UTF-8 with a
few bad bytes, cp1252; then mojibake, line ends, NFC, invisible and control characters. It refuses
what is not text, and it never folds compatibility characters (NFKC would turn `16ᵉ` into `16e`).
"""

import codecs
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from translate.errors import CorpusError
from translate.records import Repair

# UTF-32 stands before UTF-16, since its little-endian mark begins with the other one.
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_MAGIC = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive or office document"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3", "a database"),
    (b"PAR1", "a Parquet file"),
)

_MAX_ROUNDS = 8
_MAX_CONTROL_SHARE = 0.05
_SAVE_AS_TEXT = "save the article as UTF-8 text"

_CONTROL_BYTES = bytes(byte for byte in range(32) if byte not in b"\t\n\r\f\v")
_MOJIBAKE = re.compile("Ã|Â|â€")
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
# Form feeds and their kin stand between words, so they become a space; the rest vanishes. U+0085
# stays: the segmenter maps it, with U+2028 and U+2029, to a space inside a segment.
_SEPARATOR = re.compile("[\v\f\x1c-\x1e]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_LINE_END = re.compile("\r\n?")
# A starter with what combines with it; enough to count the places that NFC changes.
_CLUSTER = re.compile("[^\u0300-\u036f][\u0300-\u036f]*")

# Bytes that decoding with surrogateescape left aside, read as cp1252; five have no character there.
_ESCAPED_AS_CP1252 = {
    0xDC00 + byte: bytes([byte]).decode("cp1252", errors="replace") for byte in range(0x80, 0x100)
}


@dataclass(frozen=True, slots=True)
class Decoded:
    """Clean text, what was repaired to get it, and the encoding that the bytes were read in."""

    text: str
    repairs: tuple[Repair, ...]
    encoding: str


def decode(data: bytes) -> Decoded:
    """Read the bytes of one article as clean text.

    >>> decode("L’été\\r\\n".encode("cp1252"))  # doctest: +NORMALIZE_WHITESPACE
    Decoded(text='L’été\\n', repairs=(Repair(kind='cp1252', count=3),
        Repair(kind='line_ends', count=1)), encoding='cp1252')

    Raises:
        CorpusError: the bytes are no text, or a text without a single letter.
    """
    raw = read_bytes(data)
    clean = clean_text(raw.text)
    require_letters(clean.text)
    return Decoded(clean.text, raw.repairs + clean.repairs, raw.encoding)


def require_letters(text: str) -> None:
    """Refuse a text that has no letters.

    Raises:
        CorpusError: it is empty, blank, or only figures and signs.
    """
    if not any(map(str.isalpha, text)):
        what = "no letters in it" if text.strip() else "empty"
        raise CorpusError(what, remedy="remove it, or put the article back")


def read_bytes(data: bytes) -> Decoded:
    """Read bytes as text without cleaning it: for formats that are parsed before they are cleaned.

    Raises:
        CorpusError: the bytes are no text.
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _read_marked(data[len(mark) :], encoding)
    require_text(data)
    try:
        return Decoded(data.decode("utf-8"), (), "utf-8")
    except UnicodeDecodeError:
        return _read_not_utf8(data)


def require_text(data: bytes) -> None:
    """Refuse bytes that are no text: a known binary format, NUL bytes, many control characters.

    Raises:
        CorpusError: the bytes are binary.
    """
    kind = next((kind for magic, kind in _MAGIC if data.startswith(magic)), None)
    if kind is not None:
        raise CorpusError(f"{kind}, not text", remedy=_SAVE_AS_TEXT)
    if b"\0" in data:
        raise CorpusError("binary (it has NUL bytes)", remedy=_SAVE_AS_TEXT)
    controls = len(data) - len(data.translate(None, _CONTROL_BYTES))
    if controls > _MAX_CONTROL_SHARE * len(data):
        what = f"binary ({controls} control characters in {len(data)} bytes)"
        raise CorpusError(what, remedy=_SAVE_AS_TEXT)


def clean_text(text: str) -> Decoded:
    """Repair a text that is decoded already, such as a string of a JSON row.

    >>> clean_text("Cafe\\u0301 cre\\u200bme\\r\\n").text
    'Café creme\\n'
    >>> clean_text("L’Ã©tÃ©").text
    'L’été'
    >>> clean_text("une page\\fsuivante").repairs
    (Repair(kind='control_characters', count=1),)
    """
    steps: tuple[tuple[str, Callable[[str], tuple[str, int]]], ...] = (
        ("lone_surrogates", lambda t: _SURROGATE.subn("\ufffd", t)),
        ("mojibake", _fix_mojibake),
        ("line_ends", lambda t: _LINE_END.subn("\n", t)),
        ("nfc", _compose),
        ("invisible_characters", lambda t: _INVISIBLE.subn("", t)),
        ("control_characters", _remove_controls),
        # What was removed may have stood between a letter and its accent.
        ("nfc", _compose),
    )
    counts: dict[str, int] = {}
    # What was removed may have stood inside mojibake too: go on until nothing changes any more.
    for _ in range(_MAX_ROUNDS):
        before = text
        for kind, step in steps:
            text, count = step(text)
            counts[kind] = counts.get(kind, 0) + count
        if text == before:
            break
    repairs = tuple(Repair(kind, count) for kind, count in counts.items() if count)
    return Decoded(text, repairs, "str")


def add_repairs(*groups: tuple[Repair, ...]) -> tuple[Repair, ...]:
    """The repairs of several strings as one list, each kind once, in order of appearance.

    >>> add_repairs((Repair("nfc", 1),), (Repair("nfc", 2), Repair("mojibake", 1)))
    (Repair(kind='nfc', count=3), Repair(kind='mojibake', count=1))
    """
    counts: dict[str, int] = {}
    for repair in (repair for group in groups for repair in group):
        counts[repair.kind] = counts.get(repair.kind, 0) + repair.count
    return tuple(Repair(kind, count) for kind, count in counts.items())


def _read_marked(data: bytes, encoding: str) -> Decoded:
    """The text after a byte order mark, which settles the encoding."""
    if encoding == "utf-8":
        raw = Decoded("", (), encoding) if not data else read_bytes(data)
        return Decoded(raw.text, (Repair("byte_order_mark", 1), *raw.repairs), raw.encoding)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as err:
        what = f"broken {encoding.upper()} at byte {err.start}"
        raise CorpusError(what, remedy=_SAVE_AS_TEXT) from err
    if "\0" in text:
        raise CorpusError("binary (it has NUL characters)", remedy=_SAVE_AS_TEXT)
    repairs = (Repair("byte_order_mark", 1), Repair(encoding.replace("-", "_"), 1))
    return Decoded(text, repairs, encoding)


def _read_not_utf8(data: bytes) -> Decoded:
    """Text in cp1252, or UTF-8 in which a few bytes are.

    Bytes of cp1252 hardly ever form a UTF-8 character by chance. So where such characters are at
    least as many as the bad bytes, it is UTF-8 with bad bytes; else it is cp1252, and if a piece
    of it was UTF-8 after all, the mojibake step puts it right.
    """
    escaped = data.decode("utf-8", errors="surrogateescape")
    bad = len(_SURROGATE.findall(escaped))
    good = sum(not character.isascii() for character in escaped) - bad
    if good >= bad:
        return Decoded(escaped.translate(_ESCAPED_AS_CP1252), (Repair("near_utf8", bad),), "utf-8")
    text = data.decode("cp1252", errors="replace")
    repairs = [Repair("cp1252", sum(byte > 0x7F for byte in data))]  # noqa: PLR2004
    if unreadable := text.count("\ufffd"):
        repairs.append(Repair("undefined_bytes", unreadable))
    return Decoded(text, tuple(repairs), "cp1252")


def _fix_mojibake(text: str) -> tuple[str, int]:
    """Undo UTF-8 that was read as cp1252, in the lines that show a sign of it.

    Only there: ftfy's other fixes alter clean French news (quotes, ligatures, widths), and those
    that this module makes and counts itself are switched off as well.
    """
    if not _MOJIBAKE.search(text):
        return text, 0
    import ftfy

    config = ftfy.TextFixerConfig(
        uncurl_quotes=False,
        fix_latin_ligatures=False,
        fix_character_width=False,
        unescape_html=False,
        fix_line_breaks=False,
        remove_control_chars=False,
        normalization=None,
    )
    count = 0
    lines = text.split("\n")
    for number, line in enumerate(lines):
        signs = len(_MOJIBAKE.findall(line))
        if signs and (fixed := ftfy.fix_text(line, config)) != line:
            count += max(1, signs - len(_MOJIBAKE.findall(fixed)))
            lines[number] = fixed
    return "\n".join(lines), count


def _compose(text: str) -> tuple[str, int]:
    """The text in NFC, and the number of characters that changed."""
    if unicodedata.is_normalized("NFC", text):
        return text, 0
    clusters = _CLUSTER.findall(text)
    changed = sum(unicodedata.normalize("NFC", cluster) != cluster for cluster in clusters)
    return unicodedata.normalize("NFC", text), max(1, changed)


def _remove_controls(text: str) -> tuple[str, int]:
    """The text without control characters and noncharacters; separators become spaces."""
    text, separators = _SEPARATOR.subn(" ", text)
    text, controls = _CONTROL.subn("", text)
    return text, separators + controls
