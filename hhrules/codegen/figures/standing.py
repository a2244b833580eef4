"""The latest day before a line: looked up among the days of a set, not line by line.

`latest service date of S before this line` asks the same of each line: the days of S are put in
order once for the claim, and with each day the line from which on it counts; lines that may not
be of S apart, and those whose day is not known. Where two lines of the claim have one number, the
set is walked as the rule says.
"""

from __future__ import annotations

from attrs import frozen

from hhrules.codegen.emitter import Emitter
from hhrules.ir import nodes as ir
from hhrules.ir.keys import key, reads, renamed


@frozen(eq=False)
class Standing:
    """Lines of the claim, or of its history too, the latest day of which is asked for."""

    loop: ir.Loop
    own: tuple[ir.Expr, ...]  # conditions on a member alone
    order: ir.Op

    @property
    def itself(self) -> bool:
        """Whether the line in question counts too."""
        return self.order.op == "stands_up_to"


def as_standing(node: ir.Expr) -> Standing | None:
    """The figure as the latest day before a line, if it is of that kind."""
    if not isinstance(node, ir.Aggregate) or node.op != "latest" or node.flat:
        return None
    loop, source = node.loop, node.loop.source
    if not isinstance(source, ir.Records) or source.path != ("lines",):
        return None
    theirs = "claim" if loop.scope == "own" else loop.claim_var
    if loop.scope == "own" and source.claim != "claim":
        return None
    own: list[ir.Expr] = []
    orders: list[ir.Op] = []
    for condition in loop.conditions:
        if reads(condition) <= {loop.var, theirs, "claim", "given", "env"}:
            own.append(condition)
        elif isinstance(condition, ir.Op) and condition.op in _ORDERS:
            orders.append(condition)
        else:
            return None
    if len(orders) != 1 or not _is_of_lines(orders[0], node.value, loop.var, theirs):
        return None
    return Standing(loop, tuple(own), orders[0])


_ORDERS = ("stands_before", "stands_up_to")


def _is_of_lines(order: ir.Op, value: ir.Expr | None, var: str, theirs: str) -> bool:
    """Whether an order is that of a member's day and number and of those of a line."""
    day, number, their_day, their_number, member_claim, claim = order.args
    return (
        value is not None
        and key(value) == key(day)
        and reads(day) | reads(number) == {var}
        and var not in reads(their_day) | reads(their_number)
        and len(reads(their_day) | reads(their_number)) == 1
        and isinstance(member_claim, ir.Local)
        and isinstance(claim, ir.Local)
        and (member_claim.name, claim.name) == (theirs, "claim")
    )


def standing_text(emitter: Emitter, standing: Standing, reach: str) -> tuple[str, str]:
    """The test that the days are in order, and the text of the latest before the line."""
    day = emitter.stored(standing.order.args[2])
    (line,) = reads(standing.order.args[2])
    table = emitter.writer.temporary()
    span = standing.loop.span
    emitter.writer.line(f"{table} = standing_{_number(emitter, standing)}(claim, env)", span)
    ends = f"itself={standing.itself}, open_before={reach}"
    return f"{table} is not None", f"latest_before({table}, {line}, {day}, {ends})"


def _number(emitter: Emitter, standing: Standing) -> int:
    loop = standing.loop
    names = {loop.var: "member"}
    if loop.scope != "own":
        names[loop.claim_var] = "claim of member"
    parts = (*standing.own, *standing.order.args[:2])
    own = (
        "standing",
        loop.scope,
        loop.every_provider,
        tuple(key(renamed(part, names)) for part in parts),
    )
    return emitter.number(own, standing)


def emit_standing(emitter: Emitter, standing: Standing, number: int) -> None:
    """The function that puts the days of the members in order."""
    writer, loop = emitter.writer, standing.loop
    spread = loop.scope != "own"
    source = f"env.spread({loop.scope!r}, {loop.every_provider}, ('lines',))"
    head = (
        f"for {loop.claim_var}, {loop.var} in {source}:"
        if spread
        else f"for {loop.var} in claim.lines:"
    )
    theirs = loop.claim_var if spread else "claim"
    with emitter.kept("standing", number, loop.span):
        writer.line("memo[key] = None")
        writer.line("rows = []")
        with writer.block(head, loop.span):
            writer.scope.forget(loop.var, *((loop.claim_var,) if spread else ()))
            doubts = [f"env.counts({theirs})"] if spread else []
            for condition in standing.own:
                value = emitter.condition(condition)
                with writer.block(f"if {value} is False:"):
                    writer.line("continue", condition.span)
                if emitter.doubtful(condition):
                    doubts.append(f"{value} is True")
            day, line = (emitter.stored(a) for a in standing.order.args[:2])
            sure = " and ".join(doubts) or "True"
            writer.line(
                f"rows.append(({theirs}, {day}, {line}, {loop.var}, {sure}))", loop.span
            )
        writer.line("found = memo[key] = days_standing(rows, claim)", loop.span)
        writer.line("return found")
    writer.line()
