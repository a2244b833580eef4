"""Clauses as canonical lines: the clause word padded to its column, lists below it."""

from __future__ import annotations

from attrs import define
from lark import Token, Tree

from hhrules.source.text import SourceFile
from hhrules.syntax import nodes as n
from hhrules.syntax.blocks import define as define_block
from hhrules.syntax.build import Builder, Node, optional, tree, words
from hhrules.syntax.build_tables import build_cell, build_expect, build_given
from hhrules.syntax.reader import Clause, Reader
from hhrules.syntax.spoken import (
    BREAK,
    TURN,
    cell,
    expected,
    head,
    members,
    name,
    plain,
    sentence,
    value,
)

WIDTH = 120
_PADDED = 12  # clause words are padded to this many characters
_CONTINUED = 16
_BLOCK_CONTINUED = 4


@define
class Line:
    """A printed line and the offset of the text it comes from."""

    text: str
    offset: int
    indent: int
    keyword: str = ""  # of a block's first line
    comment: str = ""
    is_comment: bool = False


@define
class _Said:
    """What follows a clause word: one text, the list below it, and text after the list."""

    text: str
    tail: n.Junction | None = None
    after: str = ""


def clause_lines(clause: Clause, indent: int, *, block: bool) -> list[Line]:
    """The lines of a clause, or of a block's first line."""
    said = _said(clause)
    pad = (
        ""
        if block or not said.text or clause.keyword == "with"
        else " " * (_PADDED - len(clause.keyword) - 1)
    )
    lead = " " * indent + clause.keyword + (" " if said.text else "")
    first = _wrapped(lead + pad, said.text, _BLOCK_CONTINUED if block else _CONTINUED)
    offset = clause.span.start
    lines = [Line(first, offset, indent, clause.keyword if block else "")]
    if said.tail is not None:
        lines.extend(_entries(said.tail, indent + (4 if said.after else 2)))
    if said.after:
        lines.append(Line(" " * (indent + 2) + said.after, lines[-1].offset, indent + 2))
    return lines


def _entries(found: n.Junction, indent: int) -> list[Line]:
    """The entries of a list, one a line, lists inside deeper."""
    lines: list[Line] = []
    for entry in found.items:
        text, tail = sentence(entry)
        wrapped = _wrapped(" " * indent, text, indent + 4)
        lines.append(Line(wrapped, entry.span.start, indent))
        if tail is not None:
            lines.extend(_entries(tail, indent + 2))
    return lines


def _wrapped(lead: str, text: str, column: int) -> str:
    """`lead` and `text`, broken where allowed if it is too long for one line."""
    whole = lead + plain(text)
    if len(whole) <= WIDTH:
        return whole.rstrip()
    lines = [lead]
    broken = False
    for part in text.split(TURN):
        if broken or (not _fits(lines, part) and lines[-1] != lead):
            lines.append(" " * column)
        broken = not _fits(lines, part)
        if not broken:
            _append(lines, lead, part)
            continue
        for piece in part.split(BREAK):
            if not _fits(lines, piece) and lines[-1].strip() and lines[-1] != lead:
                lines.append(" " * column)
            _append(lines, lead, piece)
    return "\n".join(lines)


def _fits(lines: list[str], part: str) -> bool:
    return len(lines[-1]) + 1 + len(plain(part)) <= WIDTH


def _append(lines: list[str], lead: str, part: str) -> None:
    fresh = lines[-1] == lead or not lines[-1].strip()
    lines[-1] += ("" if fresh else " ") + plain(part)


# ---------------------------------------------------------------------- what follows the word


