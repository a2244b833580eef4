"""Mistakes in sentences: an edge, a `not`, any for all, a condition or a code left out."""

from __future__ import annotations

from collections.abc import Iterator

from hhrules.source.text import SourceFile
from hhrules.syntax import nodes as n
from hhrules.testing.mutants.edit import Edit, cut, replaced, without_item, word_after
from hhrules.testing.next_literal import stepped

_EDGES = {
    "more than": "at least",
    "at least": "more than",
    "less than": "at most",
    "at most": "less than",
    "before": "on or before",
    "on or before": "before",
    "after": "on or after",
    "on or after": "after",
}
#: The step of a bound that the other edge does not stand for already.
_OTHER_WAY = {
    "more than": 1,
    "after": 1,
    "at most": 1,
    "on or before": 1,
    "at least": -1,
    "on or after": -1,
    "less than": -1,
    "before": -1,
}
_IS = (
    r"\bis(\s+(not|more\s+than|less\s+than|at\s+least|at\s+most|on\s+or\s+before|"
    r"on\s+or\s+after|before|after))?\b"
)
_LISTS = {"and": "all of", "or": "any of", "none": "none of"}
_SWAPPED = {"and": "any of", "or": "all of", "none": "any of"}


def sentence_edits(source: SourceFile, node: object) -> Iterator[Edit]:
    """The mistakes that one sentence, not those within it, can hold."""
    match node:
        case n.Compare():
            yield from _compare(source, node)
        case n.OneOf(left=left, items=items):
            yield from _negated(source, left.span.end, node.span.end, "one of")
            yield from _items(items)
        case n.Between():
            yield from ends(source, node.low, node.high)
        case n.Presence():
            yield from _presence(source, node)
        case n.Include():
            yield from _include(source, node)
        case n.Exists():
            yield from _exists(source, node)
        case n.Holds() | n.Not():
            said = source.slice(node.operand.span if isinstance(node, n.Not) else node.span)
            turned = said if isinstance(node, n.Not) else f"not {said}"
            yield replaced("a `not`", node.span, turned)
        case n.Mentions():
            yield from _words(source, node, "one of", "none of")
        case n.Junction():
            yield from _junction(source, node)
        case _:
            return


def _compare(source: SourceFile, node: n.Compare) -> Iterator[Edit]:
    found = word_after(source, node.left.span.end, node.right.span.start, _IS)
    if found is None:
        return
    start, end, _ = found
    if node.op in ("", "not"):
        yield Edit("a `not`", ((start, end, "is" if node.op else "is not"),))
        if isinstance(node.right, n.Lit) and node.right.kind not in ("yes", "no"):
            yield from steps_of(node.right, (1,))
        return
    yield Edit("an edge", ((start, end, f"is {_EDGES[node.op]}"),))
    if isinstance(node.right, n.Lit):
        yield from steps_of(node.right, (_OTHER_WAY[node.op],))


_KINDS = {
    "date": "a day",
    "money": "a cent",
    "duration": "a day",
    "code": "a code",
    "yes": "yes and no",
    "no": "yes and no",
}


def kind_of(lit: n.Lit) -> str:
    """The mistake that a step of a literal is."""
    unit = lit.text.split(" ")[-1].rstrip("s")
    return f"a {unit}" if lit.kind == "duration" else _KINDS.get(lit.kind, "a unit")


def steps_of(lit: n.Lit, steps: tuple[int, ...], kind: str = "") -> Iterator[Edit]:
    """A literal some steps further."""
    for step in steps:
        text = stepped(lit, step)
        if text is not None:
            yield replaced(kind or kind_of(lit), lit.span, text)


def literal_edits(lit: n.Lit) -> Iterator[Edit]:
    """A literal inside a value: one step either way."""
    yield from steps_of(lit, (1, -1))


def ends(source: SourceFile, low: n.Expr, high: n.Expr) -> Iterator[Edit]:
    """The ends of `between A and B`, each one step either way."""
    for end in (low, high):
        if isinstance(end, n.Lit):
            yield from steps_of(end, (1, -1))
            continue
        said = source.slice(end.span)
        for way in ("after", "before"):
            yield replaced("a day", end.span, f"(1 day {way} ({said}))")
        for sign in "+-":
            yield replaced("a unit", end.span, f"({said} {sign} 1)")


