"""What of a rulebook its examples have shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from hhrules.cli.test import test as command
from hhrules.testing.cases import run_examples
from hhrules.testing.coverage.html import page
from hhrules.testing.coverage.lcov import lcov
from hhrules.testing.coverage.measure import BookCoverage, Measure
from hhrules.testing.coverage.needed import Finder
from hhrules.testing.mutants.run import bench_for

BARE = """\
rulebook visit-minutes
  title       "Length of visits"
  version     1.0.0
  dated by    service date
  cite        "A policy"

define visit days as lines where revenue code is 0551 grouped by service date

rule VM-01 "A visit is not too long"
  for each    line
  require     units is at most 32
  otherwise   review
  cite        "A policy"

rule VM-02 "A day has few visits"
  for each    visit day
  require     count of lines in this visit day is at most 2
  otherwise   review
  cite        "A policy"
"""
TEXT = """\
rulebook visit-minutes
  title       "Length of visits"
  version     1.0.0
  applies to claims where payer is medicare
  dated by    service date

table group by hcpcs
  | hcpcs | group |
  | G0151, G0152 | long  |
  | G0299 | short |

define visit days as lines where revenue code is 0551 grouped by service date

define idle note as remarks is none

rule VM-01 "A visit is not too long"
  for each    line
  let         minutes billed = units if none 0
  unless      modifiers include GY and modifiers is known
  require     any of
    minutes billed is at most 32
    group is long
  otherwise   review
  because     "Line {line number} bills {units} units."
  cite        "House rule of the billing office, 2024"

rule VM-02 "One visit a day"
  for each    visit day
  require     count of lines in this visit day is at most 2
  otherwise   review
  because     "More than two."
  cite        "House rule of the billing office, 2024"

examples of VM-01
  given       modifiers is none
  | revenue code | units | hcpcs | expect   |
  | 0551         | 32    | G0299 | met      |
  | 0551         | 40    | G0299 | violated |
  | 0551         | 40    | G0151 | met      |

examples of VM-02
  | revenue code | service date | expect |
  | 0551         | 2024-01-01   | met    |
"""


def measured(folder: Path, text: str = TEXT) -> tuple[BookCoverage, Finder]:
    path = folder / "visit-minutes.hhr"
    path.write_text(text, encoding="utf-8")
    bench, (name,) = bench_for([path])
    measure = Measure(bench)
    return measure.book(name), Finder(bench, measure)


def part(coverage: BookCoverage, text: str, kind: str = "condition") -> object:
    (found,) = [p for p in coverage.parts if p.text == text and p.kind == kind]
    return found


def test_a_condition_is_seen_as_each_value_that_the_examples_bring(tmp_path: Path) -> None:
    coverage, _ = measured(tmp_path)
    atmost = part(coverage, "minutes billed is at most 32")
    assert set(atmost.seen) == {"yes", "no"}  # type: ignore[attr-defined]
    assert atmost.missing == ("unknown",)  # type: ignore[attr-defined]
    gy = part(coverage, "modifiers include GY")
    assert set(gy.seen) == {"no"}  # type: ignore[attr-defined]


def test_conditions_within_groups_are_watched_too(tmp_path: Path) -> None:
    coverage, _ = measured(tmp_path)
    code = part(coverage, "revenue code is 0551")
    assert set(code.seen) == {"yes"}  # type: ignore[attr-defined]


def test_what_cannot_be_shown_is_taken_out_with_its_reason(tmp_path: Path) -> None:
    coverage, _ = measured(tmp_path)
    known = part(coverage, "modifiers is known")
    assert [e.word for e in known.excluded] == ["unknown"]  # type: ignore[attr-defined]
    idle = part(coverage, "remarks is none")
    assert {e.reason for e in idle.excluded} == {"no rule reads it"}  # type: ignore[attr-defined]
    assert idle.counted == ()  # type: ignore[attr-defined]


SURE = TEXT.replace(
    "  unless      modifiers include GY and modifiers is known\n",
    "  unless      marked or not marked so\n",
).replace(
    "define idle note as remarks is none\n",
    "define marked as modifiers is known and modifiers include GY\n"
    "define marked so as not marked\n",
)


def test_a_definition_that_is_never_unknown_is_not_asked_for_as_unknown(tmp_path: Path) -> None:
    coverage, _ = measured(tmp_path, SURE)
    for sentence in ("marked", "marked so", "marked or not marked so"):
        told = [p for p in coverage.parts if p.text == sentence]
        assert told
        for one in told:
            assert "unknown" not in one.counted


def test_rows_and_stand_ins_are_counted(tmp_path: Path) -> None:
    coverage, _ = measured(tmp_path)
    assert coverage.count("row") == (2, 2)
    assert coverage.count("stand-in") == (1, 2)


def test_examples_that_are_offered_hold_and_show_what_they_say(tmp_path: Path) -> None:
    coverage, finder = measured(tmp_path)
    needed = finder.find(coverage)
    assert needed
    text = TEXT + "".join(f"\n{n.text}" for n in needed)
    after, _ = measured(tmp_path, text)
    assert all(r.passed for r in run_examples([tmp_path / "visit-minutes.hhr"]))
    assert after.percent > coverage.percent
    for one in needed:
        for before, word in one.shows:
            (now,) = [p for p in after.parts if p.span == before.span]
            assert word in now.seen


def test_a_rule_without_examples_is_offered_rows_that_hold(tmp_path: Path) -> None:
    path = tmp_path / "visit-minutes.hhr"
    path.write_text(BARE, encoding="utf-8")
    told = CliRunner().invoke(command, ["--coverage", "--suggest", str(tmp_path)]).output
    blocks = [part.split("\n\n")[0] for part in told.split("would be a beginning:\n")[1:]]
    offered = "\n\n".join(blocks).split("\n0 of ")[0]
    assert "examples of VM-01" in offered
    assert "examples of VM-02" in offered  # of a group, which has no facts of its own
    rows = "\n".join(line.removeprefix("    ") for line in offered.splitlines())
    path.write_text(f"{BARE}\n{rows}\n", encoding="utf-8")
    results = list(run_examples([tmp_path]))
    assert len(results) >= 4
    assert [r.message for r in results if not r.passed] == []


def test_lcov_and_the_page_name_every_line(tmp_path: Path) -> None:
    coverage, _ = measured(tmp_path)
    record = lcov([coverage])
    assert record.startswith("TN:examples\nSF:")
    assert "BRF:" in record
    assert record.rstrip().endswith("end_of_record")
    html = page([coverage])
    assert html.count("<i>") == TEXT.count("\n") + 1
    assert 'class="some"' in html
    assert "<script" not in html


@pytest.mark.parametrize("form", ["text", "html", "lcov"])
def test_the_command_writes_each_form(tmp_path: Path, form: str) -> None:
    measured(tmp_path)
    out = tmp_path / "out"
    words = ["--coverage", "--coverage-format", form, "-o", str(out), "--fail-under", "99"]
    done = CliRunner().invoke(command, [*words, str(tmp_path / "visit-minutes.hhr")])
    assert done.exit_code == 1, done.output
    assert out.stat().st_size > 100


def test_an_exception_with_a_reason_counts_and_a_stale_one_is_told(tmp_path: Path) -> None:
    file = tmp_path / "not-tested.csv"
    file.write_text(
        "kind,where,was,becomes,why\n"
        "condition,VM-01,modifiers include GY,unknown,made up\n"
        "condition,VM-01,no such sentence,no,old\n",
        encoding="utf-8",
    )
    coverage, _ = measured(tmp_path)
    gy = part(coverage, "modifiers include GY")
    assert gy.missing == ("yes",)  # type: ignore[attr-defined]
    assert len(coverage.stale) == 1


MADE = """\
rulebook medicare-numbers
  title       "The Medicare number"
  version     1.0.0
  applies to claims where payer is medicare
  dated by    statement from

