"""Rules to Python: gates one after another, then the checks; line rules share one walk."""

from __future__ import annotations

from contextlib import ExitStack

from hhrules.codegen.expressions import Emitter
from hhrules.codegen.sets import conditions, emit_grouping, members
from hhrules.ir import nodes as ir


def function_name(rule: ir.Rule) -> str:
    """The name of a rule's function, as tracebacks show it."""
    name = "rule_" + "".join(c if c.isalnum() else "_" for c in rule.id)
    return name if rule.version == 1 else f"{name}_version_{rule.version}"


def emit_body(emitter: Emitter, rule: ir.Rule, number: int, subject: str) -> None:
    """One rule for one subject: is it a subject, in force, applicable; are its checks met."""
    writer = emitter.writer
    doubts: list[str] = []
    emitter.steady.clear()
    with ExitStack() as nest:
        if rule.loop is not None:
            if isinstance(rule.loop.source, ir.Grouped):
                emitter.steady.add(rule.loop.var)
                doubts.append(f"{rule.loop.var}.sure")
            for condition in rule.loop.conditions:
                _gate(emitter, condition, doubts, nest, counted=False)
        if rule.in_force is not None:
            _gate(emitter, rule.in_force, doubts, nest, counted=False)
        for step in rule.steps:
            if isinstance(step, ir.Bind):
                writer.line(f"{step.name} = {emitter.expression(step.value)}", step.value.span)
            else:
                _gate(emitter, step.condition, doubts, nest, counted=True)
        _checks(emitter, rule, number, subject, doubts)


def _gate(
    emitter: Emitter, condition: ir.Expression, doubts: list[str], nest: ExitStack, *, counted: bool
) -> None:
    writer = emitter.writer
    value = emitter.condition(condition)
    doubtful = emitter.doubtful(condition)
    if doubtful:
        doubts.append(f"{value} is True")
    if counted:
        test = f"if {value} is False:" if doubtful else f"if not {value}:"
        with writer.block(test):
            writer.line("not_applicable += 1", condition.span)
        nest.enter_context(writer.block("else:"))
    else:
        test = f"if {value} is not False:" if doubtful else f"if {value}:"
        nest.enter_context(writer.block(test))


def _checks(emitter: Emitter, rule: ir.Rule, number: int, subject: str, doubts: list[str]) -> None:
    writer = emitter.writer
    results = [emitter.condition(check.condition) for check in rule.checks]
    met = " and ".join(f"{r} is True" for r in results)
    broken = [f"{r} is False" for r in results]
    any_broken = broken[0] if len(broken) == 1 else f"({' or '.join(broken)})"
    with writer.block(f"if {met}:", rule.checks[0].condition.span):
        writer.line("met += 1", rule.checks[0].condition.span)
    with writer.block(f"elif {' and '.join([*doubts, any_broken])}:", rule.checks[0].condition.span):
        writer.line("report.violated += 1")
        if len(rule.checks) == 1:
            _broken(emitter, rule.checks[0], number, 0, subject)
        else:
            for index, check in enumerate(rule.checks):
                with writer.block(f"if {broken[index]}:"):
                    _broken(emitter, check, number, index, subject)
    with writer.block("else:"):
        writer.line(f"report.open({number}, {subject})", rule.span)


def _broken(emitter: Emitter, check: ir.Check, number: int, index: int, subject: str) -> None:
    message = _values(emitter, check.message)
    fix = _values(emitter, check.fix)
    payment = "None"
    if check.payment is not None:
        parts = [check.payment.numerator]
        if check.payment.denominator is not None:
            parts.append(check.payment.denominator)
        payment = f"({''.join(f'{emitter.expression(p)}, ' for p in parts)})"
    emitter.writer.line(
        f"report.broken({number}, {index}, {subject}, ({message}), ({fix}), {payment})", check.span
    )


def _values(emitter: Emitter, text: ir.Text | None) -> str:
    if text is None:
        return ""
    return "".join(f"{emitter.stored(p)}, " for p in text.parts if not isinstance(p, str))


