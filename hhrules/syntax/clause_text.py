"""Clauses as canonical lines: the clause word padded to its column, lists below it."""

from __future__ import annotations

from attrs import define
from lark import Token, Tree

from hhrules.source.text import SourceFile
from hhrules.syntax import nodes as n
from hhrules.syntax.blocks import define as define_block
from hhrules.syntax.build import Builder, Node, tree, words
from hhrules.syntax.build_tables import build_cell, build_expect, build_given
from hhrules.syntax.reader import Clause, Reader
from hhrules.syntax.spoken import BREAK, cell, head, literal, members, name, sentence, value

WIDTH = 120
_PADDED = 12  # clause words are padded to this many characters
_CONTINUED = 16


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
    pad = "" if block or not said.text else " " * (_PADDED - len(clause.keyword) - 1)
    lead = " " * indent + clause.keyword + (" " if said.text else "")
    first = _wrapped(lead + pad, said.text, _CONTINUED)
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
    whole = lead + text.replace(BREAK, " ")
    if len(whole) <= WIDTH or BREAK not in text:
        return whole.rstrip()
    lines: list[str] = []
    line = lead
    fresh = True
    for part in text.split(BREAK):
        longer = line + part if fresh else f"{line} {part}"
        if len(longer) > WIDTH and not fresh:
            lines.append(line)
            line, fresh = " " * column + part, False
            continue
        line, fresh = longer, False
    return "\n".join([*lines, line])


# ---------------------------------------------------------------------- what follows the word


def _said(clause: Clause) -> _Said:
    assert clause.tree is not None
    build = clause.builder
    node = clause.tree
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
            return _Said(_expect(build_expect(build, node)))
        case "no row means":
            return _Said(cell(build_cell(build, clause.child())).removeprefix("is "))
        case _:
            return _Said(_simple(clause))


def _simple(clause: Clause) -> str:
    """Clauses of names, words and literals."""
    build = clause.builder
    assert clause.tree is not None
    kids = clause.tree.children
    match clause.keyword:
        case "fact":
            return f"{name(build.ref(tree(kids[0])))} has type {name(build.ref(tree(kids[1])))}"
        case "treat missing":
            fact, amount = build.ref(tree(kids[0])), build.expr(tree(kids[1]))
            return f"{name(fact)} as {value(amount)}"
        case "effective from":
            last = f" to {kids[1]}" if kids[1] is not None else ""
            return f"{kids[0]}{last}"
        case _:
            said = [
                words(str(k)) if isinstance(k, Token) and k.type != "STRING"
                else str(k) if isinstance(k, Token) else name(build.ref(k))
                for k in kids if k is not None
            ]
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
                return _Said(f"{lead}{text}{BREAK}{by}")
            return _Said(lead + text, tail, by)
        case n.DefineRuns():
            text, tail = members(found.members)
            gaps = f"with gaps of at most {value(found.gap)}"
            lead = _naming(found.name, found.called)
            if tail is None:
                return _Said(f"{lead}runs of {text}{BREAK}{gaps}")
            return _Said(f"{lead}runs of {text}", tail, gaps)
        case n.DefineExpression():
            return _Said(_naming(found.name, found.called) + value(found.value))
        case n.DefineCondition():
            text, tail = sentence(found.condition)
            return _Said(_naming(found.name, None) + text, tail)
        case _:
            raise AssertionError("a definition that could not be read is not printed")


def _no_reader(clause: Clause) -> Reader:
    return Reader(SourceFile(clause.span.name, ""), "", clause.builder.diagnostics)


def _naming(ref: n.Ref, called: str | None) -> str:
    said = f' called "{called}"' if called is not None else ""
    return f"{name(ref)}{said} as "


def _action(build: Builder, node: Node) -> str:
    if node.data != "reduce_payment":
        return words(str(node.children[0]))
    part = node.children[1]
    return "reduce payment" + (f" by {value(build.expr(tree(part)))}" if part is not None else "")


def _given(found: n.Given) -> str:
    fact = head(found.fact)
    match found:
        case n.GivenHolds():
            return fact if found.positive else f"not {fact}"
        case n.GivenValue():
            said = cell(found.cell).removeprefix("is ")
            return f"{fact} is {said}"


def _expect(found: n.Expect) -> str:
    text = found.outcome
    text += f" by {found.fraction}" if found.fraction else ""
    text += f" with {found.action.replace('_', ' ')}" if found.action else ""
    text += f" on line {found.line}" if found.line is not None else ""
    text += f" on {literal(found.on)}" if found.on is not None else ""
    if found.without:
        text += " without " + ", ".join(name(r) for r in found.without)
    return text
