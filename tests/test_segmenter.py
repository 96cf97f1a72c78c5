"""The segmenter: what ends a sentence, what must stay whole, and what holds for any text."""

import json
import time
from itertools import accumulate
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translate.segmenter import is_translatable, single_line, split_sentences

SHARED = Path(__file__).resolve().parents[1].parent / "shared"
GOLD = SHARED / "data" / "gold" / "segmentation.jsonl"


def sentences(text):
    return [text[start:end] for start, end in split_sentences(text)]


def check(marked):
    """A case writes its cuts as `|`; the text itself never holds that sign."""
    expected = marked.split("|")
    assert sentences("".join(expected)) == expected


@pytest.mark.parametrize(
    "marked",
    [
        "La récolte est bonne. |Les prix montent ! |Jusqu'à quand ? |Personne ne sait… |On attend.",
        "Le pont sera prêt en 2026. |25 villages y gagneront une route.",
        "Le prix du riz ? |6.600 dongs.",
        "Le fleuve baisse.  |Les barques attendent.",
        "Le téléphone arrive. |iPhone ou non, tous en parlent.",
    ],
)
def test_stop_before_capital_or_number_ends_segment(marked):
    check(marked)


@pytest.mark.parametrize(
    "marked",
    [
        "Le port rouvre lundi.|Les pêcheurs sont prêts.",
        "La digue a tenu.|À l'aube, l'eau baissait.",
        "Le budget date de 2018.|Il sera revu.",
        "Le musée a perdu la moitié de ses visiteurs.|70 salles restent ouvertes.",
        "Que faire ?|Le conseil se réunit.",
        'La ville dit "attendre".|"Nous serons prêts", assure le maire.',
    ],
)
def test_missing_space_after_stop_is_cut_point(marked):
    check(marked)


@pytest.mark.parametrize(
    "whole",
    [
        "M. Tran et Mme. Hoa ont reçu MM. Dupont et Martin.",
        "Le Dr. Nguyen et le Prof. Lambert signent avec Mgr. Paul, à la gare St. Jean.",
        "Le P.-D.G. du groupe cite l'art. 3, le vol. 2, la p. 14 et env. 30 notes.",
        "Le marché (riz, café, poivre, etc.) recule, le thé, etc. aussi.",
        "Le n° 5 et le n. 6 sont absents, cf. Annexe.",
        "La société Acme Inc. et les studios Bros. Dupont négocient.",
        "Le train part à 14h15. ",
        "Il vit à TP. Hô Chi Minh depuis l'enfance.",
        "Elle habite 12 av. Foch, près du bd. Voltaire.",
    ],
)
def test_abbreviation_does_not_end_segment(whole):
    check(whole)


@pytest.mark.parametrize(
    "marked",
    [
        "Ils vendent du riz, du thé, etc. |Les prix montent.",
        "C'est une œuvre d'art. |Il faut la protéger.",
        "Le voleur a nié le vol. |La police le cherche.",
        "Les lois des U.S.A. |Elles changent souvent.",
        "Le trafic est coupé sur le RER B. |Le retour est prévu demain.",
        "Il n'y a pas de plan B. |Les élus le savent.",
        "Il a fait 38°C. |Les écoles ont fermé.",
    ],
)
def test_abbreviation_or_noun_before_starter_may_end_segment(marked):
    check(marked)


@pytest.mark.parametrize(
    "whole",
    [
        "Le chef de la diplomatie S. Novikov a rencontré J.-P. Martin et A. B. Larsen.",
        "Les chercheurs de l'U.S.A.F. Academy et J. Le Goff en parlent.",
        "M. Le Drian et S. Le Foll sont là.",
    ],
)
def test_initial_does_not_end_segment(whole):
    check(whole)


@pytest.mark.parametrize(
    "whole",
    [
        "Les 600.000 visiteurs ont dépensé 4,1 milliards, soit 1.250,50 chacun.",
        "Voir https://exemple.vn/Page.Html?x=A.B et www.Exemple.Vn/Ville.Aspx pour le plan.",
        "Écrire à jean.Dupont@exemple.fr ou lire rtl.fr et exemple.com.",
        "La version 2.0 du logiciel coûte 49.3 euros.",
    ],
)
def test_number_url_and_address_stay_whole(whole):
    check(whole)


