"""What is said of a rulebook with mistakes: each of them once, whatever stands beside it."""

from __future__ import annotations

from hhrules.source.text import SourceFile
from tests.checking import check_source

HEADER = """\
rulebook my-rules
  title       "My rules"
  version     1.0.0
  dated by    service date

"""


def codes_of(body: str) -> list[str]:
    return [d.code for d in check_source(SourceFile("my-rules.hhr", HEADER + body))]


RULE = """\
rule MR-01 "Units"
  for each    {subject}
  require     {condition}
  otherwise   review
  cite        "CMS Pub. 100-04, chapter 5"
"""


def test_a_check_that_is_not_read_is_not_called_missing() -> None:
    assert codes_of(RULE.format(subject="line", condition="units > 8")) == ["E005"]


def test_a_name_whose_definition_is_not_read_is_not_called_unknown() -> None:
    define = "define big lines as lines where units > 8\n\n"
    rule = RULE.format(subject="big line", condition="units is at most 9")
    assert codes_of(define + rule) == ["E005"]


def test_mistakes_of_both_kinds_show_in_one_go() -> None:
    define = "define big lines as lines where units > 8\n\n"
    rule = RULE.format(subject="line", condition="unts is at most 9")
    assert codes_of(define + rule) == ["E005", "E101"]


def test_a_day_that_does_not_exist_is_said_once() -> None:
    value = """\
value limit
  | effective from | amount |
  | 2026-02-30     | $1     |
"""
    assert codes_of(value) == ["E009"]


def test_a_row_with_too_few_cells_is_said_once() -> None:
    table = """\
table group by discipline
  | discipline | group |
  | PT         | A     |
  | OT         |
"""
    assert codes_of(table) == ["E019"]


def test_the_key_of_a_joined_record_is_not_looked_for_in_that_record() -> None:
    rule = RULE.format(subject="line", condition="discipline is PT")
    assert codes_of(rule) == ["E101"]


def test_what_rests_on_an_unknown_name_is_not_of_the_wrong_type() -> None:
    define = "define limit as lmit of claim\n\n"
    rule = RULE.format(subject="line", condition="units is at most limit")
    assert codes_of(define + rule) == ["E101"]
    step = rule.replace("  require", "  let         most = lmit of claim\n  require")
    assert codes_of(step.replace("at most limit", "at most most")) == ["E101"]


def test_a_rule_whose_subject_is_unknown_is_one_mistake() -> None:
    assert codes_of(RULE.format(subject="big line", condition="units is 1")) == ["E103"]


def test_a_set_of_an_unknown_set_is_one_mistake() -> None:
    define = "define big lines as lnes where units is more than 8\n\n"
    rule = RULE.format(subject="big line", condition="units is 1")
    assert codes_of(define + rule) == ["E103"]


def test_a_table_whose_head_is_not_read_is_one_mistake() -> None:
    table = "table site codes\n  |\n  | Q5001 |\n\n"
    rule = RULE.format(subject="line", condition="hcpcs is one of site codes")
    assert codes_of(table + rule) == ["E019"]


def test_an_unknown_deciding_date_is_one_mistake() -> None:
    value = """\
value limit
  | effective from | amount |
  | 2020-01-01     | $1     |
  cite        "CMS Pub. 100-04, chapter 5"

"""
    rule = RULE.format(subject="line", condition="charge is at most limit").replace(
        "  cite", "  effective   from 2020-01-01\n  cite"
    )
    text = HEADER + value + rule
    assert "E102" not in [d.code for d in check_source(SourceFile("my-rules.hhr", text))]
    slipped = text.replace("service date", "servce date")
    found = check_source(SourceFile("my-rules.hhr", slipped))
    assert [d.code for d in found] == ["E101"]


def test_a_deciding_date_that_is_no_name_is_told_where_no_rule_has_days() -> None:
    rule = RULE.format(subject="line", condition="units is at most 9")
    for name, codes in (("service date date", ["E101"]), ("admission date", [])):
        text = HEADER.replace("service date", name) + rule
        found = check_source(SourceFile("my-rules.hhr", text))
        assert [d.code for d in found] == codes


def test_a_rule_does_not_judge_the_records_of_other_claims() -> None:
    rule = RULE.format(subject="wide line", condition="units is at most 9")
    for scope, codes in (("all claims", ["E102"]), ("earlier claims", ["E102"]), ("", [])):
        across = f"across {scope} " if scope else ""
        body = f"define wide lines as lines {across}where units is 1\n\n" + rule
        assert codes_of(body) == codes
