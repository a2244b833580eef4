"""The shipped rulebooks leave `hhrules lint` nothing to say."""

from __future__ import annotations

import datetime as dt

from hhrules.engine.compiling import checked
from hhrules.engine.lint import lint
from hhrules.engine.texts import shipped


def test_the_shipped_rulebooks_leave_nothing_to_say() -> None:
    work = checked(tuple(shipped()), ())
    found = lint(work, dt.date(2026, 11, 22))
    assert [f"{d.code} {d.message}" for d in found] == []
