"""The quick way through a good claim document: one typed pass in C, and one walk after it.

The pass refuses unknown fields, wrong types, words that are not listed and negative counts; where
`tidy` can put the document in order it has another try. What it cannot tell is asked of the typed
claim by `checker`: days outside those of claims, codes of a wrong form; and whether a field stands
twice, since then there are more colons than keys. A document that is refused here, for whatever
reason, goes the careful way of `reader`; both ways read a document alike, a property test says so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec
from msgspec import UNSET
from msgspec.structs import force_setattr

from hhrules.claims.checker import Amend, KeysOf, Unfit, keys_of, keys_written
from hhrules.claims.encode import TEXT, decode_value
from hhrules.claims.fields import Record
from hhrules.claims.model import Claim
from hhrules.claims.raw import without_nulls
from hhrules.claims.tidy import Unread, tidied
from hhrules.values.lazy import lazy_property

_BACKSLASH = ord("\\")  # as a number it is looked for in an eighth of the time


class QuickReader:
    """Reads good documents of one claim model; `learn` the model first (see `reader`)."""

    def __init__(self, model: type[Claim]) -> None:
        self._model = model
        self._decode = msgspec.json.Decoder(model, dec_hook=decode_value).decode
        self._keys_of = keys_of(model)

    def claim(self, text: bytes, *, unknown: bool = False, keep: bool = False) -> Claim | None:
        """Give the claim of a document; None where it has to be read the careful way.

        With `unknown` a null says that nothing is known. With `keep` the claim keeps its text, for
        `document_of`, if that says what the claim says.
        """
        loose: list[Sequence[Record]] = []
        amends: list[Amend] = []
        keys_of = self._keys_without_nulls if unknown else self._keys_of
        tidy: Unread | None = None
        try:
            try:
                claim = self._decode(text)
            except msgspec.ValidationError:
                tidy = []
                claim = self._tidied(text, tidy)
            keys = keys_of((claim,), loose, amends)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, Unfit):
            return None
        if _BACKSLASH in text and (b"\\u003a" in text or b"\\u003A" in text):
            return None  # a colon that cannot be counted
        beside = _colons_of(tidy) if tidy else 0
        more = text.count(b":") - keys - beside
        if more and not _each_key_once(text, claim, more, beside):
            return None
        for record, attr, meant in amends:
            force_setattr(record, attr, meant)
        for lines in loose:
            _number(lines)
        if tidy and unknown:
            tidy = [(path, without_nulls(value)) for path, value in tidy if value is not None]
        if tidy:
            claim.__dict__["unread"] = tuple(tidy)
        elif keep and tidy is None and not amends and not loose:
            claim.__dict__[TEXT] = text
        return claim

    def _tidied(self, text: bytes, unread: Unread) -> Claim:
        """The claim of a document without its unknown fields; ValidationError where it is bad."""
        raw = tidied(self._model, msgspec.json.decode(text), self._model, unread)
        return msgspec.convert(raw, self._model, dec_hook=decode_value)

    @lazy_property
    def _keys_without_nulls(self) -> KeysOf:
        return keys_of(self._model, unknown=True)


def _colons_of(unread: Unread) -> int:
    """How many colons fields that nobody knows have, with their keys."""
    return sum(1 + str(path[-1]).count(":") + keys_written(value) for path, value in unread)


def _each_key_once(text: bytes, claim: Claim, more: int, beside: int) -> bool:
    """Whether no field stands twice in one object, although there are more colons than keys.

    A payer that is the usual one is no key of a typed claim; and texts may have colons in them:
    then as many are written anew, those of unknown fields `beside`.
    """
    # A part that was sent as null is still none here.
    has_earlier = getattr(claim.history, "claims", None)
    usual = claim.payer == "medicare" and not has_earlier and _names_payer(text)
    if more == usual:
        return True
    return text.count(b":") == keys_written(claim) + usual + beside


_PAYER = re.compile(rb'"payer"\s*:').search


class _Head(msgspec.Struct):
    payer: str | None = None


_head = msgspec.json.Decoder(_Head).decode


def _names_payer(text: bytes) -> bool:
    """Whether the claim itself says who pays; most documents say so before any part begins."""
    first_part = text.find(b"{", 1)
    if first_part > 0 and _PAYER(text, 0, first_part) is not None:
        return True
    return _head(text).payer is not None


def _number(lines: Sequence[Record]) -> None:
    """Give lines without a number that of their place."""
    for number, line in enumerate(lines, 1):
        if line.line is UNSET:  # type: ignore[attr-defined]  # they are lines of a claim
            force_setattr(line, "line", number)