@pytest.mark.parametrize(
    "whole",
    [
        "DinhDung lit VietnamPlus, puis VietnamPlus encore, et JoeyStarr achète un iPhone.",
        "La YouTube de ce TikTok, du MoDem et de BlaBlaCar est en ligne.",
        "Sur #JeSuisLa ville et @RadioLa une, tout va bien.",
        "IL FAUT AGIR AUJOURD'HUI, A DIT LA VNA A LA PRESSE",
        "Le député Les Républicains lit la VNA à Hanoi avant La Croix.",
        "dansLe noir, avecLa foule et leVietnam",
        "Elle regarde l'émission Après la pluie chaque soir.",
    ],
)
def test_name_is_never_cut_inside(whole):
    check(whole)


@pytest.mark.parametrize(
    "marked",
    [
        "Un danger pour la santé|Cette plante pousse partout.",
        "Le budget 2024|Les dépenses baissent.",
        "Mille dongs d'amende|Depuis, tout est calme.",
        "Une visite en France|La délégation a vu Lyon.",
        "L'accord avec la SNCF|Le trafic reprend.",
        "Le vote est passé.|Deux partis divisés|Nicole Morel se retire.",
        "Le vote est passé.|Un personnel insuffisant |Le directeur promet des renforts.",
        "Le vote est passé. |Un personnel insuffisant |Selon le directeur, tout ira mieux.",
    ],
)
def test_lost_heading_is_cut_before_starter(marked):
    check(marked)


@pytest.mark.parametrize(
    "marked",
    [
        '"Une mer sans poisson"|La baie se vide.',
        'La baie se vide."Une mer sans poisson"|Hugo Martin pêche encore.'.replace('."', '.|"'),
        'Des calculs secrets|"Nos voisins le savent", dit-il.',
        'Il parle "de paix et de calme" |"Vous verrez", ajoute-t-il.',
        'Il veut "du calme" |Selon lui, tout va bien.',
        "Ils veulent « la paix et le calme »|Carlos Lopez attend.",
        'Tout est dit.""Je pars demain", ajoute-t-elle.'.replace('""', '"|"').replace(
            "Tout", '"Tout'
        ),
    ],
)
def test_closing_quote_before_lost_break_ends_segment(marked):
    check(marked)


@pytest.mark.parametrize(
    "marked",
    [
        '"Il pleut. |Nous restons", dit-elle. |"Demain, on verra."',
        "« Il pleut. |Nous restons. » |La mère attend.",
        '"Vraiment ?" |Le maire doute.',
        'Il a dit "oui". |"Non", dit-elle.',
        '"Le vent tourne."|Le feu recule.',
    ],
)
def test_opening_quote_goes_right_and_closing_quote_left(marked):
    check(marked)


@pytest.mark.parametrize(
    "whole",
    [
        '"Bravo !" a tweeté le maire, "Pourquoi ?", a demandé sa voisine.',
        "« Quelle idée ! » s'exclame-t-il, « pourquoi pas ? ».",
        "Il vient ? non, il dort... puis repart… enfin.",
        "Trois choses : Le riz ; Le thé ; Le café.",
        "Le parti (Ensemble !) Dupont est arrivé.",
        'Le film "Titanic" Leonardo le connaît.',
        'L\'équipe de l\'"Étoile" et d\'"Avenir" joue.',
    ],
)
def test_stop_inside_sentence_does_not_end_segment(whole):
    check(whole)


@pytest.mark.parametrize(
    "marked",
    [
        "Le musée est vide... |Les gardiens aussi.",
        "Il faut partir (...) |La route est longue.",
        "Paris, Lyon et... Francfort sont en lice.",
        "Il a parlé de (...) Madrid.",
        "La ville... 70 % de ses rues sont fermées.",
    ],
)
def test_ellipsis_before_capital_ends_segment_but_not_after_function_word(marked):
    check(marked)


@pytest.mark.parametrize(
    "marked",
    [
        "Le vote est passé.|- Un dossier sensible -|La ministre reste prudente.",
        'Le vote est passé. |- "Deux voix" d\'écart ? - |Hier, le maire a ri.',
        "Trois mesures :|• Moins de bruit|• Plus d'arbres|► Des vélos",
    ],
)
def test_intertitle_and_bullet_stand_alone(marked):
    check(marked)


def test_dash_inside_sentence_is_no_intertitle():
    check("Le jour du marché - le mardi - attire du monde.")


@pytest.mark.parametrize(
    "credit",
    ["Photo : VNA", "Photo: VNA", "Photo : Tran Van A/VNA", "Crédit photo : A. Le/VNA."],
)
@pytest.mark.parametrize("caption", ["La baie au matin. ", "La baie au matin "])
def test_photo_credit_is_its_own_unit(caption, credit):
    check(f"{caption}|{credit}")


