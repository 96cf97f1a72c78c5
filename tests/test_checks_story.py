"""The checks of summaries, of whole stories, and of a whole run."""

import hashlib
import time
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from itertools import groupby
from operator import attrgetter
from pathlib import Path

import pytest

from translate.assembly import Assembler
from translate.checks import Standards, checks_of_run, load_check, run_checks
from translate.checks.base import ArticleCheck, Entry, SummaryCheck
from translate.checks.consistency import entries_of, judge, key_of
from translate.checks.tones import placed_tones
from translate.config import StructureConfig, SummaryConfig
from translate.config.checks import ChecksConfig, ConsistencyConfig, SummaryFormConfig
from translate.records import (
    Document,
    Finding,
    Origin,
    Role,
    Severity,
    Summary,
    SummaryOrigin,
    TranslatedArticle,
    Translation,
)
from translate.segmentation import segment_article
from translate.structure import find_structure
from translate.summarizer import evidence_of, find_fault, summarize_articles
from translate.terminology import built_in

LANGS = ("en", "vi")
STORIES = Path(__file__).parents[2] / "shared" / "data" / "articles"
STORY = """Le Vietnam et le Japon renforcent leur coopération

Une délégation japonaise a visité la province de Binh Thuan pour renforcer la coopération.

Hanoi, 23 avril (VNA) – Une délégation du Japon a visité le 22 avril la province de Binh Thuan.
Les deux parties ont signé un accord de pêche. La province compte 600.000 habitants.

Les exportations vers le Japon ont augmenté de 7,1 % l'année dernière.-VNA

Voir plus

Cérémonie à Hanoi. Photo : VNA

Le Laos ouvre une nouvelle ligne de train

Le Laos a inauguré jeudi une ligne de train de 414 km entre Vientiane et la frontière du Nord.
"""
SUMMARY = (
    "Une délégation du Japon a visité Binh Thuan, où 600.000 habitants vivent aussi de la pêche, "
    "et a signé un accord."
)
SUMMARY_EN = "A Japanese delegation visited Binh Thuan, home to 600,000 people, and signed a deal."
SUMMARY_VI = "Đoàn Nhật Bản thăm Bình Thuận, nơi có 600.000 dân, và ký một thỏa thuận."


def story(
    text: str = STORY,
    targets: Mapping[str, str] | None = None,
    article_id: str = "a",
    related: str = "drop",
) -> TranslatedArticle:
    """An article through the real rooms; a source without a target of its own stays French."""
    options = StructureConfig(related=related)
    digest = hashlib.sha256(text.encode()).hexdigest()
    document = Document(article_id, f"{article_id}.txt", digest, text)
    article = segment_article(find_structure(document, options), options)
    (draft,) = summarize_articles([article], None, SummaryConfig()).values()
    sources = {*(segment.source for segment in article.segments), *draft.sentences}
    made = {
        source: Translation((targets or {}).get(source, source), Origin.ENGINE)
        for source in sources
    }
    return Assembler(built_in(), LANGS).assemble(article, draft, dict.fromkeys(LANGS, made))


def summary_of(
    text: str = SUMMARY,
    en: str = SUMMARY_EN,
    vi: str = SUMMARY_VI,
    origin: SummaryOrigin = SummaryOrigin.MODEL,
) -> Summary:
    targets = {"en": en, "vi": vi}
    return Summary(
        text, {lang: Translation(made, Origin.ENGINE) for lang, made in targets.items()}, origin
    )


def about_summary(
    check_id: str, summary: Summary, options: ChecksConfig | None = None
) -> list[str]:
    """The findings about a summary of the story, as severity, language and message."""
    check = load_check(check_id)
    assert isinstance(check, SummaryCheck)
    standards = Standards(options or ChecksConfig())
    findings = check.findings(summary, story().article, LANGS, standards)
    return [f"{f.severity} {f.lang or 'fr'} {f.message}" for f in findings]


def about_story(article: TranslatedArticle) -> list[Finding]:
    check = load_check("Q25")
    assert isinstance(check, ArticleCheck)
    return list(check.findings(article, LANGS, Standards()))


# Q23 -----------------------------------------------------------------------------------------


