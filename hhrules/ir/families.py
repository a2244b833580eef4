"""Codes beside the fields that hold them: a revenue code has four digits, a bill type three.

A code that its field can never hold makes a condition that is never met, and nobody is told.
"""

from __future__ import annotations

import re

from hhrules.claims.schema import Fact
from hhrules.ir import nodes as ir
from hhrules.ir.scope import Context
from hhrules.source.diagnostic import Edit, Fix
from hhrules.source.text import Span

# What a rulebook may compare a field with, where that is narrower than what a document may hold.
_FORMS = {
    "hcpcs": "[0-9A-Z]{5}",
    "code": "[0-9A-Z]{2}",
    "condition codes": "[0-9A-Z]{2}",
    "patient status": "[0-9A-Z]{2}",
}
_SAID = {
    "revenue code": "four digits, such as `0421`",
    "type of bill": "three digits without a leading nought, such as `329`",
    "hcpcs": "five characters, such as `G0299` or `97110`",
    "modifiers": "two characters, such as `KX`",
    "condition codes": "two characters, such as `47`",
    "code": "two characters, such as `61`",
    "patient status": "two digits, such as `06`",
}
_OTHERS = ("revenue code", "hcpcs", "type of bill", "modifiers")


def check_family(ctx: Context, operand: ir.Expr, text: str, span: Span) -> None:
    """Report a code, a pattern or one end of a range that the field `operand` never holds."""
    fact = _fact(ctx, operand)
    if fact is None:
        return
    form = form_of(fact)
    if not form or _fits(form, text):
        return
    said = _SAID.get(fact.name, f"of the form {form}")
    others = [name for name in _OTHERS if name != fact.name and _belongs(ctx, name, text)]
    near = None if others[:1] == ["type of bill"] and text.endswith("X") else _near(form, text)
    help_text = f"write `{near}`" if near else _elsewhere(others)
    fixes: tuple[Fix, ...] = ()
    if near:
        fixes = (Fix(help_text, (Edit(span, near),)),)
    elif others:
        fixes = _moved(ctx, operand, others[0], span, text)
    ctx.diagnostics.error(
        "E107",
        f"`{text}` is no {fact.name.removesuffix('s')}",
        span,
        label="the field never holds this",
        note=f"{fact.name} {'are' if fact.name.endswith('s') and fact.name != 'hcpcs' else 'is'} {said}",
        help=help_text or "mend the code, or name the field that holds it",
        fixes=fixes,
    )


def _fact(ctx: Context, operand: ir.Expr) -> Fact | None:
    """The vocabulary's fact that an expression reads, if it is no more than that."""
    if not isinstance(operand, ir.Fact):
        return None
    kind = ctx.book.vocabulary.records.get(operand.record)
    return kind.facts.get(operand.label.split(" of ")[0]) if kind is not None else None


def form_of(fact: Fact) -> str:
    """The form of a field's codes, as a pattern; "" where any will do."""
    if fact.name == "code" and fact.record not in (
        "occurrence",
        "occurrence span",
        "value code",
    ):
        return ""
    return _FORMS.get(fact.name, fact.pattern)


def _fits(form: str, text: str) -> bool:
    """Whether a code, or some code of a pattern such as `042X`, has the form."""
    if re.fullmatch(form, text):
        return True
    return (
        text.endswith("X") and text[:-1].isdigit() and bool(re.fullmatch(form, f"{text[:-1]}0"))
    )


def mended_code(form: str, text: str) -> str | None:
    """A code near one that has not the form; "" where it has, None where none is near."""
    return "" if _fits(form, text) else _near(form, text)


def _near(form: str, text: str) -> str | None:
    """The code with a nought more or less, or with a nought for the letter O."""
    tried = [f"0{text}", text[1:] if text.startswith("0") else "", text.upper()]
    tried += [text.replace("O", "0"), text.replace("I", "1"), text.replace("l", "1")]
    if text[:-1].isdigit() and text[-1:] in "xX":
        tried += [f"0{text[:-1]}X", f"{text[1:-1]}X"]
    return next((one for one in tried if one and one != text and _fits(form, one)), None)


def _belongs(ctx: Context, name: str, text: str) -> bool:
    fact = next(
        (r.facts[name] for r in ctx.book.vocabulary.records.values() if name in r.facts), None
    )
    narrow = {"revenue code": "0[0-9]{3}", "type of bill": "[3][0-9][0-9A-Z]"}
    return fact is not None and _fits(narrow.get(name, form_of(fact)), text)


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
