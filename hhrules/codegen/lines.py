"""All rules on lines in one walk over the lines.

What several rules read of a line is read once; rules that a condition on the claim switches off
are not entered; rules on the same lines stand together.
"""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack

from hhrules.codegen.emitter import Emitter
from hhrules.codegen.rules import emit_body, gate
from hhrules.ir import nodes as ir
from hhrules.ir.keys import key, reads
from hhrules.ir.walk import roots, walk
from hhrules.values.types import CODE, DATE, TEXT, ListOf

Numbered = tuple[int, ir.Rule]

_CHEAP = (ir.Fact, ir.Lookup, ir.Matches, ir.InTable)


def emit_line_rules(emitter: Emitter, rules: list[Numbered]) -> None:
    """The functions that judge every line by every line rule.

    A line on which all that most rules ask for is known goes the short way, with nothing to ask
    twice; any other goes through `one_line`, which says the same and asks.
    """
    writer = emitter.writer
    emitter.steady.clear()
    facts = [n for n in shared(rules) if isinstance(n, ir.Fact) and _class_of(n)]
    with writer.block("def each_line(claim, env, report):"):
        _begin(emitter, rules)
        with writer.block("for line in claim.lines:"):
            writer.scope.forget("line")
            tests = [f"{emitter.stored(n)}.__class__ is {_class_of(n)}" for n in facts]
            if not tests:
                _bodies(emitter, rules)
            else:
                with writer.block(f"if {' and '.join(tests)}:"):
                    for fact in facts:
                        writer.scope.sure.add(key(fact))
                        writer.scope.some.add(key(fact))
                    _bodies(emitter, rules)
                with writer.block("else:"):
                    writer.line("one_line(claim, line, env, report)")
        _end(emitter)
    if facts:
        with writer.block("def one_line(claim, line, env, report):"):
            _begin(emitter, rules, counted=False)
            _bodies(emitter, rules)
            _end(emitter)


def _class_of(node: ir.Fact) -> str:
    """The Python class of a fact that is known and not none."""
    if isinstance(node.ty, ListOf):
        return "list"
    if node.ty == DATE:
        return "date"
    return "str" if node.ty in (CODE, TEXT) else ""


def _begin(emitter: Emitter, rules: list[Numbered], *, counted: bool = True) -> None:
    emitter.writer.line("given = env.given")
    emitter.writer.line("met = not_applicable = 0")
    for switches in _by_switches(rules).values():
        _switch_off(emitter, switches, counted=counted)


def _bodies(emitter: Emitter, rules: list[Numbered]) -> None:
    for node in shared(rules):
        emitter.stored(node)
    for group in _by_switches(rules).values():
        _switched(emitter, group)


def _end(emitter: Emitter) -> None:
    emitter.writer.line("report.met += met")
    emitter.writer.line("report.not_applicable += not_applicable")
    emitter.writer.line()


def _by_switches(rules: list[Numbered]) -> dict[object, list[Numbered]]:
    found: dict[object, list[Numbered]] = {}
    for number, rule in rules:
        switches = [s.condition for s in rule.switches]
        if rule.in_force is not None and reads(rule.in_force) <= {"claim"}:
            switches.append(rule.in_force)
        found.setdefault(tuple(key(s) for s in switches), []).append((number, rule))
    return found


def _by_members(rules: list[Numbered]) -> dict[object, list[Numbered]]:
    found: dict[object, list[Numbered]] = {}
    for number, rule in rules:
        assert rule.loop is not None
        found.setdefault(key(rule.loop.conditions), []).append((number, rule))
    return found


def _switch_off(emitter: Emitter, rules: list[Numbered], *, counted: bool) -> None:
    """Work the switches of some rules out, and count the rules that they switch off."""
    first = rules[0][1]
    names: list[str] = []
    for switch in first.switches:
        value = emitter.condition(switch.condition)
        names.append(
            f"{value} is False" if emitter.doubtful(switch.condition) else f"not {value}"
        )
    if first.in_force is not None and reads(first.in_force) <= {"claim"}:
        emitter.stored(first.in_force)
    if names and counted:
        with emitter.writer.block(f"if {' or '.join(names)}:"):
            emitter.writer.line(f"not_applicable += {len(rules)}", first.span)


def _switched(emitter: Emitter, rules: list[Numbered]) -> None:
    first = rules[0][1]
    waits: list[str] = []
    with ExitStack() as nest:
        for switch in first.switches:
            gate(emitter, switch.condition, waits, nest, counted=False)
        if first.in_force is not None and reads(first.in_force) <= {"claim"}:
            gate(emitter, first.in_force, waits, nest, counted=False)
        for group in _by_members(rules).values():
            _members(emitter, group, list(waits))


def _members(emitter: Emitter, rules: list[Numbered], waits: list[str]) -> None:
    first = rules[0][1]
    assert first.loop is not None
    outside = emitter.writer.scope
    emitter.writer.scope = outside.copy()
    with ExitStack() as nest:
        for condition in first.loop.conditions:
            gate(emitter, condition, waits, nest, counted=False)
        for number, rule in rules:
            assert rule.loop is not None
            emitter.writer.line(f"# {rule.id}")
            if rule.loop.var != "line":
                emitter.writer.line(f"{rule.loop.var} = line")
            emit_body(emitter, rule, number, rule.loop.var, tuple(waits), entered=True)
    emitter.writer.scope = outside


def shared(rules: list[Numbered]) -> list[ir.Expr]:
    """What is cheap to read of a line and read by several rules, in an order that works."""
    counts: Counter[object] = Counter()
    nodes: dict[object, ir.Expr] = {}
    for _, rule in rules:
        seen: dict[object, ir.Expr] = {}
        for root in roots(rule):
            for node in walk(root):
                if isinstance(node, _CHEAP) and reads(node) == {"line"}:
                    seen[key(node)] = node
        early = {key(n) for c in (rule.loop.conditions if rule.loop else ()) for n in walk(c)}
        for k, node in seen.items():
            counts[k] += _ALWAYS if k in early else 1
            nodes.setdefault(k, node)
    wanted = [
        nodes[k] for k, count in counts.items() if count >= _ALWAYS + 1 and _is_cheap(nodes[k])
    ]
    return sorted(wanted, key=lambda n: (len(list(walk(n))), n.id))


def _is_cheap(node: ir.Expr) -> bool:
    """Whether a value is read in one step: a fact, or a code of a fact looked up."""
    if isinstance(node, ir.Lookup):
        return len(node.keys) == 1 and node.date is None and _is_cheap(node.keys[0])
    if isinstance(node, ir.Matches | ir.InTable):
        return _is_cheap(node.operand)
    return isinstance(node, ir.Fact)


_ALWAYS = 2
"""What every line is asked counts for as much as this many reads that some lines are spared."""
