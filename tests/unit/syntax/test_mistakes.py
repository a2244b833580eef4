"""What people get wrong: each slip is found where it stands, with what to write instead."""

from __future__ import annotations

import pytest

from hhrules.source.diagnostic import Diagnostic, Diagnostics
from hhrules.source.render import render_text
from hhrules.source.text import SourceFile
from hhrules.syntax.parser import parse, parse_expression
from tests.unit.syntax.reading import HEAD, mistakes

RULE = 'rule OT-1 "T"\n'
END = "  otherwise   review\n"


def only(text: str) -> tuple[SourceFile, Diagnostic]:
    source, found = mistakes(text)
    assert len(found) == 1, [(d.code, d.message, source.slice(d.span)) for d in found]
    return source, found[0]


REQUIRED = [
    # sentence after `require`, code, marked text, what to write instead
    ("units => 4", "E005", "=>", "is at least"),
    ("units >= 4", "E005", ">=", "is at least"),
    ("units <= 4", "E005", "<=", "is at most"),
    ("units < 4", "E005", "<", "is less than"),
    ("units > 4", "E005", ">", "is more than"),
    ("units = 4", "E005", "=", "is"),
    ("units == 4", "E005", "==", "is"),
    ("units != 4", "E005", "!=", "is not"),
    ("service date >= 2024-01-01", "E005", ">=", "is on or after"),
    ("service date < 2024-01-01", "E005", "<", "is before"),
    ("units is 1 & minutes is 2", "E006", "&", "and"),
    ("units is 1 || minutes is 2", "E006", "||", "or"),
    ("charge is $1,980.0", "E008", "$1,980.0", "$1,980.00"),
    ("charge is $1980,00", "E008", "$1980,00", "$1,980.00"),
    ("charge is $1.980,00", "E008", "$1.980,00", "$1,980.00"),
    ("charge is $ 1980", "E008", "$ 1980", "$1,980"),
    ("charge is 20 dollars", "E008", "20 dollars", "$20"),
    ("date is before 2018-02-30", "E009", "2018-02-30", "2018-02-28"),
    ("date is before 2018-13-01", "E009", "2018-13-01", "2018-01-13"),
    ("date is before 1/5/2024", "E010", "1/5/2024", "2024-01-05"),
    ("date is before 25.12.2024", "E010", "25.12.2024", "2024-12-25"),
    ("date is before 2024-1-5", "E010", "2024-1-5", "2024-01-05"),
    ("date is before January 5, 2024", "E010", "January 5, 2024", "2024-01-05"),
    ("date is before 5 Jan 2024", "E010", "5 Jan 2024", "2024-01-05"),
    ("date is before 30day after start", "E011", "30day", "30 days"),
    ("date is before 30-day after start", "E011", "30-day", "30 days"),
    ("share is 25 %", "E011", "25 %", "25%"),
    ("Units is 1", "E015", "Units", "units"),
    ("serviceDate is known", "E015", "serviceDate", "service date"),
    ("service_date is known", "E015", "service_date", "service date"),
    ("units is 1 AND minutes is 2", "E015", "AND", "and"),
    ("units is greater than 4", "E036", "is greater than", "is more than"),
    ("units is not more than 4", "E036", "is not more than", "is at most"),
    ("modifiers contain KX", "E036", "contain", "include"),
    (
        "date is no later than 30 days after start",
        "E036",
        "is no later than",
        "is on or before",
    ),
    ("payer name is 'x plan'", "E002", "'x plan'", '"x plan"'),
    ('payer name is "x plan', "E002", '"x plan', '"x plan"'),
    ("a is 1 and b is 2 or c is 3", "E007", "or", None),
    ("a is 1 or b is 2 and c is 3", "E007", "and", None),
    ("a is 1 and there is a line where units is 1", "E025", "where", None),
    ("count of lines", "E024", "count of lines", None),
    ("units is (1 + 2", "E032", "(", None),
    ("units is", "E004", "is", None),
    ("units is 4 5", "E003", "5", None),
    ("units is 4 ;", "E001", ";", None),
]


