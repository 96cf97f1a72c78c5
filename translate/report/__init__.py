"""The page where people read a result: the languages side by side, with what the checks found.

It is made of the rows of the tables `segments` and `articles` and of nothing else, so that it can
be made anew from a finished output, to the same bytes. Every page is whole in itself: it loads
nothing, and works from a file. What texts hold is shown, never run.
"""

from translate.report.book import Pages, write_pages
from translate.report.reading import read_rows
from translate.report.rows import ArticleRows

__all__ = ["ArticleRows", "Pages", "read_rows", "write_pages"]
