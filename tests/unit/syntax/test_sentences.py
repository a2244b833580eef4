"""Each sentence form, value and window, and what it becomes."""

from __future__ import annotations

import pytest

from hhrules.syntax import nodes as n
from hhrules.syntax.walk import dump, walk
from tests.unit.syntax.reading import ask, block, sentence


def shape(node: object) -> list[str]:
    return [type(x).__name__ for x in walk(node)]


@pytest.mark.parametrize(
    ("text", "op"),
    [
        ("units is 4", ""),
        ("units is not 4", "not"),
        ("units is more than 4", "more than"),
        ("units is less than 4", "less than"),
        ("units is at least 4", "at least"),
        ("units is at most 4", "at most"),
        ("service date is before 2024-01-01", "before"),
        ("service date is after 2024-01-01", "after"),
        ("service date is on or before admission date", "on or before"),
        ("service date is on or after admission date", "on or after"),
    ],
)
def test_comparisons(text: str, op: str) -> None:
    found = sentence(text)
    assert isinstance(found, n.Compare)
    assert found.op == op


@pytest.mark.parametrize("test", ["none", "not none", "missing", "known"])
def test_presence(test: str) -> None:
    found = sentence(f"accepted is {test}")
    assert isinstance(found, n.Presence)
    assert found.test == test


def test_one_of_takes_codes_ranges_patterns_and_lists() -> None:
    found = sentence("hcpcs is not one of G8978 to G8999, 042X, G0151, retired codes")
    assert isinstance(found, n.OneOf)
    assert found.negated
    assert [type(i).__name__ for i in found.items] == ["RangeLit", "Lit", "Lit", "Ref"]
    pattern = found.items[1]
    assert isinstance(pattern, n.Lit)
    assert pattern.kind == "pattern"


def test_between_takes_shifted_days() -> None:
    found = sentence(
        "date is between 90 days before start of care and 30 days after start of care"
    )
    assert isinstance(found, n.Between)
    assert isinstance(found.low, n.Shift)
    assert isinstance(found.high, n.Shift)
    assert found.high.direction == "after"


@pytest.mark.parametrize(
    ("text", "mode", "count"),
    [
        ("modifiers include KX", "one", 1),
        ("modifiers include one of GN, GO, GP", "one of", 3),
        ("modifiers include all of GP, KX", "all of", 2),
        ("condition codes include none of 20, 21", "none of", 2),
        ("reassessments of therapy plan include service date", "one", 1),
    ],
)
def test_include(text: str, mode: str, count: int) -> None:
    found = sentence(text)
    assert isinstance(found, n.Include)
    assert (found.mode, len(found.items)) == (mode, count)


def test_text_sentences() -> None:
    assert isinstance(sentence("narrative says more than stock phrases"), n.SaysMore)
    found = sentence("narrative mentions none of stock phrases")
    assert isinstance(found, n.Mentions)
    assert found.negated


def test_exists_with_windows_and_where() -> None:
    found = sentence("there is no timed code in this treatment day where code units is 0")
    assert isinstance(found, n.Exists)
    assert not found.positive
    assert found.members.name.text == "timed code"
    assert isinstance(found.members.windows[0], n.InThis)
    assert isinstance(found.members.where, n.Compare)


def test_bare_names_hold() -> None:
    found = sentence("not early period and hipps timing is late")
    assert isinstance(found, n.Junction)
    assert (found.op, found.listed) == ("and", False)
    assert isinstance(found.items[0], n.Not)
    assert isinstance(found.items[0].operand, n.Holds)


def test_lists_nest_and_entries_may_be_joined() -> None:
    found = sentence(
        "none of\n"
        "    all of\n"
        "      units is 1\n"
        "      there is a line where any of\n"
        "        minutes is 1\n"
        "        minutes is 2 and\n"
        "            hcpcs is 97110\n"
        "    evaluation only or first period"
    )
    assert isinstance(found, n.Junction)
    assert found.op == "none"
    first, second = found.items
    assert isinstance(first, n.Junction)
    assert (first.op, len(first.items)) == ("and", 2)
    inner = first.items[1]
    assert isinstance(inner, n.Exists)
    assert isinstance(inner.members.where, n.Junction)
    assert len(inner.members.where.items) == 2
    assert isinstance(second, n.Junction)
    assert (second.op, second.listed) == ("or", False)


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("17", "number", "17"),
        ("0421", "number", "0421"),
        ("2.5", "number", "2.5"),
        ("-3", "number", "-3"),
        ("KX", "code", "KX"),
        ("PT_SLP", "code", "PT_SLP"),
        ("1FC11", "code", "1FC11"),
        ("I69.351", "code", "I69.351"),
        ("042X", "pattern", "042X"),
        ('"say ""so"""', "text", 'say "so"'),
        ("2024-02-29", "date", "2024-02-29"),
        ("2  business days", "duration", "2 business days"),
        ("48 hours", "duration", "48 hours"),
        ("$1,980.00", "money", "$1,980.00"),
        ("$0.01", "money", "$0.01"),
        ("25%", "percent", "25%"),
        ("yes", "yes", "yes"),
        ("no", "no", "no"),
    ],
)
def test_literals(text: str, kind: str, said: str) -> None:
    found = ask(text)
    assert isinstance(found, n.Lit)
    assert (found.kind, found.text) == (kind, said)


