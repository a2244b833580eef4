"""A table that is imported changes what claims come to; until then findings name it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from click.testing import CliRunner, Result

from hhrules.cli.main import cli

Rows = list[list[Any]]
ITEMS = ("M1800", "M1810", "M1820", "M1830", "M1840", "M1850", "M1860", "M1033")


def claim(**changes: Any) -> dict[str, Any]:
    return {
        "claim_id": "A",
        "type_of_bill": "329",
        "statement_from": "2031-03-04",
        "statement_through": "2031-04-02",
        "occurrences": [{"code": "50", "date": "2031-03-06"}],
        "diagnoses": ["M17.11", "I50.9", "E11.9"],
        "lines": [
            {
                "revenue_code": "0023",
                "hcpcs": changes.pop("hipps", "1EB11"),
                "service_date": "2031-03-04",
            },
            *(
                {"revenue_code": "0551", "hcpcs": "G0299", "service_date": f"2031-03-{day:02}"}
                for day in (4, 6, 8)
            ),
        ],
        "chart": {
            "oasis": [
                {
                    "reason": "SOC",
                    "completed_date": "2031-03-06",
                    "items": dict.fromkeys(ITEMS, changes.pop("answer", 2)),
                }
            ]
        },
        **changes,
    }


class Site:
    """A folder of rulebooks, to which tables are imported as a person would."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rulebooks = folder / "rulebooks"
        self.sheet = 0

    def run(self, *words: str) -> Result:
        return CliRunner().invoke(cli, list(words))

    def publish(self, name: str, rows: Rows, *columns: str, as_xlsx: bool) -> Result:
        """Publish a made-up table and import it for 2031."""
        self.sheet += 1
        file = self.folder / f"sheet{self.sheet}.{'xlsx' if as_xlsx else 'csv'}"
        if as_xlsx:
            book = xlsxwriter.Workbook(str(file))
            page = book.add_worksheet()
            page.write_string(0, 0, "A made-up publication for 2031")
            for number, row in enumerate(rows, 2):
                for column, cell in enumerate(row):
                    page.write(number, column, cell)
            book.close()
        else:
            file.write_text("".join(",".join(map(str, row)) + "\n" for row in rows))
        said = [word for column in columns for word in ("--column", column)]
        said += ["--from", "2031-01-01", "--to", "2031-12-31", "--cite", "Made up for 2031"]
        return self.run(
            "table", "import", str(file), "--as", name, *said, "--into", str(self.rulebooks)
        )

    def finding(self, rule: str, document: dict[str, Any]) -> dict[str, Any] | None:
        """What a rule of the folder's rulebooks says of a claim."""
        file = self.folder / "claim.json"
        file.write_text(json.dumps(document))
        told = self.run(
            "check", str(file), "--rulebooks", str(self.rulebooks), "--only", rule,
            "--format", "jsonl", "--fail-on", "never",
        )  # fmt: skip
        assert told.exit_code == 0, told.output
        findings = json.loads(told.stdout)["findings"]
        assert len(findings) <= 1
        return findings[0] if findings else None

    def outcome(self, rule: str, document: dict[str, Any]) -> str:
        found = self.finding(rule, document)
        return "met" if found is None else str(found["outcome"])


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