def test_photo_credit_needs_capital():
    check("Tous regardent la photo : un chien")


def test_list_number_stays_with_its_item():
    check("1. Le riz est semé. |2. La pluie vient.")


def test_empty_text_has_no_span():
    assert split_sentences("") == []


def test_blank_text_is_one_span():
    assert split_sentences(" \n ") == [(0, 3)]


FRAGMENTS = st.sampled_from(
    [*".!?…\"«»“”()[]-–:;,'’ \u00a0\n•►", "La ", "Le", "M.", "J.-P.", "et", "4,1", "Photo : ", "😀"]
)


@given(st.lists(FRAGMENTS | st.text(max_size=3), max_size=60).map("".join))
def test_spans_tile_text(text):
    spans = split_sentences(text)
    assert "".join(text[start:end] for start, end in spans) == text
    assert all(start < end for start, end in spans)
    assert len(spans) <= 1 or all(text[start:end].strip() for start, end in spans)
    assert all(not text[start].isspace() for start, _ in spans[1:])


SENTENCE = 'Le 3 mai, M. Tran a dit : "La récolte (4,1 tonnes) est bonne." Elle monte.Il rit ! '


@pytest.mark.parametrize(
    "unit", ["a", ". ", '"', '" ', "A.", "A. ", "1", "1.", "«", "- ", SENTENCE]
)
def test_megabyte_line_takes_linear_time(unit):
    def seconds(size):
        text = (unit * (size // len(unit) + 1))[:size]
        started = time.process_time()
        split_sentences(text)
        return time.process_time() - started

    assert seconds(2_000_000) < 6 * max(seconds(1_000_000), 0.1)


def test_megabyte_paragraph_takes_under_one_second():
    words = "Le fleuve monte dans la province et les habitants attendent depuis hier soir"
    text = (f"{words}. " * 20_000)[:1_000_000]
    started = time.process_time()
    split_sentences(text)
    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            " ",
            "600.000",
            "4,1 %",
            "14h15",
            "🙂 🎉",
            "***",
            "— 12 —",
            "@compte",
            "a.b@exemple.fr",
        ),
        *("https://exemple.vn/fr", "(https://exemple.vn)", "www.exemple.vn", "exemple.vn/fr"),
    ],
)
def test_line_without_word_is_not_translatable(text):
    assert not is_translatable(text)


@pytest.mark.parametrize(
    "text",
    ["Hanoi", "Photo : VNA", "12 km", "Voir https://exemple.vn", "l'été", "ảnh 1", "fin.Cette"],
)
def test_line_with_word_is_translatable(text):
    assert is_translatable(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("un\ndeux", "un deux"),
        (" un \r\n\t deux\n", "un deux"),
        ("un\u2028deux\x85trois\x0bquatre\x1cfin", "un deux trois quatre fin"),
        ("un  deux", "un deux"),
        ("un\u00a0 deux", "un deux"),
        ("prix\u00a0: 4\u202f%", "prix\u00a0: 4\u202f%"),
        ("", ""),
    ],
)
def test_single_line_has_no_line_break(text, expected):
    assert single_line(text) == expected


@given(st.text())
def test_single_line_is_one_line_and_stable(text):
    line = single_line(text)
    assert len(line.splitlines()) <= 1
    assert single_line(line) == line


def boundary_f1(source):
    """F1 of the exact cut positions; a cut at a structural boundary (`s`) counts for neither."""
    right = wrong = missed = 0
    for line in GOLD.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        if not record["id"].startswith(source):
            continue
        ends = list(accumulate(map(len, record["sentences"])))[:-1]
        kinds = dict(zip(ends, record["types"], strict=True))
        gold = {end for end, kind in kinds.items() if kind != "s"}
        found = {end for _, end in split_sentences(record["paragraph"])[:-1]}
        found -= kinds.keys() - gold
        right += len(gold & found)
        wrong += len(found - gold)
        missed += len(gold - found)
    return 2 * right / (2 * right + wrong + missed)


@pytest.mark.parametrize(("source", "floor"), [("seed/", 0.995), ("orange/", 0.985)])
def test_gold_boundaries_are_found(source, floor):
    if not GOLD.is_file():
        pytest.skip(f"the gold sentences are not here: {GOLD}")
    assert boundary_f1(source) >= floor