def test_summary_that_passed_the_gate_is_supported():
    assert find_fault(SUMMARY, evidence_of(story().article), SummaryConfig()) is None
    assert about_summary("Q23", summary_of()) == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (SUMMARY.replace("600.000", "60.000"), "number 60.000 is not in the article"),
        (SUMMARY.replace("Japon", "Canada"), "name Canada is not in the article"),
        # What only the links to other stories hold supports nothing.
        (SUMMARY.replace("Japon", "Laos"), "name Laos is not in the article"),
        (SUMMARY.replace("600.000", "414"), "number 414 is not in the article"),
    ],
)
def test_summary_that_says_more_than_its_article_is_an_error(text: str, reason: str):
    assert f"E fr the summary is not supported: {reason}" in about_summary("Q23", summary_of(text))


def test_name_that_holds_a_digit_is_looked_for_whole():
    text = "M6 a diffusé hier un reportage.\n\nLa chaîne M6 a été félicitée. Elle grandit encore."
    evidence = evidence_of(story(text).article)
    assert find_fault("La chaîne M6 a été félicitée.", evidence, SummaryConfig()) is None
    reason = find_fault("La chaîne W9 a été félicitée.", evidence, SummaryConfig())
    assert reason == "name W9 is not in the article"


@pytest.mark.parametrize(
    ("summary", "found"),
    [
        (summary_of(en=SUMMARY_EN.replace("600,000", "60,000")), "en"),
        (summary_of(vi=SUMMARY_VI.replace("600.000", "600 triệu")), "vi"),
        (summary_of(en=SUMMARY_EN.replace("a deal", "14 deals")), "en"),
    ],
)
def test_number_of_a_translated_summary_must_stand_in_the_article(summary: Summary, found: str):
    (finding,) = about_summary("Q23", summary)
    assert finding.startswith(f"E {found} the translated summary is not supported")


def test_translated_summary_may_say_another_number_of_the_article():
    assert about_summary("Q23", summary_of(en=SUMMARY_EN.replace("a deal", "it on 22 April"))) == []


def test_unit_converted_rightly_in_a_summary_is_a_warning_only():
    text = "Un tunnel long\n\nLe tunnel a 100 km de long. Il est ouvert."
    article = story(text).article
    summary = summary_of("Le tunnel a 100 km de long.", "The tunnel is 62 miles long.", "100 km.")
    check = load_check("Q23")
    assert isinstance(check, SummaryCheck)
    (finding,) = check.findings(summary, article, LANGS, Standards())
    assert (finding.severity, finding.lang, finding.found) == (Severity.WARNING, "en", "62")


def test_lead_taken_as_summary_is_silent():
    article = story()
    assert article.summary.origin is SummaryOrigin.LEAD
    assert about_summary("Q23", article.summary) == []
    assert about_summary("Q24", article.summary) == []


# Q24 -----------------------------------------------------------------------------------------

FORMS = [
    ("La pêche lie le Japon et Hanoi.", "the summary has 7 words, allowed are 8 to 60"),
    ("Le Japon " + "et la province " * 30 + "ont signé.", "the summary has 94 words, allowed"),
    (SUMMARY.rstrip("."), "the summary does not end as a sentence"),
    (f"<extra_id_0> {SUMMARY}", "the summary holds <extra_id_...>, a sign of its model"),
    (
        "A Japanese delegation visited the province of Binh Thuan and signed the deal.",
        "the summary is not in French",
    ),
    (
        "Une délégation du Japon a visité le 22 avril la province de Binh Thuan.",
        "the summary is one sentence of the article",
    ),
]


@pytest.mark.parametrize(("text", "message"), FORMS, ids=[message for _, message in FORMS])
def test_summary_of_bad_form_is_a_warning(text: str, message: str):
    (finding,) = about_summary("Q24", summary_of(text))
    assert finding.startswith(f"W fr {message}")


def test_summary_that_is_the_title_is_a_warning():
    found = about_summary(
        "Q24",
        summary_of("Le Vietnam et le Japon renforcent leur coopération."),
    )
    assert "W fr the summary is the title" in found


def test_good_summary_has_no_fault_of_form():
    assert about_summary("Q24", summary_of()) == []


def test_sentence_taken_as_summary_is_not_called_a_copy():
    text = "Une délégation du Japon a visité le 22 avril la province de Binh Thuan."
    assert about_summary("Q24", summary_of(text, origin=SummaryOrigin.FIRST_SENTENCE)) == []


def test_limits_of_form_come_from_the_configuration():
    options = ChecksConfig(summary_form=SummaryFormConfig(min_words=4))
    short = summary_of("La pêche lie le Japon et Hanoi.")
    assert about_summary("Q24", short, options) == []
    assert about_summary("Q24", short) != []


