"""What is said of a name that nothing has where it stands."""

from __future__ import annotations

import pytest

import hhrules
from hhrules.source.diagnostic import Diagnostic

BOOK = """rulebook names
  title       "Names"
  version     1.0.0
  dated by    statement from
  cite        "Made for a test; not policy"

value threshold by discipline
  | effective from | PT     | OT     | cite         |
  | 2024-01-01     | $2,330 | $2,330 | "A schedule" |

table zone by county
  | county | zone |
  | AB     | Z1   |

rule NM-01 "A rule"
{clauses}
  otherwise   warn
  because     "Wrong."
  cite        "Made for a test"
"""


def said(*clauses: str) -> list[Diagnostic]:
    text = BOOK.format(clauses="\n".join(f"  {clause}" for clause in clauses))
    with pytest.raises(hhrules.RulebookError) as caught:
        hhrules.compile(text)
    return list(caught.value.diagnostics)


def test_a_value_whose_key_is_not_known_names_the_key_and_who_defines_it() -> None:
    (found,) = said("for each    line", "require     charge is at most threshold")
    assert found.message == "there is no `discipline` here"
    assert found.label == "looked up by `discipline`"
    assert found.help == "write `uses home-health-common` in the header"


def test_a_table_whose_key_is_not_known_says_how_to_name_one() -> None:
    (found,) = said("require     zone is Z1")
    assert found.message == "there is no `county` here"
    assert found.help == "define `county`, or say for which one is meant: `zone for …`"
    assert not found.fixes


@pytest.mark.parametrize(
    ("sentence", "help_"),
    [
        (
            "completed date of assessments is after statement from",
            "say which of them: `earliest completed date of assessments`, or `latest …`",
        ),
        (
            "status of assessments is submitted",
            "say which of them: `there is an assessment where status is …`",
        ),
    ],
)
def test_a_fact_of_many_records_is_asked_of_one(sentence: str, help_: str) -> None:
    (found,) = said(f"require     {sentence}")
    assert found.help == help_


@pytest.mark.parametrize(
    "sentence",
    ["paier is medicare", "paier is one of medicare, medicaid", "paier is not medicaid"],
)
def test_a_word_beside_a_misspelt_fact_is_no_second_mistake(sentence: str) -> None:
    (found,) = said(f"require     {sentence}")
    assert found.message == "there is no `paier` here"


def test_two_misspelt_names_are_two_mistakes() -> None:
    found = said("require     recieved date is after admision date")
    assert [d.message[-20:] for d in found] == ["`recieved date` here", "`admision date` here"]


def test_the_facts_of_a_small_record_are_listed() -> None:
    (found,) = said("require     there is an occurrence where occurrence code is 50")
    assert found.note == "the facts of an occurrence are `code`, `date`"


@pytest.mark.parametrize(
    ("sentence", "meant"),
    [
        ("occurrences include 50", "there is an occurrence where code is 50"),
        (
            "occurrences include one of 50, 61",
            "there is an occurrence where code is one of 50, 61",
        ),
        (
            "occurrence spans include none of 74, 75",
            "there is no occurrence span where code is one of 74, 75",
        ),
    ],
)
def test_a_record_is_looked_for_by_its_key(sentence: str, meant: str) -> None:
    (found,) = said(f"require     {sentence}")
    assert found.code == "E109"
    (fix,) = found.fixes
    assert [edit.text for edit in fix.edits] == [meant]


@pytest.mark.parametrize(
    "sentence", ["occurrences include all of 50, 61", "assessments include SOC"]
)
def test_where_no_one_sentence_can_be_meant_none_is_put_in(sentence: str) -> None:
    (found,) = said(f"require     {sentence}")
    assert found.code == "E109"
    assert "there is an " in found.help
    assert not found.fixes


def test_a_subject_takes_no_where_and_nothing_follows_from_it() -> None:
    (found,) = said(
        "for each    assessment where reason is SOC", "require     completed date is known"
    )
    assert found.code == "E003"
    assert "`define my assessments as assessments where …`" in found.help


def test_a_share_of_days_gets_its_unit() -> None:
    (found,) = said(
        "require     statement through is statement from",
        "otherwise   reduce payment by (statement through - statement from) / 30",
        'because     "Days."',
        "require     statement through is statement from",
    )
    assert [edit.text for edit in found.fixes[0].edits] == ["30 days"]


@pytest.mark.parametrize(
    "sentence",
    [
        "statement from - admision date is at most 3 days",
        "admision date - statement from is at most 3 days",
    ],
)
def test_days_between_a_date_and_a_misspelt_one_are_days(sentence: str) -> None:
    (found,) = said(f"require     {sentence}")
    assert found.message == "there is no `admision date` here"


@pytest.mark.parametrize("kind", ["yes or no", "yes-no", "a yes or no"])
def test_the_type_of_a_fact_that_is_yes_or_no_is_offered(kind: str) -> None:
    with pytest.raises(hhrules.RulebookError) as caught:
        hhrules.compile(
            BOOK.split("value", maxsplit=1)[0]
            + f'fact consent given has type {kind}\n  path        extra.x\n  means       "X."\n'
        )
    (found,) = caught.value.diagnostics
    assert (found.code, found.fixes[0].edits[0].text) == ("E124", "yes/no")
