"""What is kept for a claim has one name in all rulebooks that work the same out, and only in those."""

from __future__ import annotations

import re

import pytest

from hhrules.codegen.text.contents import functions_in
from hhrules.engine.texts import Text
from hhrules.source.text import SourceFile
from tests.judging import load

BOOK = """\
rulebook {name}
  title       "Visits"
  version     1.0.0
  applies to claims where type of bill is {bill}
  dated by statement from

{more}
define visit lines as lines where revenue code is one of {codes}
define first day as earliest service date of visit lines{scope}
rule {rule} "Within the period"
  for each    line
  let         start = first day
  when        {asked}
  require     service date is on or after start
  otherwise   review
  because     "{{start}}."
  cite        "An example, no policy"
"""
SAME = {
    "name": "one",
    "bill": "32X",
    "more": "",
    "codes": "0421, 0551",
    "scope": "",
    "rule": "A-01",
    "asked": "service date is known",
}


def keys(**changes: str) -> dict[str, str]:
    """The names under which a rulebook's functions keep what they find."""
    parts = SAME | changes
    name = parts["name"]
    (book,) = load((Text(SourceFile(f"{name}.hhr", BOOK.format(**parts)), {}),)).values()
    text = book.modules[0].text
    return {
        function: key
        for function, key in re.findall(r"^KEY_(\w+) = '(\w+)'$", text, re.MULTILINE)
        if function in functions_in(text.split("\n"))
    }


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "two", "rule": "B-07"},
        {"name": "two", "bill": "34X"},
        {"name": "two", "more": "define late lines as lines where units is more than 4\n"},
    ],
)
def test_equal_definitions_are_kept_under_one_name(changes: dict[str, str]) -> None:
    assert set(keys().values()) & set(keys(**changes).values())


@pytest.mark.parametrize(
    "changes",
    [
        {"codes": "0421, 0561"},
        {"codes": "0421 to 0551"},
    ],
)
def test_other_constants_make_another_name(changes: dict[str, str]) -> None:
    assert keys()
    assert not set(keys().values()) & set(keys(**changes).values())


def test_history_is_that_of_the_claims_that_a_rulebook_applies_to() -> None:
    one, same, other = (
        keys(scope=" across earlier claims", bill=bill, name=name)
        for bill, name in (("32X", "one"), ("32X", "two"), ("34X", "one"))
    )
    assert one
    assert set(one.values()) == set(same.values())
    assert not set(one.values()) & set(other.values())
