"""Terminology that is never left to a model: templates, and the glossary applied afterwards."""

from translate.terminology.glossary import Applied, Change, Glossary, built_in, load_glossary
from translate.terminology.templates import LANGUAGES, Dateline, parse_dateline, render_template
from translate.terminology.terms import KINDS, Term

__all__ = [
    "KINDS",
    "LANGUAGES",
    "Applied",
    "Change",
    "Dateline",
    "Glossary",
    "Term",
    "built_in",
    "load_glossary",
    "parse_dateline",
    "render_template",
]
