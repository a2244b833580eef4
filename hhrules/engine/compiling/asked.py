"""What the heading of a rulebook asks of claims, condition by condition, as plain data.

`applies to claims where …` is one test for judging; to tell why a claim is of no interest to a
rulebook, each of its conditions is one.
"""

from __future__ import annotations

from attrs import evolve

from hhrules.engine.bookdata import Asked
from hhrules.engine.compiling.gate import gate_code
from hhrules.ir import nodes as ir
from hhrules.ir.walk import walk
from hhrules.source.text import SourceFile, one_line


def asked_of_claims(program: ir.BookProgram, source: SourceFile) -> tuple[Asked, ...]:
    """The conditions of a heading that can be tested alone, in its words."""
    found: list[Asked] = []
    for part in _parts(program):
        test = gate_code(evolve(program, applies=part), source)
        if test:
            plain = not any(isinstance(node, ir.Call) for node in walk(part))
            words = one_line(source.slice(part.span))
            found.append(Asked(words, test, _payers(part), plain))
    return tuple(found)


def payers_of(program: ir.BookProgram) -> tuple[str, ...]:
    """The names of payers that a heading asks for."""
    return tuple(dict.fromkeys(name for part in _parts(program) for name in _payers(part)))


def _parts(program: ir.BookProgram) -> tuple[ir.Expr, ...]:
    match program.applies:
        case None:
            return ()
        case ir.Junction(op="and", items=items):
            return items
        case one:
            return (one,)


def _payers(part: ir.Expr) -> tuple[str, ...]:
    """The names that a condition compares the payer's name with; () where it does not."""
    match part:
        case ir.Op(op="eq", args=(ir.Fact(path=("payer_name",)), ir.Const(value=str(name)))):
            return (name,)
        case ir.Matches(operand=ir.Fact(path=("payer_name",)), codes=codes, negated=False):
            return tuple(name for name in codes if isinstance(name, str))
        case _:
            return ()
