"""Claims to keep, and the place of a history file."""

from pathlib import Path
from typing import Any

import pytest

from hhrules.claims.model import Claim
from hhrules.claims.reader import read_claim
from hhrules.history.store import HistoryStore


def claim(
    claim_id: str, start: str = "2024-01-01", patient: str | None = "P", **fields: Any
) -> Claim:
    return read_claim(
        {
            "claim_id": claim_id,
            "type_of_bill": "329",
            "statement_from": start,
            "statement_through": start,
            "patient": {"id": patient},
            "lines": [{"charge": "1.05"}],
        }
        | fields
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history.db"


def spoilt_forgetting(store: HistoryStore) -> None:
    with store.batch():
        store.forget(claim("Z"))
        raise ZeroDivisionError
