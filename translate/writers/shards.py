"""Rows to Parquet shards that carry a hash of their content in their names.

The hash is what makes loaders see new data: the key of their local cache holds the names of the
files and the card, never the bytes. Rows are held in memory one row group at a time.
"""

import json
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from translate.files import atomic_write, sha256_of_file
from translate.writers.rows import Cell, Column, Row

if TYPE_CHECKING:
    import pyarrow

SHARD_GLOBS = ("train-*-of-*.parquet", ".train-*.staged")
"""The files of this module, finished or left behind by a killed run."""

_GROUP_ROWS = 4_000
_GROUP_CHARACTERS = 2 << 20
_SHARD_BYTES = 1 << 30
_HASH_DIGITS = 10


@dataclass(frozen=True, slots=True)
class Shards:
    """A finished table: its files in order, rows, size as loaded and size on disk."""

    paths: tuple[Path, ...]
    rows: int
    loaded_bytes: int
    file_bytes: int


class ShardWriter:
    """Writes rows as `train-NNNNN-of-MMMMM-<hash>.parquet`; use it as a context manager.

    Shards are staged under hidden names, as their number is known only at the end; `finish` gives
    them their names. Without rows there are no files.
    """

    def __init__(self, folder: Path, columns: tuple[Column, ...], shard_rows: int) -> None:
        self._folder = folder
        self._names = [column.name for column in columns]
        self._schema = arrow_schema(columns)
        self._shard_rows = shard_rows
        self._buffer: dict[str, list[Cell]] = {name: [] for name in self._names}
        self._buffered_characters = 0
        self._staged: list[Path] = []
        self._open: ExitStack | None = None
        self._rows = self._rows_of_shard = self._bytes = self._bytes_of_shard = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._open is not None:
            if kind is None:
                self._open.close()
            else:
                self._open.__exit__(kind, error, trace)
        for path in self._staged:
            path.unlink(missing_ok=True)

    def add(self, row: Row) -> None:
        """Take one row; it must have every column, and no other."""
        assert len(row) == len(self._names), f"columns differ: {sorted(row)}"
        for name in self._names:
            cell = row[name]
            self._buffer[name].append(cell)
            if isinstance(cell, str):
                self._buffered_characters += len(cell)
        self._rows += 1
        self._rows_of_shard += 1
        is_shard_full = self._rows_of_shard >= self._shard_rows
        if (
            is_shard_full
            or self._rows_buffered >= _GROUP_ROWS
            or self._buffered_characters >= _GROUP_CHARACTERS
        ):
            self._write_group()
        if is_shard_full or self._bytes_of_shard >= _SHARD_BYTES:
            self._close_shard()

    def finish(self) -> Shards:
        """Write what is left and give the shards their names."""
        if self._rows_buffered:
            self._write_group()
        self._close_shard()
        paths = []
        total = len(self._staged)
        for index, staged in enumerate(self._staged):
            digest = sha256_of_file(staged)[:_HASH_DIGITS]
            path = self._folder / f"train-{index:05d}-of-{total:05d}-{digest}.parquet"
            paths.append(staged.replace(path))
        self._staged = []
        return Shards(
            tuple(paths), self._rows, self._bytes, sum(path.stat().st_size for path in paths)
        )

    @property
    def _rows_buffered(self) -> int:
        return len(self._buffer[self._names[0]])

    def _write_group(self) -> None:
        """Write the buffered rows as one row group, into a new shard if none is open."""
        import pyarrow

        columns = [_arrow_column(self._buffer[field.name], field.type) for field in self._schema]
        table = pyarrow.Table.from_arrays(columns, schema=self._schema)
        if self._open is None:
            self._open = self._open_shard()
        self._parquet.write_table(table, row_group_size=table.num_rows)
        self._bytes += table.nbytes
        self._bytes_of_shard += table.nbytes
        self._buffer = {name: [] for name in self._names}
        self._buffered_characters = 0

    def _open_shard(self) -> ExitStack:
        from pyarrow.parquet import ParquetWriter

        staged = self._folder / f".train-{len(self._staged):05d}.staged"
        with ExitStack() as stack:
            stream = stack.enter_context(atomic_write(staged))
            self._parquet = stack.enter_context(
                ParquetWriter(stream, self._schema, compression="zstd")
            )
            self._staged.append(staged)
            return stack.pop_all()

    def _close_shard(self) -> None:
        if self._open is not None:
            self._open.close()
        self._open = None
        self._rows_of_shard = self._bytes_of_shard = 0


def _arrow_column(cells: list[Cell], kind: "pyarrow.DataType") -> "pyarrow.Array":
    """The cells as an Arrow array, laid out by hand as the Arrow format says.

    Given a list, pyarrow would first import pandas, to ask whether it is one of its own: a third
    of a second at every start.
    """
    import numpy
    import pyarrow

    filled = numpy.array([cell is not None for cell in cells], dtype=bool)
    bits = None if filled.all() else numpy.packbits(filled, bitorder="little").tobytes()
    if pyarrow.types.is_string(kind):
        texts = [b"" if cell is None else str(cell).encode("utf-8") for cell in cells]
        offsets = numpy.zeros(len(texts) + 1, dtype=numpy.int32)
        numpy.cumsum([len(text) for text in texts], out=offsets[1:])
        data = [offsets.tobytes(), b"".join(texts)]
    else:
        width = numpy.int64 if pyarrow.types.is_integer(kind) else numpy.float64
        data = [numpy.array([cell or 0 for cell in cells], dtype=width).tobytes()]
    buffers = [None if part is None else pyarrow.py_buffer(part) for part in (bits, *data)]
    return pyarrow.Array.from_buffers(kind, len(cells), buffers)


def arrow_schema(columns: tuple[Column, ...]) -> "pyarrow.Schema":
    """The Arrow schema of `columns`, with the features of the `datasets` library as metadata.

    Written by hand, as `datasets.Features.arrow_schema` would, to save the import of that library;
    the keys stay in the order of the columns, which is the order of the loaded features.
    """
    import pyarrow

    features = {column.name: {"dtype": column.kind.value, "_type": "Value"} for column in columns}
    types = {"string": pyarrow.string(), "int64": pyarrow.int64(), "float64": pyarrow.float64()}
    return pyarrow.schema(
        [pyarrow.field(column.name, types[column.kind.value]) for column in columns],
        metadata={"huggingface": json.dumps({"info": {"features": features}})},
    )
