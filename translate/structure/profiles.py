"""The layouts of known sources, as data."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Profile:
    """What a source has in its articles.

    `has_lead`: the paragraph after the title, before the dateline, is a lead. `has_dateline`,
    `has_signature`: agency formulas open and close the body. `has_labels`: captions stand after a
    copy of the title and a leaked label. `has_related`: the page ends with links to other stories.
    Captions that end with a photo credit are found in every layout.
    """

    name: str
    has_lead: bool
    has_dateline: bool
    has_signature: bool
    has_labels: bool
    has_related: bool


VNA = Profile(
    "vna",
    has_lead=True,
    has_dateline=True,
    has_signature=True,
    has_labels=True,
    has_related=True,
)
PLAIN = Profile(
    "plain",
    has_lead=False,
    has_dateline=False,
    has_signature=False,
    has_labels=False,
    has_related=False,
)
PROFILES = {profile.name: profile for profile in (VNA, PLAIN)}

AGENCIES = (
    "VNA",
    "AVI",
    "TTXVN",
    "VNP",
    "VNS",
    "CVN",
    "NDEL",
    "VOV",
    "VietnamPlus",
    "Vietnam+",
    "Xinhua",
    "AFP",
    "Reuters",
    "KPL",
    "AKP",
)
"""Agencies that sign without more ado; a dateline names any agency in its parentheses."""

MONTHS = (
    "janvier",
    "février",
    "fevrier",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
    "decembre",
)
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")

RELATED_MARKERS = ("voir plus", "voir aussi", "lire aussi", "à lire aussi", "xem thêm")
"""Lines that open the list of links to other stories."""

LABELS = ("ảnh", "?nh")
"""The label of a picture as it leaks from the page; the second is what cp1252 leaves of it."""

LABELS_AFTER_TITLE = ("anh", "nh", "hình", "photo", "image")
"""Labels that only a copy of the title before them tells from words of the caption."""

CREDIT_WORDS = (
    "photos",
    "photo",
    "crédits photos",
    "crédits photo",
    "crédit photos",
    "crédit photo",
    "crédits",
    "crédit",
    "ảnh",
    "illustration",
)
