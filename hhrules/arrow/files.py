"""Parquet and Arrow files as record batches, and back."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Literal

import pyarrow as pa
import pyarrow.parquet as pq

from hhrules.arrow.findings import FINDINGS, findings_batch
from hhrules.arrow.problems import Unreadable, Unwritable
from hhrules.arrow.schema import claim_schema
from hhrules.arrow.tables import BATCH, batches_of
from hhrules.claims.model import Claim
from hhrules.runtime.report import Report

FileFormat = Literal["parquet", "arrow"]

_PARQUET = b"PAR1"
_ARROW_FILE = b"ARROW1"
_GROUP = 50_000
"""Rows of a row group that is written."""


def open_batches(source: Path | IO[bytes]) -> tuple[pa.Schema, Iterator[pa.RecordBatch]]:
    """The schema and the batches of a Parquet file, an Arrow file or an Arrow stream.

    A stream that cannot seek is read into memory, unless it is an Arrow stream. Unreadable
    where the file is damaged, at once or while the batches are read.
    """
    stream: IO[bytes] = source.open("rb") if isinstance(source, Path) else source
    with told_of():
        head = stream.peek(8)[:8] if isinstance(stream, io.BufferedReader) else b""
        if head.startswith((_PARQUET, _ARROW_FILE)):
            whole = stream if stream.seekable() else io.BytesIO(stream.read())
            if head.startswith(_PARQUET):
                file = pq.ParquetFile(whole)
                return file.schema_arrow, guarded(file.iter_batches(batch_size=BATCH))
            opened = pa.ipc.open_file(whole)
            found = (opened.get_batch(n) for n in range(opened.num_record_batches))
            return opened.schema, guarded(found)
        reader = pa.ipc.open_stream(stream)
        return reader.schema, guarded(reader)


def guarded(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The batches, none of them too big; Unreadable where the file turns out to be damaged."""
    with told_of():
        for batch in batches:
            for start in range(0, batch.num_rows, BATCH):
                yield batch.slice(start, BATCH)


@contextmanager
def told_of() -> Iterator[None]:
    """Tell what is wrong with a file as Unreadable."""
    try:
        yield
    except (pa.ArrowException, OSError) as error:
        raise Unreadable(str(error).splitlines()[0]) from None


def read_table(path: Path) -> pa.Table:
    """A whole file as a table."""
    schema, batches = open_batches(path)
    return pa.Table.from_batches(batches, schema)


class TableBytes:
    """Turns batches into the bytes of a file, piece by piece."""

    def __init__(self, format_: FileFormat, schema: pa.Schema) -> None:
        self._sink = _Sink()
        self._waiting: list[pa.RecordBatch] = []
        self._schema = schema
        self._writer: Any = (
            pq.ParquetWriter(self._sink, schema, compression="zstd")
            if format_ == "parquet"
            else pa.ipc.new_stream(self._sink, schema)
        )

    def write(self, batch: pa.RecordBatch) -> bytes:
        """The bytes that are due once the batch is in."""
        self._waiting.append(batch)
        if sum(b.num_rows for b in self._waiting) >= _GROUP:
            self._flush()
        return self._sink.taken()

    def _flush(self) -> None:
        if self._waiting:
            self._writer.write_table(pa.Table.from_batches(self._waiting, self._schema))
        self._waiting = []

    def close(self) -> bytes:
        """The bytes that stand at the end."""
        self._flush()
        self._writer.close()
        return self._sink.taken()


class _Sink(io.RawIOBase):
    """A file that hands on what is written to it."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[bytes] = []
        self._written = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        piece = bytes(data)
        self._pieces.append(piece)
        self._written += len(piece)
        return len(piece)

    def tell(self) -> int:
        return self._written

    def taken(self) -> bytes:
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


def claim_pieces(
    claims: Iterable[Claim], format_: FileFormat, refused: Callable[[Unwritable], None]
) -> Iterator[bytes]:
    """The bytes of a file with these claims, piece by piece; of one that does not fit is told."""
    file = TableBytes(format_, claim_schema())
    for batch in batches_of(claims, refused=refused):
        yield file.write(batch)
    yield file.close()


class TableWriter:
    """Writes reports as a findings table."""

    def __init__(self, format_: FileFormat) -> None:
        self._file = TableBytes(format_, FINDINGS)
        self._waiting: list[Report] = []

    def begin(self) -> bytes:
        """Make nothing: the head comes with the first rows."""
        return b""

    def report(self, report: Report) -> bytes:
        """Keep a report back until there are enough of them for a batch."""
        self._waiting.append(report)
        return self._batch() if len(self._waiting) == BATCH else b""

    def end(self) -> bytes:
        """Make the last rows and what closes the file."""
        return self._batch() + self._file.close()

    def _batch(self) -> bytes:
        reports, self._waiting = self._waiting, []
        return self._file.write(findings_batch(reports)) if reports else b""
