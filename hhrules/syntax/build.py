"""Trees of the grammar made into nodes: values, sentences and sets.

Only this module, `build_tables` and `build_clauses` know the grammar's trees. A tree covers
one piece of the text, and `base` is where that piece begins, so that spans are those of the
file.
"""

from __future__ import annotations

import datetime
import re
from typing import TypeAlias

from attrs import frozen
from lark import Token, Tree

from hhrules.source.diagnostic import Diagnostics
from hhrules.source.text import Span
from hhrules.syntax import nodes as n

Node: TypeAlias = Tree[Token]
Child: TypeAlias = Tree[Token] | Token | None

_KINDS: dict[str, n.LiteralKind] = {
    "NUMBER": "number", "CODE": "code", "STRING": "text", "DATE": "date",
    "DURATION": "duration", "MONEY": "money", "PERCENT": "percent", "FRACTION": "number",
}
_PATTERN = re.compile(r"[0-9]+X+")
_AGGREGATES = {"SUM_OF": "sum", "COUNT_OF": "count", "COUNT_DISTINCT": "count distinct"}
_VALUES = {
    "literal", "ref", "sum", "product", "shift", "chain_shift", "aggregate", "pick",
    "whole_part", "year_of", "month_end", "if_none", "bracket", "range", "chain",
    "date_name", "date_literal",
}


def words(text: str) -> str:
    """The words with single blanks between them."""
    return " ".join(text.split())


def unquoted(token: str) -> str:
    """The text between the quotes; a doubled quote is one."""
    return token[1:-1].replace('""', '"')