@pytest.mark.parametrize(("sentence", "code", "marked", "instead"), REQUIRED)
def test_slips_in_sentences(sentence: str, code: str, marked: str, instead: str | None) -> None:
    source, found = only(f"{RULE}  require     {sentence}\n{END}")
    assert (found.code, source.slice(found.span)) == (code, marked)
    said = found.replacement.strip() if found.replacement else None
    assert said == instead
    assert found.help


@pytest.mark.parametrize("sentence", [row[0] for row in REQUIRED if row[3]])
def test_what_is_offered_can_be_pasted(sentence: str) -> None:
    source, found = only(f"{RULE}  require     {sentence}\n{END}")
    assert found.replacement is not None
    text = source.text[: found.span.start] + found.replacement + source.text[found.span.end :]
    again = Diagnostics()
    parse(SourceFile("t", text), again)
    assert not list(again), [d.message for d in again]


ONE = RULE + "  require     a is 1\n" + END
CLAUSES = [
    (RULE + "  requires    units is 1\n" + END, "E012", "requires", "require"),
    (
        RULE + "  effective form 2018-01-01\n  require     a is 1\n" + END,
        "E012", "effective form", "effective from",
    ),
    (RULE + "  REQUIRE     units is 1\n" + END, "E015", "REQUIRE", "require"),
    (
        RULE + "  require     a is 1\n  otherwise   deny claim\n",
        "E018", "deny claim", "deny the claim",
    ),
    (RULE + "  require     a is 1\n  otherwise   refuse\n", "E018", "refuse", "reject the claim"),
    (RULE + "  require     a is 1\n", "E016", "require", None),
    (RULE + "  when        a is 1\n", "E021", "rule", None),
    (ONE + "  because     no quotes here\n", "E002", "no quotes here", '"no quotes here"'),
    (ONE + '  because     "{units} }"\n', "E028", "}", None),
    (ONE + '  because     "{count of}"\n', "E028", "count of", None),
    (ONE + '  title       "x"\n', "E013", "title", None),
    (RULE + "  require     a is 1\notherwise   review\n", "E014", "otherwise", "  otherwise"),
    (RULE + "  require     a is 1\n  and b is 2\n" + END, "E014", "and", None),
    (RULE + "  level       day\n  require     a is 1\n" + END, "E033", "day", None),
    (
        RULE + "  level       claim\n  level       line\n  require     a is 1\n" + END,
        "E020", "level", None,
    ),
    ('rul OT-1 "T"\n  require     a is 1\n' + END, "E012", "rul", "rule"),
    ('rule OT15 "T"\n  require     a is 1\n' + END, "E029", "OT15", "OT-15"),
    ("define a is 1\n", "E017", "is", "as"),
    ("define first period\n", "E017", "", None),
    ("define notes by nurse as a\n", "E030", "by", None),
    ("table t\n  | a | b |\n  | 1 | 2 |\n  | 1 |\n", "E019", "| 1 |", None),
    ("table t\n  | a | b |\n  | 1 | 2 |\n  | 1 | 2 | 3 |\n", "E019", "3", None),
    ("table t\n  | a |\n  | 1 | 2 |\n  | 1 | 2 |\n", "E019", "| a |", None),
    ("table t\n  | a | b |\n  | 1 |   |\n", "E026", " ", None),
    ("table t\n  | a |\n  | > 60 |\n", "E005", ">", "more than"),
    ("table t\n  | a |\n  | b is 1 |\n", "E026", "b is 1", None),
    ("table t\n  | a of |\n  | 1 |\n", "E027", "a of", None),
    ("table t by a\n  | a | t |\n  | is known | 1 |\n", "E026", "is known", None),
    ("examples of OT-1\n  | a | expect |\n  | is not none | met |\n", "E026", "is not none", None),
    ('example of OT-1 "x"\n  given       a is known\n  expect      met\n', "E026", "is known", None),
    ("table t by a\n  | a | |\n  | 1 | a is 2 |\n  | 2 | |\n", "E027", "", None),
    ("table t\n", "E021", "table", None),
    ("examples of OT-1\n  | a | expect |\n  | 1 | pass |\n", "E026", "pass", "met"),
    (
        "examples of OT-1\n  | a | expect |\n  | 1 | not-applicable |\n",
        "E026", "not-applicable", "not applicable",
    ),
    ("examples of OT-1\n  a | expect |\n  | 1 | met |\n  | 2 | met |\n", "E034", "a |", None),
    ('example of OT-1 "x"\n  | a |\n  | 1 |\n', "E034", "a", None),
    ("switch off OT-1\n", "E021", "switch off", None),
    ("define a as any of\ndefine b as c\n", "E023", "any of", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code", "marked", "instead"), CLAUSES)
def test_slips_in_clauses(text: str, code: str, marked: str, instead: str | None) -> None:
    source, found = only(HEAD + text)
    assert (found.code, source.slice(found.span)) == (code, marked)
    assert found.replacement == instead
    assert found.help


def test_all_mistakes_of_a_file_come_at_once() -> None:
    text = (
        "rulebook t\n"
        '  title       "T\n'
        "  version     1.0.0\n"
        "  dated bye   service date\n\n"
        "define a is 1\n"
        "define b as c >= 3\n\n"
        'rule OT-1 "T"\n'
        "  effective form 2018-01-01\n"
        "  when        charge => $1,980.0\n"
        "  requires    modifiers include KX\n"
        "  otherwise   deny claim\n"
        '  because     "{a b"\n\n'
        'rule OT-2 "T"\n'
        "  require     units is 30days\n"
        "  require     units is 4\n"
        "  otherwise   review\n\n"
        "table t\n"
        "  | a | b |\n"
        "  | 1 |\n"
        "  | 1 | 2 |\n"
    )
    source, found = mistakes(text)
    lines = [(source.position(d.span.start)[0], d.code) for d in found]
    assert lines == [
        (2, "E002"), (4, "E012"), (6, "E017"), (7, "E005"), (10, "E012"), (11, "E005"),
        (11, "E008"), (12, "E012"), (13, "E018"), (14, "E028"), (17, "E016"), (17, "E011"),
        (23, "E019"),
    ]  # fmt: skip


def test_a_missing_rule_line_is_one_mistake() -> None:
    text = (
        "examples of OT-1\n  | a | expect |\n  | 1 | met    |\n\n"
        '  level       line\n  require     a is 1\n  otherwise   review\n  cite        "x"\n'
    )
    _, found = only(text)
    assert found.code == "E013"


def test_no_terminal_name_reaches_the_author() -> None:
    for sentence, *_ in REQUIRED:
        _, found = mistakes(f"{RULE}  require     {sentence}\n{END}")
        for d in found:
            said = f"{d.message} {d.label} {d.note} {d.help}"
            for name in ("NAME", "NUMBER", "$END", "_NL", "INDENT", "LPAR", "_AND", "Token"):
                assert name not in said


def test_text_without_a_header() -> None:
    source = SourceFile("t", "define a as b\n")
    diagnostics = Diagnostics()
    assert parse(source, diagnostics) is None
    assert [d.code for d in diagnostics] == ["E022"]


def test_an_empty_text_is_a_mistake_not_a_crash() -> None:
    for text in ("", "\n", "# nothing\n", "|", '"', "\x00"):
        source = SourceFile("t", text)
        diagnostics = Diagnostics()
        parse(source, diagnostics)
        assert diagnostics.has_errors
        assert render_text(diagnostics, {"t": source})


@pytest.mark.parametrize("text", ["", "1 +", "lines where units is 1", "units >= 4", "("])
def test_questions_that_are_not_understood(text: str) -> None:
    diagnostics = Diagnostics()
    assert parse_expression(SourceFile("q", text), diagnostics) is None
    assert diagnostics.has_errors


def test_dates_in_lists_are_told_from_division() -> None:
    source, found = only(f"{RULE}  require     day is one of 1/5/2024, 2024-01-06\n{END}")
    assert source.slice(found.span) == "1/5/2024"


def test_a_cell_is_told_by_the_code_that_heads_its_column() -> None:
    rows = "  | effective from | PT | OT |\n  | 2024-01-01     | 1  |    |\n"
    _, found = only(f"value limit by discipline\n{rows}")
    assert found.message == "the cell under `OT` is empty"


def test_an_id_that_goes_on_below_is_told_on_one_line() -> None:
    found = mistakes(
        'rulebook r\n  uses        one\n    as two\n  title       "T"\n  version     1.0.0\n'
    )[1]
    assert [d.message for d in found if d.code == "E113"] == [
        "`one as two` is not the id of a rulebook"
    ]
