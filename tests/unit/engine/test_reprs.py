"""What Python shows of reports and explanations tells nothing of the patient."""

from __future__ import annotations

from pathlib import Path

import hhrules

EXAMPLES = Path(__file__).parents[3] / "examples" / "claims"


def test_a_report_shows_its_rules_and_none_of_its_values() -> None:
    rules = hhrules.load()
    document = (EXAMPLES / "2-one-code-per-visit.json").read_bytes()
    report = rules.evaluate(document)
    explained = rules.explain(document, "VB-03")
    assert "2024-03-18" in "".join(f.message for f in report.findings)
    shown = repr(report) + repr(report.findings) + repr(explained)
    shown += "".join(repr(e.steps) + repr(e.findings) + repr(e.judged) for e in explained)
    assert "2024-03" not in shown
    assert "visit pt" not in shown
    assert "VB-03" in shown
    assert str(report.claim_id) in shown
