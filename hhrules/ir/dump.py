"""A program as text for people: what each rule became, every name bound and every type known.

Places and numbers are left out, so equal dumps mean equal programs. A `?` after a type says
that the value may be unknown.
"""

from __future__ import annotations

from collections.abc import Iterator

from hhrules.ir import nodes as ir

_WIDTH = 92


def dump(program: ir.BookProgram) -> str:
    """The whole program of a rulebook."""
    lines = [f"rulebook {program.name} {program.version}"]
    if program.applies is not None:
        lines += ["", "applies", *_tree(program.applies, 1)]
    for function in program.functions:
        lines += [
            "",
            f"define {function.name}({', '.join(function.params)})  ; {function.words}",
        ]
        lines += _tree(function.body, 1)
    for grouping in program.groupings:
        lines += ["", *_grouping(grouping)]
    for rule in program.rules:
        lines += ["", *_rule(rule)]
    return "\n".join(lines) + "\n"


def _rule(rule: ir.Rule) -> Iterator[str]:
    yield f'rule {rule.id} "{rule.title}"  ; level {rule.level}'
    if rule.loop is not None:
        yield from _loop(rule.loop, 1, "for each")
    if rule.in_force is not None:
        yield from _named("in force", rule.in_force)
    for step in rule.steps:
        if isinstance(step, ir.Bind):
            yield from _named(f"let {step.name}", step.value)
        else:
            yield from _named("when", step.condition)
    for check in rule.checks:
        yield from _named("require", check.condition)
        yield f"  otherwise {' '.join(w for w in (check.action, check.target) if w)}"
        if check.payment is not None:
            yield from _named("  fraction", check.payment.numerator)
            if check.payment.denominator is not None:
                yield from _named("  of", check.payment.denominator)
        yield from _text("because", check.message)
        yield from _text("fix", check.fix)


def _text(head: str, text: ir.Text | None) -> Iterator[str]:
    if text is None:
        return
    yield f"  {head}"
    for part in text.parts:
        if isinstance(part, str):
            yield f"    {part!r}"
        else:
            yield from _tree(part, 2)


def _grouping(grouping: ir.Grouping | ir.RunGrouping) -> Iterator[str]:
    word = "groups" if isinstance(grouping, ir.Grouping) else "runs"
    yield f"{word} {grouping.name}"
    yield from _loop(grouping.loop, 1, "of")
    keys = grouping.keys if isinstance(grouping, ir.Grouping) else grouping.same
    for name, key in zip(grouping.key_names, keys, strict=False):
        yield from _named(f"by {name}", key)
    if isinstance(grouping, ir.RunGrouping):
        yield from _named("on", grouping.date)
        yield from _named("parted by more than", grouping.gap)


def _named(head: str, node: ir.Expr) -> Iterator[str]:
    flat = _flat(node)
    if len(head) + len(flat) + 4 <= _WIDTH:
        yield f"  {head}  {flat}"
    else:
        yield f"  {head}"
        yield from _tree(node, 2)


def _loop(loop: ir.Loop, depth: int, head: str) -> Iterator[str]:
    yield f"{'  ' * depth}{head} {_loop_head(loop)}"
    for condition in loop.conditions:
        yield from _tree(condition, depth + 1)
    if loop.since is not None:
        yield f"{'  ' * (depth + 1)}since"
        yield from _tree(loop.since, depth + 2)


def _loop_head(loop: ir.Loop) -> str:
    source = loop.source
    if isinstance(source, ir.Records):
        members = f"{source.claim}.{'.'.join(source.path)}"
    else:
        members = f"group {source.grouping}"
    words = [loop.var, "in", members]
    if loop.scope != "own":
        words.append(f"across {loop.scope} claims")
    if loop.every_provider:
        words.append("of every provider")
    return " ".join(words)


def _tree(node: ir.Expr, depth: int) -> Iterator[str]:
    """A node on one line where it fits, else with its parts below it."""
    pad = "  " * depth
    flat = _flat(node)
    if len(pad) + len(flat) <= _WIDTH:
        yield pad + flat
        return
    head, loop, parts = _parts(node)
    yield f"{pad}({head}"
    if loop is not None:
        yield from _loop(loop, depth + 1, "each")
    for part in parts:
        yield from _tree(part, depth + 1)
    yield f"{pad}) : {_type(node)}"


