"""Numbers as values: what is read, what compares equal, what does not."""

import time
from decimal import Decimal
from pathlib import Path

import pytest

import translate.numbers
from translate.numbers import (
    NumberKind,
    compare_numbers,
    find_numbers,
    unsupported_numbers,
)


def firm(text: str, lang: str) -> list[str]:
    """The values of the firm numbers, as plain digits."""
    return [
        f"{number.value.normalize():f}" for number in find_numbers(text, lang) if number.is_firm
    ]


READ = [
    # groups and decimals
    ("fr", "600.000 tonnes et 3 000 élèves", ["600000", "3000"]),
    ("fr", "12\u00a0345\u00a0678,9 euros", ["12345678.9"]),
    ("fr", "3\u202f000 élèves, 7,1 % et 2.8 %", ["3000", "7.1", "2.8"]),
    ("en", "600,000 tonnes, 7.1%, 1,234.56", ["600000", "7.1", "1234.56"]),
    ("vi", "600.000 tấn, 7,1%, 1.234,56", ["600000", "7.1", "1234.56"]),
    ("fr", "en 2020, 300 personnes", ["2020", "300"]),
    # scales
    ("fr", "4,1 milliards, 12 millions, 80 mille", ["4100000000", "12000000", "80000"]),
    (
        "fr",
        "125 M€, 2,8 Mds €, 3 Md d’euros, 5 M$",
        ["125000000", "2800000000", "3000000000", "5000000"],
    ),
    ("fr", "le 100 m et le 4 m", ["100", "4"]),
    (
        "en",
        "$2.3 billion, £125m, £2.8bn, 11-million",
        ["2300000000", "125000000", "2800000000", "11000000"],
    ),
    ("en", "the 100m and 400 m races", ["100", "400"]),
    (
        "vi",
        "4,1 tỷ USD, 12 triệu, 5 nghìn tỷ đồng, 3 ngàn",
        ["4100000000", "12000000", "5000000000000", "3000"],
    ),
    ("vi", "10 tỷ phú", ["10"]),
    ("vi", "2 tỷ rưỡi đồng, một triệu rưỡi, 2 năm rưỡi", ["2500000000", "1500000", "2"]),
    ("fr", "un million et demi, 2 millions et demi, 2 ans et demi", ["1500000", "2500000", "2"]),
    ("en", "two million and a half, 2 years and a half", ["2500000", "2"]),
    ("vi", "2 đến 3 triệu rưỡi", ["2000000", "3500000"]),
    ("fr", "2 à 3 millions", ["2000000", "3000000"]),
    ("en", "between $2 and $3 million", ["2000000", "3000000"]),
    # dates and times
    ("fr", "le 23 avril 2025", ["23", "4", "2025"]),
    ("fr", "le 1er mai", ["1", "5"]),
    ("en", "April 23, 2025 and 3rd of May", ["4", "23", "2025", "3", "5"]),
    ("vi", "ngày 23 tháng 4 năm 2025", ["23", "4", "2025"]),
    ("vi", "ngày 23/4/2025", ["23", "4", "2025"]),
    ("vi", "ngày 1 tháng Mười Hai", ["1", "12"]),
    ("fr", "le 05.06.2020", ["5", "6", "2020"]),
    ("fr", "à 14h15, puis 11 h 00", ["14", "15", "11"]),
    ("en", "at 2:15 p.m., 12 a.m. and 4.40 am", ["14", "15", "0", "4", "40"]),
    ("vi", "lúc 14 giờ 15", ["14", "15"]),
    # ordinals, decades, ranges
    ("fr", "le 16e, le 16ᵉ, la 20ème, 2nde", ["16", "16", "20", "2"]),
    ("fr", "au XIVe siècle", ["14"]),
    ("fr", "les années 70", ["70"]),
    ("en", "16th, the 1970s", ["16", "1970"]),
    ("vi", "lần thứ 16, thập niên 70", ["16", "70"]),
    ("fr", "2021-2025, la saison 1995-96", ["2021", "2025", "1995", "1996"]),
    # words
    ("fr", "quatre-vingt-dix-sept mille trois cent vingt et un", ["97321"]),
    ("fr", "mille neuf cent quarante-cinq", ["1945"]),
    ("fr", "soixante et onze, quatre-vingts", ["71", "80"]),
    ("en", "two hundred and five thousand, twenty-first", ["205000", "21"]),
    ("vi", "một nghìn chín trăm bốn mươi lăm", ["1945"]),
    ("vi", "hai mươi năm, một trăm linh năm", ["20", "105"]),
    ("vi", "ba triệu năm tuổi", ["3000000"]),
    # codes
    ("fr", "Tél. : +84 24 3825 4567", ["842438254567"]),
    ("fr", "au 0800 555 111", ["800555111"]),
    # names and words that only look like numbers
    ("fr", "COVID-19, F-16, G7, A380, covid-19, H5N1", []),
    ("en", "the JAS 39C and 5G", []),
    ("fr", "mi-2021", ["2021"]),
    ("fr", "vingt pour cent", ["20"]),
    ("fr", "le Premier ministre et le second tour", []),
    ("fr", "Louis XIV et Le Caire", []),
    ("en", "Theresa May may march", []),
    ("vi", "năm nay, thứ 3, đầu tư, phần trăm", []),
    ("fr", "ouvert 24h/24 et 7j/7, 24 heures sur 24", []),
    ("en", "24/7, 24 hours a day, after 24 hours", ["24"]),
    ("vi", "trực 24/24, phục vụ 24/7", []),
    ("vi", "ngày 24/7, Hà Nội, 24/7 (TTXVN)", ["24", "7", "24", "7"]),
    ("fr", "https://vna.vn/2020/12 et a1@b2.fr", []),
    ("fr", "160km/h", ["160"]),
]


