"""The claim files that lie beside the project: each is read, or named with the reason why not.

They are looked for in `../shared` (HHRULES_SHARED names another place); without them, it fails.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import msgspec
import pytest

from hhrules.cli.inputs import Inputs
from hhrules.readers.x12 import read_x12
from hhrules.runtime.report import Report

ROOT = Path(__file__).resolve().parents[2]
CLAIMS = Path(os.environ.get("HHRULES_SHARED", ROOT.parent / "shared")) / "claims"
INSTITUTIONAL = {
    "hccinfhir/sample_837_1.txt": [4],
    "hccinfhir/sample_837_3.txt": [2],
    "hccinfhir/sample_837_5.txt": [4],
    "hccinfhir/sample_837_7.txt": [4],
    "imsweb/x223-test.txt": [1],
    "linuxforhealth/institutional-4010.837": [2],
    "linuxforhealth/institutional-claim.837i": [2],
    "linuxforhealth/two-claims-single-provider.837i": [2, 1],
    "zx12/837i_example.x12": [2],
}
"""Lines of each claim, by file."""
PROFESSIONAL = {
    "hccinfhir/sample_837_0.txt": 5,
    "imsweb/x12_bad_first_line.txt": 2,
    "imsweb/x12_bad_segment_identifier.txt": 2,
    "imsweb/x12_many_claims.txt": 820,
    "imsweb/x12_multiple_isa.txt": 4,
    "imsweb/x12_no_isa_line.txt": 2,
    "imsweb/x12_segments_out_of_order.txt": 2,
    "imsweb/x12_valid.txt": 2,
    "imsweb/x12_valid_different_separators.txt": 2,
    "linuxforhealth/demo.cob.example3.A.837": 1,
    "linuxforhealth/demo.example1.837": 1,
}
"""Claims that are told apart, and refused because home health is not billed so, by file."""


def check(*words: str) -> subprocess.CompletedProcess[bytes]:
    command = (sys.executable, "-m", "hhrules", "check", *words)
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=False)


def test_every_claim_file_is_there() -> None:
    files = {p.relative_to(CLAIMS / "x12").as_posix() for p in (CLAIMS / "x12").rglob("*.*")}
    assert files == INSTITUTIONAL.keys() | PROFESSIONAL.keys()


@pytest.mark.parametrize("name", INSTITUTIONAL)
def test_an_institutional_file_has_its_claims_and_lines(name: str) -> None:
    with (CLAIMS / "x12" / name).open("rb") as stream:
        claims = [reading.claim for reading in read_x12(stream)]
    assert [len(claim.lines) for claim in claims if claim is not None] == INSTITUTIONAL[name]


@pytest.mark.parametrize("name", PROFESSIONAL)
def test_each_claim_of_a_professional_file_is_refused_by_name(name: str) -> None:
    with (CLAIMS / "x12" / name).open("rb") as stream:
        readings = list(read_x12(stream))
    assert len(readings) == PROFESSIONAL[name]
    assert all(reading.claim is None and reading.problems for reading in readings)


def test_check_reports_on_every_claim_of_the_folder() -> None:
    done = check(str(CLAIMS / "x12"), "--format", "jsonl")
    reports = [msgspec.json.decode(line, type=Report) for line in done.stdout.splitlines()]
    statuses = Counter("error" if r.status == "error" else "judged" for r in reports)
    claims = sum(len(lines) for lines in INSTITUTIONAL.values())
    assert statuses == {"judged": claims, "error": sum(PROFESSIONAL.values())}
    assert all(report.claim_id for report in reports)
    assert done.stderr == b""
    assert done.returncode == 2


def test_check_names_each_file_that_it_does_not_read_once() -> None:
    done = check(str(CLAIMS), "--format", "jsonl")
    named = Counter(line.split(": ")[0] for line in done.stderr.decode().splitlines())
    others = [p for p in CLAIMS.rglob("*") if p.is_file() and CLAIMS / "x12" not in p.parents]
    assert named == Counter(str(path) for path in others)
    assert done.returncode == 2


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("rif/hha.csv", "claims of the CMS research files (RIF): not read yet"),
        ("rif/beneficiary_2015.csv", "no claim"),
        ("fhir/eobReadHha.v2.json", "a FHIR ExplanationOfBenefit: not read yet"),
        ("fiss/FISS.ndjson", "FISS claims: not read yet"),
        ("idr-csv/SYNTHETIC_CLM.csv", "not read yet"),
        (
            "oasis/v7118/XMLFile_1.XML",
            "an OASIS assessment, no claim: `hhrules convert` makes a document of it",
        ),
        ("cms-pricer/hrg-2025.csv", "no claim"),
    ],
)
def test_a_file_that_is_not_read_has_its_reason(name: str, reason: str) -> None:
    inputs = Inputs([str(CLAIMS / name)])
    assert list(inputs.items()) == []
    (note,) = inputs.notes
    assert note.endswith(reason)
