"""Roles of blocks: the gold stories, damaged pages, plain texts, and laws for any text."""

import json
import time

import pytest
from conftest import SHARED
from hypothesis import given, settings
from hypothesis import strategies as st

from translate.config import StructureConfig
from translate.decoding import decode
from translate.records import Article, Document, Role
from translate.structure import find_structure

TITLE = "Un accord entre Huê et Nantes"
LEAD = "Les deux villes ont signé un accord."
BODY = "Les deux villes travaillent ensemble depuis vingt ans."
LAST = "La prochaine rencontre aura lieu à Nantes."


def structure(text: str, profile: str = "auto", title: str | None = None) -> Article:
    document = Document("a", "a.txt", "0" * 64, text, title=title)
    return find_structure(document, StructureConfig(profile=profile))


def roles(text: str, profile: str = "auto") -> list[tuple[str, str]]:
    return [(block.role.value, block.text) for block in structure(text, profile).blocks]


GOLD = SHARED / "data" / "gold" / "structure.json"
GOLD_STORIES = json.loads(GOLD.read_text(encoding="utf-8")) if GOLD.exists() else {"": []}


@pytest.mark.skipif(not GOLD.exists(), reason="the gold stories are not in this checkout")
@pytest.mark.parametrize("name", GOLD_STORIES)
def test_gold_story_is_found_exactly(name):
    data = (SHARED / "data" / "articles" / name).read_bytes()
    blocks = structure(decode(data).text).blocks
    found = [
        {
            "role": block.role.value,
            "line": block.line,
            "text": block.text,
            **({"credit": block.credit} if block.credit is not None else {}),
            **({"item": block.item} if block.item is not None else {}),
        }
        for block in blocks
    ]
    assert found == GOLD_STORIES[name]


DATELINES = [
    "Hanoi, 23 avril (VNA) – ",
    "Hanoi, le 23 avril 2025 (VNA) - ",
    "Moscou (VNA) - ",
    "HANOÏ (VNA) — ",
    "Hô Chi Minh-Ville, 1er mai (VNA) – ",
    "Hanoi, mardi 23 avril (VNA) – ",
    "New York (États-Unis), 5 août (VNA) – ",
    "Côte d'Ivoire (VNA)- ",
    "Hanoi/Vientiane, 23/4 (VNA) – ",
    "La Havane, 3 février (VNA/Vietnam+) – ",
    "PARIS (AFP) – ",
    "Hanoi (VNA) ",
    "Hanoi, 23 avril – ",
    "(VNA) – ",
]


@pytest.mark.parametrize("dateline", DATELINES)
def test_dateline_is_cut_from_the_first_body_paragraph(dateline):
    found = roles(f"{TITLE}\n\n{LEAD}\n\n{dateline}{BODY}\n\n{LAST}\n")
    assert found == [
        ("title", TITLE),
        ("lead", LEAD),
        ("dateline", dateline),
        ("body", BODY),
        ("body", LAST),
    ]


NO_DATELINES = [
    "Kaluga (Russie) - ville jumelle de Huê - grandit.",
    "L'Agence vietnamienne d'information (VNA) a signé un accord.",
    "Le 23 avril, la délégation – dix personnes – est partie.",
    "Selon le ministère (MAE), rien n'a changé.",
    "Dimanche, 5 mai – La fête commence.",
]


@pytest.mark.parametrize("text", NO_DATELINES)
def test_ordinary_paragraph_has_no_dateline(text):
    assert "dateline" not in dict(roles(f"{TITLE}\n\n{text}\n\n{BODY}\n", "vna"))


def test_only_the_first_dateline_counts():
    found = roles(f"{TITLE}\n\nHanoi (VNA) – {BODY}\n\nParis (AFP) – {LAST}\n")
    assert [role for role, _ in found] == ["title", "dateline", "body", "body"]


# (end of the last paragraph, what is body, what is signature)
SIGNATURES = [
    (".-VNA", ".", "-VNA"),
    (". -VNA", ". ", "-VNA"),
    (". - VNA", ". ", "- VNA"),
    (".–VNA", ".", "–VNA"),
    (". — VNA/CVN", ". ", "— VNA/CVN"),
    ("./.", ".", "/."),
    ("./.-VNA", ".", "/.-VNA"),
    (" »-VNA", " »", "-VNA"),
    ("-VNA", "", "-VNA"),
    (". (VNA)", ". ", "(VNA)"),
    (".\n\n–VNA", ".", "–VNA"),
    (".\nVNA", ".", "VNA"),
]


@pytest.mark.parametrize(("end", "body", "signature"), SIGNATURES)
def test_signature_is_cut_and_the_sentence_keeps_its_full_stop(end, body, signature):
    text = LAST.removesuffix(".")
    found = roles(f"{TITLE}\n\n{LEAD}\n\nHanoi (VNA) – {BODY}\n\n{text}{end}\n")
    assert found[-2:] == [("body", text + body), ("signature", signature)]


