"""A history store tells of earlier claims what a list of all the claims told before tells."""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hhrules.claims.encode import encode_claim
from hhrules.claims.history import history_for, patient_key
from hhrules.claims.model import Claim
from hhrules.claims.quick import QuickReader
from hhrules.claims.reader import learn, read_claim
from hhrules.history import file
from hhrules.history.store import HistoryStore

learn(Claim)
QUICK = QuickReader(Claim)
DAYS = st.integers(1, 5).map(lambda day: dt.date(2024, 3, day).isoformat())
NUMBERS = st.sampled_from(["N1", "N2", "N3"])


@st.composite
def claims(draw: st.DrawFn) -> Claim:
    """A claim of few ids, days and numbers, so that much of it comes again."""
    start = draw(DAYS)
    found: dict[str, object] = {
        "claim_id": draw(st.sampled_from(["A", "B", "C", "D"])),
        "type_of_bill": draw(st.sampled_from(["329", "327", "328"])),
        "statement_from": start,
        "statement_through": start,
        "patient": {"id": draw(st.sampled_from(["P", "Q", None]))},
        "lines": [],
    }
    optional: dict[str, st.SearchStrategy[str]] = {
        "control_number": NUMBERS,
        "document_control_number": NUMBERS,
        "received_date": DAYS,
        "processed_date": DAYS,
        "remarks": st.sampled_from(["one", "two"]),
    }
    for name, values in optional.items():
        if draw(st.booleans()):
            found[name] = draw(values)
    if draw(st.integers(0, 3)) == 0:
        found["nobody_knows"] = draw(st.integers(0, 1))
    if draw(st.integers(0, 3)) == 0:
        found["history"] = {"claims": []}
    text = json.dumps(found, indent=draw(st.sampled_from([None, None, 1]))).encode()
    quick = QUICK.claim(text, keep=True) if draw(st.booleans()) else None
    return read_claim(found) if quick is None else quick


def earlier(history: list[Claim]) -> list[bytes]:
    return [encode_claim(claim) for claim in history]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.lists(claims(), max_size=6), max_size=4),
    st.sampled_from([None, 1, 4, file.LOOSE]),
)
def test_store_and_list_of_claims_agree(blocks: list[list[Claim]], loose: int | None) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(file, "LOOSE", loose)
        _agree(blocks, in_file=loose is not None)


def _agree(blocks: list[list[Claim]], *, in_file: bool) -> None:
    told: dict[str | None, dict[bytes, Claim]] = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "h.db") if in_file else Path(":memory:")
        with HistoryStore(path) as store:
            for block in blocks:
                with store.batch():
                    store.foresee(block)
                    for claim in block:
                        mine = told.setdefault(patient_key(claim), {})
                        assert earlier(store.earlier(claim)) == _listed(claim, mine)
                        assert store.add([claim]) == _told(claim, mine)
                for claim in block:
                    mine = told.get(patient_key(claim), {})
                    assert earlier(store.earlier(claim)) == _listed(claim, mine)
                    assert store.add([claim]) == 0
            versions = [len(mine) for mine in told.values() if mine]
            assert store.counts() == (len(versions), sum(versions))
            assert sorted(map(encode_claim, store)) == sorted(
                document for mine in told.values() for document in mine
            )


def _told(claim: Claim, mine: dict[bytes, Claim]) -> int:
    """Note the claim as a store does: without its own history, each version once."""
    if patient_key(claim) is None:
        return 0
    with HistoryStore(":memory:") as alone:
        alone.add([claim])
        (kept,) = alone
    document = encode_claim(kept)
    new = document not in mine
    mine[document] = kept
    return new


def _listed(claim: Claim, mine: dict[bytes, Claim]) -> list[bytes]:
    """What the list tells, last told first: the order does not matter."""
    return earlier(list(history_for(claim, list(reversed(mine.values()))).earlier))
