"""Rules to IR: subject, force, steps, checks and messages."""

from __future__ import annotations

from hhrules.ir import nodes as ir
from hhrules.ir.expressions import lower_expression
from hhrules.ir.frames import Frame, Frames
from hhrules.ir.keys import reads
from hhrules.ir.lookups import report_undated
from hhrules.ir.names import find_ref
from hhrules.ir.order import order_date
from hhrules.ir.scope import Context
from hhrules.ir.sets import lower_set
from hhrules.ir.unknown import report_unknown
from hhrules.semantics.literals import WrongType, value_of
from hhrules.source.diagnostic import Edit, Fix, Label
from hhrules.syntax import nodes
from hhrules.values.types import DATE, DURATION, NUMBER, PERCENT, WHOLE, YESNO, ListOf

#: The level of a finding by the kind of its subject, where the rule names none.
LEVELS = {
    "claim": "claim",
    "line": "line",
    "visit": "visit",
    "therapy plan": "discipline",
    "notice of admission": "notice",
}

#: Only these actions may rest on what a text says.
SOFT = frozenset({"review", "warn", "inform"})

CLAIM = Frame(kind="claim", var="claim", claim="claim")


def lower_rule(ctx: Context, rule: nodes.Rule) -> ir.Rule:
    """A rule, ready to run on each of its subjects."""
    ctx.lets = {}
    ctx.text_checks = []
    ctx.next_var = {
        "claim": 1,
        "given": 1,
        "env": 1,
        "report": 1,
        "met": 1,
        "not_applicable": 1,
        "seen": 1,
    }
    ctx.assumed = {a.fact.text: a.value for a in rule.assumes}
    loop, frame = _subject(ctx, rule)
    frames: Frames = (CLAIM,) if loop is None else (CLAIM, frame)
    with ctx.anchored(rule.dated_by or ctx.book.tree.header.dated_by):
        anchor = _anchor(ctx, rule, frames)
        force = _in_force(ctx, rule, anchor)
        steps = tuple(_step(ctx, s, frames) for s in rule.steps)
        switches = _switches(steps) if loop is not None else ()
        checks = tuple(_check(ctx, c, rule, frames) for c in rule.checks)
    _cited(ctx, rule)
    date = order_date(ctx, frame, rule.span) if loop is not None else None
    lowered = ir.Rule(
        id=rule.id,
        title=rule.title,
        book=ctx.book.name,
        level=rule.level or _level(frame),
        subject=frame.kind,
        loop=loop,
        in_force=force,
        anchor=anchor,
        switches=switches,
        steps=steps[len(switches) :],
        checks=checks,
        certainty=rule.certainty or "",
        cites=tuple(c.text for c in rule.cites),
        notes=tuple(n.text for n in rule.notes),
        assumed=tuple(
            f"{a.fact.text} taken as {getattr(a.value, 'text', 'none')}" for a in rule.assumes
        ),
        date=date,
        span=rule.span,
    )
    ctx.assumed = {}
    return lowered


def _subject(ctx: Context, rule: nodes.Rule) -> tuple[ir.Loop | None, Frame]:
    if rule.subject is None or rule.subject.text == "claim":
        return None, CLAIM
    members = nodes.SetExpr(rule.subject, (), None, rule.subject.span)
    lowered = lower_set(ctx, members, (CLAIM,))
    if lowered is None:
        return None, CLAIM
    loop = lowered.loop
    if loop.scope != "own" and isinstance(loop.source, ir.Records):
        ctx.diagnostics.error(
            "E102",
            f"`{rule.subject.text}` stands on other claims too, and a rule judges one claim",
            rule.subject.span,
            label="a member of a set across claims",
            note="each earlier claim has, or had, a report of its own",
            help="name a set of this claim here, and say `across earlier claims` in a condition",
        )
    return loop, lowered.frame


def _level(frame: Frame) -> str:
    if frame.keys:
        return "visit" if frame.date_key is not None else "discipline"
    return LEVELS.get(frame.kind, "chart")


