"""Vietnamese numbers: `600.000`, `4,1 tỷ`, `ngày 23 tháng 4`, `14 giờ 15`, `thế kỷ XIV`."""

import re

from translate.numbers.language import SPACE, NumberLanguage, alternatives, range_joint

_NUMERALS = {
    "một": 1,
    "mốt": 1,
    "hai": 2,
    "ba": 3,
    "bốn": 4,
    "tư": 4,
    "năm": 5,
    "lăm": 5,
    "nhăm": 5,
    "sáu": 6,
    "bảy": 7,
    "bẩy": 7,
    "tám": 8,
    "chín": 9,
    "mười": 10,
}

_MULTIPLIERS = {
    "mươi": 10,
    "chục": 10,
    "trăm": 100,
    "nghìn": 10**3,
    "ngàn": 10**3,
    "vạn": 10**4,
    "triệu": 10**6,
    "tỷ": 10**9,
    "tỉ": 10**9,
}

_MONTHS = {
    "giêng": 1,
    "một": 1,
    "hai": 2,
    "ba": 3,
    "tư": 4,
    "năm": 5,
    "sáu": 6,
    "bảy": 7,
    "tám": 8,
    "chín": 9,
    "mười": 10,
    "mười một": 11,
    "mười hai": 12,
    "chạp": 12,
}

# The second row is Sino-Vietnamese, found in ordinals and compounds (Đệ ngũ, song phương).
_LOOSE = {
    "đôi": ("2",),
    "cặp": ("2",),
    "tá": ("12",),
    "nửa": ("0.5", "2", "6", "30", "50"),
    "rưỡi": ("0.5", "30"),
    "tiên": ("1",),
    "nhất": ("1",),
    "nhì": ("2",),
    "quý": ("3",),
    "trưa": ("12",),
    "đêm": ("0", "12", "24"),
    "thập": ("10",),
    "kỷ": ("10", "100"),
    "giêng": ("1",),
    "nhị": ("2",),
    "tam": ("3",),
    "tứ": ("4",),
    "ngũ": ("5",),
    "lục": ("6",),
}

_SCALES = _MULTIPLIERS | {
    "tr": 10**6,
    "nghìntỷ": 10**12,
    "ngàntỷ": 10**12,
    "nghìntỉ": 10**12,
    "ngàntỉ": 10**12,
    "triệutỷ": 10**15,
    "chụcnghìn": 10**4,
    "chụcngàn": 10**4,
    "chụctriệu": 10**7,
    "trămnghìn": 10**5,
    "trămngàn": 10**5,
    "trămtriệu": 10**8,
    "trămtỷ": 10**11,
}

_AFTER_ROUND = "|".join(f"(?<={word}{SPACE})" for word in _MULTIPLIERS)

_MONTH = alternatives(_MONTHS)

VIETNAMESE = NumberLanguage(
    code="vi",
    decimal_mark=",",
    numerals=_NUMERALS,
    multipliers=_MULTIPLIERS,
    ordinals={},
    loose=_LOOSE,
    connectors=frozenset({"linh", "lẻ"}),
    months=_MONTHS,
    dated_month=re.compile(rf"[0-9]{SPACE}tháng{SPACE}(?P<month>{_MONTH})(?!\w)", re.IGNORECASE),
    # `10 tỷ phú` are ten billionaires, `tỷ lệ` is a rate.
    scale=re.compile(
        rf"{SPACE}?(?:"
        rf"(?:nghìn|ngàn|triệu|chục|trăm){SPACE}(?:nghìn|ngàn|triệu|tỷ|tỉ)"
        rf"|nghìn|ngàn|triệu|tỷ|tỉ|vạn|trăm|chục|tr)"
        rf"(?![^\W_]|{SPACE}(?:phú|lệ|số|giá|trọng)(?!\w))",
        re.IGNORECASE,
    ),
    scales=_SCALES,
    joint=range_joint("đến|tới|và|hoặc|hay"),
    decade_cue=re.compile(
        rf"(?:thập{SPACE}(?:niên|kỷ|kỉ)|những{SPACE}năm(?:{SPACE}thập{SPACE}(?:niên|kỷ))?){SPACE}$",
        re.IGNORECASE,
    ),
    ignorable=frozenset("trăm triệu tỷ tỉ năm".split()),
    # `phần trăm` is per cent. `năm` is five, but a year before a date, after digits (10 năm) and
    # after a round number, unless a multiplier follows (một nghìn năm trăm).
    ignored=re.compile(
        rf"\bphần{SPACE}trăm\b|\btriệu{SPACE}(?:chứng|tập|hồi)\b"
        rf"|\bt[ỷỉ]{SPACE}(?:lệ|giá|số|suất|phú|trọng)\b"
        rf"|\bnăm{SPACE}(?=[0-9]|nay\b|ngoái\b|sau\b|trước\b|qua\b|mới\b|học\b|tới\b)"
        rf"|(?<=[0-9]{SPACE})năm\b"
        rf"|(?:{_AFTER_ROUND})năm\b(?!{SPACE}(?:mươi|trăm|nghìn|ngàn|triệu|tỷ|tỉ)\b)",
        re.IGNORECASE,
    ),
)
