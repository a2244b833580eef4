"""`and`, `or`, `none of` to Python: one text where all parts are known, else by steps."""

from __future__ import annotations

from hhrules.codegen.certainty import may_be_none
from hhrules.codegen.emitter import Emitter
from hhrules.codegen.text.writer import plain
from hhrules.ir import nodes as ir


def emit_junction(emitter: Emitter, node: ir.Junction) -> str:
    """Conditions joined: each part is asked only while the answer is open."""
    if not emitter.traced:
        text = _plain_junction(emitter, node)
        if text is not None:
            return text
    if len(node.items) == 1 and node.op != "none":
        return emitter.condition(node.items[0])
    if not emitter.traced and not emitter.doubtful(node):
        return _sure_junction(emitter, node)
    goes_on, settled = (
        ("is not False", "is not True") if node.op == "and" else ("is not True", "is not False")
    )
    name = emitter.writer.temporary()
    emitter.writer.line(f"{name} = {emitter.condition(node.items[0])}", node.items[0].span)
    sure = [] if emitter.doubtful(node.items[0]) else [node.items[0]]
    for item in node.items[1:]:
        with emitter.writer.block(f"if {name} {goes_on}:"):
            for earlier in sure if not emitter.traced else ():
                emitter.writer.scope.learn(earlier, outcome=node.op == "and")
            if not emitter.doubtful(item):
                sure.append(item)
            other = emitter.condition(item)
            with emitter.writer.block(f"if {other} {settled}:"):
                emitter.writer.line(f"{name} = {other}", item.span)
    if node.op == "none":
        return (
            f"UNKNOWN if {name} is UNKNOWN else not {name}"
            if emitter.doubtful(node)
            else f"not {name}"
        )
    return name


def _sure_junction(emitter: Emitter, node: ir.Junction) -> str:
    """Parts that are all known, of which some need statements."""
    name = emitter.writer.temporary()
    emitter.writer.line(f"{name} = {emitter.condition(node.items[0])}", node.items[0].span)
    for number, item in enumerate(node.items[1:]):
        with emitter.writer.block(f"if {name}:" if node.op == "and" else f"if not {name}:"):
            for earlier in node.items[: number + 1]:
                emitter.writer.scope.learn(earlier, outcome=node.op == "and")
            emitter.writer.line(f"{name} = {emitter.expression(item)}", item.span)
    return f"not {name}" if node.op == "none" else name


def _plain_junction(emitter: Emitter, node: ir.Junction) -> str | None:
    """`a and b` where every part is known and needs no statement of its own."""
    kept = (
        emitter.writer.scope,
        len(emitter.writer.lines),
        len(emitter.writer.segments),
        emitter.writer.temporaries,
    )
    emitter.writer.scope = kept[0].copy()
    parts: list[str] = []
    try:
        for item in node.items:
            if emitter.doubtful(item) or may_be_none(item, emitter.functions):
                return None
            parts.append(emitter.expression(item))
            if len(emitter.writer.lines) != kept[1]:
                return None
            emitter.writer.scope.learn(item, outcome=node.op == "and")
    finally:
        emitter.writer.scope = kept[0]
        del emitter.writer.lines[kept[1] :]
        del emitter.writer.segments[kept[2] :]
    word = " and " if node.op == "and" else " or "
    text = word.join(_bracketed(p) for p in parts)
    return f"not ({text})" if node.op == "none" else text


def _bracketed(text: str) -> str:
    bare = plain(text)
    return f"({text})" if " and " in bare or " or " in bare or bare.startswith("not ") else text