@pytest.mark.parametrize(("lang", "text", "values"), READ)
def test_numbers_are_read(lang: str, text: str, values: list[str]) -> None:
    assert firm(text, lang) == values


EQUAL = [
    ("Hanoi, 23 avril (VNA) –", "vi", "Hà Nội, 23/4 (TTXVN) –"),
    ("Hanoi, 23 avril (VNA) –", "en", "Hanoi, April 23 (VNA) –"),
    ("le 23 avril", "vi", "ngày 23 tháng 4"),
    ("le 23 avril", "vi", "ngày 23 tháng Tư"),
    ("à 14h15", "en", "at 2:15 p.m."),
    ("à 14h15", "vi", "lúc 14 giờ 15"),
    ("à 14h15", "vi", "lúc 2 giờ 15 chiều"),
    ("à 11 h 00", "vi", "lúc 11 giờ"),
    ("à 8 heures du soir", "en", "at 8 p.m."),
    ("à midi", "en", "at 12 p.m."),
    ("en avril", "vi", "vào tháng 4"),
    ("le 16e congrès", "en", "the 16th congress"),
    ("la 16ᵉ session", "vi", "kỳ họp thứ 16"),
    ("le XIVe Congrès", "vi", "Đại hội lần thứ XIV"),
    ("le XIVe Congrès", "vi", "Đại hội 14"),
    ("la XXe édition", "en", "the 20th edition"),
    ("les années 70", "en", "the 1970s"),
    ("les années 1980", "vi", "thập niên 80"),
    ("2021-2025", "vi", "giai đoạn 2021-2025"),
    ("la saison 1995-96", "vi", "mùa 1995-1996"),
    ("600.000 tonnes", "en", "600.000 tonnes"),
    ("2,8 milliards", "vi", "2.8 tỷ"),
    ("mille milliards", "en", "1 trillion"),
    ("12 personnes", "en", "twelve people"),
    ("douze personnes", "vi", "12 người"),
    ("quatorze banques", "en", "14 banks"),
    ("le premier", "vi", "thứ 1"),
    ("une dizaine d’élèves", "en", "about 10 pupils"),
    ("une centaine de cas", "vi", "khoảng 100 ca"),
    ("le double", "en", "2 times"),
    ("les deux tiers", "en", "2/3"),
    ("un mardi", "vi", "thứ 3"),
    ("COVID-19", "vi", "COVID 19"),
    ("de 2 à 3 millions", "en", "from 2 million to 3 million"),
    ("le 10, puis encore le 10", "en", "on the 10th"),
    ("taux zéro", "vi", "lãi suất 0%"),
    ("un octogénaire", "vi", "cụ ông 80 tuổi"),
    ("46.000 foyers", "en", "46.000 households"),
    ("12.500 %", "en", "12.5%"),
    ("sept dixièmes", "en", "7/10"),
    ("trois centièmes", "en", "three hundredths"),
    ("trois centièmes", "vi", "ba phần trăm"),
]


