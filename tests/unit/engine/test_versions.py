"""A rule that stands again for other days: one version holds on each day."""

from __future__ import annotations

from pathlib import Path

import pytest

from hhrules.engine.compiling.whole_set import compile_rulebook
from hhrules.source.diagnostic import Diagnostic
from hhrules.source.text import SourceFile
from hhrules.testing.cases import run_examples
from tests.checking import check_source

HEADER = """\
rulebook my-rules
  title       "My rules"
  version     1.0.0
  applies to claims where type of bill is 34X
  dated by    statement from
"""
RULE = """
rule MR-01 "At most {limit} units"
{period}
  for each    line
  require     units is at most {limit}
  otherwise   review
  because     "More than {limit}."
  cite        "CMS Pub. 100-04, chapter 5"
"""
EXAMPLES = """
examples of MR-01
  | statement from | units | expect         |
  | 2018-12-31     | 5     | violated       |
  | 2019-01-01     | 5     | met            |
  | 2017-12-31     | 5     | not applicable |
"""


def text(*periods: str) -> str:
    rules = [
        RULE.format(period=f"  effective {p}" if p else "", limit=4 + n)
        for n, p in enumerate(periods)
    ]
    return HEADER + "".join(rules)


def found(*periods: str) -> list[Diagnostic]:
    return check_source(SourceFile("my-rules.hhr", text(*periods)))


def test_versions_that_follow_each_other_are_clean() -> None:
    assert found("from 2018-01-01 to 2018-12-31", "from 2019-01-01") == []


def test_the_version_in_force_speaks(tmp_path: Path) -> None:
    path = tmp_path / "my-rules.hhr"
    body = text("from 2018-01-01 to 2018-12-31", "from 2019-01-01") + EXAMPLES
    path.write_text(body, encoding="utf-8")
    assert [r.message for r in run_examples([path])] == ["", "", ""]


def test_a_rule_with_versions_is_listed_once() -> None:
    rules = compile_rulebook(text("to 2018-12-31", "from 2019-01-01"))
    assert rules.rulebooks[0].rules == ("MR-01",)


@pytest.mark.parametrize(
    ("periods", "day"),
    [
        (("from 2018-01-01 to 2019-01-01", "from 2019-01-01"), "2019-01-01"),
        (("from 2018-01-01", "from 2019-01-01"), "2019-01-01"),
        (("from 2019-01-01", "to 2019-06-30"), "2019-01-01"),
    ],
)
def test_versions_that_overlap_are_an_error(periods: tuple[str, ...], day: str) -> None:
    (only,) = found(*periods)
    assert (only.code, only.message) == ("E126", f"two versions of rule MR-01 hold on {day}")


def test_a_gap_between_versions_is_a_warning() -> None:
    (only,) = found("from 2018-01-01 to 2018-12-30", "from 2019-01-01")
    assert only.code == "W127"
    assert only.message.endswith("holds from 2018-12-31 to 2018-12-31")


def test_a_rule_without_days_has_no_second_version() -> None:
    assert [d.code for d in found("", "from 2019-01-01")] == ["E110"]
