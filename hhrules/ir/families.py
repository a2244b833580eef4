"""Codes beside the fields that hold them: a revenue code has four digits, a bill type three.

A code that its field can never hold makes a condition that is never met, and nobody is told.
"""

from __future__ import annotations

from hhrules.claims.vocabulary import Fact
from hhrules.ir import nodes as ir
from hhrules.ir.scope import Context
from hhrules.semantics.forms import fits, form_of, near_code, one_of, said_of
from hhrules.semantics.suggest import did_you_mean, renamed, suggestions
from hhrules.source.diagnostic import Edit, Fix
from hhrules.source.text import Span

_OTHERS = ("revenue code", "hcpcs", "type of bill", "modifiers")


def check_family(ctx: Context, operand: ir.Expr, text: str, span: Span) -> None:
    """Report a code, a pattern or one end of a range that the field `operand` never holds."""
    fact = _fact(ctx, operand)
    if fact is None:
        return
    if fact.closed:
        _check_word(ctx, fact, text, span)
        return
    form = form_of(fact)
    if not form or fits(form, text):
        return
    others = [name for name in _OTHERS if name != fact.name and _belongs(ctx, name, text)]
    elsewhere = fact.name == "hcpcs" or (others[:1] == ["type of bill"] and text.endswith("X"))
    near = None if others and elsewhere else near_code(form, text)
    help_text = f"write `{near}`" if near else _elsewhere(others)
    fixes: tuple[Fix, ...] = ()
    if near:
        fixes = (Fix(help_text, (Edit(span, near),)),)
    elif others:
        fixes = _moved(ctx, operand, others[0], span, text)
    ctx.diagnostics.error(
        "E107",
        f"`{text}` is no {one_of(fact)}",
        span,
        label="the field never holds this",
        note=said_of(fact),
        help=help_text or "mend the code, or name the field that holds it",
        fixes=fixes,
    )


def _check_word(ctx: Context, fact: Fact, text: str, span: Span) -> None:
    """Report a word that is none of those that a fact can have: `payer is "Medicare"`."""
    if text in fact.codes:
        return
    known = [code.replace("_", " ") for code in fact.codes]
    near = suggestions(text.strip().lower(), known)
    if (code := fact.code_of(text.strip())) is not None:
        near = [code.replace("_", " ")]
    ctx.diagnostics.error(
        "E101",
        f"`{text}` is not one of its values",
        span,
        label="not a value that it can have",
        note=f"it is one of: {', '.join(known)}",
        help=did_you_mean(near, "write one of these words"),
        fixes=renamed(span, near),
    )


def _fact(ctx: Context, operand: ir.Expr) -> Fact | None:
    """The vocabulary's fact that an expression reads, if it is no more than that."""
    if not isinstance(operand, ir.Fact):
        return None
    kind = ctx.book.vocabulary.records.get(operand.record)
    if kind is None:
        return None
    label = operand.label  # `type of bill`, or `hcpcs of line`
    return kind.facts.get(label) or kind.facts.get(label.split(" of ")[0])


def _belongs(ctx: Context, name: str, text: str) -> bool:
    fact = next(
        (r.facts[name] for r in ctx.book.vocabulary.records.values() if name in r.facts), None
    )
    narrow = {"revenue code": "0[0-9]{3}", "type of bill": "[3][0-9][0-9A-Z]"}
    return fact is not None and fits(narrow.get(name, form_of(fact)), text)


def _elsewhere(others: list[str]) -> str:
    return (
        f"it could be a code of {' or '.join(f'`{name}`' for name in others)}" if others else ""
    )


def _moved(
    ctx: Context, operand: ir.Expr, other: str, span: Span, text: str
) -> tuple[Fix, ...]:
    """The same said of the field that holds such codes, for `A is C`."""
    between = ctx.book.source.slice(Span(span.name, operand.span.end, span.start))
    if span.name != operand.span.name or between.split() not in (["is"], ["is", "not"]):
        return ()
    listed = other == "modifiers"
    if listed and between.split() != ["is"]:
        return ()
    said = f"{other} include {text}" if listed else f"{other}{between}{text}"
    return (Fix(f"write `{said}`", (Edit(operand.span.to(span), said),)),)
