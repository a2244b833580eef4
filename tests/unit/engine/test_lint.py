"""What `hhrules lint` says, and that it says nothing of the shipped rulebooks."""

from __future__ import annotations

import datetime as dt

import pytest

from hhrules.engine.compiling.compile import compile_texts
from hhrules.engine.compiling.whole_set import checked
from hhrules.engine.lint.warnings import lint
from hhrules.engine.texts import Text, shipped
from hhrules.source.text import SourceFile

ON = dt.date(2026, 11, 22)
HEADER = """\
rulebook my-rules
  title       "My rules"
  version     1.0.0
  applies to claims where type of bill is one of 320, 329
  dated by    service date

"""
RULE = """\
rule MR-0{number} "Units"
  for each    line
{body}  otherwise   review
  cite        "CMS Pub. 100-04, chapter 5"

"""


def said(*bodies: str, before: str = "") -> list[str]:
    """The warnings about rules with these clauses, those about examples and use aside."""
    rules = (RULE.format(number=n, body=body) for n, body in enumerate(bodies, 1))
    text = Text(SourceFile("my-rules.hhr", HEADER + before + "".join(rules)))
    work = compile_texts((text,))
    found = [d for d in lint(work, ON) if d.code not in ("W201", "W202")]
    return [f"{d.code} {text.source.slice(d.span)}" for d in found]


def test_the_shipped_rulebooks_leave_nothing_to_say() -> None:
    work = checked(tuple(shipped()), ())
    found = lint(work, ON)
    assert [f"{d.code} {d.message}" for d in found] == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("hcpcs is one of G0151, G0152", "hcpcs is G0153"),
        ("hcpcs is G0151", "hcpcs is not G0151"),
        ("units is more than 4", "units is less than 5"),
        ("allowed amount is at least $10.00", "allowed amount is less than $10.00"),
        ("units is 3", "units is more than 3"),
        ("service date is after 2024-05-01", "service date is before 2024-05-02"),
        ("units is known", "type of bill is 341"),
    ],
)
def test_conditions_that_clash_make_a_rule_unreachable(first: str, second: str) -> None:
    body = f"  when        {first}\n  when        {second}\n  require     units is at most 8\n"
    assert said(body) == [f"W204 {second}"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("units is more than 4", "units is less than 6"),
        ("units is at least 4", "units is at most 4"),
        ("hcpcs is not G0151", "hcpcs is not G0152"),
        ("units is more than 4", "minutes is less than 4"),
        ("not hcpcs is none", "hcpcs is one of G0151, G0152"),
    ],
)
def test_conditions_that_leave_a_value_do_not(first: str, second: str) -> None:
    if first.startswith("not hcpcs"):
        first = "hcpcs is not none"
    body = (
        f"  when        {first}\n  when        {second}\n  require     modifiers include KX\n"
    )
    assert said(body) == []


def test_an_alternative_is_told_within_lists_and_definitions() -> None:
    body = """\
  when        units is more than 4
  require     any of
    modifiers include KX
    all of
      hcpcs is G0151
      units is 2
"""
    assert said(body) == ["W206 all of\n      hcpcs is G0151\n      units is 2"]
    define = "define odd as units is more than 4 and units is less than 3 or units is 9\n"
    assert said(before=define.replace(" or units is 9", "")) == []
    define = """\
define odd as any of
  units is 9
  all of
    units is more than 4
    units is less than 3

"""
    use = "  when        odd\n  require     modifiers include KX\n"
    assert [w[:4] for w in said(use, before=define)] == ["W206"]


def test_rules_of_the_same_cases_are_at_odds_where_no_claim_meets_both() -> None:
    same = "  when        hcpcs is G0151\n"
    few, many = "  require     units is at most 8\n", "  require     units is more than 8\n"
    assert said(same + few, same + many) == ["W207 units is more than 8"]
    assert said(same + few, many) == []
    assert said(same + few, same + few.replace("8", "6")) == []


TABLE = """\
table size by units, hcpcs
  | units     | hcpcs      | size |
  | {low}     | G0151      | A    |
  | {high}    | G0151      | B    |
  | any       | G0152      | C    |

"""


@pytest.mark.parametrize(
    ("low", "high", "codes"),
    [
        ("at most 4", "more than 4", []),
        ("less than 5", "more than 4", []),
        ("1 to 4", "at least 5", []),
        ("at most 4", "more than 5", ["W208"]),
        ("1 to 4", "7 to 9", ["W208"]),
        ("at most 4", "at least 4", ["E134"]),
        ("at most 5", "more than 4", ["E134"]),
    ],
)
def test_rows_of_figures_meet_without_overlap_or_gap(
    low: str, high: str, codes: list[str]
) -> None:
    use = "  require     size is A\n"
    assert [w[:4] for w in said(use, before=TABLE.format(low=low, high=high))] == codes


def test_days_between_two_rows_of_one_case_are_told() -> None:
    table = """\
table size by hcpcs
  | hcpcs | effective from | effective to | size |
  | G0151 | 2024-01-01     | 2024-11-30   | A    |
  | G0152 | 2024-01-01     | 2024-11-30   | A    |
  | G0151 | 2025-01-01     | 2025-12-31   | B    |

"""
    assert said("  require     size is A\n", before=table) == ["W138 size"]
    whole = table.replace(
        "| 2024-11-30   | A    |\n  | G0152", "| 2024-12-31   | A    |\n  | G0152"
    )
    assert said("  require     size is A\n", before=whole) == []


@pytest.mark.parametrize(
    ("on", "told"),
    [("2026-12-31", False), ("2027-01-01", True), ("2028-01-01", True), ("2028-01-03", False)],
)
def test_a_yearly_figure_that_ended_is_told_for_a_year(on: str, told: bool) -> None:
    value = """\
value limit
  | effective from | effective to | limit |
  | 2024-01-01     | 2024-12-31   | 6     |
  | 2025-01-01     | 2025-12-31   | 7     |
  | 2026-01-01     | 2026-12-31   | 8     |

"""
    rule = RULE.format(number=1, body="  require     units is at most limit\n")
    work = compile_texts((Text(SourceFile("my-rules.hhr", HEADER + value + rule)),))
    found = [d.message for d in lint(work, dt.date.fromisoformat(on)) if d.code == "W203"]
    assert found == ["the last row of value `limit` ended on 2026-12-31"] * told
