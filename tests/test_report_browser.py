"""The report in a real browser: filters, search, keys, colours, narrow screens, print, attacks."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from report_samples import hostile_article, reviewed_article
from samples import source_of, wire_article, wire_articles

from translate.writers import report
from translate.writers.base import ExportContext

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
DRIVER = shutil.which("chromedriver")
pytestmark = pytest.mark.skipif(
    CHROMIUM is None or DRIVER is None, reason="no Chromium with its driver on this machine"
)

SEEN_ROWS = """return [...document.querySelectorAll('.row[id]')]
  .filter((row) => row.getClientRects().length).map((row) => row.id)"""
SEEN_NOTES = """return [...document.querySelectorAll('.note')]
  .filter((note) => note.getClientRects().length).map((note) => note.id)"""
FOCUSED = "return document.activeElement.id"
HACKED = "return window.hacked === undefined ? null : window.hacked"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    from selenium import webdriver
    from selenium.webdriver.chrome.options import Options
    from selenium.webdriver.chrome.service import Service

    options = Options()
    options.binary_location = CHROMIUM
    profile = tmp_path_factory.mktemp("profile")
    # Root in a container has no sandbox, and little shared memory.
    for argument in (
        "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
        "--disable-background-networking", f"--user-data-dir={profile}",
    ):  # fmt: skip
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(DRIVER))
    yield driver
    driver.quit()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three articles: `a` with eight findings, `b` with none, and one that attacks the page."""
    folder = tmp_path_factory.mktemp("report")
    articles = (reviewed_article(), wire_article("b", "le thé glacé"), hostile_article())
    report.write(source_of(*articles), ExportContext(folder, "fr", ("en", "vi")))
    return folder


@pytest.fixture
def page(browser, folder: Path) -> Iterator[object]:
    """The report as it opens in a wide, light window; its log must hold no complaint."""
    emulate(browser, width=1400)
    browser.get("about:blank")
    browser.get_log("browser")
    browser.get((folder / "report.html").as_uri())
    browser.execute_script("localStorage.clear()")
    yield browser
    assert browser.execute_script(HACKED) is None
    assert browser.get_log("browser") == []


def emulate(browser, *, width: int, scheme: str = "light", media: str = "") -> None:
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500},
    )
    features = [
        {"name": "prefers-color-scheme", "value": scheme},
        {"name": "prefers-reduced-motion", "value": "reduce"},
    ]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": media, "features": features})


def press(browser, keys: str) -> None:
    from selenium.webdriver.common.action_chains import ActionChains

    ActionChains(browser).send_keys(keys).perform()


def choose(browser, name: str, value: str) -> None:
    from selenium.webdriver.common.by import By
    from selenium.webdriver.support.select import Select

    Select(browser.find_element(By.NAME, name)).select_by_value(value)


def search(browser, text: str) -> None:
    from selenium.webdriver.common.by import By

    field = browser.find_element(By.NAME, "q")
    field.clear()
    field.send_keys(text)


def text_of(browser, selector: str) -> str:
    return browser.execute_script(
        "return document.querySelector(arguments[0]).textContent", selector
    )


def style_of(browser, selector: str, name: str) -> str:
    return browser.execute_script(
        "return getComputedStyle(document.querySelector(arguments[0]))[arguments[1]]",
        selector,
        name,
    )


class TestFilters:
    def test_everything_is_seen_at_first(self, page) -> None:
        assert len(page.execute_script(SEEN_ROWS)) == 11 + 11 + 3
        assert text_of(page, "#count") == "25 of 25 lines, 10 findings"

    def test_errors_alone(self, page) -> None:
        choose(page, "show", "e")
        assert page.execute_script(SEEN_ROWS) == ["a1s5", "a1s9", "a3s2"]
        assert text_of(page, "#count") == "3 of 25 lines, 5 findings"

    def test_one_check(self, page) -> None:
        choose(page, "check", "Q03")
        assert page.execute_script(SEEN_ROWS) == ["a1s1"]
        assert len(page.execute_script(SEEN_NOTES)) == 1

    def test_finding_about_the_whole_article_keeps_its_head(self, page) -> None:
        choose(page, "check", "Q23")
        assert page.execute_script(SEEN_ROWS) == []
        assert text_of(page, "#count") == "0 of 25 lines, 1 finding"
        assert len(page.execute_script(SEEN_NOTES)) == 1

    def test_one_language_hides_the_other_column_and_its_findings(self, page) -> None:
        choose(page, "lang", "vi")
        langs = page.execute_script(
            "return [...document.querySelectorAll('#a1s5 p')]"
            ".filter((p) => p.getClientRects().length).map((p) => p.lang)"
        )
        assert langs == ["fr", "vi"]
        choose(page, "show", "any")
        assert page.execute_script(SEEN_ROWS) == ["a1s1", "a1s9"]

    def test_one_article(self, page) -> None:
        choose(page, "article", "a2")
        assert {row.split("s")[0] for row in page.execute_script(SEEN_ROWS)} == {"a2"}

    def test_mark_without_a_finding_that_fits_fades(self, page) -> None:
        choose(page, "show", "e")
        classes = page.execute_script(
            "return [...document.querySelectorAll('#a1s5 mark')].map((m) => m.className)"
        )
        assert classes == ["i off", "w off", "w off", "e", "w off"]

    def test_filters_that_nothing_fits_say_so_and_clear(self, page) -> None:
        choose(page, "article", "a2")
        choose(page, "show", "any")
        assert page.execute_script(SEEN_ROWS) == []
        assert page.find_element("id", "nothing").is_displayed()
        page.find_element("css selector", "button[type=reset]").click()
        page.execute_async_script("setTimeout(arguments[0], 50)")
        assert len(page.execute_script(SEEN_ROWS)) == 25