def _said(clause: Clause) -> _Said:
    build = clause.builder
    node = clause.root
    match clause.keyword:
        case "applies to claims where" | "when" | "unless" | "require":
            return _Said(*sentence(build.condition(clause.child())))
        case "let":
            text, tail = _body(build, clause.child(1))
            return _Said(f"{name(build.ref(clause.child()))} = {text}", tail)
        case "define":
            return _define(clause)
        case "table" | "value":
            return _Said(_keyed(build, node))
        case "otherwise":
            return _Said(_action(build, clause.child()))
        case "given":
            return _Said(_given(build_given(build, node)))
        case "expect":
            return _Said(expected(build_expect(build, node)))
        case "no row means":
            return _Said(cell(build_cell(build, clause.child())).removeprefix("is "))
        case _:
            return _Said(_simple(clause))


def _simple(clause: Clause) -> str:
    """Clauses of names, words and literals."""
    build = clause.builder
    kids = clause.root.children
    match clause.keyword:
        case "fact":
            ty = str(kids[1]) if isinstance(kids[1], Token) else name(build.ref(tree(kids[1])))
            return f"{name(build.ref(tree(kids[0])))} has type {ty}"
        case "treat missing":
            fact, amount = build.ref(tree(kids[0])), build.expr(tree(kids[1]))
            return f"{name(fact)} as {value(amount)}"
        case "effective from":
            days = [str(k) for k in kids if isinstance(k, Token)]
            return " to ".join(days)
        case _:
            said = []
            for kid in kids:
                if isinstance(kid, Tree):
                    said.append(name(build.ref(kid)))
                elif isinstance(kid, Token):
                    said.append(str(kid) if kid.type == "STRING" else words(str(kid)))
            return " ".join(said)


def _body(build: Builder, node: Node) -> tuple[str, n.Junction | None]:
    found = build.body(node)
    if isinstance(found, n.Expr):
        return value(found), None
    return sentence(found)


def _keyed(build: Builder, node: Node) -> str:
    chain, keys, file = node.children
    text = name(build.ref(tree(chain)))
    if isinstance(keys, Tree):
        text += " by " + f",{BREAK}".join(name(build.ref(tree(k))) for k in keys.children)
    if isinstance(file, Tree):
        text += f"{BREAK}from file {file.children[0]}"
    return text


def _define(clause: Clause) -> _Said:
    found = define_block(_no_reader(clause), clause, [])
    match found:
        case n.DefineSet():
            text, tail = members(found.members)
            return _Said(_naming(found.name, found.called) + text, tail)
        case n.DefineGroups():
            text, tail = members(found.members)
            by = "grouped by " + ", ".join(name(k) for k in found.keys)
            lead = _naming(found.name, found.called)
            if tail is None:
                return _Said(f"{lead}{text}{TURN}{by}")
            return _Said(lead + text, tail, by)
        case n.DefineRuns():
            text, tail = members(found.members)
            gaps = f"with gaps of at most {value(found.gap)}"
            lead = _naming(found.name, found.called)
            if tail is None:
                return _Said(f"{lead}runs of {text}{TURN}{gaps}")
            return _Said(f"{lead}runs of {text}", tail, gaps)
        case n.DefineExpression():
            return _Said(_naming(found.name, found.called) + value(found.value))
        case n.DefineCondition():
            text, tail = sentence(found.condition)
            return _Said(_naming(found.name, None) + text, tail)
        case _:
            raise TypeError(found)


def _no_reader(clause: Clause) -> Reader:
    return Reader(SourceFile(clause.span.name, ""), "", clause.builder.diagnostics)


def _naming(ref: n.Ref, called: str | None) -> str:
    said = f' called "{called}"' if called is not None else ""
    return f"{name(ref)}{said} as "


def _action(build: Builder, node: Node) -> str:
    if node.data != "reduce_payment":
        return words(str(node.children[0]))
    part = optional(node, 1)
    return "reduce payment" + (f" by {value(build.expr(part))}" if part is not None else "")


def _given(found: n.Given) -> str:
    fact = head(found.fact)
    match found:
        case n.GivenHolds():
            return fact if found.positive else f"not {fact}"
        case n.GivenValue():
            said = cell(found.cell).removeprefix("is ")
            return f"{fact} is {said}"