NO_SIGNATURES = [
    "un accord ASEAN-VNA.",
    "le sommet ASEAN-ONU",
    "selon la VNA.",
    "avec l'AFP - dit-on.",
]


@pytest.mark.parametrize("end", NO_SIGNATURES)
def test_agency_in_a_sentence_is_no_signature(end):
    assert roles(f"{TITLE}\n\n{LEAD}\n\n{BODY}\n\nCe fut {end}\n", "vna")[-1][0] == "body"


# (line, expected parts)
CAPTIONS = [
    (f"{TITLE} ảnh 1Une séance. Photo : VNA", ["copy", "ảnh 1", "Une séance. Photo : VNA"]),
    (f"{TITLE}ảnh 1 Une séance. Photo: VNA", ["copy", "ảnh 1", "Une séance. Photo: VNA"]),
    (f"{TITLE} ảnh 1Une séance sans mention", ["copy", "ảnh 1", "Une séance sans mention"]),
    (f"{TITLE} ảnh 116ᵉ Dialogue. Photo: VNA", ["copy", "ảnh 1", "16ᵉ Dialogue. Photo: VNA"]),
    (f"{TITLE} ảnh 2Une séance. Photo: VNA", ["copy", "ảnh 2", "Une séance. Photo: VNA"]),
    (f"{TITLE} ?nh 1Une séance. Photo: VNA", ["copy", "?nh 1", "Une séance. Photo: VNA"]),
    (f"{TITLE} photo 1Une séance. Photo: VNA", ["copy", "photo 1", "Une séance. Photo: VNA"]),
    (f"{TITLE} Une séance. Photo: VNA", ["copy", "Une séance. Photo: VNA"]),
    (f"{TITLE}. Photo: VNA", [f"{TITLE}. Photo: VNA"]),
    (f"{TITLE} ảnh 1{TITLE}. Photo: VNA", ["copy", "ảnh 1", f"{TITLE}. Photo: VNA"]),
    (TITLE, ["copy"]),
    (f"{TITLE} ảnh 1", ["copy", "ảnh 1"]),
    ("Une séance. Photo : VNA", ["Une séance. Photo : VNA"]),
    ("Une séance (Photo: Quang Hai/VNA)", ["Une séance (Photo: Quang Hai/VNA)"]),
    ("Une séance. Crédit photo : VNA", ["Une séance. Crédit photo : VNA"]),
    ("Une séance. Ảnh: TTXVN", ["Une séance. Ảnh: TTXVN"]),
    ("Une séance. Photo d’archives : VNA.", ["Une séance. Photo d’archives : VNA."]),
    ("Une séance Photo VNA", ["Une séance Photo VNA"]),
]


@pytest.mark.parametrize(("line", "expected"), CAPTIONS)
@pytest.mark.parametrize("is_before_body", [True, False], ids=["before", "after"])
def test_caption_is_taken_apart_before_and_after_the_first_paragraph(
    line, expected, is_before_body
):
    first = f"Hanoi (VNA) – {BODY}"
    middle = f"{line}\n{first}" if is_before_body else f"{first}\n{line}"
    blocks = structure(f"{TITLE}\n\n{LEAD}\n{middle}\n\n{LAST}-VNA\n").blocks
    captions = [block for block in blocks if block.role.value.startswith("caption")]
    assert [block.text for block in captions] == [TITLE if e == "copy" else e for e in expected]
    others = [block.role.value for block in blocks if block not in captions]
    assert others == ["title", "lead", "dateline", "body", "body", "signature"]


def test_title_copy_may_differ_in_spaces_quotes_and_dashes():
    title = "L’accord « Huê\u00a0– Nantes »"
    line = "L'accord  «\u00a0Huê - Nantes » ảnh 1Une séance"
    found = roles(f"{title}\n\n{line}\n\n{BODY}\n")
    assert [role for role, _ in found[1:4]] == ["caption_title_copy", "caption_marker", "caption"]


def test_edited_title_before_a_label_is_still_a_copy():
    found = roles(f"{TITLE}\n\nAncien titre ảnh 1Une séance. Photo: VNA\n\n{BODY}\n")
    assert found[1] == ("caption_title_copy", "Ancien titre")


def test_several_labels_are_counted_up():
    lines = "\n".join(f"{TITLE} ảnh {n}{n}0 personnes. Photo: VNA" for n in (1, 2, 3))
    found = roles(f"{TITLE}\n\n{lines}\n\n{BODY}\n")
    assert [text for role, text in found if role == "caption_marker"] == [
        "ảnh 1",
        "ảnh 2",
        "ảnh 3",
    ]


