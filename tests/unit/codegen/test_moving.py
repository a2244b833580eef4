"""Code moved to other lines of its rulebook: the same code, each place where it now stands."""

from __future__ import annotations

from collections.abc import Callable
from types import CodeType

import pytest

from hhrules.codegen.text.moving import placed

TEXT = """\
def judge(claim, env):
    found = [line.units for line in claim.lines if line.units is not None]
    if not found:
        return None
    total = sum(
        found
    )
    try:
        return total / env.divisor, "a long line" + str(total) + str(found) + str(env) + str(claim)
    except ZeroDivisionError:
        return (lambda: total)()
"""
LINES = range(len(TEXT.splitlines()) + 1)


def moved(code: CodeType, lines: dict[int, int]) -> CodeType:
    """The code with each line become another."""
    return placed(
        code,
        lambda line, last, *ends: (lines[line], ends[0], lines[line] + last - line, ends[1]),
    )


def codes(code: CodeType) -> list[CodeType]:
    inner = [c for c in code.co_consts if isinstance(c, CodeType)]
    return [code, *(one for c in inner for one in codes(c))]


@pytest.mark.parametrize(
    "place", [lambda n: n, lambda n: n + 3_000, lambda n: 2 * n, lambda n: n + 100 * (n > 3)]
)
def test_each_place_moves_and_nothing_else(place: Callable[[int], int]) -> None:
    code = compile(TEXT, "a.hhr", "exec")
    lines = {n: place(n) for n in LINES}
    for was, now in zip(codes(code), codes(moved(code, lines)), strict=True):
        assert (now.co_code, now.co_names, now.co_name) == (
            was.co_code,
            was.co_names,
            was.co_name,
        )
        assert now.co_firstlineno == lines[was.co_firstlineno]
        for before, after in zip(was.co_positions(), now.co_positions(), strict=True):
            line, last, *columns = before
            if line is None or last is None:
                assert after == before
            else:
                assert after == (lines[line], lines[line] + last - line, *columns)


def test_the_moved_code_runs_as_before() -> None:
    code = moved(compile(TEXT, "a.hhr", "exec"), {n: n + 7 for n in LINES})
    names: dict[str, Callable[..., object]] = {}
    exec(code, names)  # noqa: S102 - the text above
    claim = type("C", (), {"lines": [type("L", (), {"units": n}) for n in (2, None, 4)]})
    assert names["judge"](claim, type("E", (), {"divisor": 0})) == 6
