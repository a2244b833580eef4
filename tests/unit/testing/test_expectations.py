"""What an example says beside its outcome."""

from __future__ import annotations

from pathlib import Path

import pytest

from hhrules.testing.cases import run_examples

TEXT = """\
rulebook visit-minutes
  title       "Length of visits"
  version     1.0.0
  applies to claims where payer is medicare
  dated by    statement from

rule VM-01 "A claim is signed and noted"
  require     remarks is not none
  otherwise   warn
  because     "It has no remarks."
  require     document control number is not none
  otherwise   return to provider
  because     "It has no number."
  cite        "House rule of the billing office, 2024"

example of VM-01 "what follows"
  given       remarks is none
  given       document control number is {number}
  expect      violated with {action}
"""


@pytest.mark.parametrize(
    ("number", "action", "holds"),
    [
        ('"1"', "warn", True),
        ('"1"', "return to provider", False),
        ("none", "warn", False),
        ("none", "return to provider", False),
    ],
)
def test_the_action_that_is_named_is_the_only_one(
    tmp_path: Path, number: str, action: str, *, holds: bool
) -> None:
    path = tmp_path / "visit-minutes.hhr"
    path.write_text(TEXT.format(number=number, action=action), encoding="utf-8")
    (result,) = run_examples([path])
    assert result.passed is holds
