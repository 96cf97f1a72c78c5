"""The segments as JSON lines, for tools that read neither Parquet nor TMX.

The columns are those of the data set. The file lies in a folder of its own, where the loaders of
data sets do not find it.
"""

from translate.files import atomic_write, canonical_json, remove_stale
from translate.writers.base import ArticleSource, Export, ExportContext, names_in
from translate.writers.rows import segment_rows

_LINE_ENDS = {ord(end): f"\\u{ord(end):04x}" for end in "\x85\u2028\u2029"}
"""What JSON allows in a text but many readers of lines take for the end of one."""


def write(articles: ArticleSource, context: ExportContext) -> Export:
    """Write `jsonl/segments.jsonl`: one object per unit, keys sorted."""
    path = context.folder / "jsonl" / "segments.jsonl"
    count = 0
    with atomic_write(path) as stream:
        for article in articles():
            for row in segment_rows(article, context):
                line = canonical_json(row).translate(_LINE_ENDS)
                stream.write(f"{line}\n".encode())
                count += 1
    remove_stale(path.parent, (), (path.name,))
    return Export(files=names_in(context.folder, [path]), counts={"segments": count})