define home health bill as type of bill is 32X
define letters in front as mbi characters where position is 1 and character is not one of 1 to 9

rule VM-03 "The number begins with a digit"
  when        home health bill
  require     there is no letter in front
  otherwise   review
  because     "It begins with a letter."
  cite        "House rule of the billing office, 2024"

rule VM-04 "A claim in force is paid"
  when        any of
    remarks is "in force"
    remarks is missing
    remarks is none
  require     type of bill is 329
  otherwise   review
  because     "It is another bill."
  cite        "House rule of the billing office, 2024"
"""


def test_what_every_claim_has_or_the_reader_makes_is_never_asked_for_as_unknown(
    tmp_path: Path,
) -> None:
    coverage, _ = measured(tmp_path, MADE)
    doubtful = {p.text for p in coverage.parts if "unknown" in p.counted}
    assert doubtful == {"there is no letter in front", 'remarks is "in force"'}


def test_a_figure_known_between_bounds_counts_as_one_that_the_stand_in_takes_the_place_of(
    tmp_path: Path,
) -> None:
    text = """\
rulebook units-of-a-claim
  title       "Units of a claim"
  version     1.0.0
  applies to claims where payer is medicare
  dated by    statement from

define units billed as sum of units of lines if missing or none 0

rule UC-01 "Few units"
  require     units billed is at most 10
  otherwise   review
  because     "Many."
  cite        "House rule of the billing office, 2024"

example of UC-01 "one line does not say its units"
  with lines
    | service date | units      |
    | 2024-03-01   | 11         |
    | 2024-03-01   | is missing |
  expect      met

examples of UC-01
  | units | expect   |
  | 11    | violated |
"""
    path = tmp_path / "units-of-a-claim.hhr"
    path.write_text(text, encoding="utf-8")
    bench, _ = bench_for((path,))
    found = Measure(bench).book("units-of-a-claim")
    assert found.count("stand-in") == (2, 2)


ANSWERS = """\
rulebook bathing
  title       "Help with bathing"
  version     1.0.0
  applies to claims where payer is medicare
  dated by    statement from

rule VM-04 "Help with bathing is planned"
  require     there is no oasis item where item is M1830 and number is at least 2
  otherwise   review
  because     "The patient needs help to bathe."
  cite        "House rule of the billing office, 2024"

examples of VM-04
  given       response of oasis item M1840 is 2
  | response of oasis item M1830 | expect   |
  | 1                            | met      |
  | 2                            | violated |
  | NA                           | met      |
  | is none                      | met      |
"""


def test_an_answer_may_be_none_and_is_never_asked_for_as_unknown(tmp_path: Path) -> None:
    coverage, _ = measured(tmp_path, ANSWERS)
    assert all(r.passed for r in run_examples([tmp_path / "visit-minutes.hhr"]))
    assert "unknown" not in part(coverage, "number is at least 2").counted  # type: ignore[attr-defined]
    assert "unknown" not in part(coverage, "item is M1830").counted  # type: ignore[attr-defined]