class TestSearch:
    @pytest.mark.parametrize(
        ("query", "rows"),
        [
            ("le the glace", ["a2s0", "a2s1", "a2s2"]),
            ("THÉ GLACÉ", ["a2s0", "a2s1", "a2s2"]),
            ("doanh so tang", ["a1s4", "a2s4"]),
            ("đoanh", ["a1s4", "a2s4"]),
            ("(.*", []),
        ],
    )
    def test_search_takes_no_account_of_accents_and_case(self, page, query, rows) -> None:
        search(page, query)
        assert page.execute_script(SEEN_ROWS) == rows

    def test_search_keeps_to_the_languages_that_are_seen(self, page) -> None:
        search(page, "prices")
        assert page.execute_script(SEEN_ROWS) == ["a1s8", "a2s8"]
        choose(page, "lang", "vi")
        assert page.execute_script(SEEN_ROWS) == []

    def test_hits_are_painted_where_they_stand(self, page) -> None:
        search(page, "gia gap")
        hits = page.execute_script(
            "return [...CSS.highlights.get('hit')].map((range) => range.toString())"
        )
        assert hits == ["Giá gấp", "Giá gấp"]


class TestKeys:
    def test_j_and_k_visit_every_finding_and_wrap(self, page) -> None:
        notes = page.execute_script(SEEN_NOTES)
        assert len(notes) == 10
        visited = []
        for _ in notes:
            press(page, "j")
            visited.append(page.execute_script(FOCUSED))
        assert visited == notes
        press(page, "j")
        assert page.execute_script(FOCUSED) == notes[0]
        press(page, "k")
        assert page.execute_script(FOCUSED) == notes[-1]

    def test_k_begins_with_the_last(self, page) -> None:
        notes = page.execute_script(SEEN_NOTES)
        press(page, "k")
        assert page.execute_script(FOCUSED) == notes[-1]

    def test_finding_is_brought_into_view_and_its_mark_lit(self, page) -> None:
        choose(page, "check", "Q04")
        page.execute_script("document.activeElement.blur(); scrollTo(0, 0)")
        press(page, "j")
        box = page.execute_script(
            "const box = document.activeElement.getBoundingClientRect();"
            "return [box.top, innerHeight - box.bottom]"
        )
        assert min(box) > 0
        lit = page.execute_script(
            "return [...document.querySelectorAll('mark.on')].map((m) => m.textContent).join('')"
        )
        assert lit == "are worth $3m."

    def test_keys_keep_to_the_filters(self, page) -> None:
        choose(page, "show", "i")
        page.execute_script("document.activeElement.blur()")
        seen = page.execute_script(SEEN_NOTES)
        press(page, "jj")
        assert [page.execute_script(FOCUSED)] == seen

    def test_letters_typed_in_the_search_are_no_commands(self, page) -> None:
        press(page, "/")
        press(page, "jk?")
        assert page.execute_script("return document.activeElement.value") == "jk?"
        assert not page.find_element("id", "help").is_displayed()

    def test_question_mark_shows_the_keys_and_hides_them(self, page) -> None:
        press(page, "?")
        assert page.find_element("id", "help").is_displayed()
        press(page, "?")
        assert not page.find_element("id", "help").is_displayed()

    def test_click_on_a_mark_leads_to_its_finding(self, page) -> None:
        page.find_element("css selector", "#a1s5 mark.e").click()
        assert (
            page.execute_script(FOCUSED)
            in page.execute_script(
                "return document.querySelector('#a1s5 mark.e').getAttribute('aria-describedby')"
            ).split()
        )


class TestColours:
    def test_the_system_decides_until_the_reader_does(self, page) -> None:
        paper = {}
        for scheme in ("light", "dark"):
            emulate(page, width=1400, scheme=scheme)
            paper[scheme] = style_of(page, "body", "backgroundColor")
        assert paper["light"] != paper["dark"]
        button = page.find_element("id", "theme")
        shown = []
        for _ in range(3):
            button.click()
            shown.append((button.text, style_of(page, "body", "backgroundColor")))
        assert shown == [
            ("Light", paper["light"]), ("Dark", paper["dark"]), ("Auto", paper["dark"]),
        ]  # fmt: skip

    def test_choice_is_kept(self, page) -> None:
        page.find_element("id", "theme").click()
        page.refresh()
        assert page.find_element("id", "theme").text == "Light"

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_texts_have_the_contrast_of_level_aa(self, page, scheme) -> None:
        emulate(page, width=1400, scheme=scheme)
        low = page.execute_script(CONTRASTS)
        assert low == []


