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


ROWS = """\
rulebook units
  title       "Units of lines"
  version     1.0.0
  applies to claims where payer is medicare
  dated by    statement from
  cite        "House rule of the billing office, 2024"

value most units
  | effective from | most units |
  | 2020-01-01     | 4          |

rule UN-01 "Few units"
  for each    line
  require     units is at most most units
  otherwise   warn
  because     "{{units}} units, and {{most units}} are allowed."
  cite        "House rule of the billing office, 2024"

{example}
"""
TABLE = "examples of UN-01\n  | units | expect |\n  | {units} | {expect} |\n"
LINES = """\
example of UN-01 "two lines"
  with lines
    | line number | units | expect |
    | 1           | 5     | {first} |
    | 2           | 6     | {second} |
  expect      violated{beside}
"""


def told(path: Path, example: str) -> str:
    file = path / "units.hhr"
    file.write_text(ROWS.format(example=example), encoding="utf-8")
    (result,) = run_examples([file])
    return "" if result.passed else result.message


@pytest.mark.parametrize(
    ("units", "expect", "message"),
    [
        (5, 'violated because "5 units, and 4 are allowed."', ""),
        (5, 'violated because "5 units, and 4"', ""),
        (5, 'violated with warn because "5 units"', ""),
        (5, 'violated because "6 units"', 'expected  "6 units"\n  came out  "5 units, and 4 are allowed."'),
        (3, 'met because "3 units"', 'expected  "3 units"\n  came out without a message'),
        (5, "violated on line 2", "expected violated on line 2, and it is not"),
    ],
)  # fmt: skip
def test_words_of_the_message_are_checked(
    tmp_path: Path, units: int, expect: str, message: str
) -> None:
    said = told(tmp_path, TABLE.format(units=units, expect=expect))
    assert said.startswith(message)
    assert bool(said) == bool(message)


@pytest.mark.parametrize(
    ("first", "second", "beside", "said"),
    [
        ('violated because "5 units"', 'violated because "6 units"', "", ""),
        ('violated because "6 units"', "violated", "", 'expected  "6 units"'),
        (
            "violated with warn",
            "violated with deny",
            "",
            "expected to deny alone, came out warn",
        ),
        ("violated on line 2", "violated", "", "expected violated on line 2, and it is not"),
        ("met", "violated", "", "expected met, came out violated"),
        ("violated", "violated", ' on line 2 because "6 units"', ""),
        ("violated", "violated", ' on line 2 because "5 units"', 'expected  "5 units"'),
        ("violated", "violated", ' because "5 units"', ""),
    ],
)
def test_rows_of_records_are_held_to_what_they_say_beside(
    tmp_path: Path, first: str, second: str, beside: str, said: str
) -> None:
    found = told(tmp_path, LINES.format(first=first, second=second, beside=beside))
    assert said in found
    assert bool(found) == bool(said)
