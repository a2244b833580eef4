"""Trees of the grammar made into nodes: names, literals, values and windows.

Only the `build` modules know the grammar's trees. A tree covers one piece of the text, and
`base` is where that piece begins, so that spans are those of the file.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Literal, TypeAlias

from attrs import frozen
from lark import Token, Tree

from hhrules.source.diagnostic import Diagnostics
from hhrules.source.text import Span
from hhrules.syntax import nodes as n
from hhrules.syntax.mistakes.mending import AS_WRITTEN, Mended

Node: TypeAlias = Tree[Token]
Child: TypeAlias = Tree[Token] | Token | None

_KINDS: dict[str, n.LiteralKind] = {
    "NUMBER": "number",
    "CODE": "code",
    "STRING": "text",
    "DATE": "date",
    "DURATION": "duration",
    "MONEY": "money",
    "PERCENT": "percent",
    "FRACTION": "number",
}
_MONTHS = range(1, 13)
_PATTERN = re.compile(r"[0-9]+X+")
_SIGNS: dict[str, Literal["+", "-", "*", "/"]] = {
    "PLUS": "+",
    "MINUS": "-",
    "STAR": "*",
    "SLASH": "/",
}
_ROUNDED: dict[str, Literal["up", "down"]] = {"up": "up", "down": "down"}
_AGGREGATES = {"SUM_OF": "sum", "COUNT_OF": "count", "COUNT_DISTINCT": "count distinct"}


def words(text: str) -> str:
    """The words with single blanks between them."""
    return " ".join(text.split())


def unquoted(token: str) -> str:
    """The text between the quotes; a doubled quote is one."""
    return token[1:-1].replace('""', '"')


@frozen
class ValueBuilder:
    """Makes the values of one piece of the source called `name` that begins at `base`."""

    name: str
    base: int
    diagnostics: Diagnostics
    mended: Mended = AS_WRITTEN

    # ------------------------------------------------------------------ places

    def span(self, node: Node | Token) -> Span:
        """Where a tree or a token stands in the file."""
        if isinstance(node, Token):
            start = node.start_pos or 0
            end = node.end_pos or start
        else:
            start, end = node.meta.start_pos, node.meta.end_pos
        return self.mended.span(self.name, self.base + start, self.base + end)

    # ------------------------------------------------------------------ names and literals

    def ref(self, chain: Node) -> n.Ref:
        """A bare chain of names, also where it is wrapped (`date_name`, `fact_name`)."""
        if chain.data in ("date_name", "ref"):
            return self.ref(tree(chain.children[0]))
        if chain.data in ("fact_name", "given_name", "column"):
            return self.joined([tree(c) for c in chain.children if isinstance(c, Tree)])
        tokens = [c for c in chain.children if isinstance(c, Token)]
        parts = tuple(words(t) for t in tokens)
        return n.Ref(parts, tuple(self.span(t) for t in tokens), self.span(chain))

    def joined(self, chains: list[Node]) -> n.Ref:
        """Names joined by `is` (`leaving home is contraindicated`) as one name."""
        first = self.ref(chains[0])
        for chain in chains[1:]:
            more = self.ref(chain)
            parts = (
                *first.parts[:-1],
                f"{first.parts[-1]} is {more.parts[0]}",
                *more.parts[1:],
            )
            middle = first.part_spans[-1].to(more.part_spans[0])
            spans = (*first.part_spans[:-1], middle, *more.part_spans[1:])
            first = n.Ref(parts, spans, first.span.to(more.span))
        return first

    def literal(self, token: Token) -> n.Lit:
        """A literal; dates that no calendar has are reported here."""
        text = str(token)
        kind = _KINDS[token.type]
        if kind == "text":
            text = unquoted(text)
        elif kind == "duration":
            text = words(text)
        elif kind == "code" and _PATTERN.fullmatch(text):
            kind = "pattern"
        elif kind == "date":
            self._check_date(text, token)
        return n.Lit(kind, text, self.span(token))

    def _check_date(self, text: str, token: Token) -> None:
        try:
            dt.date.fromisoformat(text)
        except ValueError:
            year, month, day = text.split("-")
            last = _last_day(int(year), int(month))
            best = f"{year}-{month}-{last:02}" if last else _swapped(year, month, day)
            self.diagnostics.error(
                "E009",
                f"there is no day {text}",
                self.span(token),
                label=f"month {month} has no day {day}"
                if last
                else f"there is no month {month}",
                note="A date is a day of the calendar, written YYYY-MM-DD.",
                help=f"write `{best}`" if best else "write a month from 01 to 12",
                replacement=best,
            )

    def value_or_name(self, ref: n.Ref) -> n.Expr:
        """A name as a value: `yes` and `no` are literals."""
        if ref.text == "yes":
            return n.Lit("yes", "yes", ref.span)
        if ref.text == "no":
            return n.Lit("no", "no", ref.span)
        return ref

    # ------------------------------------------------------------------ values

    def expr(self, node: Node) -> n.Expr:
        """The value that a tree stands for."""
        kids = node.children
        match node.data:
            case "literal" | "date_literal":
                return self.literal(token(kids[0]))
            case "chain" | "date_name":
                return self.value_or_name(self.ref(node))
            case "ref":
                return self._reference(node)
            case "range":
                low, high = (self.literal(token(tree(k).children[0])) for k in kids)
                return n.RangeLit(low, high, self.span(node))
            case "sum" | "product":
                left, sign, right = tree(kids[0]), token(kids[1]), tree(kids[2])
                op = _SIGNS[sign.type]
                return n.Arith(op, self.expr(left), self.expr(right), self.span(node))
            case "shift" | "chain_shift":
                return self._shift(node)
            case "bracket":
                return self.expr(tree(kids[0]))
            case "if_none":
                missing = token(kids[1]).type == "IF_MISSING"
                value, other = self.expr(tree(kids[0])), self.expr(tree(kids[2]))
                return n.IfNone(value, missing, other, self.span(node))
            case _:
                return self._call(node)

    def _call(self, node: Node) -> n.Expr:
        kids = node.children
        span = self.span(node)
        match node.data:
            case "aggregate":
                word = token(kids[0])
                op = _AGGREGATES.get(word.type, str(word))
                return n.Aggregate(op, self.ref(tree(kids[1])), self.windows(kids[2:]), span)  # type: ignore[arg-type]  # the grammar's words
            case "pick":
                op = str(token(kids[0])).split()[0]
                return n.Pick(op, self.expr(tree(kids[1])), self.expr(tree(kids[2])), span)  # type: ignore[arg-type]  # the grammar's words
            case "whole_part":
                return n.WholePart(self.expr(tree(kids[0])), span)
            case "year_of":
                return n.YearOf(self.expr(tree(kids[0])), span)
            case "month_end":
                return n.MonthEnd(self.expr(tree(kids[0])), span)
            case _:
                raise TypeError(node.data)

    def _reference(self, node: Node) -> n.Expr:
        name = self.ref(tree(node.children[0]))
        keys, as_of = optional(node, 1), optional(node, 2)
        if keys is None and as_of is None:
            return self.value_or_name(name)
        found = tuple(self.expr(tree(k)) for k in keys.children) if keys else ()
        day = self.expr(tree(as_of.children[0])) if as_of else None
        return n.Ref(name.parts, name.part_spans, self.span(node), found, day)

    def _shift(self, node: Node) -> n.Shift:
        amount, direction, date, *rounded = node.children
        rounding: Literal["up", "down"] | None = None
        if rounded and isinstance(rounded[0], Token):
            rounding = _ROUNDED[str(rounded[0]).split()[1]]
        way: Literal["after", "before"] = "before"
        if token(direction).type == "AFTER":
            way = "after"
        step, day = self.expr(tree(amount)), self.expr(tree(date))
        return n.Shift(step, way, day, self.span(node), rounding)

    # ------------------------------------------------------------------ sets

    def windows(self, kids: list[Child] | list[Node | Token]) -> tuple[n.Window, ...]:
        """The windows among the children of a set, an aggregate or `there is`."""
        return tuple(self._window(tree(k)) for k in kids)

    def _window(self, node: Node) -> n.Window:
        kids = node.children
        span = self.span(node)
        match node.data:
            case "in_the_same":
                return n.InTheSame(self.ref(tree(kids[0])), span)
            case "in_this":
                return n.InThis(self.ref(tree(kids[0])), span)
            case "before_this":
                return n.RelativeTo("before", self.ref(tree(kids[0])), span)
            case "up_to_this":
                return n.RelativeTo("up to", self.ref(tree(kids[0])), span)
            case "after_date":
                return n.AfterDate(self.expr(tree(kids[1])), span)
            case "dated_between":
                return n.DatedBetween(self.expr(tree(kids[0])), self.expr(tree(kids[1])), span)
            case _:
                scope = str(kids[0]).split()[1]
                return n.Across(scope, kids[1] is not None, span)  # type: ignore[arg-type]  # earlier or all


def tree(node: Child) -> Node:
    """The child as a tree."""
    if isinstance(node, Tree):
        return node
    raise TypeError(node)


def token(node: Child) -> Token:
    """The child as a token."""
    if isinstance(node, Token):
        return node
    raise TypeError(node)


def optional(node: Node, place: int) -> Node | None:
    """The child at `place` as a tree, if it was written."""
    child: object = node.children[place]
    return child if isinstance(child, Tree) else None


def _last_day(year: int, month: int) -> int:
    if month not in _MONTHS or year < 1:
        return 0
    following = dt.date(year + month // 12, month % 12 + 1, 1)
    return (following - dt.timedelta(days=1)).day


def _swapped(year: str, month: str, day: str) -> str | None:
    """The date with day and month changed about, if that is one."""
    last = _last_day(int(year), int(day))
    return f"{year}-{day}-{month}" if last and 1 <= int(month) <= last else None