CONTRASTS = """
const parse = (text) => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  canvas.fillStyle = text; canvas.fillRect(0, 0, 1, 1);
  return [...canvas.getImageData(0, 0, 1, 1).data];
};
const over = (top, below) =>
  [0, 1, 2].map((i) => (top[i] * top[3] + below[i] * (255 - top[3])) / 255);
const ground = (element) => {
  if (!element) return [255, 255, 255];
  const own = parse(getComputedStyle(element).backgroundColor);
  return own[3] === 255 ? own : over(own, ground(element.parentElement));
};
const light = (rgb) => {
  const [r, g, b] = rgb.slice(0, 3).map((v) => v / 255)
    .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const low = [];
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  const element = walker.currentNode.parentElement;
  if (!walker.currentNode.data.trim() || !element.getClientRects().length) continue;
  const isDrawn = element.namespaceURI.endsWith('svg');
  const colour = parse(getComputedStyle(element)[isDrawn ? 'fill' : 'color']);
  const [a, b] = [light(colour), light(ground(element))];
  const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  if (contrast < 4.5) low.push([element.outerHTML.slice(0, 80), contrast]);
}
return low;
"""


class TestScreensAndPaper:
    def test_four_hundred_pixels_need_no_sideways_scrolling(self, page) -> None:
        emulate(page, width=400)
        assert page.execute_script("return document.documentElement.scrollWidth") == 400
        lefts = page.execute_script(
            "return [...document.querySelectorAll('#a1s5 p')]"
            ".map((p) => Math.round(p.getBoundingClientRect().left))"
        )
        assert len(set(lefts)) == 1
        over = page.execute_script(
            "return [...document.querySelectorAll('#stories *')]"
            ".filter((e) => e.getBoundingClientRect().right > 400).length"
        )
        assert over == 0

    def test_wide_screen_has_the_languages_side_by_side(self, page) -> None:
        tops = page.execute_script(
            "return [...document.querySelectorAll('#a1s5 p')]"
            ".map((p) => Math.round(p.getBoundingClientRect().top))"
        )
        assert len(set(tops)) == 1

    def test_paper_has_findings_and_no_controls(self, page) -> None:
        emulate(page, width=900, scheme="dark", media="print")
        for selector in ("#filters", ".tools", ".contents"):
            assert style_of(page, selector, "display") == "none"
        assert len(page.execute_script(SEEN_NOTES)) == 10
        assert style_of(page, "body", "backgroundColor") == "rgb(255, 255, 255)"
        assert style_of(page, "body", "color") == "rgb(0, 0, 0)"
        assert page.execute_script("return document.documentElement.scrollWidth - innerWidth") <= 0


class TestAttacks:
    def test_hostile_texts_are_read_and_not_run(self, page) -> None:
        from selenium.common.exceptions import NoAlertPresentException

        with pytest.raises(NoAlertPresentException):
            _ = page.switch_to.alert
        assert page.execute_script(HACKED) is None
        assert "</script></style><script>window.hacked=1" in text_of(page, "#a3s1 p[lang=fr]")
        assert page.execute_script("return document.images.length") == 0

    def test_policy_stops_a_script_that_came_in_all_the_same(
        self, browser, folder, tmp_path
    ) -> None:
        text = (folder / "report.html").read_text(encoding="utf-8")
        planted = tmp_path / "planted.html"
        planted.write_text(
            text.replace("<main", "<script>window.hacked=4</script><main", 1), encoding="utf-8"
        )
        browser.get_log("browser")
        browser.get(planted.as_uri())
        assert browser.execute_script(HACKED) is None
        (entry,) = browser.get_log("browser")
        assert "Content Security Policy" in entry["message"]

    def test_page_reads_without_scripts(self, browser, folder) -> None:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
        try:
            browser.get((folder / "report.html").as_uri())
            assert not browser.find_element("id", "filters").is_displayed()
            assert browser.find_element("id", "a1s5").is_displayed()
        finally:
            browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def test_index_finds_articles_and_leads_to_them(browser, tmp_path) -> None:
    report.write(
        source_of(*wire_articles(203, "le thé")), ExportContext(tmp_path, "fr", ("en", "vi"))
    )
    emulate(browser, width=1400)
    browser.get((tmp_path / "report.html").as_uri())
    browser.get_log("browser")
    search(browser, "the 202")
    seen = "return [...document.querySelectorAll('tbody tr')].filter((r) => !r.hidden).length"
    assert browser.execute_script(seen) == 1
    assert text_of(browser, "#count") == "1 of 203 articles"
    search(browser, "a00199")
    assert browser.execute_script(seen) == 1
    link = browser.find_element("css selector", "tbody tr:not([hidden]) a")
    link.click()
    assert browser.current_url.endswith("report/part-0001.html#a200")
    assert browser.find_element("id", "a200").is_displayed()
    assert browser.get_log("browser") == []
