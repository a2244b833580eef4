"""CMS's own grouper tests: the rulebook gives the expected characters 1, 3 and 4 on each file.

The files are looked for in `../shared` (HHRULES_SHARED names another place); without them, it
fails.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from hhrules.engine import library
from hhrules.engine.ruleset import Rules
from hhrules.readers.oasis import document_of

ROOT = Path(__file__).resolve().parents[2]
OASIS = Path(os.environ.get("HHRULES_SHARED", ROOT.parent / "shared")) / "claims" / "oasis"
FILES = sorted(p for p in OASIS.glob("v*/*") if p.suffix.lower() == ".xml")
EXPECTED = re.compile(rb"<HIPPS>([^<]*)<").search
OTHER = {"F": "G", "G": "H", "H": "F"}


@pytest.fixture(scope="module")
def rules() -> Rules:
    return library.load([ROOT / "rulebooks" / "hh-pps-grouper"])


def outcome(rules: Rules, data: bytes, hipps: str) -> str:
    """Judge an assessment that carries this HIPPS code."""
    document = document_of(data)
    document["chart"]["oasis"][0]["hipps"] = hipps
    summary = rules.evaluate(document).summary
    words = ("violated", "undetermined", "met", "not_applicable")
    return next(w for w in words if getattr(summary, w))


def test_every_file_is_there() -> None:
    assert len(FILES) == 593


@pytest.mark.parametrize("folder", ["v7118", "v8119"])
def test_the_rulebook_agrees_with_the_grouper(rules: Rules, folder: str) -> None:
    wrong = []
    for path in (p for p in FILES if p.parent.name == folder):
        data = path.read_bytes()
        found = EXPECTED(data)
        expected = found.group(1).decode().strip() if found else ""
        wanted = "met" if expected else "not_applicable"
        if outcome(rules, data, expected or "1AFKS") != wanted:
            wrong.append(path.name)
    assert wrong == []


def test_another_functional_level_is_found(rules: Rules) -> None:
    for path in FILES[::40]:
        data = path.read_bytes()
        found = EXPECTED(data)
        expected = found.group(1).decode().strip() if found else ""
        if expected:
            other = expected[:2] + OTHER[expected[2]] + expected[3:]
            assert outcome(rules, data, other) == "violated", path.name