NO_CAPTIONS = [
    "Il a visité un concours de Photo : Les lauréats sont dix",
    "Voici la photo : un enfant sourit.",
    "La photo a été prise par la VNA.",
    f"{TITLE} sera bientôt signé.",
]


@pytest.mark.parametrize("line", NO_CAPTIONS)
def test_sentence_about_a_photo_is_no_caption(line):
    found = roles(f"{TITLE}\n\n{LEAD}\n\nHanoi (VNA) – {BODY}\n\n{line}\n")
    assert found[-1] == ("body", line)


def items(*stories: str) -> str:
    """A tail of stories, written in letters: caption, uncredited caption, title, summary."""
    lines = {
        "c": "Une cérémonie numéro {n}. Photo: VNA",
        "u": "Une cérémonie numéro {n} sans mention",
        "t": "Le titre de la nouvelle numéro {n}",
        "s": "Le chapeau de la nouvelle numéro {n} raconte la cérémonie qui a eu lieu à Hanoï.",
    }
    return "\n\n".join(
        lines[letter].format(n=number)
        for number, story in enumerate(stories, 1)
        for letter in story
    )


LETTERS = {"related_caption": "cu", "related_title": "t", "related_teaser": "s"}
TAILS = [
    ("cts", "cts", "cts"),
    ("ts", "cts", "cts"),
    ("cts", "ts", "cts"),
    ("cts", "ct", "cts"),
    ("cts", "uts", "cts"),
    ("cts", "cts", "uts"),
    ("cts", "cts", "ct"),
    ("uts", "cts", "ts", "cts"),
]
HEAD = f"{TITLE}\n\n{LEAD}\n\nHanoi (VNA) – {BODY}\n\n{LAST}"


@pytest.mark.parametrize("stories", TAILS, ids="-".join)
@pytest.mark.parametrize("opening", ["-VNA\n\nVoir plus", "\n\nVoir plus", "-VNA"])
def test_tail_is_found_though_pieces_are_missing(stories, opening):
    blocks = structure(f"{HEAD}{opening}\n\n{items(*stories)}\n").blocks
    tail = [block for block in blocks if block.item is not None]
    assert [block.item for block in tail] == [n for n, s in enumerate(stories, 1) for _ in s]
    expected = [letter for story in stories for letter in story]
    for block, letter in zip(tail, expected, strict=True):
        assert letter in LETTERS[block.role.value]
    assert (Role.RELATED_MARKER in {block.role for block in blocks}) == ("Voir" in opening)
    assert [b.text for b in blocks if b.role is Role.BODY] == [BODY, LAST]


def test_tail_without_marker_and_signature_is_found_by_its_rhythm():
    blocks = structure(f"{HEAD}\n\n{items('cts', 'cts')}\n").blocks
    assert [block.item for block in blocks if block.item] == [1, 1, 1, 2, 2, 2]


def test_captions_in_the_body_are_no_tail():
    caption = "Une cérémonie. Photo: VNA"
    blocks = structure(f"{HEAD}\n\n{caption}\n\n{BODY}\n\n{caption}\n\n{BODY}\n").blocks
    assert [block.role.value for block in blocks][-4:] == ["caption", "body", "caption", "body"]


def test_missing_lead_makes_no_lead():
    found = roles(f"{TITLE}\n\nHanoi (VNA) – {LEAD}\n\n{BODY}\n")
    assert [role for role, _ in found] == ["title", "dateline", "body", "body"]


def test_body_paragraph_without_full_stop_stays_body():
    found = roles(f"{HEAD}\n\nUn paragraphe sans point\n\n{LAST}-VNA\n")
    assert ("body", "Un paragraphe sans point") in found


def test_intertitle_is_a_heading():
    found = roles(f"{HEAD}\n\n- Une plante menacée -\n\n{BODY}\n")
    assert ("heading", "- Une plante menacée -") in found


# (name, text, roles and texts)
PLAIN = [
    ("lines", f"{TITLE}\n{BODY}\n{LAST}\n", [("title", TITLE), ("body", BODY), ("body", LAST)]),
    (
        "Markdown",
        f"# {TITLE} #\n\n{BODY}\n\n---\n\n## Suite\n\n{LAST}\n",
        [("title", TITLE), ("body", BODY), ("heading", "Suite"), ("body", LAST)],
    ),
    (
        "underlined headings",
        f"{TITLE}\n=====\n\n{BODY}\n\nSuite\n-----\n\n{LAST}\n",
        [("title", TITLE), ("body", BODY), ("heading", "Suite"), ("body", LAST)],
    ),
    ("one paragraph", f"{BODY}\n", [("body", BODY)]),
    ("no title", f"{BODY * 3}\n\n{LAST}\n", [("body", BODY * 3), ("body", LAST)]),
    (
        "a hashtag",
        f"{TITLE}\n\n#Vietnam {BODY}\n",
        [("title", TITLE), ("body", f"#Vietnam {BODY}")],
    ),
    (
        "separators",
        f"{TITLE}\n\nUn\u2028deux\x85trois.\n",
        [("title", TITLE), ("body", "Un\u2028deux\x85trois.")],
    ),
    (
        "caption",
        f"{TITLE}\n\nUne vue. Photo : X. Y\n",
        [("title", TITLE), ("body", "Une vue. Photo : X. Y")],
    ),
]


