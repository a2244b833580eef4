"""Rules to Python: gates one after another, then the checks; line rules share one walk."""

from __future__ import annotations

from contextlib import ExitStack

from hhrules.codegen.emitter import Emitter
from hhrules.ir import nodes as ir
from hhrules.ir.keys import reads
from hhrules.ir.walk import all_nodes


def function_name(rule: ir.Rule) -> str:
    """The name of a rule's function, as tracebacks show it."""
    name = "rule_" + "".join(c if c.isalnum() else "_" for c in rule.id)
    return name if rule.version == 1 else f"{name}_version_{rule.version}"


def emit_body(
    emitter: Emitter,
    rule: ir.Rule,
    number: int,
    subject: str,
    doubts: tuple[str, ...] = (),
    *,
    entered: bool = False,
) -> None:
    """One rule for one subject: is it a subject, in force, applicable; are its checks met.

    `entered`: that it is a subject, and the rule's switches, were asked before; `doubts` are
    the tests that tell whether the answers were sure.
    """
    writer = emitter.writer
    waits = list(doubts)
    if not entered:
        emitter.steady.clear()
    outside = writer.scope
    writer.scope = outside.copy()
    with ExitStack() as nest:
        if not entered:
            for switch in rule.switches:
                gate(emitter, switch.condition, waits, nest, counted=True)
            enter(emitter, rule, waits, nest)
        if rule.in_force is not None:
            gate(emitter, rule.in_force, waits, nest, counted=False)
        for step in rule.steps:
            if isinstance(step, ir.Bind):
                text = emitter.expression(step.value)
                sure, some = not emitter.doubtful(step.value), not emitter.nullable(step.value)
                writer.scope.forget(step.name)
                writer.line(f"{step.name} = {text}", step.value.span)
                if not emitter.traced:
                    writer.scope.bind(step, sure=sure, some=some)
            else:
                gate(emitter, step.condition, waits, nest, counted=True)
        _checks(emitter, rule, number, subject, waits)
    inside, writer.scope = writer.scope, outside
    inside.only(frozenset({"claim", "given", "env", "line"}))
    outside.values = inside.values


def enter(emitter: Emitter, rule: ir.Rule, waits: list[str], nest: ExitStack) -> None:
    """What follows is written for the members of the rule's set."""
    if rule.loop is None:
        return
    if isinstance(rule.loop.source, ir.Grouped):
        emitter.steady.add(rule.loop.var)
        waits.append(f"{rule.loop.var}.sure")
    for condition in rule.loop.conditions:
        gate(emitter, condition, waits, nest, counted=False)


def gate(
    emitter: Emitter,
    condition: ir.Expr,
    waits: list[str],
    nest: ExitStack,
    *,
    counted: bool,
) -> None:
    """What follows is written for subjects for which the condition is not no."""
    writer = emitter.writer
    value = emitter.condition(condition)
    doubtful = emitter.doubtful(condition)
    if doubtful:
        waits.append(f"{value} is True")
    if counted:
        nest.callback(_not_applicable, emitter, condition)
    nest.enter_context(
        writer.block(
            f"if {value} is not False:" if doubtful else f"if {value}:", condition.span
        )
    )
    if not doubtful and not emitter.traced:
        writer.scope.learn(condition)


def _not_applicable(emitter: Emitter, condition: ir.Expr) -> None:
    with emitter.writer.block("else:"):
        emitter.writer.line("not_applicable += 1", condition.span)


