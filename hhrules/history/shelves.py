"""What a history store lays documents down in, and one that lasts no longer than the process."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

Row = tuple[str, bytes]
"""A patient's key and the document of one version of a claim."""


class HistoryStoreError(Exception):
    """The file is no history store of a format that this version reads."""


class Shelf(Protocol):
    """Documents by patient. What changes between `begin` and `commit` is all done or none of it."""

    def begin(self) -> None:
        """Let nobody else change anything."""

    def commit(self) -> None:
        """Make the changes safe."""

    def rollback(self) -> None:
        """Undo the changes."""

    def documents(self, patients: Sequence[str]) -> Iterable[Row]:
        """What is kept of these patients, in any order."""

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
        self._documents: dict[str, list[bytes]] = {}
        self._since: dt.date | None = None

    def begin(self) -> None:
        """Do nothing: nobody else is here."""

    def commit(self) -> None:
        """Leave the changes as they are."""

    def rollback(self) -> None:
        """Leave all as it is: a batch changes nothing before its end."""

    def documents(self, patients: Sequence[str]) -> Iterable[Row]:
        """What is kept of these patients."""
        kept = self._documents
        return [(p, document) for p in patients if p in kept for document in kept[p]]

    def add(self, rows: Iterable[Row]) -> None:
        """Keep documents that are new."""
        for patient, document in rows:
            self._documents.setdefault(patient, []).append(document)

    def drop(self, patient: str) -> None:
        """Keep nothing of a patient any longer."""
        self._documents.pop(patient, None)

    def counts(self) -> tuple[int, int]:
        """How many patients and how many documents there are."""
        return len(self._documents), sum(map(len, self._documents.values()))

    def everything(self) -> Iterator[bytes]:
        """Every document, patient by patient."""
        return (document for _, kept in sorted(self._documents.items()) for document in kept)

    def complete_since(self) -> dt.date | None:
        """The day from which on no claim is missing."""
        return self._since

    def set_complete_since(self, day: dt.date | None) -> None:
        """Remember that day."""
        self._since = day

    def close(self) -> None:
        """Forget everything."""
        self._documents.clear()
