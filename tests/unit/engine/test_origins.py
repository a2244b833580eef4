"""Where an explanation says that a fact stands, and which row of a table it took."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from click.testing import CliRunner

import hhrules
from hhrules.claims.reader import read_claim
from hhrules.cli.main import cli
from hhrules.engine.explaining.explain import Explanation
from hhrules.readers.x12 import read_x12
from tests.unit.readers.test_x12 import FILE

ROOT = Path(__file__).resolve().parents[3]


def sources(one: Explanation) -> dict[str, str]:
    return {step.text: step.source for step in one.steps if step.source}


@pytest.fixture(scope="module")
def rules() -> hhrules.Rules:
    return hhrules.load()


def test_facts_of_an_837i_file_are_told_by_segment(rules: hhrules.Rules) -> None:
    (reading,) = read_x12(io.BytesIO(FILE.encode()))
    (one,) = [e for e in rules.explain(reading, "VB-19", form="x12") if e.subject == "line 2"]
    assert sources(one)["modifiers"] == "line 2, 2400 SV202-3 to -6"
    (one,) = rules.explain(reading, "HB-03", form="x12")
    assert sources(one)["statement from"] == "2300 DTP*434"
    assert sources(one)["needs a supportive device"] == "chart.homebound.needs_device"


def test_the_command_line_tells_the_format_by_content(tmp_path: Path) -> None:
    (tmp_path / "claim.txt").write_text(FILE)
    shown = CliRunner().invoke(cli, ["explain", str(tmp_path / "claim.txt"), "VB-19", "--text"])
    assert "      modifiers = GP, KX   [line 2, 2400 SV202-3 to -6]\n" in shown.stdout
    assert '\n    rule VB-19 "Therapy modifiers' in shown.stdout
    assert "    Rule: home-health-visit-codes/home-health-visit-codes.hhr:" in shown.stdout


def test_facts_of_a_document_are_told_by_box_line_and_earlier_claim(
    rules: hhrules.Rules,
) -> None:
    from hhrules.history.store import HistoryStore  # noqa: PLC0415

    file = ROOT / "examples" / "claims" / "4-kx-above-the-threshold.jsonl"
    with HistoryStore(":memory:") as store:
        for text in file.read_bytes().splitlines():
            found = rules.explain(text, "OT-15", history=store)
            store.add([read_claim(text)])
    (one,) = [e for e in found if e.outcome == "violated"]
    places = [step.source for step in one.steps]
    assert "claim DEMO-4B, line 16, allowed_amount" in places
    assert "line 2, FL 45" in places
    row = "row of 2024-01-01 to 2024-12-31, CY 2024 physician fee schedule, "
    assert sources(one)["therapy threshold"].startswith(row)
    assert sources(one)["therapy group"].startswith("outpatient-therapy-amounts.hhr:")
    assert [s.value for s in one.steps if s.text == "earlier claims are needed back to"]
