"""The shipped rulebooks, compiled once, and a claim judged by each in three ways."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from attrs import frozen

from hhrules.claims.history import History, history_for
from hhrules.claims.model import Claim
from hhrules.codegen.emit import PyModule, emit
from hhrules.codegen.text.load import compile_text
from hhrules.codegen.walks.rules import function_name
from hhrules.engine.compiling.compile import compile_texts
from hhrules.engine.texts import Text
from hhrules.ir import nodes as ir
from hhrules.ir.walk import traced_children
from hhrules.runtime.environment import Environment
from hhrules.runtime.namespace import Evaluators, run_code
from hhrules.runtime.outcomes import Outcomes
from hhrules.runtime.record import Recorder
from hhrules.source.diagnostic import Severity
from hhrules.source.text import SourceFile
from hhrules.values.truth import UNKNOWN
from tests.oracle import Oracle
from tests.verdict import Verdict, subject_of

RULEBOOKS = Path(__file__).parents[1] / "rulebooks"


@frozen(eq=False)
class Loaded:
    """A rulebook with its plain evaluators, its traced twin and its oracle."""

    program: ir.BookProgram
    source: SourceFile
    modules: tuple[PyModule, PyModule]
    plain: Evaluators
    traced: Evaluators
    oracle: Oracle
    children: dict[int, frozenset[int]]


def text_of(path: Path) -> Text:
    """A rulebook and the tables beside it."""
    tables = path.parent / "tables"
    files = {p.name: p.read_text() for p in sorted(tables.glob("*"))} if tables.is_dir() else {}
    return Text(SourceFile(path.name, path.read_text()), files)


def load(
    texts: tuple[Text, ...], *, without: frozenset[str] = frozenset()
) -> dict[str, Loaded]:
    """Rulebooks compiled together, without some passes; they have to be without fault."""
    work = compile_texts(texts)
    assert not [d.message for d in work.found() if d.severity is Severity.ERROR]
    loaded = {}
    for name, program in work.programs.items():
        source = work.books[name].source
        plain = emit(program, source, without=without)
        traced = emit(program, source, traced=True)
        loaded[name] = Loaded(
            program,
            source,
            (plain, traced),
            _evaluators(plain, source),
            _evaluators(traced, source),
            Oracle(program),
            traced_children(program),
        )
    return loaded


def _evaluators(module: PyModule, source: SourceFile) -> Evaluators:
    code = compile_text(module.text, module.segments, source)
    return run_code(code, module.objects, module.evaluators, module.makers)


@cache
def shipped() -> dict[str, Loaded]:
    """All shipped rulebooks by name."""
    return load(tuple(text_of(p) for p in sorted(RULEBOOKS.glob("*/*.hhr"))))


def environment(
    book: Loaded, evaluators: Evaluators, claim: Claim, history: History
) -> Environment:
    """What the evaluators of a rulebook are given."""
    applies = None if book.program.applies is None else evaluators.applies
    return Environment(claim, history, {}, applies, evaluators.makers)


def by_plain(book: Loaded, claim: Claim, history: History | None = None) -> Verdict:
    """The verdict of the plain evaluators; single outcomes are not told by them."""
    env = environment(book, book.plain, claim, history or history_for(claim, ()))
    report = Outcomes()
    for function in book.plain.functions:
        function(claim, env, report)
    return _verdict(report)


def by_twin(book: Loaded, claim: Claim, history: History | None = None) -> Verdict:
    """The verdict of the traced twin, rule by rule and subject by subject."""
    env = environment(book, book.plain, claim, history or history_for(claim, ()))
    whole = Verdict()
    for number, rule in enumerate(book.program.rules):
        function = book.traced.namespace[function_name(rule)]
        for subject in _subjects(book, rule, claim, env):
            report = Outcomes()
            seen = Recorder(book.children).seen
            function(claim, env, report, seen, subject)
            _add(whole, _verdict(report), number, subject)
    return whole


def by_oracle(book: Loaded, claim: Claim, history: History | None = None) -> Verdict:
    """The verdict of the oracle."""
    return book.oracle.judge(claim, history or history_for(claim, ()), {})


def rules_of_unsent(book: Loaded, claim: Claim, verdict: Verdict) -> list[int]:
    """The rules that are open because the list of their subjects was not sent."""
    env = environment(book, book.plain, claim, history_for(claim, ()))
    return [
        number
        for number, who in verdict.open
        if who is None
        and (rule := book.program.rules[number]).loop is not None
        and not list(_subjects(book, rule, claim, env))
    ]


def comparable(verdict: Verdict) -> tuple[Any, ...]:
    """A verdict without the order in which it was found."""
    return (
        verdict.met,
        verdict.not_applicable,
        verdict.violated,
        sorted(verdict.broken, key=repr),
        sorted(verdict.open, key=repr),
    )


def _subjects(book: Loaded, rule: ir.Rule, claim: Claim, env: Environment) -> Iterator[Any]:
    if rule.loop is None:
        yield None
        return
    members: Any = claim
    if isinstance(rule.loop.source, ir.Grouped):
        names = [g.name for g in book.program.groupings]
        members = env.groups(names.index(rule.loop.source.grouping))
    else:
        for name in rule.loop.source.path:
            members = getattr(members, name)
    yield from () if members is UNKNOWN or members is None else members


def _verdict(report: Outcomes) -> Verdict:
    return Verdict(
        met=report.met,
        not_applicable=report.not_applicable,
        violated=report.violated,
        broken=[(b.rule, b.check, subject_of(b.subject)) for b in report.violations],
        open=[(rule, subject_of(subject)) for rule, subject in report.undecided],
    )


def _add(whole: Verdict, one: Verdict, number: int, subject: Any) -> None:
    who = subject_of(subject)
    whole.met += one.met
    whole.not_applicable += one.not_applicable
    whole.violated += one.violated
    whole.broken += one.broken
    whole.open += one.open
    for word, count in (
        ("met", one.met),
        ("not applicable", one.not_applicable),
        ("violated", one.violated),
        ("undetermined", len(one.open)),
    ):
        if count:
            whole.outcomes[number, who] = word
