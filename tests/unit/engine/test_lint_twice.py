"""What stands twice in one place is told once for each time too many."""

from __future__ import annotations

import datetime as dt

import pytest

from hhrules.engine.compiling.whole_set import checked
from hhrules.engine.errors import RulebookError
from hhrules.engine.lint.warnings import lint
from hhrules.engine.texts import Text
from hhrules.source.text import SourceFile

BOOK = """\
rulebook my-rules
  title       "My rules"
  version     1.0.0
  dated by    service date
  cite        "A"

table phrases
  | phrase  |
  | "as is" |

rule MR-01 "Units"
  for each    line
  when        hcpcs is one of G0151, G0152
  when        units is known
  require     all of
    units is at most 8
    modifiers include one of GP, GO
  otherwise   review
  cite        "A"
  cite        "B"

examples of MR-01
  given       hcpcs is G0151
  | units | modifiers | expect   |
  | 1     | GP        | met      |
  | 9     | GP        | violated |
"""


def said(text: str) -> list[str]:
    source = SourceFile("my-rules.hhr", text)
    work = checked((Text(source),), ())
    found = [d for d in lint(work, dt.date(2024, 6, 1)) if d.code == "W211"]
    return [f"{d.message}: {' '.join(source.slice(d.span).split())}" for d in found]


def test_what_differs_does_not_stand_twice() -> None:
    assert said(BOOK) == []


@pytest.mark.parametrize(
    ("once", "again", "message"),
    [
        ("G0151, G0152", "G0151, G0152, G0151", "this value stands twice: G0151"),
        ("GP, GO", "GP, GO, GO", "this value stands twice: GO"),
        (
            "    units is at most 8\n",
            "    units is at most 8\n    units is at  most 8\n",
            "this condition stands twice: units is at most 8",
        ),
        (
            "  when        units is known\n",
            "  when        units is known\n  when        units is known\n",
            "this case stands twice: when units is known",
        ),
        ('  cite        "B"\n', '  cite        "A"\n', 'this source stands twice: cite "A"'),
        (
            '  cite        "A"\n\ntable',
            '  cite        "A"\n  cite        "A"\n\ntable',
            'this source stands twice: cite "A"',
        ),
        (
            '  | "as is" |\n',
            '  | "as is" |\n  | "as is" |\n',
            'this row stands twice: | "as is" |',
        ),
        (
            "  | 9     | GP        | violated |\n",
            "  | 9     | GP        | violated |\n  | 9     | GP        | violated |\n",
            "this example stands twice: | 9 | GP | violated |",
        ),
    ],
)
def test_what_stands_twice_is_told(once: str, again: str, message: str) -> None:
    assert said(BOOK.replace(once, again, 1)) == [message]


@pytest.mark.parametrize("again", ["hcpcs is G0151", "hcpcs is G0152", "hcpcs is missing"])
def test_a_fact_that_is_given_twice_is_a_mistake(again: str) -> None:
    once = "  given       hcpcs is G0151\n"
    text = BOOK.replace(once, f"{once}  given       {again}\n")
    with pytest.raises(RulebookError) as raised:
        said(text)
    (found,) = raised.value.diagnostics
    assert (found.code, found.message) == ("E110", "`hcpcs` is given twice")


def test_a_rule_that_two_rulebooks_have_is_told() -> None:
    other = BOOK.replace("rulebook my-rules", "rulebook our-rules")
    texts = tuple(
        Text(SourceFile(name, text)) for name, text in (("a.hhr", BOOK), ("b.hhr", other))
    )
    found = [
        d for d in lint(checked(texts, ()), dt.date(2026, 1, 1)) if "stands in" in d.message
    ]
    assert [(d.code, d.message, d.span.name) for d in found] == [
        ("W211", "rule MR-01 stands in my-rules too", "b.hhr")
    ]