@pytest.mark.parametrize(("text", "expected"), [c[1:] for c in PLAIN], ids=[c[0] for c in PLAIN])
def test_plain_text_has_title_and_paragraphs(text, expected):
    assert structure(text).profile == "plain"
    assert roles(text) == expected


def test_hard_wrapped_paragraph_is_one_block():
    lines = [
        "Ce paragraphe est coupé à une largeur fixe, comme",
        "dans un vieux courriel, et ses lignes ne finissent",
        "nulle part avant la dernière qui est plus courte",
        "que les autres.",
    ]
    paragraph = "\n".join(lines)
    article = structure(f"{TITLE}\n\n{paragraph}\n\n{paragraph}\n")
    assert [(b.role.value, b.line, b.paragraph) for b in article.blocks] == [
        ("title", 1, 1),
        ("body", 3, 2),
        ("body", 8, 3),
    ]
    assert article.blocks[1].text == paragraph


def test_known_title_is_the_title_though_it_is_long():
    title = " ".join(["Un titre interminable"] * 20)
    assert structure(f"{title}\n\n{BODY}\n", title=title).blocks[0].role is Role.TITLE


@pytest.mark.parametrize("text", ["", "\n\n", " \u00a0\n\t", "---\n"])
def test_blank_document_has_no_blocks(text):
    assert structure(text).blocks == ()


def test_profile_can_be_forced():
    text = f"{TITLE}\n\nHanoi (VNA) – {BODY}-VNA\n\nVoir plus\n\n{items('cts')}\n"
    assert structure(text).profile == "vna"
    plain = structure(text, "plain")
    assert plain.profile == "plain"
    assert {block.role for block in plain.blocks} == {Role.TITLE, Role.BODY, Role.CAPTION}


PIECES = [
    TITLE,
    BODY,
    LAST,
    "Hanoi, 23 avril (VNA) – ",
    "-VNA",
    "./.",
    " ảnh 1",
    " ảnh 2",
    "?nh 1",
    "Photo : VNA",
    "Photo: VNA",
    "Voir plus",
    "\n",
    "\n\n",
    "\n \n",
    " ",
    "\u00a0",
    "\t",
    "\u2028",
    "\x85",
    "- Titre -",
    "…",
    "(VNA)",
    "Une séance. ",
    "📝",
    "VNA",
    "– ",
    "1",
    "« ",
    " »",
    ".",
    "Xem thêm",
]
TEXTS = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)), max_size=40)


@settings(max_examples=300, deadline=None)
@given(st.builds("".join, TEXTS), st.sampled_from(["auto", "vna", "plain"]))
def test_every_character_lies_in_exactly_one_block(text, profile):
    blocks = structure(text, profile).blocks
    position = 0
    for block in blocks:
        assert text[block.start : block.end] == block.text
        assert block.text.strip()
        assert block.line == text.count("\n", 0, block.start) + 1
        between = text[position : block.start]
        assert block.start >= position
        assert not between.strip("#-*_= \t\n").strip()
        position = block.end
    assert not text[position:].strip("#-*_= \t\n").strip()
    paragraphs = [block.paragraph for block in blocks]
    assert paragraphs == sorted(paragraphs)


LARGE = [
    ("one line of 5 MB", "Le mot " * 700_000),
    ("one line of dashes", TITLE + "\n" + "- " * 2_000_000 + "x"),
    ("many labels", TITLE + "\n" + "ảnh 1" * 50_000),
    ("100,000 lines", TITLE + "\n\n" + "Une ligne.\n" * 100_000),
    ("many captions", TITLE + "\n\nVoir plus\n\n" + "Une vue. Photo : VNA\n" * 20_000),
    ("capitals", TITLE + "\n\n" + ("A " * 60 + "\n\n") * 5_000),
]


@pytest.mark.parametrize("text", [case[1] for case in LARGE], ids=[case[0] for case in LARGE])
def test_pathological_text_takes_linear_time(text):
    started = time.process_time()
    structure(text, "vna")
    # Far above what it takes (a second or two on a busy machine), far below quadratic time.
    assert time.process_time() - started < 20
