"""A rule that tells what each of its conditions came to, and which rows it looked up."""

from __future__ import annotations

from typing import Any

from attrs import define, field

from hhrules.codegen.emit import emit
from hhrules.codegen.passes import PASSES
from hhrules.codegen.walks.rules import function_name
from hhrules.engine.loaded import LoadedBook
from hhrules.engine.subjects import subjects_of
from hhrules.ir import nodes as ir
from hhrules.ir.walk import traced_as
from hhrules.runtime.environment import Environment
from hhrules.runtime.namespace import Evaluators, run_code
from hhrules.runtime.operators import is_missing
from hhrules.runtime.outcomes import Outcomes
from hhrules.source.text import SourceFile, Span
from hhrules.testing.case import Case
from hhrules.testing.search.pool import all_expressions
from hhrules.values.truth import UNKNOWN
from hhrules.values.types import YESNO

Seen = tuple[str, int, int, str]
"""A place (source, first and last offset) and what was seen of it."""


@define(eq=False)
class Watched:
    """The watched twin of one rule's program."""

    program: ir.BookProgram
    source: SourceFile
    found: dict[Seen, int] = field(factory=dict)
    rows: dict[str, int] = field(factory=dict)  # by their places
    _last: dict[int, Any] = field(factory=dict)
    _conditions: dict[int, Span] = field(factory=dict)
    _lookups: dict[int, ir.Lookup | ir.Dated | ir.InTable] = field(factory=dict)
    _stand_ins: dict[int, ir.IfNone] = field(factory=dict)
    evaluators: Evaluators = field(init=False)

    def __attrs_post_init__(self) -> None:
        """Write the twin, and note which of its steps matter."""
        for node in all_expressions(self.program):
            number = traced_as(node)
            if node.ty == YESNO:
                self._conditions.setdefault(number, node.span)
            match node:
                case ir.Lookup() | ir.Dated() | ir.InTable():
                    self._lookups[number] = node
                case ir.IfNone():
                    self._stand_ins[number] = node
                case _:
                    pass
        for rule in self.program.rules:
            for condition in rule.loop.conditions if rule.loop is not None else ():
                self._conditions.setdefault(traced_as(condition), condition.span)
        module = emit(self.program, self.source, traced=True, watched=True)
        code = compile(module.text, self.source.name, "exec", dont_inherit=True)
        names = {**module.objects, "seen": self.seen}
        self.evaluators = run_code(code, names, module.evaluators, module.makers)

    def seen(self, number: int, value: Any, record: Any = None) -> Any:
        """Note that expression `number` came to `value`; the value passes through."""
        del record
        self._last[number] = value
        span = self._conditions.get(number)
        if span is not None:
            self._note(span, "unknown" if value is UNKNOWN else "yes" if value else "no")
        if number in self._lookups:
            self._row(self._lookups[number])
        if number in self._stand_ins:
            node = self._stand_ins[number]
            first = self._last.get(traced_as(node.value))
            stands_in = first is None or (node.missing and is_missing(first))
            self._note(node.span, "the stand-in" if stands_in else "the value")
        return value

    def _note(self, span: Span, word: str) -> None:
        key = (span.name, span.start, span.end, word)
        self.found[key] = self.found.get(key, 0) + 1

    def _row(self, node: ir.Lookup | ir.Dated | ir.InTable) -> None:
        """Note the row that a look-up found."""
        date = self._value(node.date) if node.date is not None else None
        row: object = None
        match node:
            case ir.Dated(value=name):
                row = self.program.values[name].row(date) if hasattr(date, "year") else None  # type: ignore[arg-type]
            case ir.Lookup(table=name, keys=keys):
                row = self.program.tables[name].row(tuple(map(self._value, keys)), date)
            case ir.InTable(table=name, operand=operand):
                table = self.program.tables[name]
                if len(table.keys) == 1:
                    row = table.row((self._value(operand),), date)
        place = getattr(row, "place", "") if row is not UNKNOWN else ""
        if place:
            self.rows[place] = self.rows.get(place, 0) + 1

    def _value(self, node: ir.Expr) -> Any:
        return self._last.get(traced_as(node), UNKNOWN)

    def run(self, case: Case, book: LoadedBook) -> None:
        """Judge an example, and note what is seen."""
        twin = self.evaluators
        applies = None if case.always else twin.applies
        env = Environment(case.claim, case.history, case.given, applies, twin.makers)
        if applies is not None and applies(case.claim, env) is not True:
            return
        for data, rule in zip(book.data.rules, self.program.rules, strict=True):
            function = twin.namespace[function_name(rule)]
            for subject in subjects_of(data, env):
                if subject is not UNKNOWN:
                    function(case.claim, env, Outcomes(), self.seen, subject)


def doubtful_places(
    program: ir.BookProgram, source: SourceFile
) -> dict[tuple[str, int, int], bool]:
    """For each condition of a program, whether it may be unknown anywhere that it is asked."""
    known: frozenset[str] = frozenset()
    while True:
        found, numbered = _doubts(program, source, known)
        sure = frozenset(f.name for f in program.functions if not numbered.get(f.body.id, True))
        if sure <= known:
            return found
        known |= sure  # what rests on nothing but these is never unknown either


def _doubts(
    program: ir.BookProgram, source: SourceFile, known: frozenset[str]
) -> tuple[dict[tuple[str, int, int], bool], dict[int, bool]]:
    """The same where some definitions never are; and of each expression by its number."""
    found: dict[tuple[str, int, int], bool] = {}
    numbered: dict[int, bool] = {}

    def note(node: ir.Expr, doubtful: bool) -> None:
        if node.ty == YESNO:
            key = (node.span.name, node.span.start, node.span.end)
            found[key] = found.get(key, False) or doubtful
        numbered[node.id] = numbered.get(node.id, False) or doubtful

    emit(program, source, without=frozenset(PASSES), doubts=note, known=known)
    return found, numbered
