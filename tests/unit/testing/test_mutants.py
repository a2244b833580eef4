"""Small mistakes in a rulebook, tried on its examples."""

from __future__ import annotations

from pathlib import Path

import pytest
from attrs import evolve
from click.testing import CliRunner
from msgspec import json

from hhrules.cli.test import test as command
from hhrules.source.diagnostic import Diagnostics
from hhrules.source.text import SourceFile
from hhrules.syntax.nodes import Lit
from hhrules.syntax.parser import parse
from hhrules.testing.cases import run_examples
from hhrules.testing.exceptions import WrongExceptions, read_exempt
from hhrules.testing.mutants.blocks import edits_of
from hhrules.testing.mutants.run import Wanted, scores
from hhrules.testing.mutants.score import BookScore
from hhrules.testing.next_literal import stepped
from hhrules.testing.search.draft import HERE

TEXT = """\
rulebook visit-minutes
  title       "Length of visits"
  version     1.0.0
  applies to claims where payer is medicare
  dated by    service date

value longest visit
  | effective from | units | cite           |
  | 2024-01-01     | 32    | "House rule"   |
  | 2025-01-01     | 24    | "House rule"   |

define visit lines as lines where revenue code is one of 042X, 055X

rule VM-01 "A visit is not too long"
  effective from 2024-01-01
  for each    visit line
  unless      modifiers include GY
  require     units is at most longest visit
  otherwise   review
  because     "Line {line number} bills {units} units."
  cite        "House rule of the billing office, 2024"

examples of VM-01
  given       revenue code is 0551
  given       modifiers is none
  | service date | units      | expect       |
  | 2024-01-01   | 32         | met          |
  | 2024-01-01   | 40         | violated     |
  | 2024-01-01   | is missing | undetermined |
"""


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HHRULES_CACHE_DIR", str(tmp_path / "cache"))


def written(folder: Path, text: str = TEXT) -> Path:
    path = folder / "visit-minutes.hhr"
    path.write_text(text, encoding="utf-8")
    return path


def scored(path: Path) -> BookScore:
    (found,) = scores(Wanted((path,)))
    return found


def test_each_missing_example_holds_and_fails_with_its_mistake(tmp_path: Path) -> None:
    found = scored(written(tmp_path))
    missing = [s for s in found.open if s.example]
    assert {s.kind for s in missing} >= {"a dropped exception", "a dropped code", "a unit"}
    for survivor in missing:
        with_example = written(tmp_path, f"{TEXT}\n{survivor.example}")
        assert all(r.passed for r in run_examples([with_example])), survivor.example
        if survivor.becomes == "(nothing)":
            continue
        lines = TEXT.splitlines()
        indent = lines[survivor.line - 1][: -len(lines[survivor.line - 1].lstrip())]
        if " ".join(lines[survivor.line - 1].split()) != survivor.was:
            continue
        lines[survivor.line - 1] = indent + survivor.becomes
        mistaken = written(tmp_path, "\n".join(lines) + f"\n\n{survivor.example}")
        assert not all(r.passed for r in run_examples([mistaken])), survivor


def test_the_missing_examples_bring_the_score_to_all(tmp_path: Path) -> None:
    text = TEXT
    for _ in range(2):
        found = scored(written(tmp_path, text))
        text += "".join(f"\n{e}" for e in dict.fromkeys(s.example for s in found.open))
    last = scored(written(tmp_path, text))
    assert found.noticed <= last.noticed
    assert last.percent > 95


IDLE = """
table charges by units
  | units         | charge    |
  | at most 8     | $10.00    |
  | more than 8   | undetermined |

"""


def test_a_table_that_no_rule_looks_up_does_not_count(tmp_path: Path) -> None:
    text = TEXT.replace("define visit lines", f"{IDLE}define visit lines", 1)
    before = scored(written(tmp_path))
    after = scored(written(tmp_path, text))
    assert after.tried == before.tried
    assert after.unread > before.unread


def test_a_list_of_codes_counts_row_by_row(tmp_path: Path) -> None:
    table = """
table visit codes
  | revenue code |
  | 0421         |
  | 0551         |
"""
    text = TEXT.replace("\ndefine", f"{table}\ndefine", 1).replace(
        "revenue code is one of 042X, 055X", "revenue code is one of visit codes"
    )
    found = scored(written(tmp_path, text))
    assert [s.was for s in found.survivors if s.where == "visit codes"] == ["| 0421 |"]


def test_a_table_that_messages_alone_read_does_not_count(tmp_path: Path) -> None:
    table = """
table place by revenue code
  | revenue code | place  |
  | 042X         | clinic |
  | 055X         | home   |
"""
    text = TEXT.replace("\ndefine", f"{table}\ndefine", 1).replace(
        "bills {units}", "({place}) bills {units}"
    )
    found = scored(written(tmp_path, text))
    assert found.unread > scored(written(tmp_path)).unread
    assert not [s for s in found.survivors if s.where == "place"]


def test_a_column_that_messages_alone_read_does_not_count(tmp_path: Path) -> None:
    table = """
table limits by revenue code
  | revenue code | limit | place  |
  | 042X         | 32    | clinic |
  | 055X         | 32    | home   |
"""
    text = TEXT.replace("\ndefine", f"{table}\ndefine", 1).replace(
        "bills {units}", "({place of limits for revenue code}) bills {units}"
    )
    text = text.replace("at most longest visit", "at most limit of limits for revenue code")
    found = scored(written(tmp_path, text))
    assert {s.kind for s in found.survivors if s.where == "limits"} == {
        "a dropped row",
        "a unit",
    }


