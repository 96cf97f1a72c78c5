"""Triptyque: French articles in, aligned French, English and Vietnamese files out."""

__version__ = "0.1.0"
