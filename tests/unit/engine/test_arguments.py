"""What a program hands over wrongly is said at once, and never taken for something else."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

import hhrules
from hhrules import Rules
from hhrules.history.store import HistoryStore
from tests.unit.cli.conftest import RULEBOOK, claim

ONE = claim().encode()


@pytest.fixture(scope="module")
def rules() -> Rules:
    return hhrules.compile(RULEBOOK)


SLIPS: list[tuple[type[Exception], str, Callable[[Rules, Any], object]]] = [
    (ValueError, "nulls is", lambda r, _: r.evaluate(ONE, nulls="Unknown")),  # type: ignore[arg-type]
    (ValueError, "nulls is", lambda r, _: list(r.evaluate_many([ONE], nulls=""))),  # type: ignore[arg-type]
    (ValueError, "nulls is", lambda r, _: list(r.evaluate_many([ONE], nulls="", jobs=2))),  # type: ignore[arg-type]
    (ValueError, "nulls is", lambda r, _: r.explain(ONE, nulls="")),  # type: ignore[arg-type]
    (TypeError, "as_of is", lambda r, _: r.evaluate(ONE, as_of="2024-01-01")),  # type: ignore[arg-type]
    (TypeError, "HistoryStore, not str", lambda r, p: r.evaluate(ONE, history=str(p / "h.db"))),  # type: ignore[arg-type]
    (TypeError, "HistoryStore, not", lambda r, p: list(r.evaluate_many([ONE], history=p))),
    (TypeError, "only is a list", lambda r, _: r.select(only="S-1")),
    (TypeError, "skip is a list", lambda r, _: r.select(skip="S-1")),
    (TypeError, "not one bytes", lambda r, _: list(r.evaluate_many(ONE))),  # type: ignore[arg-type]
    (TypeError, "not one dict", lambda r, _: list(r.evaluate_many({"claim_id": "A"}))),
    (FileNotFoundError, "''", lambda _, __: hhrules.load("")),
]


@pytest.mark.parametrize(("kind", "said", "call"), SLIPS)
def test_a_slip_is_said(
    rules: Rules,
    tmp_path: Path,
    kind: type[Exception],
    said: str,
    call: Callable[[Rules, Any], object],
) -> None:
    with pytest.raises(kind, match=said):
        call(rules, tmp_path)


def test_the_claim_of_the_last_report_that_is_taken_has_joined_the_history(
    rules: Rules,
) -> None:
    with HistoryStore(":memory:") as store:
        claims = (claim(name).encode() for name in "ABCD")
        reports = list(islice(rules.evaluate_many(claims, history=store), 3))
        assert [r.claim_id for r in reports] == ["A", "B", "C"]
        assert [c.claim_id for c in store] == ["A", "B", "C"]
