"""What a history store lays documents down in, and one that lasts no longer than the process."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Protocol

Row = tuple[str, str, bytes]
"""A patient's key, the id of a claim and the document of one version of it."""

Version = tuple[str, str, bytes | int]
"""The same, or for the document the number by which `texts` gives it."""


class HistoryStoreError(Exception):
    """The file is no history store of a format that this version reads, or not to be used here."""


class Shelf(Protocol):
    """Documents by patient. What changes between `begin` and `commit` is all done or none of it."""

    def begin(self) -> None:
        """Let nobody else change anything."""

    def commit(self) -> None:
        """Make the changes safe."""

    def rollback(self) -> None:
        """Undo the changes."""

    def versions(self, patients: Sequence[str]) -> Iterable[Version]:
        """What is kept of these patients, in any order; documents, unless something was begun."""

    def texts(self, numbers: Sequence[int]) -> Iterable[tuple[int, bytes]]:
        """The documents with these numbers; one that was dropped is left out."""

    def add(self, rows: Iterable[Row]) -> None:
        """Keep documents that are new."""

    def drop(self, patient: str) -> None:
        """Keep nothing of a patient any longer."""

    def counts(self) -> tuple[int, int]:
        """How many patients and how many documents there are."""

    def everything(self) -> Iterator[bytes]:
        """Every document, patient by patient."""

    def complete_since(self) -> dt.date | None:
        """The day from which on no claim is missing."""

    def set_complete_since(self, day: dt.date | None) -> None:
        """Remember that day."""

    def close(self) -> None:
        """Give it up."""


class Memory:
    """Documents of this process alone."""

    def __init__(self) -> None:
        self._documents: dict[str, list[Row]] = {}
        self._since: dt.date | None = None

    def begin(self) -> None:
        """Do nothing: nobody else is here."""

    def commit(self) -> None:
        """Leave the changes as they are."""

    def rollback(self) -> None:
        """Leave all as it is: a batch changes nothing before its end."""

    def versions(self, patients: Sequence[str]) -> Iterable[Version]:
        """What is kept of these patients."""
        return chain.from_iterable(self._documents.get(p, ()) for p in patients)

    def texts(self, numbers: Sequence[int]) -> Iterable[tuple[int, bytes]]:
        """No document has a number here: KeyError for any."""
        raise KeyError(*numbers)

    def add(self, rows: Iterable[Row]) -> None:
        """Keep documents that are new."""
        for row in rows:
            self._documents.setdefault(row[0], []).append(row)

    def drop(self, patient: str) -> None:
        """Keep nothing of a patient any longer."""
        self._documents.pop(patient, None)

    def counts(self) -> tuple[int, int]:
        """How many patients and how many documents there are."""
        return len(self._documents), sum(map(len, self._documents.values()))

    def everything(self) -> Iterator[bytes]:
        """Every document, patient by patient."""
        return (row[-1] for _, kept in sorted(self._documents.items()) for row in kept)

    def complete_since(self) -> dt.date | None:
        """The day from which on no claim is missing."""
        return self._since

    def set_complete_since(self, day: dt.date | None) -> None:
        """Remember that day."""
        self._since = day

    def close(self) -> None:
        """Forget everything."""
        self._documents.clear()
