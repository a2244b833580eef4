"""What a claim is expected to pay, and how much of that its findings put at risk.

A rulebook says what claims pay by its definition `expected unadjusted payment`, and in its table
`findings within the expected payment` whose findings that amount holds already. Amounts stay
exact until the report writes them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from fractions import Fraction

from msgspec import Struct

from hhrules.engine.bookdata import CheckData, PaymentData, RuleData
from hhrules.engine.evaluate import Judgement
from hhrules.engine.loaded import LoadedBook
from hhrules.runtime.environment import Environment
from hhrules.runtime.outcomes import Violation
from hhrules.runtime.report import ClaimPayment
from hhrules.runtime.words import fraction_words
from hhrules.values.money import dollars

Supply = Callable[[LoadedBook, tuple[str, ...]], str]
"""What to do about missing facts, in words."""

_WHOLE = 1
NOT_SAID = ClaimPayment(reason="no rulebook says what this claim pays")
_PARTS = ("line", "visit", "discipline")


class Stake(Struct, frozen=True):
    """The share of the claim's payment that a finding takes; None where it is not known."""

    rule: str
    share: int | Fraction | None
    reason: str = ""


class Expected(Struct, frozen=True):
    """What a claim pays, in exact cents, or why that is not known; and whose findings it holds.

    To find what is missing takes a trace, so `wanting` is asked only where there is something to price.
    """

    amount: int | Fraction | None
    reason: str = ""
    within: tuple[str, ...] = ()
    wanting: Callable[[], str] | None = None


def payment_of(
    judgements: Sequence[Judgement], rules: Collection[str], supply: Supply
) -> ClaimPayment:
    """What a report says of payment that finds violations of these rules.

    The first rulebook that says what claims pay is heard; what findings take is worked out only
    where that is known.
    """
    for judgement in judgements:
        if judgement.book.payment is not None:
            known = _expected(judgement.book, judgement.env, judgement.book.payment, supply)
            break
    else:
        return NOT_SAID
    if known.amount is None:
        if known.wanting is None or not rules:
            return ClaimPayment(reason=known.reason)
        return ClaimPayment(reason=known.wanting())
    stakes = (s for s in _stakes(judgements) if s.rule in rules and s.rule not in known.within)
    return at_risk(known.amount, stakes)


def _stakes(judgements: Iterable[Judgement]) -> Iterator[Stake]:
    """What the violated checks take."""
    for judgement in judgements:
        rules = judgement.book.data.rules
        for violation in judgement.outcomes.violations:
            data = rules[violation.rule]
            stake = stake_of(data, data.checks[violation.check], violation)
            if stake is not None:
                yield stake


def at_risk(amount: int | Fraction, stakes: Iterable[Stake]) -> ClaimPayment:
    """An amount that a claim pays, and what its findings take of that."""
    shares: int | Fraction = 0
    reasons: dict[str, None] = {}
    for stake in stakes:
        if stake.share is None:
            reasons[f"{stake.rule}: {stake.reason}"] = None
        else:
            shares += stake.share
    if reasons and shares < _WHOLE:
        return ClaimPayment(_printed(amount), None, "; ".join(reasons))
    return ClaimPayment(_printed(amount), _printed(amount * min(_WHOLE, shares)))


def stake_of(data: RuleData, check: CheckData, violation: Violation) -> Stake | None:
    """What a violated check takes of the payment; None for one that takes nothing."""
    match check.action:
        case "return_to_provider":
            return Stake(data.id, _WHOLE)  # a claim goes back whole, whatever was wrong with it
        case "deny" | "reject":
            if (check.target or data.level) in _PARTS:
                return Stake(
                    data.id, None, "what a denied part of the claim costs is not known"
                )
            return Stake(data.id, _WHOLE)
        case "reduce_payment":
            share = _share(violation)
            return Stake(data.id, share, "" if share is not None else "its share is not known")
        case _:
            return None


def _share(violation: Violation) -> Fraction | None:
    if violation.payment is None:
        return None
    try:
        return Fraction(fraction_words(violation.payment))
    except (ValueError, ZeroDivisionError):
        return None


def _expected(
    book: LoadedBook, env: Environment, data: PaymentData, supply: Supply
) -> Expected:
    amount = book.plain.namespace[data.function](env.claim, env)
    if isinstance(amount, int | Fraction):
        return Expected(amount, "", data.within)
    if amount is None:
        return Expected(None, "what the claim pays is known to be none", data.within)
    return Expected(
        None,
        "a fact or a figure of the year is missing",
        data.within,
        lambda: supply(book, _missing(book, env, data)),
    )


def _missing(book: LoadedBook, env: Environment, data: PaymentData) -> tuple[str, ...]:
    """The facts and tables that would settle the amount."""
    return book.wants.of_definition(env, data.function)


def _printed(amount: int | Fraction) -> str:
    """Dollars with two decimals; part cents are rounded half up, here and nowhere before."""
    return dollars((2 * amount + 1) // 2)
