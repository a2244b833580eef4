"""Trees of the grammar made into nodes: sets and sentences.

What a bare name is depends on its place: a value where a value is wanted, and where a yes/no
is wanted, the fact that holds.
"""

from __future__ import annotations

from attrs import frozen
from lark import Token, Tree

from hhrules.source.diagnostic import Edit, Fix
from hhrules.source.text import Span
from hhrules.syntax import nodes as n
from hhrules.syntax.build_values import (
    Child,
    Node,
    ValueBuilder,
    optional,
    token,
    tree,
    unquoted,
    words,
)

__all__ = ["Builder", "Child", "Node", "optional", "token", "tree", "unquoted", "words"]

_VALUES = {
    "literal", "ref", "sum", "product", "shift", "chain_shift", "aggregate", "pick",
    "whole_part", "year_of", "month_end", "if_none", "bracket", "range", "chain",
    "date_name", "date_literal",
}  # fmt: skip


@frozen
class Builder(ValueBuilder):
    """Makes all nodes of one piece of the source called `name` that begins at `base`."""

    # ------------------------------------------------------------------ sets

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
                    tuple(self.condition(tree(k)) for k in kids),
                    False,
                    span,
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
                return n.OneOf(
                    subject, "not" in str(kids[1]).split(), self.items(kids[2]), span
                )
            case "between":
                return n.Between(
                    subject, self.expr(tree(kids[1])), self.expr(tree(kids[2])), span
                )
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
        if node.data == "bracket" and _is_name(node):
            self._bracketed(node, span)
            return n.Holds(self.ref(_chain_of(node)), span)
        joint = _joint_of(node)
        self.diagnostics.error(
            "E024",
            "this is a value, not a sentence that is true or false",
            span,
            label="nothing is said of it",
            note="A condition says something: it compares, or names a yes/no fact.",
            help=f"write `{joint[2]}` between two sentences, not `{joint[1]}`"
            if joint
            else "say what it should be, such as `… is more than 4` or `… is known`",
            fixes=self._joined(joint),
        )
        return n.Holds(n.Ref(("?",), (span,), span), span)

    def _joined(self, joint: tuple[Token, str, str] | None) -> tuple[Fix, ...]:
        if joint is None or joint[1] == "+":
            return ()
        return (Fix(f"write `{joint[2]}`", (Edit(self.span(joint[0]), joint[2]),)),)

    def _bracketed(self, node: Node, span: Span) -> None:
        """Report brackets around a name that is a sentence."""
        inner = self.span(_chain_of(node))
        first, last = (
            Span(span.name, span.start, inner.start),
            Span(span.name, inner.end, span.end),
        )
        self.diagnostics.error(
            "E032",
            "no brackets stand around a sentence",
            span,
            note="Brackets stand around arithmetic only; a list shows what belongs together.",
            help="delete the brackets",
            fixes=(Fix("delete the brackets", (Edit(first, ""), Edit(last, "")), safe=True),),
        )

    def body(self, node: Node) -> n.Expr | n.Condition:
        """A value or a sentence, whichever is written; a bare name is a value."""
        return self.expr(node) if node.data in _VALUES else self.condition(node)


def _is_name(node: Node) -> bool:
    """Whether a bracket holds a name and nothing else."""
    inner = tree(node.children[0])
    return inner.data == "ref" and all(child is None for child in inner.children[1:])


def _chain_of(node: Node) -> Node:
    return tree(tree(node.children[0]).children[0])


def _joint_of(node: Node) -> tuple[Token, str, str] | None:
    """The sign between two names that may be sentences, and the word that is likely meant."""
    if node.data not in ("sum", "product") or len(node.children) != 3:  # noqa: PLR2004 - a sign and its sides
        return None
    left, sign, right = node.children
    names = all(isinstance(side, Tree) and side.data == "ref" for side in (left, right))
    word = {"PLUS": "and", "SLASH": "or"}.get(sign.type) if isinstance(sign, Token) else None
    return (sign, str(sign), word) if names and word and isinstance(sign, Token) else None
