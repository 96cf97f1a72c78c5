"""Summaries: the gate, the candidates, the fallback, long articles."""

import pytest
from toy_engine import ToyEngine

from translate.config import StructureConfig, SummaryConfig
from translate.memory import Memory
from translate.records import Document, SummaryOrigin
from translate.segmentation import segment_article
from translate.structure import find_structure
from translate.summarizer import find_fault, gather_evidence, summarize_articles
from translate.workplan import TaskRunner

ARTICLE = (
    "Hanoi et Tokyo signent un accord\n\n"
    "Le Vietnam et le Japon ont signé un accord.\n\n"
    "Hanoi, 23 avril (VNA) – M. Nguyen Van Son a reçu l'ambassadeur du Japon à Huế. "
    "Les échanges ont atteint 4,1 milliards de dollars, dont 600.000 tonnes de riz. "
    "Cinq provinces sont concernées.-VNA\n"
)
OPTIONS = SummaryConfig(min_words=3, max_words=20)


def article(text=ARTICLE, title=None):
    options = StructureConfig()
    document = Document("a", "a.txt", "0", text, title=title)
    return segment_article(find_structure(document, options), options)


@pytest.fixture
def summarize(tmp_path):
    with Memory(tmp_path / "memory.sqlite") as memory:

        def run(engine, text=ARTICLE, options=OPTIONS, title=None):
            runner = TaskRunner(engine, memory, "summarize:fr")
            return summarize_articles([article(text, title)], runner, options)["a"]

        yield run


GOOD = [
    "Le Vietnam et le Japon ont signé un accord.",
    "M. Son a reçu l'ambassadeur du Japon à Hue.",
    "Les échanges ont atteint 4.100 millions de dollars.",
    "5 provinces sont concernées par 600 000 tonnes.",
    "Hanoi signe un accord !",
    "Le Japon parle d'« un accord ».",
]
BAD = [
    ("Le Vietnam et la Chine ont signé un accord.", "name Chine"),
    ("M. Nguyen Van Hai a signé un accord.", "name Hai"),
    ("Macron a signé un accord à Hanoi.", "name Macron"),
    ("Les échanges ont atteint 4,2 milliards de dollars.", "number 4,2 milliards"),
    ("Les échanges ont atteint 4,1 millions de dollars.", "number 4,1 millions"),
    ("Le Vietnam et le Japon ont signé", "does not end as a sentence"),
    ("Le Japon le Japon le Japon le Japon le Japon le Japon.", "a loop"),
    ("Vietnam hanoi nguyen van son hanoi tokyo japon.", "not in French"),
    ("Un accord.", "2 words"),
    ("", "0 words"),
    ("Le riz et " * 10 + "le Japon.", "32 words"),
]


@pytest.mark.parametrize("summary", GOOD)
def test_summary_that_says_what_the_article_says_passes(summary):
    assert find_fault(summary, gather_evidence(ARTICLE), OPTIONS) is None


@pytest.mark.parametrize(("summary", "fault"), BAD, ids=[fault for _, fault in BAD])
def test_summary_that_says_more_or_is_no_sentence_is_refused(summary, fault):
    assert fault in str(find_fault(summary, gather_evidence(ARTICLE), OPTIONS))


def test_model_summary_is_taken(summarize):
    draft = summarize(ToyEngine(99, answer=lambda _: GOOD[0]))
    assert (draft.sentences, draft.origin) == ((GOOD[0],), SummaryOrigin.MODEL)


def test_next_candidate_is_taken_where_the_first_is_refused(summarize):
    draft = summarize(ToyEngine(99, answer=lambda _: [BAD[0][0], GOOD[0] + "~", GOOD[1]]))
    assert draft.sentences == (GOOD[1],)
    assert draft.rejected == ("name Chine is not in the article", "unfinished")


def test_lead_is_the_fallback_and_says_so(summarize):
    draft = summarize(ToyEngine(99, answer=lambda _: [BAD[0][0], BAD[1][0]]))
    assert draft.origin is SummaryOrigin.LEAD
    assert draft.sentences == ("Le Vietnam et le Japon ont signé un accord.",)
    assert len(draft.rejected) == 2


def test_first_sentence_is_the_fallback_without_a_lead(summarize):
    text = "Un titre\n\nLe riz pousse. Le thé aussi."
    draft = summarize(ToyEngine(99, answer=lambda _: ""), text)
    assert (draft.sentences, draft.origin) == (("Le riz pousse.",), SummaryOrigin.FIRST_SENTENCE)


def test_article_with_a_title_alone_has_no_summary(summarize):
    engine = ToyEngine(99)
    draft = summarize(engine, "Un titre seul", title="Un titre seul")
    assert (draft.sentences, draft.origin, engine.batches) == ((), SummaryOrigin.NONE, [])


def test_without_a_model_the_lead_is_the_summary():
    draft = summarize_articles([article()], None, OPTIONS)["a"]
    assert draft.origin is SummaryOrigin.LEAD


LONG = "Un titre\n\n" + " ".join(f"Le mot{i} pousse dans la province." for i in range(60))


def test_long_article_is_summarised_in_parts_and_none_is_cut(summarize):
    engine = ToyEngine(40, answer=lambda text: text.split(".")[0] + ".")
    draft = summarize(engine, LONG)
    first_round = " ".join(text for text in engine.batches[0])
    assert all(f"mot{i} " in first_round for i in range(60))
    assert draft.origin is SummaryOrigin.MODEL_PARTS
    assert draft.parts == 10
    assert len(engine.batches) > 1


def test_words_per_part_are_limited_for_models_trained_on_short_inputs(summarize):
    engine = ToyEngine(1_000, answer=lambda text: text.split(".")[0] + ".")
    summarize(engine, LONG, SummaryConfig(min_words=3, max_input_words=24))
    assert max(len(text.split()) for batch in engine.batches for text in batch) <= 24


def test_model_that_does_not_shorten_ends_all_the_same(summarize):
    draft = summarize(ToyEngine(40, answer=str), LONG)
    assert draft.origin in {SummaryOrigin.MODEL_PARTS, SummaryOrigin.FIRST_SENTENCE}


def test_sentence_longer_than_the_model_is_split_and_not_lost(summarize):
    engine = ToyEngine(20, answer=lambda text: " ".join(text.split()[:3]) + ".")
    summarize(engine, "Un titre\n\n" + "le riz et le thé, " * 30 + "poussent.")
    assert sum(len(t.split()) for t in engine.batches[0]) >= 20
