"""One expression by itself, as `hhrules eval` tries it: its value, its words, its type."""

from __future__ import annotations

from typing import Any

from attrs import frozen

from hhrules.claims.history import history_for
from hhrules.claims.model import Claim
from hhrules.claims.reader import read_claim
from hhrules.claims.standard import VOCABULARY
from hhrules.engine.compiling.build import build
from hhrules.engine.compiling.compilation import Compilation
from hhrules.engine.compiling.lowering import new_context
from hhrules.engine.errors import RulebookError
from hhrules.ir import nodes as ir
from hhrules.ir.rules import CLAIM
from hhrules.runtime.environment import Environment
from hhrules.runtime.words import say
from hhrules.semantics.symbols import Book
from hhrules.source.diagnostic import Diagnostics, Severity
from hhrules.source.text import SourceFile, Span
from hhrules.syntax import nodes
from hhrules.syntax.parser import parse_expression
from hhrules.values.types import YESNO

_EMPTY = {
    "claim_id": "none",
    "type_of_bill": "329",
    "statement_from": "2024-01-01",
    "statement_through": "2024-01-01",
    "lines": [],
}


@frozen
class Outcome:
    """What an expression came to."""

    value: Any
    text: str
    type: str


def eval_expression(text: str, claim: Claim | None = None) -> Outcome:
    """The value of an expression or condition, alone or on a claim's facts.

    `unknown` stands for a value that was not sent. Raises RulebookError with all that is wrong.
    """
    source = SourceFile("<expression>", text)
    diagnostics = Diagnostics()
    tree = parse_expression(source, diagnostics)
    if tree is None or diagnostics.has_errors:
        raise RulebookError(diagnostics.sorted(), {source.name: source})
    lowered, program = _program(source, tree, diagnostics)
    errors = [d for d in diagnostics.sorted() if d.severity is Severity.ERROR]
    if errors:
        raise RulebookError(errors, {source.name: source})
    book = build(program, source)
    document = claim if claim is not None else read_claim(_EMPTY)
    env = Environment(document, history_for(document), {}, None, book.plain.makers)
    value = book.plain.namespace["def_result"](document, env)
    return Outcome(value, say(value, str(lowered.ty)), str(lowered.ty))


def _program(
    source: SourceFile, tree: nodes.Expr | nodes.Condition, diagnostics: Diagnostics
) -> tuple[ir.Expr, ir.BookProgram]:
    whole = Span(source.name, 0, len(source.text))
    header = nodes.RulebookHeader(
        name="expression",
        title="",
        version="",
        uses=(),
        extends=(),
        applies=None,
        dated_by=None,
        cites=(),
        span=whole,
    )
    work = Compilation(())
    work.diagnostics = diagnostics
    book = Book(tree=nodes.Rulebook(header, (), whole), source=source, vocabulary=VOCABULARY)
    ctx = new_context(work, book)
    ctx.free = True
    value = ctx.expression(ctx, tree, (CLAIM,))
    if isinstance(tree, nodes.Holds) and isinstance(value, ir.Unstated):
        value = ir.Unstated(id=ctx.id(), ty=YESNO, span=whole, label="unknown")
    result = ir.Function(
        name="def_result", words="result", params=("claim",), body=value, span=whole
    )
    program = ir.BookProgram(
        name="expression",
        title="",
        version="",
        sha256="",
        file=source.name,
        applies=None,
        rules=(),
        groupings=tuple(ctx.groupings.values()),
        functions=(*ctx.functions.values(), result),
        tables=dict(ctx.tables),
        values=dict(ctx.values),
    )
    return value, program