def emit_plain(emitter: Emitter, program: ir.BookProgram) -> list[str]:
    """The functions that judge a whole claim; returns their names in order."""
    names: list[str] = []
    lines = [
        (n, r) for n, r in enumerate(program.rules)
        if r.loop is not None and r.loop.source.__class__ is ir.Records and r.loop.source.path == ("lines",)
    ]
    if lines:
        names.append("each_line")
        _line_rules(emitter, lines)
    fused = {n for n, _ in lines}
    for number, rule in enumerate(program.rules):
        if number not in fused:
            names.append(function_name(rule))
            _one_rule(emitter, rule, number)
    return names


def _head(emitter: Emitter) -> None:
    emitter.writer.line("given = env.given")
    emitter.writer.line("met = not_applicable = 0")


def _foot(emitter: Emitter) -> None:
    emitter.writer.line("report.met += met")
    emitter.writer.line("report.not_applicable += not_applicable")
    emitter.writer.line()


def _line_rules(emitter: Emitter, rules: list[tuple[int, ir.Rule]]) -> None:
    """All rules whose subject is a line, in one walk over the lines."""
    writer = emitter.writer
    with writer.block("def each_line(claim, env, report):"):
        _head(emitter)
        with writer.block("for line in claim.lines:"):
            for number, rule in rules:
                assert rule.loop is not None
                writer.line(f"# {rule.id}")
                if rule.loop.var != "line":
                    writer.line(f"{rule.loop.var} = line")
                emit_body(emitter, rule, number, rule.loop.var)
        _foot(emitter)


def _one_rule(emitter: Emitter, rule: ir.Rule, number: int) -> None:
    writer = emitter.writer
    with writer.block(f"def {function_name(rule)}(claim, env, report):", rule.span):
        _head(emitter)
        if rule.loop is None:
            emit_body(emitter, rule, number, "None")
        else:
            _subjects(emitter, rule, number)
        _foot(emitter)


def _subjects(emitter: Emitter, rule: ir.Rule, number: int) -> None:
    """A rule on each record or group; unknown subjects leave it open once."""
    writer, loop = emitter.writer, rule.loop
    assert loop is not None
    if isinstance(loop.source, ir.Grouped):
        source = f"env.groups({emitter.groupings[loop.source.grouping]})"
    else:
        source = ".".join((loop.source.claim, *loop.source.path))
    name = writer.temporary()
    writer.line(f"{name} = {source}", loop.span)
    with writer.block(f"if {name} is UNKNOWN:"):
        _unknown_subjects(emitter, rule, number)
    with writer.block("else:"), writer.block(f"for {loop.var} in {name} or ():", loop.span):
        emit_body(emitter, rule, number, loop.var)


def _unknown_subjects(emitter: Emitter, rule: ir.Rule, number: int) -> None:
    """Subjects that were not sent: open, unless the rule is not in force on a day of the claim."""
    writer = emitter.writer
    loop = rule.loop
    assert loop is not None
    force = rule.in_force
    used = {loop.var}
    if force is not None and not _reads(force, used):
        value = emitter.condition(force)
        with writer.block(f"if {value} is not False:"):
            writer.line(f"report.open({number}, None)", rule.span)
        return
    writer.line(f"report.open({number}, None)", rule.span)


def _reads(node: ir.Expression, names: set[str]) -> bool:
    from hhrules.ir.walk import walk  # noqa: PLC0415 - the one use

    for part in walk(node):
        if isinstance(part, ir.Fact) and part.record in names:
            return True
        if isinstance(part, ir.KeyOf) and part.group in names:
            return True
        if isinstance(part, ir.RunEnd) and part.run in names:
            return True
    return False


def emit_traced(emitter: Emitter, program: ir.BookProgram) -> None:
    """One function a rule, for one subject, that tells a recorder of every step."""
    for number, rule in enumerate(program.rules):
        var = rule.loop.var if rule.loop is not None else "_"
        with emitter.writer.block(f"def {function_name(rule)}(claim, env, report, seen, {var}):", rule.span):
            _head(emitter)
            emit_body(emitter, rule, number, var)
            _foot(emitter)


__all__ = ["conditions", "emit_grouping", "emit_plain", "emit_traced", "function_name", "members"]
