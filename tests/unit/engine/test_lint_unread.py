"""What nothing reads is told, by rulebook; cited figures of policy may stand for themselves."""

from __future__ import annotations

import datetime as dt

import pytest

from hhrules.engine.compiling.whole_set import checked
from hhrules.engine.lint.warnings import lint
from hhrules.engine.texts import Text
from hhrules.source.diagnostic import Diagnostic
from hhrules.source.text import SourceFile

BASE = """\
rulebook base
  title       "Base"
  version     1.0.0
  applies to claims where payer is medicare
  dated by    statement from
  cite        "Policy"

value visit limit
  | effective from | visit limit | cite     |
  | 2024-01-01     | 8           | "Policy" |

value loss ratio
  | effective from | loss ratio | cite     |
  | 2024-01-01     | 80%        | "Policy" |

rule BA-1 "Few units"
  for each    line
  require     units is at most visit limit
  otherwise   review
  cite        "Policy"
"""
PLAN = """\
rulebook plan
  title       "Plan"
  version     1.0.0
  {link}     base
  applies to claims where payer is medicaid
  dated by    statement from
  cite        "Plan"

"""
VALUE = """\
value {name}
  | effective from | {name} | cite   |
  | 2024-01-01     | 6      | "Plan" |

"""
READS = """\
rule PL-1 "Fewer"
  for each    line
  require     units is at most {name}
  otherwise   review
  cite        "Plan"
"""


def found(*texts: str) -> list[Diagnostic]:
    work = checked(tuple(Text(SourceFile(f"{n}.hhr", t)) for n, t in enumerate(texts)), ())
    return [d for d in lint(work, dt.date(2024, 6, 1)) if d.code in ("W201", "W210")]


def messages(*texts: str) -> list[str]:
    return [f"{d.code} {d.message}" for d in found(*texts)]


def test_a_cited_figure_of_policy_may_stand_for_itself() -> None:
    assert messages(BASE) == []


def test_a_figure_without_a_source_that_nothing_reads_is_told() -> None:
    bare = BASE.replace('  cite        "Policy"\n\nvalue', "\nvalue")
    assert messages(bare) == []
    bare = bare.replace("loss ratio | cite     |", "loss ratio |")
    (one,) = found(bare.replace('80%        | "Policy" |', "80%        |"))
    assert (one.code, one.message) == ("W210", "nothing reads `loss ratio`")


def test_a_misspelt_figure_of_an_overlay_is_told_with_the_name_that_was_meant() -> None:
    plan = PLAN.format(link="extends") + VALUE.format(name="visits limit")
    (one,) = found(BASE, plan)
    assert (one.code, one.message) == ("W210", "nothing reads `visits limit`")
    assert one.help == "did you mean `visit limit`?"
    assert [e.text for f in one.fixes for e in f.edits] == ["visit limit"]


def test_any_figure_of_an_overlay_has_to_be_read() -> None:
    plan = PLAN.format(link="extends") + VALUE.format(name="something else")
    assert messages(BASE, plan) == ["W210 nothing reads `something else`"]
    assert messages(BASE, plan + READS.format(name="something else")) == []


def test_a_figure_in_the_place_of_another_is_read_by_the_rules_taken_over() -> None:
    assert messages(BASE, PLAN.format(link="extends") + VALUE.format(name="visit limit")) == []


def test_what_another_rulebook_reads_under_that_name_is_its_own() -> None:
    plan = PLAN.format(link="uses   ") + VALUE.format(name="visit limit")
    stray = plan.replace(" | cite   |", " |").replace(' | "Plan" |', " |")
    assert messages(BASE, stray) == ["W210 nothing reads `visit limit`"]


FACT = """\
fact {name} has type number
  path         "{path}"
  means        "Depth in millimetres"
  absent means "unknown"

"""


@pytest.mark.parametrize(("name", "codes"), [("wound depth", []), ("wound width", ["W210"])])
def test_a_fact_of_the_site_has_to_be_read(name: str, codes: list[str]) -> None:
    facts = FACT.format(name="wound depth", path="extra.depth")
    if name != "wound depth":
        facts += FACT.format(name=name, path="extra.width")
    body = READS.replace("  for each    line\n", "").replace(
        "units is at most {name}", "wound depth is at most 6"
    )
    text = PLAN.format(link="uses   ") + facts + body
    assert [d.code for d in found(BASE, text)] == codes
