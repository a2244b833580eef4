"""A failure in generated code points at the rulebook: its file, line and sub-expression."""

from __future__ import annotations

import linecache
import traceback
from pathlib import Path
from typing import Any

import pytest

from hhrules.claims.history import history_for
from hhrules.claims.model import Claim
from hhrules.claims.reader import read_claim
from hhrules.runtime.environment import Environment
from hhrules.runtime.outcomes import Outcomes
from hhrules.values.truth import UNKNOWN
from tests.judging import Loaded, environment, load, text_of

GOLDEN = Path(__file__).parents[2] / "golden"


@pytest.fixture
def book() -> Loaded:
    (book,) = load((text_of(GOLDEN / "lines_and_days.hhr"),)).values()
    return book


def _claim(**facts: object) -> Claim:
    line: dict[str, object] = {
        "revenue_code": "0421",
        "hcpcs": "97110",
        "modifiers": ["GP"],
        "service_date": "2024-03-01",
        "charge": "20.00",
        **facts,
    }
    line = {name: fact for name, fact in line.items() if fact is not UNKNOWN}
    return read_claim(
        {
            "claim_id": "C1",
            "type_of_bill": "341",
            "statement_from": "2024-03-01",
            "statement_through": "2024-03-31",
            "lines": [line],
        }
    )


def _broken(*_: Any, **__: Any) -> Any:
    raise ZeroDivisionError("by nothing")


def _run_all(book: Loaded, claim: Claim, env: Environment) -> None:
    for function in book.plain.functions:
        function(claim, env, Outcomes())


def _failure(book: Loaded, name: str, **facts: object) -> traceback.TracebackException:
    """What is shown when a function that generated code calls fails."""
    claim = _claim(**facts)
    book.plain.namespace[name] = _broken
    env = environment(book, book.plain, claim, history_for(claim, ()))
    with pytest.raises(ZeroDivisionError) as caught:
        _run_all(book, claim, env)
    return traceback.TracebackException.from_exception(caught.value)


def _within(book: Loaded, shown: traceback.TracebackException) -> list[tuple[int, str]]:
    """The rulebook's lines that the traceback walks through, with the pieces it marks."""
    found = []
    for frame in shown.stack:
        if frame.filename == book.source.name:
            assert frame.lineno is not None
            line = book.source.text.splitlines()[frame.lineno - 1]
            found.append((frame.lineno, line[frame.colno : frame.end_colno]))
    return found


def test_a_failing_figure_is_marked_in_the_rule_s_own_line(book: Loaded) -> None:
    lines = book.source.text.splitlines()
    row, piece = _within(book, _failure(book, "distinct_in"))[-1]
    assert "let         codes" in lines[row - 1]
    assert piece == "count of distinct hcpcs of care lines in this care day"


def test_a_failure_in_a_definition_shows_the_definition_and_who_asked_for_it(
    book: Loaded,
) -> None:
    lines = book.source.text.splitlines()
    shown = _within(book, _failure(book, "year_of", service_date=UNKNOWN))
    assert lines[shown[-1][0] - 1].startswith("define service year")
    assert shown[-1][1] == "year of service date"
    assert any(lines[row - 1].startswith("define spent") for row, _ in shown)


def test_the_text_of_a_traceback_is_the_rulebook_s_with_carets(
    book: Loaded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(GOLDEN)  # from where the rulebook's name is that of its file
    linecache.clearcache()
    text = "".join(_failure(book, "distinct_in").format())
    assert 'File "lines_and_days.hhr", line' in text
    assert "    let         codes = count of distinct hcpcs" in text
    assert "^^^^" in text
    assert "env.groups" not in text
