"""What the examples of a rulebook need not show, each with its reason: `not-tested.csv` beside it.

Columns: `kind` (`mutant` or `condition`), `where` (the rule, definition, table or value; empty for
the header), `was`, `becomes` (for a condition: the value that is never seen) and `why`.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

from attrs import frozen

from hhrules.engine.texts import Text

FILE = "not-tested.csv"
HEAD = ("kind", "where", "was", "becomes", "why")


class WrongExceptions(Exception):
    """The file cannot be read; the message says where."""


@frozen
class Exempt:
    """One line of the file."""

    kind: str
    where: str
    was: str
    becomes: str
    why: str

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What it speaks of."""
        return self.kind, self.where, self.was, self.becomes

    def __str__(self) -> str:
        """Tell it in one line."""
        return f"{self.kind} {self.where}: {self.was} -> {self.becomes}"


def exempt_in(text: Text) -> tuple[Exempt, ...]:
    """The lines of the file beside a rulebook; WrongExceptions where one is not whole."""
    path = Path(text.path).parent / FILE if text.path else None
    if path is None or not path.is_file():
        return ()
    return read_exempt(path.read_text(encoding="utf-8"), path.as_posix())


def read_exempt(content: str, name: str = FILE) -> tuple[Exempt, ...]:
    """The lines of such a file."""
    rows = list(csv.reader(io.StringIO(content)))
    if not rows or tuple(rows[0]) != HEAD:
        message = f"{name}: the first line has to be `{','.join(HEAD)}`"
        raise WrongExceptions(message)
    found: list[Exempt] = []
    for number, row in enumerate(rows[1:], 2):
        if len(row) != len(HEAD) or row[0] not in ("mutant", "condition") or not row[4].strip():
            message = f"{name}:{number}: needs a kind (mutant or condition) and a reason"
            raise WrongExceptions(message)
        found.append(Exempt(*row))
    return tuple(found)
