"""Claims out of Parquet and Arrow tables, for the command line."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from hhrules.arrow.problems import MissingExtra, TableProblem, UnfitTables, require
from hhrules.claims.model import Claim
from hhrules.claims.reader import Nulls, Reading


class LineTable(Struct, frozen=True):
    """A table of lines, and the columns by which its rows find their claims."""

    path: Path
    claim_key: str
    line_key: str


class Tables(Struct, frozen=True):
    """Reads claims out of tables; `lines` holds their lines where they have none themselves."""

    nulls: Nulls
    claim_type: type[Claim]
    lines: LineTable | None = None

    def items(
        self, path: Path, stream: io.BufferedReader, notes: list[str]
    ) -> Iterator[Reading]:
        """One reading for each row; what is wrong with the table as a whole is noted."""
        try:
            require("pyarrow", "arrow")
            yield from self._items(stream)
        except MissingExtra as problem:
            notes.append(f"{path}: Parquet and Arrow {problem}")
        except UnfitTables as problem:
            notes.append(f"{path} and {self.lines and self.lines.path}: {problem}")
        except TableProblem as problem:
            notes.append(f"{path}: {problem}")

    def _items(self, stream: io.BufferedReader) -> Iterator[Reading]:
        from hhrules.arrow.claims import read_batch  # noqa: PLC0415 - needs the extra
        from hhrules.arrow.files import open_batches  # noqa: PLC0415 - needs the extra

        schema, batches = open_batches(stream)
        if self.lines is not None:
            from hhrules.arrow.flat import nested_batches  # noqa: PLC0415 - needs the extra

            lines, keys = self.lines, (self.lines.claim_key, self.lines.line_key)
            batches = nested_batches(schema, batches, lines.path, *keys)
        first = 1
        for batch in batches:
            yield from read_batch(
                batch, nulls=self.nulls, claim_type=self.claim_type, first=first
            )
            first += batch.num_rows
