"""Cells and column heads of tables, and messages with {places}, made into nodes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, TypeVar

from lark import Token, Tree

from hhrules.source.text import Span
from hhrules.syntax import nodes as n
from hhrules.syntax.build import Builder, Node, token, tree, words

_Outcome = Literal["met", "violated", "undetermined", "not applicable"]
_OUTCOMES: dict[str, _Outcome] = {
    "met": "met",
    "violated": "violated",
    "undetermined": "undetermined",
    "not applicable": "not applicable",
}
_WORD_CELLS: dict[str, Callable[[Span], n.Cell]] = {
    "any": n.AnyCell,
    "otherwise": n.OtherwiseCell,
    "undetermined": n.UndeterminedCell,
    "none": n.NoneCell,
}


_Expected = TypeVar("_Expected", bound=n.Expected)


def build_cell(builder: Builder, node: Node) -> n.Cell:
    """A cell of a table, or what follows `is` in a `given`."""
    span = builder.span(node)
    match node.data:
        case "bound":
            op = words(str(node.children[0]))
            value = builder.literal(token(tree(node.children[1]).children[0]))
            return n.BoundCell(op, value, span)  # type: ignore[arg-type]  # the grammar's words
        case "presence_cell":
            return presence_cell(builder, token(node.children[0]), span)
        case "dash" | "no_outcome":
            return n.NotGivenCell(span)
        case _:
            return items_cell(builder, node, span)


def presence_cell(builder: Builder, said: Token, span: Span) -> n.Cell:
    """`is none` or `is missing`; `is known` and `is not none` say too little for a cell."""
    found = words(str(said))
    if found == "is none":
        return n.NoneCell(span)
    if found != "is missing":
        builder.diagnostics.error(
            "E026",
            f"`{found}` does not say which value",
            span,
            label="here stands the value itself",
            note="A sentence may ask so; a cell and a `given` state what there is.",
            help="write a value that it has",
        )
    return n.MissingCell(span)


def items_cell(builder: Builder, node: Node, span: Span) -> n.Cell:
    """Literals, ranges and names; `any`, `otherwise` and such are cells of their own."""
    items: list[n.Lit | n.RangeLit | n.Ref] = []
    for child in node.children:
        item = builder.expr(tree(child))
        if isinstance(item, n.Lit | n.RangeLit | n.Ref):
            items.append(item)
    if len(items) == 1 and isinstance(items[0], n.Ref):
        word = items[0].text
        if word in _WORD_CELLS:
            return _WORD_CELLS[word](span)
    return n.ListCell(tuple(items), span)


def build_outcome(builder: Builder, node: Node) -> n.Cell:
    """A cell of an `expect` column."""
    span = builder.span(node)
    if node.data == "no_outcome":
        return n.NotGivenCell(span)
    return _expected(builder, node, n.ExpectCell)


def build_expect(builder: Builder, node: Node) -> n.Expect:
    """An `expect` clause."""
    return _expected(builder, node, n.Expect)


def _expected(builder: Builder, node: Node, kind: type[_Expected]) -> _Expected:
    outcome = _OUTCOMES[words(str(node.children[0]))]
    fraction: str | None = None
    without: tuple[n.Ref, ...] = ()
    on: n.Lit | None = None
    line: int | None = None
    action: str | None = None
    message: str | None = None
    for kid in node.children[1:]:
        part = tree(kid)
        match part.data:
            case "expect_fraction":
                fraction = str(part.children[0])
            case "expect_on":
                on = builder.literal(token(part.children[0]))
            case "expect_line":
                line = int(str(part.children[0]).partition(".")[0])
            case "expect_action":
                action = words(str(part.children[0])).replace(" ", "_")
            case "expect_because":
                message = builder.literal(token(part.children[0])).text
            case _:
                without = tuple(builder.ref(tree(k)) for k in part.children)
    return kind(outcome, builder.span(node), fraction, without, on, line, action, message)


def build_head(builder: Builder, node: Node) -> n.Header:
    """A column head or the fact of a `given`: a name, a name and a key, or a key alone."""
    span = builder.span(node)
    if node.data == "column":
        return _fact(builder, [c for c in node.children if isinstance(c, Tree)])
    name: n.Ref | None = None
    key: n.Lit | None = None
    for child in node.children:
        if tree(child).data == "key":
            key = builder.literal(token(tree(child).children[0]))
        else:
            name = builder.ref(tree(child))
    return n.Header(name or n.Ref((), (), span), key, span)


def build_given(builder: Builder, node: Node) -> n.Given:
    """What follows `given`."""
    given = tree(node.children[0])
    span = builder.span(node)
    kids = given.children
    match given.data:
        case "given_not":
            chains = [c for c in tree(kids[0]).children if isinstance(c, Tree)]
            return n.GivenHolds(_fact(builder, chains), False, span)
        case "given_holds" | "head":
            return n.GivenHolds(build_head(builder, tree(kids[0])), True, span)
        case _:
            last = kids[-1]
            chains = [c for c in kids[:-1] if isinstance(c, Tree)]
            fact = _fact(builder, chains)
            if isinstance(last, Token):
                return n.GivenValue(
                    fact, presence_cell(builder, last, builder.span(last)), span
                )
            items = tree(last)
            return n.GivenValue(fact, items_cell(builder, items, builder.span(items)), span)


def _fact(builder: Builder, chains: list[Node]) -> n.Header:
    if len(chains) == 1:
        return build_head(builder, chains[0])
    first = tree(chains[0].children[0])
    name = builder.joined([first, chains[1]])
    return n.Header(name, None, name.span)
