"""The ten tasks of an analyst: the page that tells how, and what holds once it was followed.

What a page shows is compared elsewhere; here the rulebooks and claims that its reader is left with
are asked directly.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import hhrules
from hhrules.testing.cases import run_examples

LINE = {"line": 1, "revenue_code": "0421", "hcpcs": "97110", "modifiers": ["GP"], "units": 1}


def _claim(day: str, *, bill: str = "329", **line: Any) -> dict[str, Any]:
    return {
        "claim_id": "A",
        "type_of_bill": bill,
        "statement_from": day,
        "statement_through": day,
        "lines": [{**LINE, "service_date": day, "charge": "0.00", **line}],
        "history": {"claims": [], "all_providers": True},
    }


def _outcomes(rules: Path, claim: dict[str, Any], rule: str) -> list[str]:
    found = hhrules.load(rules, use_cache=False).explain(claim, rule)
    return [one.outcome for one in found]


def _examples_hold(path: Path) -> None:
    results = list(run_examples([path]))
    assert results
    assert [r.message for r in results if not r.passed] == []


def a_yearly_value(folder: Path) -> None:
    book = folder / "my-amounts"
    _examples_hold(book)
    for day, amount, outcome in (
        ("2027-12-31", "2550.01", "violated"),
        ("2027-12-31", "2550.00", "not applicable"),
        ("2026-12-31", "2480.01", "violated"),
    ):
        claim = _claim(day, bill="341", allowed_amount=amount)
        assert _outcomes(book, claim, "OT-15") == [outcome]


def the_end_of_a_rule(folder: Path) -> None:
    book = folder / "my-rules"
    _examples_hold(book)
    lacking = {"chart": {"homebound": {"narrative": None}}}
    for day, outcome in (("2026-12-31", "violated"), ("2027-01-01", "not applicable")):
        assert _outcomes(book, {**_claim(day), **lacking}, "NR-01") == [outcome]


def a_code_from_a_date(folder: Path) -> None:
    book = folder / "my-rules"
    _examples_hold(book)
    for day, outcome in (("2026-12-31", "not applicable"), ("2027-01-01", "violated")):
        assert _outcomes(book, _claim(day, hcpcs="Q5009", units=2), "PC-01") == [outcome]


def an_exception(folder: Path) -> None:
    book = folder / "my-rules"
    _examples_hold(book)
    for modifiers, outcome in (([], "violated"), (["CR"], "not applicable")):
        claim = _claim("2026-03-02", units=33, modifiers=modifiers)
        (one,) = hhrules.load(book, use_cache=False).explain(claim, "VM-01")
        assert one.outcome == outcome
        assert "disaster relief" in one.citation


def a_new_rule(folder: Path) -> None:
    book = folder / "my-rules"
    _examples_hold(book)
    assert _outcomes(book, _claim("2024-03-04", units=33), "VM-01") == ["violated"]
    assert _outcomes(book, _claim("2024-03-04", units=0), "VM-02") == ["violated"]


def a_row_of_a_decision_table(folder: Path) -> None:
    book = folder / "my-rules"
    _examples_hold(book)
    for charge, word in (("4999.99", "clerk"), ("5000.00", "nurse")):
        claim = _claim("2024-03-04", charge=charge)
        (one,) = hhrules.load(book, use_cache=False).explain(claim, "RL-01")
        assert word in one.message


def an_overlay(folder: Path) -> None:
    book = folder / "plan"
    _examples_hold(book)
    _examples_hold(folder / "plans")
    plan = {"payer": "medicaid", "payer_name": "example plan"}
    claim = {**_claim("2024-03-04", bill="341", allowed_amount="1000.01"), **plan}
    assert _outcomes(book, claim, "OT-15") == ["violated"]
    assert _outcomes(book, {**claim, "payer": "medicare"}, "OT-15") == []


def five_mended_files(folder: Path) -> None:
    rules = hhrules.load(folder / "my-rules", use_cache=False)
    assert sorted(b.id for b in rules.rulebooks) == ["five", "four", "one", "three", "two"]


def what_was_missing(folder: Path) -> None:
    claim = (folder / "examples" / "claims" / "7-homebound-half-told.json").read_bytes()
    assert hhrules.load().evaluate(claim).status == "clean"


def why_it_was_denied(folder: Path) -> None:
    assert (folder / "examples" / "claims").is_dir()  # nothing is changed; the page is compared


TASKS: dict[str, Callable[[Path], None]] = {
    "yearly-value.md": a_yearly_value,
    "end-a-rule.md": the_end_of_a_rule,
    "code-from-a-date.md": a_code_from_a_date,
    "exception.md": an_exception,
    "new-rule.md": a_new_rule,
    "decision-table-row.md": a_row_of_a_decision_table,
    "payer-rules.md": an_overlay,
    "broken-rulebook.md": five_mended_files,
    "why-denied.md": why_it_was_denied,
    "undetermined.md": what_was_missing,
}
"""What holds once the page of `docs/how-to` was followed."""
