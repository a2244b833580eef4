"""Rulebooks kept compiled: what did not change is taken over, and nothing comes out otherwise."""

from __future__ import annotations

import cProfile
import pstats
from collections.abc import Callable

import pytest

from hhrules.engine import cache
from hhrules.engine.compiling.compile import compile_texts
from hhrules.engine.compiling.whole_set import compile_data
from hhrules.engine.errors import RulebookError
from hhrules.engine.ruleset import Rules
from hhrules.engine.texts import Text
from hhrules.engine.workspace import Workspace
from hhrules.source.diagnostic import Diagnostic
from hhrules.source.text import SourceFile
from hhrules.syntax.pieces import parse_piece
from tests.benchmarks.synthetic import rulebooks

SHARED = """\
rulebook shared-names
  title       "Shared"
  version     1.0.0
  dated by    statement through
  cite        "Test"

define long claim as statement through is after {days} days after statement from
"""
USER = """\
rulebook reader-of-names
  title       "Reader"
  version     1.0.0
  uses        shared-names
  dated by    statement through
  cite        "Test"

rule LC-01 "No claim is long"
  effective from 2010-01-01
  level       claim
  certainty   verified
  require     not long claim
  otherwise   warn
  because     "It ends on {statement through}."
  cite        "Test"
"""
CLAIM = {
    "claim_id": "C-1",
    "type_of_bill": "329",
    "statement_from": "2024-01-01",
    "statement_through": "2024-01-20",
    "lines": [],
}


def text(name: str, said: str) -> Text:
    return Text(SourceFile(name, said))


def two(days: int = 10) -> Workspace:
    workspace = Workspace()
    workspace.put(text("shared.hhr", SHARED.replace("{days}", str(days))), text("u.hhr", USER))
    return workspace


def fresh(workspace: Workspace) -> list[Diagnostic]:
    return compile_texts(tuple(workspace.texts.values())).found()


def calls(work: Callable[[], object]) -> int:
    """How many calls `work` comes to: the same on every machine, unlike its time."""
    profile = cProfile.Profile()
    profile.runcall(work)
    total = pstats.Stats(profile).total_calls  # type: ignore[attr-defined]  # stubs lack it
    assert isinstance(total, int)
    return total


def test_change_reaches_rulebooks_that_see_the_changed_one() -> None:
    workspace = two(days=10)
    assert workspace.rules().evaluate(CLAIM).status == "findings"
    workspace.put(text("shared.hhr", SHARED.replace("{days}", "30")))
    assert workspace.rules().evaluate(CLAIM).status == "clean"


def test_program_of_untouched_rulebook_is_taken_over() -> None:
    workspace = two()
    before = workspace.compilation().programs
    workspace.put(text("u.hhr", USER.replace("No claim is long", "Claims are short")))
    after = workspace.compilation().programs
    assert after["shared-names"] is before["shared-names"]
    assert after["reader-of-names"] is not before["reader-of-names"]


def test_edit_taken_back_finds_what_was_made_before() -> None:
    workspace = two()
    before = workspace.compilation().programs["reader-of-names"]
    workspace.put(text("u.hhr", USER + "\n# a remark\n"))
    workspace.compilation()
    workspace.put(text("u.hhr", USER))
    assert workspace.compilation().programs["reader-of-names"] is before


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("not long claim", "not log claim"),
        ("otherwise   warn", "otherwise   shout"),
        ("uses        shared-names", "uses        shared-nams"),
        ("dated by    statement through", "dated by    statement trough"),
        ("rulebook reader-of-names", "rulebook shared-names"),
        ("rulebook reader-of-names", "reader-of-names"),
    ],
)
def test_mistakes_are_those_of_a_fresh_compilation(old: str, new: str) -> None:
    workspace = two()
    workspace.compilation()
    workspace.put(text("u.hhr", USER.replace(old, new)))
    assert workspace.compilation().found() == fresh(workspace) != []
    with pytest.raises(RulebookError):
        workspace.rules()
    workspace.put(text("u.hhr", "\n\n" + USER))
    assert workspace.compilation().found() == []


def test_mistake_in_one_rulebook_is_not_told_of_another() -> None:
    workspace = two()
    workspace.put(text("shared.hhr", SHARED.replace("{days}", "ten")))
    assert workspace.found("shared.hhr") != []
    assert all(d.span.name == "shared.hhr" for d in workspace.found("shared.hhr"))
    assert workspace.found("u.hhr") == [d for d in fresh(workspace) if d.span.name == "u.hhr"]


def test_dropped_rulebook_is_missed_by_those_that_use_it() -> None:
    workspace = two()
    workspace.compilation()
    workspace.drop("shared.hhr")
    assert "E113" in [d.code for d in workspace.found("u.hhr")]


def test_others_are_found_by_their_ids() -> None:
    workspace = Workspace((text("shared.hhr", SHARED.replace("{days}", "10")),))
    workspace.put(text("u.hhr", USER))
    assert [b.id for b in workspace.rules().rulebooks] == ["reader-of-names"]
    assert workspace.rules().evaluate(CLAIM).findings[0].rule == "LC-01"


def test_rules_can_be_sent_to_other_processes_with_their_traced_twins() -> None:
    rules = two().rules()
    sent = Rules.of(cache.decode(cache.encode(rules.data)))
    assert sent.evaluate(CLAIM) == rules.evaluate(CLAIM)
    assert sent.explain(CLAIM) == rules.explain(CLAIM)


def test_workspace_judges_as_a_compiled_set_does() -> None:
    workspace = two()
    compiled = Rules.of(compile_data(tuple(workspace.texts.values()), ()))
    assert workspace.rules().evaluate(CLAIM) == compiled.evaluate(CLAIM)


def test_compiling_is_linear_in_the_number_of_rules() -> None:
    Rules.of(compile_data(rulebooks(10), ()))  # the parser itself is made once

    def cold(rules: int) -> int:
        parse_piece.cache_clear()
        texts = rulebooks(rules)
        return calls(lambda: compile_data(texts, ()))

    small, large = cold(20), cold(80)
    assert large < 4.4 * small


def test_one_changed_rulebook_of_thirty_costs_little_of_all() -> None:
    texts = rulebooks(90, 30)
    workspace = Workspace()
    workspace.put(*texts)
    everything = calls(workspace.rules)
    first = texts[0].source
    changed = first.text.replace("is more than 1", "is more than 2", 1)
    assert changed != first.text
    workspace.put(text(first.name, changed))
    assert calls(workspace.rules) < everything / 10