def _anchor(ctx: Context, rule: nodes.Rule, frames: Frames) -> ir.Expr | None:
    ref = rule.dated_by or ctx.book.tree.header.dated_by
    if ref is None:
        return None
    found = find_ref(ctx, ref, frames)
    if found is None and rule.effective is None and rule.dated_by is None:
        return None
    if found is None:
        report_unknown(ctx, ref, frames)
        return None
    if found.ty != DATE:
        ctx.diagnostics.error(
            "E118",
            f"`{ref.text}` is {found.ty}, not a date",
            ref.span,
            label=f"this is {found.ty}",
            note="the deciding date picks the version in force",
            help="name a date, such as `service date`",
        )
        return None
    return found


def check_dated_by(ctx: Context) -> None:
    """Report a deciding date of the rulebook that is no name at all, whether a rule asks for it or not."""
    book = ctx.book
    ref = book.tree.header.dated_by
    if ref is None or len(ref.parts) > 1 or book.find(ref.text) is not None:
        return
    if not any(ref.text in kind.facts for kind in book.vocabulary.records.values()):
        report_unknown(ctx, ref, (CLAIM,))


def _in_force(ctx: Context, rule: nodes.Rule, anchor: ir.Expr | None) -> ir.Expr | None:
    period = rule.effective
    if period is None:
        return None
    if period.start and period.end and period.start.text > period.end.text:
        ctx.diagnostics.error(
            "E119",
            f"{rule.id} ends before it begins",
            period.start.span.to(period.end.span),
            label="no day lies in this period",
            help=f"write `effective from {period.end.text} to {period.start.text}`",
            fixes=(
                Fix(
                    f"write `effective from {period.end.text} to {period.start.text}`",
                    (
                        Edit(period.start.span, period.end.text),
                        Edit(period.end.span, period.start.text),
                    ),
                ),
            ),
        )
    if anchor is None and rule.dated_by is None and ctx.book.tree.header.dated_by is None:
        why = "`effective from` is measured against a date; without one it holds on every day"
        report_undated(ctx, period.span, why)
    if anchor is None:
        return None
    parts: list[ir.Expr] = []
    for lit, op in ((period.start, "ge"), (period.end, "le")):
        if lit is not None:
            day = ir.Const(
                id=ctx.id(),
                ty=DATE,
                span=lit.span,
                value=value_of(lit, DATE)[0],
                uncertain=False,
            )
            parts.append(
                ir.Op(
                    id=ctx.id(),
                    ty=YESNO,
                    span=lit.span,
                    op=op,
                    args=(anchor, day),
                    uncertain=anchor.uncertain,
                )
            )
    if len(parts) == 1:
        return parts[0]
    return ir.Junction(
        id=ctx.id(),
        ty=YESNO,
        span=period.span,
        op="and",
        items=tuple(parts),
        uncertain=anchor.uncertain,
    )


def _step(ctx: Context, step: nodes.Let | nodes.When, frames: Frames) -> ir.Bind | ir.Guard:
    words = ctx.book.source.slice(step.span)
    if isinstance(step, nodes.When):
        condition = ctx.condition(ctx, step.condition, frames)
        if step.negated:
            condition = ir.Not(
                id=ctx.id(), ty=YESNO, span=step.condition.span, operand=condition
            )
        return ir.Guard(condition=condition, words=words)
    value = lower_expression(ctx, step.value, frames)
    if step.name.text in ctx.lets:
        ctx.diagnostics.error(
            "E110",
            f"`{step.name.text}` is defined twice",
            step.name.span,
            label="defined again here",
            help="give one of them another name",
        )
    name = ctx.var("let " + step.name.text)
    bound = ir.Local(
        id=ctx.id(), ty=value.ty, span=step.name.span, name=name, uncertain=value.uncertain
    )
    ctx.words[bound.id] = ctx.words.get(value.id, frozenset())
    ctx.lets[step.name.text] = value if isinstance(value, ir.Unstated) else bound
    return ir.Bind(name=name, words=step.name.text, value=value)