def _negated(source: SourceFile, start: int, end: int, words: str) -> Iterator[Edit]:
    found = word_after(source, start, end, r"\bis\s+(not\s+)?" + words.replace(" ", r"\s+"))
    if found is not None:
        said = f"is {words}" if "not" in found[2] else f"is not {words}"
        yield Edit("a `not`", ((found[0], found[1], said),))


def _items(items: tuple[n.Expr, ...]) -> Iterator[Edit]:
    for number, item in enumerate(items):
        dropped = without_item("a dropped code", (i.span for i in items), number)
        if dropped is not None:
            yield dropped
        if isinstance(item, n.RangeLit):
            yield from range_edits(item)


def range_edits(item: n.RangeLit) -> Iterator[Edit]:
    """A range that begins one later or ends one earlier."""
    for lit, step in ((item.low, 1), (item.high, -1)):
        yield from (replaced("an edge", e_lit.span, text) for e_lit, text in _moved(lit, step))


def _moved(lit: n.Lit, step: int) -> Iterator[tuple[n.Lit, str]]:
    text = stepped(lit, step)
    if text is not None:
        yield lit, text


def _presence(source: SourceFile, node: n.Presence) -> Iterator[Edit]:
    swapped = {"none": "not none", "not none": "none", "missing": "known", "known": "missing"}
    found = word_after(
        source,
        node.operand.span.end,
        node.span.end,
        r"\bis\s+" + node.test.replace(" ", r"\s+"),
    )
    if found is not None:
        yield Edit("a `not`", ((found[0], found[1], f"is {swapped[node.test]}"),))


def _include(source: SourceFile, node: n.Include) -> Iterator[Edit]:
    modes = {"one": "none of", "one of": "none of", "all of": "one of", "none of": "one of"}
    mode = "" if node.mode == "one" else r"\s+" + node.mode.replace(" ", r"\s+")
    found = word_after(
        source, node.operand.span.end, node.items[0].span.start, r"\binclude" + mode
    )
    if found is not None:
        kind = "any and all" if node.mode == "all of" else "a `not`"
        yield Edit(kind, ((found[0], found[1], f"include {modes[node.mode]}"),))
        if node.mode == "one of" and len(node.items) > 1:
            yield Edit("any and all", ((found[0], found[1], "include all of"),))
    if node.mode != "one":
        yield from _items(node.items)


def _exists(source: SourceFile, node: n.Exists) -> Iterator[Edit]:
    found = word_after(source, node.span.start, node.span.end, r"there\s+is\s+(an?|no)\b")
    if found is not None:
        said = "there is no" if node.positive else "there is a"
        yield Edit("a `not`", ((found[0], found[1], said),))


def _words(source: SourceFile, node: n.Mentions, one: str, other: str) -> Iterator[Edit]:
    have, want = (other, one) if node.negated else (one, other)
    found = word_after(source, node.operand.span.end, node.phrases.span.start, have)
    if found is not None:
        yield Edit("a `not`", ((found[0], found[1], want),))


def _junction(source: SourceFile, node: n.Junction) -> Iterator[Edit]:
    if node.listed:
        opener = _LISTS[node.op].replace(" ", r"\s+")
        found = word_after(source, node.span.start, node.items[0].span.start, opener)
        if found is not None and len(node.items) > 1:
            yield Edit("any and all", ((found[0], found[1], _SWAPPED[node.op]),))
        elif found is not None and node.op == "none":
            yield Edit("a `not`", ((found[0], found[1], "any of"),))
        if len(node.items) > 1:
            for item in node.items:
                yield cut("a dropped condition", source, item.span.start, item.span.end)
        return
    joints = list(zip(node.items, node.items[1:], strict=False))
    parts: list[tuple[int, int, str]] = []
    for left, right in joints:
        found = word_after(source, left.span.end, right.span.start, rf"\b{node.op}\b")
        if found is None:
            return
        parts.append((found[0], found[1], "or" if node.op == "and" else "and"))
    yield Edit("and and or", tuple(parts))
    for number in range(len(node.items)):
        dropped = without_item("a dropped condition", (i.span for i in node.items), number)
        if dropped is not None:
            yield dropped
