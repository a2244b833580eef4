"""The definition that says what claims pay: taken along though no rule reads it, and found again."""

from __future__ import annotations

from hhrules.engine.bookdata import PaymentData
from hhrules.ir import nodes as ir
from hhrules.ir.definitions import definition_at
from hhrules.ir.frames import Frame
from hhrules.ir.scope import Context
from hhrules.semantics.symbols import Book, Definition, PhraseSymbol
from hhrules.values.types import MONEY

EXPECTED = "expected unadjusted payment"
"""The definition that says what a claim pays."""

WITHIN = "findings within the expected payment"
"""The table of the rules whose findings that amount holds already."""


def lower_payment(ctx: Context, claim: Frame) -> None:
    """Lower a book's own definition of the payment, which need not be read by a rule."""
    if isinstance(ctx.book.own.get(EXPECTED), Definition):
        definition_at(ctx, EXPECTED, (claim,))


def rules_within(book: Book) -> tuple[str, ...]:
    """The ids of the rules whose findings the amount holds already."""
    table = book.own.get(WITHIN)
    return table.items if isinstance(table, PhraseSymbol) else ()


def payment_data(program: ir.BookProgram) -> PaymentData | None:
    """How a program's definition of the payment is found again, if it has one of money."""
    for function in program.functions:
        mine = function.words == EXPECTED and function.params == ("claim",)
        if mine and function.body.ty == MONEY:
            return PaymentData(function.name, program.priced)
    return None
