"""The result as pages to read and review: `report.html`, and its parts when there are many.

The pages are made of the rows of the tables alone; `translate report` makes the same anew.
"""

from translate.report import ArticleRows, write_pages
from translate.writers.base import ArticleSource, Export, ExportContext, names_in
from translate.writers.rows import article_row, segment_rows


def write(articles: ArticleSource, context: ExportContext) -> Export:
    """Write the pages."""
    rows = (
        ArticleRows(article_row(article, context), tuple(segment_rows(article, context)))
        for article in articles()
    )
    pages = write_pages(rows, context.folder, context.source_lang, context.target_langs)
    return Export(
        files=names_in(context.folder, pages.paths),
        counts={"articles": pages.articles, "pages": len(pages.paths)},
    )
