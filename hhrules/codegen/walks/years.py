"""What hangs on the year of a line's day: worked out when the year changes, not line by line.

Lines stand in order of their days, and most claims lie within one year. A figure in the same
year then goes on in one table, and a yearly threshold is looked up once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hhrules.codegen.emitter import Emitter
from hhrules.ir import nodes as ir
from hhrules.ir.keys import key, reads
from hhrules.ir.walk import children

_PURE = (ir.Lookup, ir.Matches, ir.InTable, ir.Op, ir.Not, ir.Presence)


def year_among(keys: Iterable[ir.Expr]) -> ir.Op | None:
    """The key that is the year of a day of the line, if there is one."""
    for one in keys:
        if isinstance(one, ir.Op) and one.op == "year_of" and isinstance(one.args[0], ir.Fact):
            return one
    return None


def keep_yearly(emitter: Emitter, year: ir.Op, roots: Iterable[ir.Expr]) -> None:
    """Work out what some expressions ask of the year and the claim alone."""
    found: dict[object, ir.Expr] = {}
    for root in roots:
        for node in _of_year(emitter, root, year):
            found.setdefault(key(node), node)
    for node in found.values():
        emitter.stored(node)


def _of_year(emitter: Emitter, node: ir.Expr, year: ir.Op) -> Iterator[ir.Expr]:
    if isinstance(node, ir.Exists | ir.Aggregate | ir.Pick | ir.GroupOf):
        return
    if (
        isinstance(node, _PURE)
        and key(node) != key(year)
        and _hangs(node, year)
        and reads(year) <= reads(node)
        and not emitter.doubtful(node)
    ):
        yield node
        return
    for child in children(node):
        yield from _of_year(emitter, child, year)


def _hangs(node: ir.Expr, year: ir.Op) -> bool:
    """Whether an expression reads no more than the year, the claim and what is stated."""
    if key(node) == key(year) or isinstance(node, ir.Const):
        return True
    if isinstance(node, ir.Fact):
        return node.record == "claim" and not node.convert
    return isinstance(node, _PURE) and all(_hangs(child, year) for child in children(node))