@pytest.mark.parametrize("check_id", ["Q23", "Q24"])
def test_article_without_summary_is_silent(check_id: str):
    assert about_summary(check_id, Summary("", {}, SummaryOrigin.NONE)) == []


# Q25 -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("related", ["drop", "keep"])
def test_story_that_was_built_as_it_should_is_whole(related: str):
    assert about_story(story(related=related)) == []


@pytest.mark.skipif(not STORIES.exists(), reason=f"no wire stories in {STORIES}")
@pytest.mark.parametrize("related", ["drop", "keep"])
def test_real_stories_are_whole(related: str):
    paths = sorted(STORIES.glob("*.txt"))
    assert paths
    for path in paths:
        text = unicodedata.normalize("NFC", path.read_text(encoding="utf-8"))
        assert about_story(story(text, article_id=path.stem, related=related)) == []


def without_digest(article: TranslatedArticle) -> TranslatedArticle:
    document = replace(article.article.document, sha256="")
    return replace(article, article=replace(article.article, document=document))


def with_units_swapped(article: TranslatedArticle) -> TranslatedArticle:
    first, second, *others = article.units
    return replace(article, units=(second, first, *others))


def with_one_identifier_twice(article: TranslatedArticle) -> TranslatedArticle:
    segments = list(article.article.segments)
    segments[1] = replace(segments[1], segment_id=segments[0].segment_id)
    units = tuple(
        replace(unit, segment=segment)
        for unit, segment in zip(article.units, segments, strict=True)
    )
    return replace(article, article=replace(article.article, segments=tuple(segments)), units=units)


def without_one_translation(article: TranslatedArticle) -> TranslatedArticle:
    first, *others = article.units
    kept = {lang: made for lang, made in first.translations.items() if lang != "vi"}
    return replace(article, units=(replace(first, translations=kept), *others))


def with_roles(article: TranslatedArticle, change: dict[Role, Role]) -> TranslatedArticle:
    """The article with the roles of its blocks and segments changed."""
    old = article.article
    blocks = tuple(replace(b, role=change.get(b.role, b.role)) for b in old.blocks)
    segments = tuple(replace(s, role=change.get(s.role, s.role)) for s in old.segments)
    units = tuple(
        replace(unit, segment=segment)
        for unit, segment in zip(article.units, segments, strict=True)
    )
    return TranslatedArticle(replace(old, blocks=blocks, segments=segments), units, article.summary)


def with_dateline_by_engine(article: TranslatedArticle) -> TranslatedArticle:
    units = tuple(
        replace(
            unit,
            translations={
                **unit.translations,
                "en": Translation("In Hanoi on April 23, VNA", Origin.ENGINE),
            },
        )
        if unit.segment.role is Role.DATELINE
        else unit
        for unit in article.units
    )
    return replace(article, units=units)


def with_target(article: TranslatedArticle, text: str) -> TranslatedArticle:
    *others, last = article.units
    made = {**last.translations, "vi": Translation(text, Origin.ENGINE)}
    return replace(article, units=(*others, replace(last, translations=made)))


def with_summary_of_another_story(article: TranslatedArticle) -> TranslatedArticle:
    text = "Le Laos a inauguré jeudi une ligne de train de 414 km entre Vientiane et la frontière "
    return replace(article, summary=summary_of(f"{text}du Nord."))


def with_tail_in_the_middle(article: TranslatedArticle) -> TranslatedArticle:
    old = article.article
    blocks = list(old.blocks)
    last_own = max(i for i, block in enumerate(blocks) if not block.role.is_related)
    blocks[last_own], blocks[last_own + 1] = (
        replace(blocks[last_own], role=Role.RELATED_TEASER),
        replace(blocks[last_own + 1], role=Role.BODY),
    )
    return replace(article, article=replace(old, blocks=tuple(blocks)))


