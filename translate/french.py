"""The French words that sentence segmentation needs, as data.

Only words live here: the rules that read them (R1-R6) are in `translate.segmenter`. Nothing here
is a list of observed sentences; a word is added because of what it is (a title, a unit, a
pronoun), never because one article needed it.
"""

from typing import Final

# Letters of French, and of the names in its news, inside a regex class.
UPPER: Final = "A-ZÀ-ÖØ-ÞŒŸĐ"
LOWER: Final = "a-zß-öø-ÿœ"
BULLETS: Final = "►•♦■●▪▶◆➡"
EMOJI: Final = "\u2600-\u2665\u2667-\u27a0\ufe0f\u200d\U0001f300-\U0001faff"

# Before a name: a full stop after them never ends a sentence, whatever comes next.
TITLES = frozenset(
    """
    M MM Mme Mmes Mlle Mlles Mgr Mgrs Me Mr Mrs Ms Dr Drs Pr Prs Prof St Ste Sts Stes
    Gal Gén Col Cdt Cpt Cne Lt Sgt Adj Amb Hon Rev Rép Sén TP Tp Ch Cl Fr Ph Th Chr Yu Ju
    av bd Bd Av cf Cf vs ndlr NDLR ie eg apr
    """.split()
)

# Before a number: `art. 3` goes on, but `un vol. Il` ends, because most are nouns as well.
NUMBERED = frozenset(
    """
    art Art al ann chap Chap ch env fasc fig Fig fol n no No N num p pp par pl réf Réf sect t tél
    Tél tab tit vers vol Vol éd
    """.split()
)

# At the end of a name or a measure: the full stop ends a sentence only before a sentence starter.
TRAILING = frozenset(
    """
    Bros Co Corp Cie Inc Ltd Jr Sr jr sr prof gén col dép hab sup inf max min moy ex adj admin
    janv févr avr juil sept oct nov déc arr dir
    """.split()
)

# After one of these a sentence cannot stop: `et... Francfort` (R5), `dansLe` (a fused pair, R3).
FUNCTION_WORDS = frozenset(
    """
    à au aux avec car ce ces cet cette chez comme contre dans de depuis des dès donc du en entre et
    jusque la le les leur leurs lors mais malgré ma mes mon ne ni nos notre on ou où par parmi
    pendant pour qu quand que quel quelle qui sa sans sauf se selon ses si son sous sur ta tes
    ton très un une vers via vos votre est sont
    """.split()
)

# Words that, capitalised, nearly always begin a sentence (R3). Elided ones keep their apostrophe.
STARTERS = frozenset(
    """
    À A Au Aux Afin Ainsi Alors Après Aucun Aucune Aujourd' Aussi Autant Autre Autres Auparavant
    Avant Avec Beaucoup Bien C' Car Ce Ceci Cela Celle Celles Celui Cependant Certains Certaines Ces
    Cet Cette Ceux Chacun Chacune Chaque Chez Cinq Combien Comme Comment Concernant Contre Côté D'
    Dans De Depuis Derrière Des Désormais Deux Devant Dès Difficile Dix Donc Dont Du Durant Déjà
    Elle Elles En Encore Enfin Ensuite Entre Environ Est Et Etant Évidemment Face Fin Finalement
    Fort Grâce Hier Hormis Huit Ici Il Ils Interrogé Interrogée Interrogés Invité Invitée J' Jamais
    Je Jusqu' Jusque L' La Là Le Les Leur Leurs Lors Lorsqu' Lorsque Loin Lui M' Ma Mais Malgré Même
    Mes Mieux Moins Mon N' Ne Ni Nombre Non Nos Notre Nous Né Née On Or Ou Où Oui Outre Par Parce
    Parfois Parmi Partout Pas Pendant Personne Peu Peut Plus Plusieurs Pour Pourquoi Pourtant Près
    Puis Puisqu' Puisque Qu' Quand Quant Quatre Que Quel Quelle Quelles Quelque Quelques Quels Qui
    Quoi Quoiqu' Quoique Reste Rien S' Sa Sans Sauf Se Selon Sept Ses Seul Seule Seuls Si Six Soit
    Son Souvent Sous Suite Sur Surtout Ta Tandis Tant Tel Telle Tous Tout Toute Toutefois Toutes
    Toujours Trois Trop Très Tu Un Une Vers Via Voici Voilà Vos Votre Vous Y Âgé Âgée
    Lundi Mardi Mercredi Jeudi Vendredi Samedi Dimanche
    """.split()
)

# Starters that titles and names hardly ever hold: they begin a sentence even after a plain space.
CLAUSE_OPENERS = (
    *"Afin Alors Après Ces Cet Cette Cependant Comme Depuis Dès Lors Mais Malgré Outre".split(),
    *"Pour Pourtant Selon Toutefois".split(),
    *("En effet", "En revanche", "En outre", "En parallèle", "Par ailleurs", "Dans ce", "Il faut"),
)

# A title or a name may follow these: no heading ends here (`l'émission On refait le monde`).
TITLE_HERALDS = frozenset(
    """
    album application association associations chaîne chanson club collectif côte côtes député
    députée députés disque émission émissions enseigne entreprise film films groupe hebdomadaire
    intitulé intitulée intitulés journal jeu livre magazine marque mouvement parti pièce programme
    quotidien revue roman site série société syndicat titre titré émirat région ligne lignes type
    """.split()
)

# Starters that are name particles as well: `S. Le Foll` (R6).
NAME_PARTICLES = frozenset("A D' De Des Du L' La Le Les".split())

# Starters that brands end with (`VietnamPlus`, `BlaBlaCar`): no cut inside such a word (R3).
BRAND_ENDINGS = frozenset("Bien Car Je Là Lui Ma Me Ne On Or Plus Sa Se Si Top Tu Un Y".split())

_WHOLE = "|".join(sorted((word for word in STARTERS if not word.endswith("'")), reverse=True))
_ELIDED = "|".join(sorted(word[:-1] for word in STARTERS if word.endswith("'")))
# A starter as a pattern: a whole word, or an elided one with either apostrophe. Adverbs and
# participles, which open a sentence as well (Finalement, Concernant), are not named `word`.
STARTER: Final = (
    rf"(?:(?P<word>(?:{_WHOLE})(?![^\W_]|['’])|(?:{_ELIDED})['’])"
    rf"|[{UPPER}][{LOWER}]{{3,12}}(?:ement|mment|ant)\b)"
)
