"""Claims to put into tables, and rules that judge them quickly."""

from __future__ import annotations

from typing import Any

import pytest

import hhrules
from tests.unit.cli.conftest import RULEBOOK

Document = dict[str, Any]


@pytest.fixture(scope="session")
def shipped() -> hhrules.Rules:
    """Give the shipped rules."""
    return hhrules.load()


@pytest.fixture(scope="session")
def small() -> hhrules.Rules:
    """Give a rulebook of two rules: lines have four units, and an authorization was sent."""
    return hhrules.compile(RULEBOOK)


def document(name: str = "A", **fields: Any) -> Document:
    """Make a claim of one line with three units, which rule S-1 denies."""
    line = {"line": 1, "revenue_code": "0421", "service_date": "2024-03-04", "units": 3}
    return {
        "claim_id": name,
        "type_of_bill": "329",
        "statement_from": "2024-03-04",
        "statement_through": "2024-04-02",
        "patient": {"id": "p"},
        "lines": [line],
        **fields,
    }