def test_arithmetic_binds_as_at_school() -> None:
    found = ask("1 + 2 * 3 - (4 - 5)")
    assert isinstance(found, n.Arith)
    assert found.op == "-"
    assert isinstance(found.left, n.Arith)
    assert isinstance(found.left.right, n.Arith)
    assert found.left.right.op == "*"
    assert isinstance(found.right, n.Arith)


def test_shift_binds_tighter_than_minus() -> None:
    found = ask("14 days before statement from - 1 day")
    assert isinstance(found, n.Arith)
    assert isinstance(found.left, n.Shift)


def test_shifts_nest_and_may_be_rounded() -> None:
    found = ask("1 day before 1 month after 2012-03-31 rounded down")
    assert isinstance(found, n.Shift)
    assert found.rounding == "down"
    assert isinstance(found.date, n.Shift)
    assert found.date.rounding is None


def test_a_named_span_of_time_shifts() -> None:
    found = ask("timely window after admission date")
    assert isinstance(found, n.Shift)
    assert isinstance(found.amount, n.Ref)


def test_lookups_take_keys_and_a_day() -> None:
    found = ask("amount of therapy amounts for service year, therapy group as of 2024-01-01")
    assert isinstance(found, n.Ref)
    assert found.parts == ("amount", "therapy amounts")
    assert len(found.keys) == 2
    assert isinstance(found.as_of, n.Lit)


def test_stand_ins() -> None:
    found = ask("a if missing or none b if none 1 day before outset")
    assert isinstance(found, n.IfNone)
    assert found.missing
    assert isinstance(found.otherwise, n.IfNone)
    assert isinstance(found.otherwise.otherwise, n.Shift)


def test_functions() -> None:
    names = shape(ask("whole part of ((total minutes + 7) / 15)"))
    assert names == ["WholePart", "Arith", "Arith", "Ref", "Lit", "Lit"]
    assert isinstance(ask("year of service date"), n.YearOf)
    assert isinstance(ask("last day of the month of service date"), n.MonthEnd)


def test_pick_takes_aggregates_with_windows() -> None:
    found = ask(
        "later of latest evaluations of therapy plans in the same discipline before this visit"
        " and larger of 0 days and (accepted - statement from)"
    )
    assert isinstance(found, n.Pick)
    assert isinstance(found.left, n.Aggregate)
    assert len(found.left.windows) == 2
    assert isinstance(found.right, n.Pick)


@pytest.mark.parametrize(
    ("text", "op"),
    [
        ("sum of charge of lines", "sum"),
        ("count of lines", "count"),
        ("count of distinct hcpcs of lines", "count distinct"),
        ("earliest service date of lines", "earliest"),
        ("largest percent of scores", "largest"),
    ],
)
def test_aggregates(text: str, op: str) -> None:
    found = ask(text)
    assert isinstance(found, n.Aggregate)
    assert found.op == op


def test_every_window() -> None:
    found = ask(
        "count of lines across earlier claims of every provider in the same therapy group"
        " in this treatment day before this line up to this line after 30 days after last look"
        " dated between 2024-01-01 and 2024-12-31"
    )
    assert isinstance(found, n.Aggregate)
    assert [type(w).__name__ for w in found.windows] == [
        "Across", "InTheSame", "InThis", "RelativeTo", "RelativeTo", "AfterDate",
        "DatedBetween",
    ]  # fmt: skip
    across = found.windows[0]
    assert isinstance(across, n.Across)
    assert across.every_provider


def test_define_bodies_are_told_apart() -> None:
    kinds = {
        "own notices as notices of admission where status is accepted": "DefineSet",
        "earlier lines as lines across earlier claims": "DefineSet",
        "later lines as lines after admission date where units is 1": "DefineSet",
        "days as lines grouped by service date, discipline": "DefineGroups",
        "days as lines where units is 1 grouped by service date": "DefineGroups",
        "spells as runs of days across all claims with gaps of at most 60 days": "DefineRuns",
        "first period as statement from is admission date": "DefineCondition",
        "second name as first name": "DefineExpression",
        "last day as 5 days after admission date": "DefineExpression",
        "no request made as decision is none": "DefineCondition",
        "last day as latest through date of periods before this claim": "DefineExpression",
        "acute stay as there is a stay where facility is hospital": "DefineCondition",
    }
    assert {text: type(block(f"define {text}\n")).__name__ for text in kinds} == kinds


def test_a_set_after_a_day_is_a_window_not_a_shift() -> None:
    found = block("define late lines as lines after admission date in the same discipline\n")
    assert isinstance(found, n.DefineSet)
    assert [type(w).__name__ for w in found.members.windows] == ["AfterDate", "InTheSame"]


def test_called_names_one_member() -> None:
    found = block('define visits made called "visit made" as lines grouped by service date\n')
    assert isinstance(found, n.DefineGroups)
    assert found.called == "visit made"


def test_sentences_may_go_on_over_lines_with_comments() -> None:
    found = sentence(
        "units is 1   # one\n                and minutes is 2\n\n        and hcpcs is X1"
    )
    assert isinstance(found, n.Junction)
    assert len(found.items) == 3


def test_questions_may_be_lists() -> None:
    assert "op='or'" in dump(ask("any of\n  yes\n  no\n"))
