"""What an example expects a rule to do, and nothing beside it."""

from __future__ import annotations

import pytest

from hhrules.engine.texts import Text
from hhrules.source.text import SourceFile
from hhrules.testing.cases import run_texts

BOOK = """\
rulebook two-checks
  title       "Units and a code"
  version     1.0.0
  applies to claims where payer is medicare
  dated by    service date

rule TC-01 "Few units, and a code"
  effective from 2024-01-01
  for each    line
  require     units is at most 4
  otherwise   warn
  because     "{{units}} units."
  require     hcpcs is not none
  otherwise   return to provider
  because     "No code."
  cite        "Contract"

examples of TC-01
  given       hcpcs is {hcpcs}
  | units   | expect   |
  | {units} | {expect} |
"""


@pytest.mark.parametrize(
    ("units", "hcpcs", "expect", "holds"),
    [
        ("5", "G0299", "violated with warn", True),
        ("5", "G0299", "violated with return to provider", False),
        ("4", "none", "violated with return to provider", True),
        ("5", "none", "violated with warn", False),
        ("5", "none", "violated with return to provider", False),
        ("5", "none", "violated", True),
    ],
)
def test_the_action_that_is_expected_is_the_only_one(
    units: str, hcpcs: str, expect: str, holds: bool
) -> None:
    text = BOOK.format(units=units, hcpcs=hcpcs, expect=expect)
    (result,) = run_texts((Text(SourceFile("two-checks.hhr", text)),), ())
    assert result.passed is holds, result.message
