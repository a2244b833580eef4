"""Messages that name a fact in brackets of another program, so that its value is never put there."""

from __future__ import annotations

import re

from hhrules.ir.scope import Context
from hhrules.ir.unknown import known_names
from hhrules.semantics.symbols import Book
from hhrules.source.diagnostic import Edit, Fix
from hhrules.source.text import Span
from hhrules.syntax import nodes

_OTHER = re.compile(
    r"\[+(?P<a>[a-z][a-z0-9 -]*)\]+|<+(?P<b>[a-z][a-z0-9 -]*)>+|\{\{(?P<c>[a-z][a-z0-9 -]*)\}\}"
    r"|%(?P<d>[a-z][a-z0-9 -]*)%|\$\{(?P<e>[a-z][a-z0-9 -]*)\}|«(?P<f>[a-z][a-z0-9 -]*)»"
)


def check_messages(ctx: Context, book: Book) -> None:
    """Warn of names in messages that stand in other brackets than `{…}`."""
    known = known_names(ctx, ())
    for record in book.vocabulary.records.values():
        known |= set(record.facts)
    for block in book.tree.blocks:
        if isinstance(block, nodes.Rule):
            lets = {step.name.text for step in block.steps if isinstance(step, nodes.Let)}
            texts = [check.because for check in block.checks]
            texts += [check.fix for check in block.checks] + [block.fix]
            for text in texts:
                if text is not None:
                    _check(ctx, text.span, known | lets)


def _check(ctx: Context, span: Span, known: set[str]) -> None:
    for match in _OTHER.finditer(ctx.book.source.slice(span)):
        name = next(group for group in match.groups() if group)
        if name not in known:
            continue
        place = Span(span.name, span.start + match.start(), span.start + match.end())
        ctx.diagnostics.warning(
            "W128",
            f"`{match[0]}` is printed as it stands",
            place,
            label="not replaced by a value",
            note="the value of a fact is put where its name stands in single braces",
            help=f"write `{{{name}}}`",
            fixes=(Fix(f"write `{{{name}}}`", (Edit(place, f"{{{name}}}"),)),),
        )