BREAKS = [
    (without_digest, "the digest of the source is missing"),
    (with_units_swapped, "the units are not the segments of the source, in their order"),
    (with_one_identifier_twice, "two segments have one identifier"),
    (without_one_translation, "segments have no translation"),
    (lambda a: with_roles(a, {Role.LEAD: Role.TITLE}), "2 blocks are the title"),
    (lambda a: with_roles(a, {Role.TITLE: Role.BODY, Role.LEAD: Role.TITLE}), "not the first"),
    (
        lambda a: with_roles(a, {Role.LEAD: Role.DATELINE, Role.DATELINE: Role.LEAD}),
        "the lead stands behind the dateline",
    ),
    (with_tail_in_the_middle, "the story goes on behind the links to other stories"),
    (with_tail_in_the_middle, "a segment is not of its block"),
    (with_dateline_by_engine, "the dateline is not of its template"),
    (lambda a: with_target(a, "Xem thêm"), "the line that opens the links to other stories"),
    (with_summary_of_another_story, "the summary tells another story"),
]


@pytest.mark.parametrize(("damage", "message"), BREAKS, ids=[message for _, message in BREAKS])
def test_broken_story_is_an_error(damage, message: str):
    found = about_story(damage(story()))
    assert any(message in finding.message for finding in found), found
    assert {finding.severity for finding in found} == {Severity.ERROR}


def test_corrected_dateline_of_a_person_is_left_alone():
    article = with_dateline_by_engine(story())
    units = tuple(
        replace(
            unit,
            translations={
                lang: replace(made, origin=Origin.HUMAN) for lang, made in unit.translations.items()
            },
        )
        for unit in article.units
    )
    assert about_story(replace(article, units=units)) == []


def test_template_of_the_dateline_is_told():
    (finding,) = about_story(with_dateline_by_engine(story()))
    assert (finding.lang, finding.expected) == ("en", "Hanoi, April 23 (VNA) –")
    assert finding.segment_id == "a:00003"


def test_links_that_are_kept_may_be_summarised():
    article = with_summary_of_another_story(story(related="keep"))
    assert about_story(article) == []


# Q19 over a story ----------------------------------------------------------------------------


def test_word_spelled_in_both_ways_in_one_story_is_told_once():
    targets = {
        "Les deux parties ont signé un accord de pêche.": "Hai bên ký hoà ước và hoà giải.",
        "La province compte 600.000 habitants.": "Tỉnh yêu hòa bình, có thuỷ sản.",
    }
    found = [f for f in run_checks(story(targets=targets), LANGS) if f.check == "Q19"]
    assert [(f.lang, f.severity, f.expected, f.found) for f in found] == [
        ("vi", Severity.INFORMATION, "hòa", "hoà")
    ]
    assert found[0].span == (11, 14)


@pytest.mark.parametrize("text", ["toàn bộ khoản tiền", "quý vị, quỹ", "khuya khoắt", "hoa"])
def test_word_that_both_rules_spell_alike_is_no_matter(text: str):
    assert list(placed_tones(text)) == []


# Q22 -----------------------------------------------------------------------------------------


def entry(
    source: str, target: str, article_id: str, *, lang: str = "en", is_by_hand: bool = False
) -> Entry:
    return Entry(
        lang=lang,
        source_key=key_of(source),
        target_key=key_of(target),
        article_id=article_id,
        segment_id=f"{article_id}:00001",
        role=Role.TITLE,
        source=source,
        target=target,
        is_by_hand=is_by_hand,
    )


def told(*group: Entry) -> list[tuple[str, str | None, str | None]]:
    return [(article, f.expected, f.found) for article, f in judge(group)]


OPENING = "Ouverture du Congrès du Parti"


def test_fault_of_a_check_of_the_run_is_told_of_every_text_and_ends_nothing():
    def judge_badly(group, options):
        yield "a", Finding("Q22", Severity.WARNING, "one was compared")
        raise KeyError(group[1].source)

    check = replace(load_check("Q22"), judge=judge_badly)
    found = check.findings([entry(OPENING, "One", "a"), entry(OPENING, "Two", "b")], ChecksConfig())
    assert [(article, f.check, f.segment_id, f.lang) for article, f in found] == [
        ("a", "Q22", "a:00001", "en"),
        ("b", "Q22", "b:00001", "en"),
    ]
    assert all("a fault of the program (KeyError(" in f.message for _, f in found)


def test_rarer_translation_of_one_source_is_told():
    found = told(
        entry(OPENING, "Party Congress opens", "a"),
        entry(f"{OPENING}.", "The Party's Congress begins", "b"),
        entry(OPENING.upper(), "Party congress opens.", "c"),
    )
    assert found == [("b", "Party Congress opens", "The Party's Congress begins")]


def test_translations_that_differ_in_case_and_final_mark_are_one():
    assert told(entry(OPENING, "Party opens", "a"), entry(OPENING, "PARTY OPENS!", "b")) == []


