"""Record batches of claims in, record batches of findings out.

One function serves a loop in one process, Spark's `mapInArrow` and every other engine that
hands Arrow batches to Python.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import groupby, islice
from typing import Literal

import pyarrow as pa

from hhrules.arrow.claims import read_batch
from hhrules.arrow.findings import findings_batch
from hhrules.arrow.pinned import Pinned, shipped_rules
from hhrules.claims.history import patient_key
from hhrules.claims.model import Claim
from hhrules.claims.reader import Nulls, Reading
from hhrules.engine.blocks import Block
from hhrules.engine.ruleset import Rules
from hhrules.history.store import HistoryStore
from hhrules.runtime.report import Report

_BLOCK = 100
"""Claims that are judged with one look at a history."""

Past = HistoryStore | Literal["run", "patients"] | None
"""Where earlier claims come from: a store; `run`, the rows before; `patients`, the same where
the claims of a patient stand together, so that no more than one patient's are kept; None."""


def evaluate_batches(
    batches: Iterable[pa.RecordBatch],
    rules: Rules | Pinned | None = None,
    *,
    history: Past = None,
    as_of: dt.date | None = None,
    nulls: Nulls = "unknown",
) -> Iterator[pa.RecordBatch]:
    """Judge the claims of each batch: for each one batch of `FINDINGS`, in the same order.

    Rows are claims as `claim_schema` lays them out; columns may be missing, and come in any
    type that holds their values exactly. `rules` are the shipped ones where none are given. A
    row that cannot be read as a claim has a row of kind `error`; nothing is raised for it.
    """
    with ExitStack() as stack:
        judge = _Judge(rules_of(rules), history, as_of, stack)
        for batch in batches:
            yield findings_batch(judge.reports(batch, nulls))


def rules_of(rules: Rules | Pinned | None) -> Rules:
    """The rules that are meant."""
    if rules is None:
        return shipped_rules()
    return rules.rules() if isinstance(rules, Pinned) else rules


class _Judge:
    """Judges the batches of one run, claim after claim."""

    def __init__(
        self, rules: Rules, history: Past, as_of: dt.date | None, stack: ExitStack
    ) -> None:
        self._rules = rules
        self._as_of = as_of
        self._together = history == "patients"
        self._store = history if isinstance(history, HistoryStore) else None
        if history is not None and self._store is None:
            self._store = stack.enter_context(
                HistoryStore(":memory:", claim_type=rules.claim_type)
            )
        self._last: Claim | None = None

    def reports(self, batch: pa.RecordBatch, nulls: Nulls) -> Iterator[Report]:
        """The reports on a batch."""
        readings = read_batch(batch, nulls=nulls, claim_type=self._rules.claim_type)
        store = self._store
        if store is None:
            for some in _by_number(readings):
                yield from self._rules.evaluate_many(some, as_of=self._as_of)
            return
        for block in _by_patient(readings) if self._together else _by_number(readings):
            if self._together:
                self._forget_last(block[0].claim, store)
            yield from self._rules.evaluate_block(Block(items=block), store, as_of=self._as_of)

    def _forget_last(self, claim: Claim | None, store: HistoryStore) -> None:
        """Forget a patient once the next one's claims begin."""
        if claim is None:
            return
        if self._last is not None and patient_key(self._last) != patient_key(claim):
            store.forget(self._last)
        self._last = claim


def _by_patient(readings: Iterable[Reading]) -> Iterator[list[Reading]]:
    """Readings that follow each other and are of one patient."""
    for _, some in groupby(readings, lambda r: r.claim and patient_key(r.claim)):
        yield list(some)


def _by_number(readings: Iterable[Reading]) -> Iterator[list[Reading]]:
    source = iter(readings)
    while some := list(islice(source, _BLOCK)):
        yield some