@pytest.mark.parametrize("as_xlsx", [True, False])
def test_points_and_cut_offs_decide_the_functional_level(site: Site, as_xlsx: bool) -> None:
    points: Rows = [["Item", "Response", "Points"]]
    points += [[item, 2, 4] for item in ITEMS[:7]] + [["M1033", 2, 0]]
    done = site.publish(
        "functional item points", points, "item=Item", "answer=Response", "points=Points",
        as_xlsx=as_xlsx,
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    assert "8 rows from 2031-01-01 to 2031-12-31" in done.stdout
    half = site.finding("PD-10", claim())
    assert half is not None
    assert half["outcome"] == "undetermined"
    assert half["missing"] == ["functional cut-offs"]
    assert "Import the rows of `functional cut-offs`" in half["fix"]
    limits: Rows = [["Group", "Medium", "High"], ["E", 28, 40], ["H", 20, 28]]
    done = site.publish(
        "functional cut-offs", limits, "clinical group=Group", "medium from=Medium",
        "high from=High", as_xlsx=as_xlsx,
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    assert site.outcome("PD-10", claim(hipps="1EB11")) == "met"
    assert site.outcome("PD-10", claim(hipps="1EA11")) == "violated"
    assert site.outcome("PD-10", claim(hipps="1HC11")) == "met"
    assert site.outcome("PD-10", claim(answer=3)) == "undetermined"
    assert site.outcome("PD-10", claim(statement_from="2030-12-31")) == "undetermined"
    assert site.outcome("PD-10", claim(statement_from="2032-01-01")) == "undetermined"


@pytest.mark.parametrize("as_xlsx", [True, False])
def test_diagnoses_decide_group_and_comorbidity(site: Site, as_xlsx: bool) -> None:
    groups: Rows = [["ICD-10", "Group"], ["M17.11", "E"], ["I50.9", "H"], ["M62.81", "NA"]]
    done = site.publish(
        "clinical groups", groups, "diagnosis code=ICD-10", "clinical group=Group",
        as_xlsx=as_xlsx,
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    assert site.outcome("PG-01", claim()) == "met"
    assert site.outcome("PG-01", claim(hipps="1HB11")) == "violated"
    assert site.outcome("PD-11", claim(hipps="1EB21")) == "undetermined"
    tables: dict[str, tuple[Rows, tuple[str, ...]]] = {
        "comorbidity subgroups": (
            [["ICD-10", "Subgroup"], ["I50.9", "Heart 11"], ["E11.9", "Endocrine 3"]],
            ("diagnosis code=ICD-10", "comorbidity subgroup=Subgroup"),
        ),
        "low comorbidity subgroups": (
            [["Subgroup"], ["Heart 11"], ["Skin 1"]],
            ("comorbidity subgroup=Subgroup",),
        ),
        "high comorbidity pairs": (
            [["One", "Other"], ["Skin 1", "Heart 11"]],
            ("comorbidity subgroup=One", "other subgroup=Other"),
        ),
    }
    for name, (rows, columns) in tables.items():
        done = site.publish(name, rows, *columns, as_xlsx=as_xlsx)
        assert done.exit_code == 0, done.output
    assert site.outcome("PD-11", claim(hipps="1EB21")) == "met"
    assert site.outcome("PD-11", claim(hipps="1EB31")) == "violated"
    higher = site.finding("PD-11", claim(hipps="1EB11"))
    assert higher is not None
    assert higher["action"] == "inform"
    assert (
        site.outcome("PD-11", claim(hipps="1EB21", diagnoses=["M17.11", "E11.9"])) == "violated"
    )


def test_thresholds_of_another_year_decide_low_utilization(site: Site) -> None:
    waiting: Rows = [["HIPPS", "Threshold"], ["1EB11", 4], ["1EC11", 3]]
    done = site.publish(
        "lupa thresholds", waiting, "hipps=HIPPS", "lupa threshold=Threshold", as_xlsx=True
    )
    assert done.exit_code == 0, done.output
    assert "copied the shipped rulebook" in done.stderr
    assert "not in this one: 1AA11" in done.stderr
    assert site.outcome("PD-12", claim()) == "violated"  # three visits
    assert site.outcome("PD-12", claim(hipps="1EC11")) == "met"
    assert site.outcome("PD-12", claim(hipps="1EA11")) == "undetermined"
    assert site.outcome("PD-12", claim(statement_through="2032-01-01")) == "undetermined"


def test_a_column_with_another_kind_of_value_is_refused_and_nothing_is_written(
    site: Site,
) -> None:
    rows: Rows = [["HIPPS", "Threshold"], ["1EB11", "four"], ["1EC11", "three"]]
    done = site.publish(
        "lupa thresholds", rows, "hipps=HIPPS", "lupa threshold=Threshold", as_xlsx=True
    )
    assert done.exit_code == 2
    assert "nothing was written" in done.stderr
    assert not site.rulebooks.exists()


def test_a_column_that_the_table_has_not_is_refused(site: Site) -> None:
    rows: Rows = [["HIPPS", "Threshold"], ["1EB11", 4]]
    done = site.publish(
        "lupa thresholds", rows, "hipps=HIPPS", "weight=Threshold", as_xlsx=True
    )
    assert done.exit_code == 2
    assert "the table has no column weight; it has hipps, lupa threshold" in done.stderr


def test_a_column_that_was_not_said_is_asked_for(site: Site) -> None:
    rows: Rows = [["HIPPS", "Threshold"], ["1EB11", 4]]
    done = site.publish("lupa thresholds", rows, "hipps=HIPPS", as_xlsx=True)
    assert done.exit_code == 2
    assert "which column is lupa threshold?" in done.stderr


def test_heads_are_asked_for_on_a_terminal(tmp_path: Path) -> None:
    file = tmp_path / "sheet.csv"
    file.write_text("HIPPS,Threshold\n1EB11,4\n")
    words = ["table", "import", str(file), "--as", "lupa thresholds", "--from", "2031-01-01"]
    command = [
        sys.executable,
        "-m",
        "hhrules",
        *words,
        "--cite",
        "Made up",
        "--into",
        str(tmp_path),
    ]
    ours, theirs = os.openpty()
    told = subprocess.Popen(command, stdin=theirs, stdout=subprocess.PIPE, stderr=theirs)
    os.write(ours, b"HIPPS\nThreshold\n")
    out, _ = told.communicate(timeout=60)
    os.close(theirs)
    os.close(ours)
    assert told.returncode == 0
    assert b"Which column is `hipps`?" in out
    assert b"1 row from 2031-01-01 on" in out