def test_what_a_person_wrote_is_expected_of_the_others():
    group = [entry(OPENING, "Party Congress opens", name) for name in "abc"]
    group.append(entry(OPENING, "Opening of the Party Congress", "d", is_by_hand=True))
    assert {article for article, _, _ in told(*group)} == {"a", "b", "c"}
    assert {expected for _, expected, _ in told(*group)} == {"Opening of the Party Congress"}


def test_two_persons_who_disagree_are_told_as_information():
    group = [
        entry(OPENING, "Party Congress opens", "a", is_by_hand=True),
        entry(OPENING, "Party meets", "b", is_by_hand=True),
    ]
    assert [f.severity for _, f in judge(group)] == [Severity.INFORMATION]


def test_different_sources_with_one_translation_are_told():
    found = told(
        entry("Le port de Hai Phong rouvre mardi", "The port reopens", "a"),
        entry("Les pêcheurs attendent encore leurs bateaux", "The port reopens", "b"),
    )
    assert found == [
        (
            "b",
            "Le port de Hai Phong rouvre mardi",
            "Les pêcheurs attendent encore leurs bateaux",
        )
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Le port a reçu 12 navires mardi", "Le port a reçu 14 navires mardi"),
        ("L'ambassadeur du Laos a parlé hier", "L'ambassadrice du Laos a parlé hier"),
        ("Il est parti", "Elle arrive"),
    ],
    ids=["numbers", "near", "short"],
)  # fmt: skip
def test_sources_that_may_share_a_translation_are_left_alone(one: str, other: str):
    assert told(entry(one, "The same", "a"), entry(other, "The same", "b")) == []


def test_verdict_does_not_depend_on_the_order_of_the_group():
    group = [
        entry(OPENING, "Party Congress opens", "b"),
        entry(OPENING, "Party Congress begins", "a"),
        entry(OPENING, "Party meets", "c"),
    ]
    assert told(*group) == told(*reversed(group))
    assert len(told(*group)) == 2


def test_empty_and_single_groups_say_nothing():
    assert told() == []
    assert told(entry(OPENING, "Party Congress opens", "a")) == []


def test_entries_are_titles_captions_and_short_sentences_of_engine_or_person():
    entries = list(entries_of(story(), LANGS))
    assert {e.lang for e in entries} == {"en", "vi"}
    roles = {e.role for e in entries}
    assert roles == {Role.TITLE, Role.BODY}
    assert all(len(e.source.split()) <= 12 for e in entries if e.role is Role.BODY)
    sources = {e.source for e in entries}
    assert "Les deux parties ont signé un accord de pêche." in sources
    assert "Hanoi, 23 avril (VNA) –" not in sources
    longer = ChecksConfig(consistency=ConsistencyConfig(max_words=40))
    assert len(list(entries_of(story(), LANGS, longer))) > len(entries)


def test_run_finds_what_two_articles_translate_differently():
    source = "Les deux parties ont signé un accord de pêche."
    made = {"a": "Both sides signed a fishing deal.", "b": "The two parties signed a fishing deal."}
    (check,) = checks_of_run()
    options = ChecksConfig()
    entries = sorted(
        entry
        for article_id, target in made.items()
        for entry in check.entries(story(STORY, {source: target}, article_id), LANGS, options)
    )
    found = [
        (article_id, finding.lang, finding.found)
        for _, group in groupby(entries, key=attrgetter("lang", "source_key"))
        for article_id, finding in check.judge(tuple(group), options)
    ]
    assert found == [("b", "en", made["b"]), ("b", "vi", made["b"])]


def test_check_of_the_run_can_be_switched_off():
    assert checks_of_run(Standards(ChecksConfig(disabled=("Q22",)))) == []


# All of them ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["(" * 200_000, '« "' * 60_000, "hoà hòa " * 25_000, "É ▁" * 60_000]
)
def test_hostile_text_is_checked_in_linear_time(text: str):
    begun = time.process_time()
    article = with_target(story(), text.strip())
    standards = Standards(ChecksConfig(disabled=OTHERS))
    run_checks(article, LANGS, standards)
    assert time.process_time() - begun < 10


OURS = {"Q16", "Q17", "Q18", "Q19", "Q22", "Q23", "Q24", "Q25"}
OTHERS = tuple(f"Q{number:02}" for number in range(1, 26) if f"Q{number:02}" not in OURS)