def _flat(node: ir.Expr) -> str:
    head, loop, parts = _parts(node)
    words = [head]
    if loop is not None:
        words.append(f"[{_loop_head(loop)}]")
        words += [f"where {_flat(c)}" for c in loop.conditions]
        if loop.since is not None:
            words.append(f"since {_flat(loop.since)}")
    words += [_flat(part) for part in parts]
    simple = loop is None and not parts
    return head if simple else f"({' '.join(words)}) : {_type(node)}"


def _type(node: ir.Expr) -> str:
    return f"{node.ty}{'?' if node.uncertain else ''}"


def _parts(node: ir.Expr) -> tuple[str, ir.Loop | None, tuple[ir.Expr, ...]]:
    """The word for a node, the set that it walks, and the expressions in it."""
    match node:
        case ir.Aggregate(op=op, loop=loop, value=value, item_conditions=more):
            return op, loop, (*((value,) if value is not None else ()), *more)
        case ir.Exists(loop=loop, negated=negated):
            return "there is no" if negated else "there is", loop, ()
        case ir.Pick(loop=loop, value=value, total=total):
            return "total" if total else "the one", loop, (value,)
        case ir.Op(op=op, args=args):
            return op, None, args
        case ir.Junction(op=op, items=items):
            return op, None, items
        case ir.Not(operand=operand):
            return "not", None, (operand,)
        case ir.Presence(operand=operand, test=test):
            return f"is {test}", None, (operand,)
        case ir.IfNone(value=value, otherwise=otherwise, missing=missing):
            return "if missing" if missing else "if none", None, (value, otherwise)
        case ir.With(name=name, value=value, body=body):
            return f"with {name}", None, (value, body)
        case ir.Matches() | ir.Lookup() | ir.InTable() | ir.Dated() | ir.GroupOf():
            return _looked_up(node)
        case (
            ir.Call()
            | ir.Const()
            | ir.Fact()
            | ir.KeyOf()
            | ir.Local()
            | ir.RunEnd()
            | ir.Unstated()
        ):
            return _leaf(node), None, ()


def _looked_up(
    node: ir.Matches | ir.Lookup | ir.InTable | ir.Dated | ir.GroupOf,
) -> tuple[str, ir.Loop | None, tuple[ir.Expr, ...]]:
    """The same for codes, tables and groups."""
    match node:
        case ir.Matches(operand=operand, negated=negated):
            return f"{'not ' if negated else ''}in {{{_codes(node)}}}", None, (operand,)
        case ir.Lookup(table=table, column=column, keys=keys, date=date):
            return f"look up {table}/{column}", None, (*keys, *((date,) if date else ()))
        case ir.InTable(table=table, operand=operand, date=date, negated=negated):
            word = f"{'not ' if negated else ''}in table {table}"
            return word, None, (operand, *((date,) if date else ()))
        case ir.Dated(value=value, date=date, key=key):
            return f"value {value}", None, (date, *((key,) if key else ()))
        case ir.GroupOf(grouping=grouping, keys=keys, date=date):
            return f"its group {grouping}", None, (*keys, *((date,) if date else ()))


def _leaf(
    node: ir.Call | ir.Const | ir.Fact | ir.KeyOf | ir.Local | ir.RunEnd | ir.Unstated,
) -> str:
    match node:
        case ir.Const(value=value):
            return (
                "none"
                if value is None
                else str(value)
                if not isinstance(value, str)
                else repr(value)
            )
        case ir.Unstated(label=label):
            return f"<{label} is not stated>"
        case ir.Local(name=name):
            return name
        case ir.Fact(record=record, path=path):
            return ".".join((record, *path))
        case ir.KeyOf(group=group, index=index):
            return f"{group}.keys[{index}]"
        case ir.RunEnd(run=run, end=end):
            return f"{run}.{end}"
        case ir.Call(function=function, args=args):
            return f"{function}({', '.join(args)})"


def _codes(node: ir.Matches) -> str:
    spans = (f"{low} to {high}" for low, high in node.spans)
    return ", ".join([*map(str, node.codes), *node.patterns, *spans])
