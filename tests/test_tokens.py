"""A look at the words spares a pattern, and never hides what the pattern would find."""

import pytest

from translate.checks.base import Pair, Standards
from translate.checks.boilerplate import BOILERPLATE
from translate.numbers import find_numbers
from translate.numbers.always import always_spans
from translate.numbers.calendars import CALENDARS
from translate.numbers.dates import months, weekdays
from translate.numbers.tokens import has_digit, may_have_address, small_words_of
from translate.records import Origin, Translation

WEEKDAYS = [
    *(("fr", day) for day in ("lundi", "Mardi", "MERCREDI", "jeudi", "dimanche")),
    *(("en", day) for day in ("Monday", "Tuesdays", "Friday's", "Saturday’s", "Sunday")),
    *(("vi", day) for day in ("thứ Hai", "Thứ Bảy", "THỨ BA", "chủ nhật", "Chủ Nhật")),
]
MONTHS = [
    *(("fr", month) for month in ("janvier", "Février", "AVRIL", "mai", "MARS", "aout", "août")),
    *(("en", month) for month in ("January", "May", "December")),
    *(("vi", month) for month in ("tháng 5", "Tháng Tư", "THÁNG mười hai")),
]


@pytest.mark.parametrize(("lang", "day"), WEEKDAYS)
def test_weekday_is_found_by_its_word(lang, day):
    assert [found.text for found in weekdays(f"({day})", lang)] == [
        match[0] for match in CALENDARS[lang].weekday.finditer(f"({day})")
    ]
    assert list(weekdays(f"({day})", lang))


@pytest.mark.parametrize(("lang", "month"), MONTHS)
def test_month_is_found_by_its_word(lang, month):
    assert list(months(f"« {month} »", lang))


@pytest.mark.parametrize(
    ("text", "lang", "values"),
    [
        ("vingt-trois navires", "fr", ["23"]),
        ("le XIVe siècle", "fr", ["14", "100"]),
        ("Louis V", "fr", ["5"]),
        ("pour cent francs", "fr", []),
        ("sept pour cent", "fr", ["7"]),
        ("hai mươi phần trăm", "vi", ["20"]),
        ("năm ngoái", "vi", []),
        ("+84 24 38 25 40 96", "fr", ["842438254096"]),
        ("a + b = 3", "en", ["3"]),
        ("voir www.vna.vn/24 et 12", "fr", ["12"]),
        ("le 12, voir www.vna.vn/24", "fr", ["12"]),
        ("rien à compter", "fr", []),
    ],
)
def test_numbers_are_found_by_their_words_and_digits(text, lang, values):
    assert [str(number.value) for number in find_numbers(text, lang)] == values


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("vingt-quatre heures sur vingt-quatre", True),
        ("Vingt-Quatre heures par jour", True),
        ("7j/7", True),
        ("24h/24", True),
        ("quatre heures", False),
        ("17 et 240", False),
    ],
)
def test_day_and_night_is_found(text, is_found):
    assert bool(always_spans(text)) is is_found


@pytest.mark.parametrize(
    ("lang", "target"),
    [
        ("vi", "Câu hỏi 3: ai?"),
        ("en", "Question 2: who?"),
        ("vi", "Bản dịch của: An"),
        ("vi", "Người dịch: An"),
        ("vi", "Dịch giả: An"),
        ("en", "Translated by An"),
        ("en", "Subtitles by An"),
        ("en", "sync and correct by An"),
        ("en", "synced by An"),
        ("en", "Captioned by An"),
        ("en", "see OpenSubtitles"),
        ("en", "♪ la la"),
        ("en", "Category: Rice"),
        ("vi", "Thể loại: Lúa"),
        ("en", "Rice [edit]"),
        ("vi", "Lúa [sửa mã nguồn]"),
        ("en", "Rice [citation needed]"),
        ("en", "All rights reserved"),
        ("vi", "Bảo lưu mọi quyền"),
        ("vi", "Mọi quyền được bảo lưu"),
        ("en", "Subscribe to our channel"),
        ("en", "Thanks for watching"),
        ("en", "Click here"),
        ("en", "Rice. Read more…"),
        ("vi", "Xem thêm:"),
        ("vi", "Đọc thêm:"),
        ("en", "See also: rice"),
        ("en", "Rice. Retrieved 15 March"),
        ("en", "ISBN 1"),
        ("en", "<i>Rice"),
        ("en", "&lt;br&gt;Rice"),
        ("en", r"{\an8}Rice"),
        ("en", "Rice}}"),
        ("en", "Rice]]"),
        ("vi", "Phụ đề bởi An"),
        ("vi", "phu de duoc An"),
        ("vi", "BIÊN TẬP PHỤ ĐỀ"),
        ("en", "Watch Tower"),
        ("en", "WATCHTOWER"),
        ("vi", "Tháp Canh"),
        ("vi", "THÁP CANH"),
        ("vi", "Đăng ký kênh"),
        ("vi", "dang ky kenh"),
        ("vi", "nhớ like"),
        ("vi", "nho dang ky"),
        ("vi", "Cảm ơn các bạn đã xem"),
        ("vi", "cam on ban da theo doi"),
        ("vi", "Bấm vào đây"),
        ("vi", "CLICK VÀO ĐÂY"),
        ("vi", "clıck vao day"),
        ("en", "Rice (Matthew 5:3)"),
        ("vi", "— Ê-phê-sô 4:2"),
        ("en", "see https://rice.example"),
        ("en", "write to an@rice.example"),
    ],
)
def test_stock_phrase_is_found_by_its_hint(lang, target):
    pair = Pair("Le riz est cher.", lang, Translation(target, Origin.ENGINE))
    assert [finding.check for finding in BOILERPLATE.findings(pair, Standards())] == ["Q07"]


def test_text_is_looked_at_as_a_whole():
    assert small_words_of("L’ASEAN, l’asean") == {"l", "asean"}
    assert [has_digit(text) for text in ("", "un", "x9", "²")] == [False, False, True, False]
    assert [may_have_address(text) for text in ("a@b.vn", "ftp://x", "www", "12 h")] == [
        True,
        True,
        False,
        False,
    ]
