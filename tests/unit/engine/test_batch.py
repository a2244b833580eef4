"""Claims over several processes, one of which dies."""

from __future__ import annotations

import os
import shutil
import sys
from typing import Any

import pytest

from hhrules.engine.compiling import compile_rulebook
from hhrules.engine.ruleset import Rules
from tests.unit.cli.test_long_runs import children
from tests.unit.engine.test_workspace import CLAIM, SHARED


class Deadly:
    """What ends the process that unpacks it."""

    def __reduce__(self) -> tuple[Any, ...]:
        return os._exit, (3,)


@pytest.fixture(scope="module")
def rules() -> Rules:
    return compile_rulebook(
        SHARED.replace("{days}", "10")
        + """
rule LC-01 "No claim is long"
  effective from 2010-01-01
  level       claim
  certainty   verified
  require     not long claim
  otherwise   warn
  because     "It ends on {statement through}."
  cite        "Test"
"""
    )


def named(count: int) -> list[dict[str, Any]]:
    return [{**CLAIM, "claim_id": f"C-{n}"} for n in range(count)]


def test_claim_that_no_process_lives_through_is_one_report(rules: Rules) -> None:
    claims: list[Any] = [*named(250)]
    claims[120] = Deadly()
    reports = list(rules.evaluate_many(claims, jobs=2))
    assert [r.status for r in reports].count("error") == 1
    assert reports[120].errors[0].code == "internal-error"
    assert reports[:120] + reports[121:] == [
        rules.evaluate(c) for n, c in enumerate(named(250)) if n != 120
    ]


def test_run_that_is_left_early_ends_its_workers(rules: Rules) -> None:
    before = children(os.getpid())
    reports = rules.evaluate_many(iter(named(5000)), jobs=2)
    assert next(iter(reports)).claim_id == "C-0"
    assert len(children(os.getpid())) == len(before) + 2
    reports.close()  # type: ignore[attr-defined]  # a generator
    assert children(os.getpid()) == before


def test_workers_that_cannot_run_end_the_run(
    rules: Rules, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = shutil.which("false")
    assert program is not None
    monkeypatch.setattr(sys, "executable", program)
    with pytest.raises(ChildProcessError, match="worker processes end"):
        list(rules.evaluate_many(named(250), jobs=2))