def _switches(steps: tuple[ir.Bind | ir.Guard, ...]) -> tuple[ir.Guard, ...]:
    """The first conditions that read the claim alone: asked once, not of each subject."""
    found: list[ir.Guard] = []
    for step in steps:
        if not isinstance(step, ir.Guard) or not reads(step.condition) <= {
            "claim",
            "given",
            "env",
        }:
            break
        found.append(step)
    return tuple(found)


def _check(ctx: Context, check: nodes.Check, rule: nodes.Rule, frames: Frames) -> ir.Check:
    before = len(ctx.text_checks)
    condition = ctx.condition(ctx, check.condition, frames)
    if (len(ctx.text_checks) > before or ctx.text_checks) and check.action.kind not in SOFT:
        ctx.diagnostics.error(
            "E150",
            f"`{ctx.book.source.slice(check.action.span)}` cannot rest on what a text says",
            check.action.span,
            label="too strong for a text check",
            others=(Label(ctx.text_checks[0], "the text check"),),
            note="phrases are a hint for a reader, never a reason to deny",
            help="write `review`, `warn` or `inform`",
        )
    fix = check.fix or rule.fix
    return ir.Check(
        condition=condition,
        action=check.action.kind,
        target=check.action.target,
        payment=_payment(ctx, check.action, frames),
        message=_text(ctx, check.because, frames),
        fix=_text(ctx, fix, frames),
        span=check.span,
    )


def _payment(ctx: Context, action: nodes.Action, frames: Frames) -> ir.Payment | None:
    amount = action.amount
    if amount is None:
        return None
    if isinstance(amount, nodes.Arith) and amount.op == "/":
        top = lower_expression(ctx, amount.left, frames)
        bottom = lower_expression(ctx, amount.right, frames)
        if DURATION in (top.ty, bottom.ty) and top.ty != bottom.ty:
            figure = ctx.book.source.slice(bottom.span)
            days = f"{figure} days" if figure.isdecimal() else None
            ctx.diagnostics.error(
                "E105",
                f"{top.ty} cannot be divided by {bottom.ty}",
                amount.span,
                label="a share of the payment has no unit",
                help="" if days else "write `days lost / 30 days`",
                replacement=days,
                at=bottom.span,
            )
        return ir.Payment(numerator=top, denominator=bottom)
    try:
        share = lower_expression(ctx, amount, frames, PERCENT)
    except WrongType:
        share = lower_expression(ctx, amount, frames)
    _check_share(ctx, amount, share)
    return ir.Payment(numerator=share, denominator=None)


def _check_share(ctx: Context, amount: nodes.Expr, share: ir.Expr) -> None:
    """Report a share of the payment that is no percentage and no fraction."""
    bare = isinstance(amount, nodes.Lit) and amount.kind == "number"
    if isinstance(share, ir.Unstated) or (share.ty in (PERCENT, NUMBER, WHOLE) and not bare):
        return
    text = ctx.book.source.slice(amount.span)
    instead = None
    if bare:
        instead = f"{text}%"
    elif share.ty == DURATION:
        instead = f"{text} / 30 days"
    ctx.diagnostics.error(
        "E105",
        f"{share.ty} is no share of the payment",
        amount.span,
        label=f"this is {share.ty}",
        note="a share is a percentage, or days divided by days",
        help=f"write `{instead}`" if instead else "write a percentage such as `25%`",
        replacement=instead,
    )


def _text(ctx: Context, template: nodes.Template | None, frames: Frames) -> ir.Text | None:
    if template is None:
        return None
    parts: list[str | ir.Expr] = []
    for part in template.parts:
        if isinstance(part, str):
            parts.append(part)
            continue
        value = lower_expression(ctx, part, frames)
        if isinstance(value.ty, ListOf):
            value = ir.Op(
                id=ctx.id(), ty=value.ty.item, span=value.span, op="listed", args=(value,)
            )
        parts.append(value)
    return ir.Text(parts=tuple(parts))


def _cited(ctx: Context, rule: nodes.Rule) -> None:
    if not rule.cites:
        ctx.diagnostics.error(
            "E120",
            f"rule {rule.id} names no source",
            rule.id_span,
            label="no `cite` below",
            note="every finding says where the policy stands",
            help='add a line: `cite "CMS Pub. 100-04, chapter …, section …"`',
        )
