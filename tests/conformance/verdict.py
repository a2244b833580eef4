"""Running one case and judging it: passed, failed, or refused by design with the reason."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Literal, TypeAlias

from attrs import frozen

from hhrules.engine.errors import RulebookError
from hhrules.engine.one_expression import eval_expression
from hhrules.values.truth import UNKNOWN
from tests.conformance.suites import Case, NoWording, Value

Kind: TypeAlias = Literal["passed", "failed", "refused"]


@frozen
class Verdict:
    """What became of a case; `reason` says why it was refused or failed."""

    case: Case
    kind: Kind
    reason: str = ""


def judge(case: Case) -> Verdict:
    """Run the case as `hhrules eval` would."""
    ours = case.ours
    if isinstance(ours, NoWording):
        return Verdict(case, "refused", ours.reason)
    try:
        value = eval_expression(ours.text).value
    except RulebookError as error:
        if ours.refusal:
            return Verdict(case, "refused", ours.refusal)
        return Verdict(case, "failed", f"refused: {error}")
    if case.must_refuse:
        return Verdict(case, "failed", f"not refused: {value!r}")
    if agrees(value, case.expected):
        return Verdict(case, "passed")
    return Verdict(case, "failed", f"{value!r} where {case.expected!r} is expected")


def agrees(value: object, expected: Value) -> bool:
    """Whether our value is the one that the suite expects."""
    match expected:
        case None:
            return value is UNKNOWN
        case bool():
            return value is expected
        case Fraction():
            return isinstance(value, int | Fraction) and value == expected
        case date():
            return value == expected
        case ("days", amount):
            return isinstance(value, int) and value == amount
        case ("months", amount):
            return getattr(value, "months", None) == amount
        case _:
            return value == expected