@frozen
class Builder:
    """Makes the nodes of one piece of the source called `name` that begins at `base`."""

    name: str
    base: int
    diagnostics: Diagnostics

    # ------------------------------------------------------------------ places

    def span(self, node: Node | Token) -> Span:
        """Where a tree or a token stands in the file."""
        if isinstance(node, Token):
            start = node.start_pos or 0
            return Span(self.name, self.base + start, self.base + (node.end_pos or start))
        return Span(self.name, self.base + node.meta.start_pos, self.base + node.meta.end_pos)

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
            parts = (*first.parts[:-1], f"{first.parts[-1]} is {more.parts[0]}", *more.parts[1:])
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
            datetime.date.fromisoformat(text)
        except ValueError:
            year, month, day = text.split("-")
            last = _last_day(int(year), int(month))
            self.diagnostics.error(
                "E009",
                f"there is no day {text}",
                self.span(token),
                label=f"month {month} has no day {day}" if last else f"there is no month {month}",
                note="A date is a day of the calendar, written YYYY-MM-DD.",
                help=f"write `{year}-{month}-{last:02}`" if last else "write a month from 01 to 12",
                replacement=f"{year}-{month}-{last:02}" if last else None,
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
                op: dict[str, str] = {"PLUS": "+", "MINUS": "-", "STAR": "*", "SLASH": "/"}
                return n.Arith(
                    op[sign.type], self.expr(left), self.expr(right), self.span(node)  # type: ignore[arg-type]  # the four signs
                )
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
        rounding: str | None = None
        if rounded and isinstance(rounded[0], Token):
            rounding = str(rounded[0]).split()[1]
        way = "after" if token(direction).type == "AFTER" else "before"
        return n.Shift(
            self.expr(tree(amount)), way, self.expr(tree(date)), self.span(node), rounding  # type: ignore[arg-type]  # up or down
        )

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

    def members(self, node: Node, where: Node | None, span: Span) -> n.SetExpr:
        """A set: a name, or a name and windows, or a name shifted by what is a window here."""
        condition = self.condition(where) if where is not None else None
        if node.data == "chain":
            return n.SetExpr(self.ref(node), (), condition, span)
        if node.data == "chain_shift":
            return n.SetExpr(*self._after(node), condition, span)
        first, *rest = node.children
        more = self.windows(rest)
        if tree(first).data == "chain_shift":
            name, after = self._after(tree(first))
            return n.SetExpr(name, (*after, *more), condition, span)
        return n.SetExpr(self.ref(tree(first)), more, condition, span)

    def _after(self, node: Node) -> tuple[n.Ref, tuple[n.Window, ...]]:
        chain, direction, date, _rounded = node.children
        word = token(direction)
        if word.type == "BEFORE":
            self.diagnostics.error(
                "E003",
                "a set has no window `before` a date",
                self.span(word),
                note="A set takes `after D`, `dated between D and D` or `before this line`.",
                help="write `dated between … and …` with both days counted",
            )
        window = n.AfterDate(self.expr(tree(date)), self.span(word).to(self.span(tree(date))))
        return self.ref(tree(chain)), (window,)

    # ------------------------------------------------------------------ sentences

    def condition(self, node: Node) -> n.Condition:
        """The yes/no that a tree says."""
        span = self.span(node)
        kids = node.children
        match node.data:
            case "conjunction" | "disjunction":
                op: n.Junction = n.Junction(
                    "and" if node.data == "conjunction" else "or",
                    tuple(self.condition(tree(k)) for k in kids), False, span,
                )
                return op
            case "list":
                word = str(kids[0]).split()[0]
                joint = {"all": "and", "any": "or", "none": "none"}[word]
                entries = tuple(self.condition(k) for k in kids if isinstance(k, Tree))
                return n.Junction(joint, entries, True, span)  # type: ignore[arg-type]  # three words
            case "not":
                name = self.ref(tree(kids[0]))
                return n.Not(n.Holds(name, name.span), span)
            case "exists" | "exists_where":
                return self._exists(node)
            case data if data in _VALUES:
                return self._holds(node)
            case _:
                return self._sentence(node)

    def _sentence(self, node: Node) -> n.Condition:
        span = self.span(node)
        kids = node.children
        subject = self.expr(tree(kids[0]))
        match node.data:
            case "compare":
                said = words(str(kids[1])).removeprefix("is").strip()
                return n.Compare(subject, said, self.expr(tree(kids[2])), span)  # type: ignore[arg-type]  # the grammar's words
            case "one_of":
                return n.OneOf(subject, "not" in str(kids[1]).split(), self.items(kids[2]), span)
            case "between":
                return n.Between(subject, self.expr(tree(kids[1])), self.expr(tree(kids[2])), span)
            case "presence":
                said = words(str(kids[1])).removeprefix("is ")
                return n.Presence(subject, said, span)  # type: ignore[arg-type]  # the grammar's words
            case "include":
                if token(kids[1]).type == "INCLUDE_ONE":
                    return n.Include(subject, "one", (self.expr(tree(kids[2])),), span)
                mode = words(str(kids[1])).removeprefix("include ")
                return n.Include(subject, mode, self.items(kids[2]), span)  # type: ignore[arg-type]  # the grammar's words
            case "mentions":
                negated = "none" in str(kids[1]).split()
                return n.Mentions(subject, negated, self.ref(tree(kids[2])), span)
            case "says":
                return n.SaysMore(subject, self.ref(tree(kids[1])), span)
            case _:
                raise TypeError(node.data)

    def items(self, node: Child) -> tuple[n.Expr, ...]:
        """The items of a list in a sentence."""
        return tuple(self.expr(tree(k)) for k in tree(node).children)

    def _exists(self, node: Node) -> n.Exists:
        word, chain, *rest = node.children
        where = tree(rest.pop()) if node.data == "exists_where" else None
        span = self.span(tree(chain)).to(self.span(node))
        name = self.ref(tree(chain))
        condition = self.condition(where) if where is not None else None
        members = n.SetExpr(name, self.windows(rest), condition, span)
        return n.Exists(not str(word).endswith("no"), members, self.span(node))

    def _holds(self, node: Node) -> n.Condition:
        """A bare value where a yes/no is wanted: only a name can be one."""
        if node.data in ("ref", "chain"):
            found = self._reference(node) if node.data == "ref" else self.ref(node)
            if isinstance(found, n.Ref):
                return n.Holds(found, found.span)
            name = self.ref(node)
            return n.Holds(name, name.span)
        span = self.span(node)
        self.diagnostics.error(
            "E024",
            "this is a value, not a sentence that is true or false",
            span,
            label="nothing is said of it",
            note="A condition says something: it compares, or names a yes/no fact.",
            help="say what it should be, such as `… is more than 4` or `… is known`",
        )
        return n.Holds(n.Ref(("?",), (span,), span), span)

    def body(self, node: Node) -> n.Expr | n.Condition:
        """A value or a sentence, whichever is written; a bare name is a value."""
        return self.expr(node) if node.data in _VALUES else self.condition(node)


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
    if not 1 <= month <= 12 or year < 1:
        return 0
    following = datetime.date(year + month // 12, month % 12 + 1, 1)
    return (following - datetime.timedelta(days=1)).day