def _checks(
    emitter: Emitter, rule: ir.Rule, number: int, subject: str, doubts: list[str]
) -> None:
    writer = emitter.writer
    results = [emitter.condition(check.condition) for check in rule.checks]
    doubtful = [emitter.doubtful(check.condition) for check in rule.checks]
    met = " and ".join(
        f"{r} is True" if d else r for r, d in zip(results, doubtful, strict=True)
    )
    broken = [
        f"{r} is False" if d else f"not {r}" for r, d in zip(results, doubtful, strict=True)
    ]
    any_broken = broken[0] if len(broken) == 1 else f"({' or '.join(broken)})"
    with writer.block(f"if {met}:", rule.checks[0].condition.span):
        writer.line("met += 1", rule.checks[0].condition.span)
    settled = not doubts and not any(doubtful)
    test = "else:" if settled else f"elif {' and '.join([*doubts, any_broken])}:"
    with writer.block(test, rule.checks[0].condition.span):
        writer.line("report.violated += 1")
        if len(rule.checks) == 1:
            emit_breach(emitter, rule.checks[0], number, 0, subject)
        else:
            for index, check in enumerate(rule.checks):
                with writer.block(f"if {broken[index]}:"):
                    emit_breach(emitter, check, number, index, subject)
    if not settled:
        with writer.block("else:"):
            writer.line(f"report.open({number}, {subject})", rule.span)


def emit_breach(
    emitter: Emitter, check: ir.Check, number: int, index: int, subject: str
) -> None:
    """Report that a subject breaks a check."""
    message = _values(emitter, check.message)
    fix = _values(emitter, check.fix)
    payment = "None"
    if check.payment is not None:
        parts = [check.payment.numerator]
        if check.payment.denominator is not None:
            parts.append(check.payment.denominator)
        payment = f"({''.join(f'{emitter.expression(p)}, ' for p in parts)})"
    emitter.writer.line(
        f"report.broken({number}, {index}, {subject}, ({message}), ({fix}), {payment})",
        check.span,
    )


def _values(emitter: Emitter, text: ir.Text | None) -> str:
    if text is None:
        return ""
    return "".join(f"{emitter.stored(p)}, " for p in text.parts if not isinstance(p, str))


def is_line_rule(rule: ir.Rule) -> bool:
    """Whether a rule's subjects are the lines of the claim."""
    loop = rule.loop
    return (
        loop is not None
        and isinstance(loop.source, ir.Records)
        and loop.source.path == ("lines",)
    )


def head(emitter: Emitter, rules: list[ir.Rule]) -> None:
    """How every function of rules begins."""
    if any(
        isinstance(n, ir.Fact) and n.record == "given"
        for rule in rules
        for n in all_nodes(rule)
    ):
        emitter.writer.line("given = env.given")
    emitter.writer.line("met = not_applicable = 0")


def foot(emitter: Emitter) -> None:
    """How every function of rules ends."""
    emitter.writer.line("report.met += met")
    emitter.writer.line("report.not_applicable += not_applicable")


def unknown_subjects(emitter: Emitter, rule: ir.Rule, number: int) -> None:
    """Subjects that were not sent: open, unless the claim shows the rule not in force."""
    writer = emitter.writer
    loop = rule.loop
    assert loop is not None
    force = rule.in_force
    if force is not None and loop.var not in reads(force):
        value = emitter.condition(force)
        with writer.block(f"if {value} is not False:"):
            writer.line(f"report.open({number}, None)", rule.span)
        return
    writer.line(f"report.open({number}, None)", rule.span)


def emit_traced(emitter: Emitter, program: ir.BookProgram) -> None:
    """One function a rule, for one subject, that tells a recorder of every step."""
    for number, rule in enumerate(program.rules):
        var = rule.loop.var if rule.loop is not None else "_"
        with emitter.writer.block(
            f"def {function_name(rule)}(claim, env, report, seen, {var}):", rule.span
        ):
            head(emitter, [rule])
            emit_body(emitter, rule, number, var)
            foot(emitter)


def emit_alone(emitter: Emitter, number: int, rule: ir.Rule) -> None:
    """The function of one rule on one subject, asking everything."""
    writer = emitter.writer
    assert rule.loop is not None
    emitter.steady.clear()
    var = rule.loop.var
    with writer.block(f"def {function_name(rule)}(claim, {var}, env, report):", rule.span):
        head(emitter, [rule])
        waits: list[str] = []
        with ExitStack() as nest:
            for switch in rule.switches:
                gate(emitter, switch.condition, waits, nest, counted=False)
            enter(emitter, rule, waits, nest)
            emit_body(emitter, rule, number, var, tuple(waits), entered=True)
        foot(emitter)
    writer.line()
