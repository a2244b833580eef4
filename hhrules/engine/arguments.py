"""What programs hand to a set of rules, looked over: a slip is said, and never taken for something else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from hhrules.claims.model import Claim
from hhrules.claims.reader import Reading, known_nulls

if TYPE_CHECKING:
    from hhrules.history.store import HistoryStore


def given(as_of: dt.date | None) -> dict[str, object]:
    """The facts that come from the run, not the claim; TypeError for a day that is no date."""
    if as_of is not None and type(as_of) is not dt.date:
        raise TypeError(f"as_of is a datetime.date, not {type(as_of).__name__}")
    return {"today": as_of} if as_of is not None else {}


def several(claims: object) -> None:
    """TypeError for one claim where several are asked for."""
    if isinstance(claims, str | bytes | bytearray | memoryview | dict):
        kind = type(claims).__name__
        raise TypeError(f"evaluate_many takes a list or iterator of claims, not one {kind}")


def told(as_of: dt.date | None, nulls: str) -> None:
    """Look over what other processes are to be told, which cannot raise it here."""
    given(as_of)
    known_nulls(nulls)


def store_in(history: HistoryStore) -> HistoryStore:
    """The history store; TypeError for what is none, such as the path of one."""
    if not hasattr(history, "kept_of"):
        kind = type(history).__name__
        said = "hhrules.history.store.HistoryStore(path) opens the store in a file"
        raise TypeError(f"history is a HistoryStore, not {kind}: {said}")
    return history


def rule_ids(ids: Iterable[str], name: str) -> frozenset[str]:
    """The rules of `only` or `skip`; TypeError for one id, whose letters would be taken for rules."""
    if isinstance(ids, str):
        raise TypeError(f"{name} is a list of rules, not a text: {name}=[{ids!r}]")
    return frozenset(ids)


def named(claim: object) -> str:
    """The id of a claim that is no text."""
    if isinstance(claim, dict):
        return str(claim.get("claim_id", ""))
    return claim.claim_id if isinstance(claim, Claim | Reading) else ""
