"""Claim to JSON, and the two kinds of number that JSON has no type for."""

from __future__ import annotations

from fractions import Fraction

import msgspec

from hhrules.claims.fields import Json, Share
from hhrules.claims.model import Claim
from hhrules.values.money import Cents, cents, dollars
from hhrules.values.numbers import percent


def decode_value(kind: type, raw: Json) -> Json:
    """Give a document's amount or percentage as its own kind.

    ValueError where it is neither.
    """
    if kind is Cents:
        try:
            return _AMOUNTS[raw.__class__][raw]
        except (KeyError, TypeError):
            return _new_amount(raw)
    if kind is Share:
        if isinstance(raw, str | int | float):
            return Share(percent(raw))
        raise ValueError("expected a percentage without its sign")
    if kind is Fraction:
        return _number(raw)
    # msgspec's word for a kind that a hook does not know: the model has no other such kind.
    raise NotImplementedError(f"no form in a document for {kind.__name__}")


_MOST_AMOUNTS = 50_000
_AMOUNTS: dict[type, dict[Json, Cents]] = {str: {}, float: {}}
"""Amounts that were read before, by the form in which they were written: many come again."""


def _new_amount(raw: Json) -> Cents:
    found = _amount(raw)
    known = _AMOUNTS.get(raw.__class__)
    if known is not None and len(known) < _MOST_AMOUNTS:
        known[raw] = found
    return found


def _amount(raw: Json) -> Cents:
    amount = cents(raw) if isinstance(raw, str | int | float) else -1
    if amount < 0:
        raise ValueError("expected an amount in dollars of 0 or more")
    return Cents(amount)


def _number(raw: Json) -> Fraction:
    if isinstance(raw, str | int | float) and not isinstance(raw, bool):
        return Fraction(str(raw))
    raise ValueError("expected a number")


def encode_value(value: Json) -> Json:
    """Give an amount or percentage as a document writes it."""
    if value.__class__ is Cents:
        return _WRITTEN.get(value) or _write(value)
    if isinstance(value, Share):
        return _percent_text(value)
    if isinstance(value, Fraction):
        return str(value)
    raise NotImplementedError(f"no form in a document for {type(value).__name__}")


_WRITTEN: dict[Cents, str] = {}
"""Amounts that were written before: many come again."""


def _write(amount: Cents) -> str:
    if len(_WRITTEN) >= _MOST_AMOUNTS:
        _WRITTEN.clear()
    written = _WRITTEN[amount] = dollars(amount)
    return written


def _percent_text(share: Fraction) -> str:
    ten_thousandths = share * 1_000_000
    whole, rest = divmod(int(ten_thousandths), 10_000)
    return f"{whole}.{rest:04d}".rstrip("0").rstrip(".")


_ENCODER = msgspec.json.Encoder(enc_hook=encode_value)


encode_keys = msgspec.json.Encoder(enc_hook=bool).encode
"""Gives a claim, or a part of one, for those who look at its keys and words alone, not at amounts."""


def encode_claim(claim: Claim) -> bytes:
    """Give the claim document.

    Fields in the model's order, absent ones left out, unread ones kept.
    """
    unread = claim.__dict__.get("unread")
    if not unread:
        return _ENCODER.encode(claim)
    document = msgspec.to_builtins(claim, enc_hook=encode_value)
    for path, value in unread:
        _put_back(document, path, value)
    return msgspec.json.encode(document)


TEXT = "text"
"""Where a claim keeps the text that it was read from, if it was asked to (see `quick`)."""


def document_of(claim: Claim) -> bytes:
    """Give a document of the claim: the text that it keeps, or one that is written anew."""
    return claim.__dict__.get(TEXT) or encode_claim(claim)


def _put_back(document: Json, path: tuple[str | int, ...], value: Json) -> None:
    place = document
    for step in path[:-1]:
        place = place.setdefault(step, {}) if isinstance(place, dict) else place[step]
    place[path[-1]] = value