def test_a_figure_that_messages_alone_read_does_not_count(tmp_path: Path) -> None:
    text = TEXT.replace(
        "  unless ", "  let         spare = longest visit - units + 1\n  unless ", 1
    )
    told = scored(
        written(tmp_path, text.replace("bills {units}", "bills {units}, {spare} left"))
    )
    assert told.percent == scored(written(tmp_path)).percent
    assert not [s for s in told.survivors if "spare" in s.was]
    read = scored(
        written(tmp_path, text.replace("units is at most", "spare is 1 or units is at most"))
    )
    assert [s for s in read.survivors if "spare" in s.was]


def test_a_table_that_a_let_of_the_messages_alone_reads_does_not_count(tmp_path: Path) -> None:
    table = """
table place by revenue code
  | revenue code | place    |
  | 042X         | "clinic" |
  | 055X         | "home"   |
"""
    text = TEXT.replace("\ndefine", f"{table}\ndefine", 1)
    text = text.replace("bills {units}", "({seen at}) bills {units}")
    text = text.replace(
        "  unless ",
        '  let         seen at = place if missing or none "elsewhere"\n  unless ',
        1,
    )
    found = scored(written(tmp_path, text))
    assert not [s for s in found.survivors if s.where == "place" or "seen at" in s.was]


def test_a_set_that_messages_alone_read_does_not_count(tmp_path: Path) -> None:
    text = TEXT.replace("bills {units}", "(with {all units}) bills {units}").replace(
        "  unless      modifiers include GY\n",
        "  when        there is a visit line in this visit day\n"
        "  let         all units = sum of units of visit lines in this visit day\n"
        "  unless      modifiers include GY\n"
        "  unless      there is a visit line in this visit day where units is 0\n",
    )
    days = "define visit days as visit lines grouped by service date"
    text = text.replace("\nrule ", f"\n{days}\n\nrule ", 1)
    found = scored(written(tmp_path, text))
    assert not [s for s in found.survivors if "all units" in s.was]


def test_a_row_is_offered_where_the_table_can_say_it(tmp_path: Path) -> None:
    path = written(tmp_path)
    rows = [s for s in scored(path).open if s.row]
    assert rows
    lines = TEXT.splitlines()
    assert all(s.table.startswith(path.as_posix()) for s in rows)
    text = "\n".join([*lines, *(s.row for s in rows)]) + "\n"
    assert all(r.passed for r in run_examples([written(tmp_path, text)]))


def test_a_mistake_with_a_reason_does_not_count_and_a_stale_reason_is_told(
    tmp_path: Path,
) -> None:
    path = written(tmp_path)
    before = scored(path)
    one = before.open[0]
    file = tmp_path / "not-tested.csv"
    file.write_text(
        "kind,where,was,becomes,why\n"
        f'mutant,{one.where},"{one.was}","{one.becomes}",the same by law\n'
        "mutant,VM-01,no such line,nothing,an old reason\n",
        encoding="utf-8",
    )
    after = scored(path)
    assert after.tried == before.tried - 1
    assert [s.why for s in after.listed] == ["the same by law"]
    assert len(after.stale) == 1
    assert "no such line" in after.stale[0]


def test_exceptions_need_a_kind_and_a_reason() -> None:
    with pytest.raises(WrongExceptions, match="first line"):
        read_exempt("where,why\n")
    with pytest.raises(WrongExceptions, match=":2: needs a kind"):
        read_exempt("kind,where,was,becomes,why\nmutant,VM-01,a,b,\n")


def test_results_are_kept_until_something_changes(tmp_path: Path) -> None:
    path = written(tmp_path)
    first = scored(path)
    assert scored(path) == first
    kept = list((tmp_path / "cache").glob("*.mutants"))
    assert len(kept) == 1
    scored(written(tmp_path, TEXT + "\n# a remark\n"))
    assert len(list((tmp_path / "cache").glob("*.mutants"))) == 2


def test_the_command_tells_survivors_as_text_and_json(tmp_path: Path) -> None:
    path = written(tmp_path)
    text = CliRunner().invoke(command, ["--mutate", str(path)])
    assert text.exit_code == 1
    assert "goes unnoticed" in text.output
    assert "example of VM-01" in text.output
    out = tmp_path / "found.json"
    done = CliRunner().invoke(
        command,
        ["--mutate", "--format", "json", "-o", str(out), "--fail-under", "10", str(path)],
    )
    assert done.exit_code == 0
    (found,) = json.decode(out.read_bytes(), type=list[BookScore])
    assert found == scored(path)


@pytest.mark.parametrize(
    ("kind", "text", "up", "down"),
    [
        ("date", "2024-02-29", "2024-03-01", "2024-02-28"),
        ("money", "$1,999.99", "$2,000.00", "$1,999.98"),
        ("money", "$0", "$0.01", None),
        ("duration", "1 day", "2 days", "0 days"),
        ("number", "0421", "0422", "0420"),
        ("number", "2.5", "2.6", "2.4"),
        ("percent", "25%", "26%", "24%"),
        ("code", "G0299", "G0300", "G0298"),
        ("code", "KX", None, None),
        ("yes", "yes", "no", None),
    ],
)
def test_a_step_from_a_literal(kind: str, text: str, up: str | None, down: str | None) -> None:
    lit = Lit(kind, text, HERE)  # type: ignore[arg-type]
    assert stepped(lit, 1) == up
    assert stepped(lit, -1) == down


def test_each_mistake_is_made_once_and_changes_the_text() -> None:
    source = SourceFile("visit-minutes.hhr", TEXT)
    tree = parse(source, Diagnostics())
    assert tree is not None
    edits = [e for b in (tree.header, *tree.blocks) for e in edits_of(source, b)]
    texts = [e.applied(TEXT) for e in edits]
    assert TEXT not in texts
    assert len(set(texts)) == len(texts)
    assert evolve(edits[0]) == edits[0]