@pytest.mark.parametrize(("source", "lang", "target"), EQUAL)
def test_same_values_compare_equal(source: str, lang: str, target: str) -> None:
    assert compare_numbers(source, "fr", target, lang).is_equal


CHANGED = [
    ("600.000 tonnes", "en", "60,000 tonnes"),
    ("4,1 milliards", "en", "4.1 million"),
    ("4,1 milliards", "vi", "4,1 triệu"),
    ("le 23 avril", "vi", "ngày 23/5"),
    ("le 23 avril", "en", "April 24"),
    ("7,1 %", "vi", "71%"),
    ("en 2025", "en", "in 2024"),
    ("le 16e congrès", "vi", "đại hội lần thứ 17"),
    ("au XIVe siècle", "en", "in the 1500s"),
    ("vingt-trois blessés", "en", "32 injured"),
    ("10 et 10", "en", "10 and 11"),
    ("14h15", "en", "2:45 p.m."),
    ("46.000 foyers", "en", "46 households"),
    ("120.000 dollars", "vi", "120 USD"),
    ("46 foyers", "en", "46.000 households"),
    ("1.000 milliards", "en", "1 billion"),
    ("5 personnes en 2016", "vi", "3 người năm 2016"),
    ("+84 24 3825 4567", "en", "+84 24 3825 4568"),
]


@pytest.mark.parametrize(("source", "lang", "target"), CHANGED)
def test_changed_value_is_seen(source: str, lang: str, target: str) -> None:
    assert compare_numbers(source, "fr", target, lang).has_changed_value


def test_lost_number_is_missing_only() -> None:
    comparison = compare_numbers("plus de 135 espèces", "fr", "many species", "en")
    assert [number.text for number in comparison.missing] == ["135"]
    assert not comparison.added


def test_number_knows_its_place() -> None:
    text = "Près de 4,1 milliards d’euros"
    number = find_numbers(text, "fr")[0]
    assert text[number.start : number.end] == number.text == "4,1 milliards"
    assert number.value == Decimal(4_100_000_000)
    assert number.kind is NumberKind.NUMBER


def test_summary_number_must_be_in_article() -> None:
    article = "Le 23 avril, 600.000 tonnes ont été vendues, soit douze fois plus."
    assert not unsupported_numbers("600 000 tonnes le 23 avril, 12 fois plus", article, "fr")
    unknown = unsupported_numbers("60 000 tonnes", article, "fr")
    assert [number.text for number in unknown] == ["60 000"]


@pytest.mark.parametrize("lang", sorted(translate.numbers.LANGUAGES))
@pytest.mark.parametrize(
    "unit", ["x", "9", "1 345 ", "a1", "1:", "0 12 ", "www.", "I", "a.b-", "deux et ", "tỷ ", " "]
)
def test_time_is_linear(unit: str, lang: str) -> None:
    def measure(length: int) -> float:
        text = unit * (length // len(unit))
        start = time.process_time()
        find_numbers(text, lang)
        return time.process_time() - start

    measure(1_000)
    short, long = measure(15_000), measure(150_000)
    assert long < 40 * short + 1


def test_package_imports_nothing_of_the_project() -> None:
    folder = Path(translate.numbers.__file__).parent
    for module in sorted(folder.glob("*.py")):
        lines = module.read_text(encoding="utf-8").splitlines()
        imports = [
            line for line in lines if line.startswith(("from translate", "import translate"))
        ]
        assert all("translate.numbers" in line for line in imports), module.name
