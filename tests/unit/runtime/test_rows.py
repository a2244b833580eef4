"""Answers kept by code stay few, however many codes a long-lived program meets."""

from __future__ import annotations

from typing import Any

import pytest

from hhrules.runtime import rows
from hhrules.runtime.rows import Row, new_row

_MOST = 20


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "LIMIT", _MOST)


def _said(*codes: str) -> Row:
    return codes


def _kept(found: dict[Any, Any]) -> int:
    return sum(
        _kept(v) if isinstance(v, dict) else isinstance(v, tuple) for v in found.values()
    )


@pytest.mark.parametrize("first", [1, 7, 10_000])
def test_pairs_of_codes_are_kept_up_to_a_limit_in_all(first: int) -> None:
    found: dict[Any, Any] = {}
    for number in range(50 * _MOST):
        pair = f"{number % first}", f"{number}"
        assert new_row(found, _said, *pair) == pair
        assert _kept(found) <= _MOST


def test_codes_that_come_late_are_kept_too() -> None:
    found: dict[Any, Any] = {}
    for number in range(50 * _MOST):
        new_row(found, _said, f"{number}")
        assert found[f"{number}"] == (f"{number}",)
        assert _kept(found) <= _MOST


def test_an_open_answer_is_not_kept() -> None:
    found: dict[Any, Any] = {}
    assert new_row(found, lambda _: None, "0421") is None
    assert not found
