"""Functions, written from the claim model, that go over typed records and count their keys.

What a decoder cannot tell is asked on the way: days outside those of claims, codes of a wrong
form, and what a null stands for. Each kind of record becomes one function over a list of such
records, with a few plain statements for a field; a claim has hundreds of values, and whatever
stands between the statements would be most of the cost.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from msgspec import UNSET

from hhrules.claims.encode import encode_keys
from hhrules.claims.fields import Detail, Json, Record, origin
from hhrules.claims.lines import ServiceLine
from hhrules.claims.model import Claim
from hhrules.claims.nulls import all_none
from hhrules.claims.raw import without_nulls
from hhrules.claims.vocabulary import FieldShape, shapes
from hhrules.claims.walk import FIRST_DAY, LAST_DAY

Amend = tuple[Record, str, Json]
"""A record, the name of a field whose value stands for another one, and that other one."""

KeysOf = Callable[[Sequence[Record], list[Sequence[Record]], list[Amend]], int]
"""How many keys records have in their document, those within them too; Unfit for a bad one.

Lists with a line that has no number are added to the second argument, nulls and codes that mean
something else to the third.
"""

_BILL = 4
_REVENUE = 4
_NUMBER = "line"
"""The number of a line: where none is given it is that of its place."""


class Unfit(Exception):
    """A record that may not stand in a claim, or cannot be judged here."""


# ------------------------------------------------------------------- values that are good


def _bill(code: str) -> str:
    return code[1:] if len(code) == _BILL and code[0] == "0" else code


def _revenue(code: str) -> str:
    return code.zfill(_REVENUE) if 0 < len(code) < _REVENUE and code.isdecimal() else code


_MENDED: dict[str, Callable[[str], str]] = {
    "type_of_bill": _bill,
    "revenue_code": _revenue,
    "mbi": lambda code: code.replace("-", ""),
}
"""Codes by their fields, written as `normalise` writes them."""

_MOST = 50_000


class _Known:
    """Values that were found to be good before; most claims bring few new ones.

    With `most` 0 none is kept, as of what may identify a patient.
    """

    def __init__(self, good: Callable[[Json], bool], most: int = _MOST) -> None:
        self._good = good
        self._most = most
        self.kept: set[object] = {UNSET, None}

    def learn(self, record: Record, attr: str, value: Json, amends: list[Amend]) -> None:
        """Take in a value that is new, or one that means another; Unfit where it is bad."""
        if not self._good(value):
            mended = _MENDED.get(attr)
            if mended is None or not self._good(meant := mended(value)):
                raise Unfit
            amends.append((record, attr, meant))
        elif len(self.kept) < self._most:
            self.kept.add(value)

    def learn_all(self, values: Iterable[Json]) -> None:
        """Take in the values of a list; Unfit where one is bad."""
        for value in values:
            if value not in self.kept:
                if not self._good(value):
                    raise Unfit
                if len(self.kept) < self._most:
                    self.kept.add(value)


def _matching(pattern: str) -> Callable[[Json], bool]:
    matches = re.compile(pattern).fullmatch
    return lambda value: matches(value) is not None


# ----------------------------------------------------------------------- their functions


def keys_written(part: Json) -> int:
    """How many colons a part of a document has when it is written anew."""
    return encode_keys(part).count(b":")


class _Writer:
    """Writes the functions of a claim model, one for each kind of record in it.

    A null is none, or with `unknown` what was not sent.
    """

    def __init__(self, model: type[Claim], *, unknown: bool) -> None:
        self._model = model
        self._unknown = unknown
        self._names: dict[type[Record], str] = {}
        self._known: dict[tuple[str, bool], str] = {}
        self.texts: list[str] = []
        self.names: dict[str, Any] = {
            "UNSET": UNSET,
            "Unfit": Unfit,
            "keys_written": keys_written,
            "without_nulls": without_nulls,
            "all_none": all_none,
            "first": FIRST_DAY,
            "last": LAST_DAY,
        }

    def function(self, kind: type[Record]) -> str:
        """The name of the function for records of a kind, which is written where it is new."""
        name = self._names.get(kind)
        if name is None:
            name = self._names[kind] = f"keys_of_{kind.__name__}_{len(self._names)}"
            self.texts.append("\n".join(self._lines(kind, name)))
        return name

    def _lines(self, kind: type[Record], name: str) -> Iterator[str]:
        always = sum(shape.required for shape in shapes(kind))
        yield f"def {name}(records, loose, amends, unset=UNSET):"
        yield f"    keys = {always} * len(records)" if always else "    keys = 0"
        yield "    for r in records:"
        yield from self._fields(kind, "r", "        ")
        yield "    return keys"

    def _fields(self, kind: type[Record], record: str, margin: str) -> Iterator[str]:
        """The statements for the fields of a record, which a variable holds."""
        for shape in shapes(kind):
            of_line = shape.attr == _NUMBER and issubclass(kind, ServiceLine)
            for text in self._field(shape, record, of_line=of_line):
                yield margin + text
            if of_line:
                yield f"{margin}elif not (loose and loose[-1] is records):"
                yield f"{margin}    loose.append(records)"

    def _field(self, shape: FieldShape, record: str, *, of_line: bool) -> Iterator[str]:
        """The statements for a field; what is asked of it is asked where it was sent."""
        place, v = f"{record}.{shape.attr}", f"{record}_{shape.attr}"
        asked = list(self._asked(shape, record, v))
        if shape.required:
            yield from (f"{v} = {place}", *asked) if asked else ()
            return
        absent = self._absent(shape)
        null = absent if of_line or self._unknown else self._null(shape)
        if asked or null:
            yield f"{v} = {place}"
        said = "!=" if isinstance(shape.stand_in, str) else "is not"
        yield f"if {v if asked or null else place} {said} {absent}:"
        yield "    keys += 1"
        if null:
            yield f"    if {v} is None: amends.append(({record}, {shape.attr!r}, {null}))"
            if of_line:
                yield f"    if {v} is None: loose.append(records)"
            asked = ["else:", *(f"    {text}" for text in asked)] if asked else []
        yield from (f"    {text}" for text in asked)

    def _absent(self, shape: FieldShape) -> str:
        """The value of a field that was not sent."""
        if shape.stand_in is UNSET:
            return "unset"
        name = f"{shape.attr}_else_{len(self.names)}"
        self.names[name] = shape.stand_in
        return name

    def _null(self, shape: FieldShape) -> str:
        """What null stands for in a field; empty where it stands for itself."""
        if shape.many:
            return "[]"
        if not _is_part(shape):
            return ""
        name = f"type_of_{shape.attr}_{len(self.names)}"
        self.names[name] = shape.item
        return f"all_none({name})"

    def _asked(self, shape: FieldShape, record: str, v: str) -> Iterator[str]:
        """What is asked of the value of a field, which the variable `v` holds."""
        item, about = shape.item, shape.about
        if _is_part(shape):
            yield from self._of_part(shape, v)
        elif item is dt.date and shape.many:
            yield f"if {v} and not (first <= min({v}) and max({v}) <= last): raise Unfit"
        elif item is dt.date:
            # Comparing is quicker than a look-up: there are too many days for the nearest memory.
            given = f"{v} is not None and " if shape.optional and not self._unknown else ""
            yield f"if {given}not first <= {v} <= last: raise Unfit"
        elif about.pattern:
            known = self._pattern(about.pattern, about.identifying)
            yield self._good(known, shape, record, v)
        elif item == Detail:
            # A detail that is written false is known to be none.
            yield f"if {v} is False: amends.append(({record}, {shape.attr!r}, None))"
        elif origin(item) is dict:
            yield f"if {v}: keys += keys_written({v})"
            if self._unknown:
                yield f"if {v}: amends.append(({record}, {shape.attr!r}, without_nulls({v})))"

    def _of_part(self, shape: FieldShape, v: str) -> Iterator[str]:
        """What is asked of records within a record."""
        if shape.item is Claim and self._model is not Claim:
            yield f"if {v}: raise Unfit"  # earlier claims are of the site's own model too
        elif shape.many:
            yield f"if {v}: keys += {self.function(shape.item)}({v}, loose, amends)"
        else:
            yield from self._fields(shape.item, v, "")

    def _good(self, known: str, shape: FieldShape, record: str, v: str) -> str:
        if shape.many:
            return f"if not {known}_have({v}): learn_all_{known}({v})"
        return f"if {v} not in {known}: learn_{known}({record}, {shape.attr!r}, {v}, amends)"

    def _pattern(self, pattern: str, identifying: bool) -> str:
        key = pattern, identifying
        name = self._known.get(key)
        if name is None:
            name = self._known[key] = f"codes_{len(self._known)}"
            self._knows(name, _Known(_matching(pattern), 0 if identifying else _MOST))
        return name

    def _knows(self, name: str, known: _Known) -> None:
        self.names[name] = known.kept
        self.names[f"{name}_have"] = known.kept.issuperset
        self.names[f"learn_{name}"] = known.learn
        self.names[f"learn_all_{name}"] = known.learn_all


def _is_part(shape: FieldShape) -> bool:
    return isinstance(shape.item, type) and issubclass(shape.item, Record)


def keys_of(model: type[Claim], *, unknown: bool = False) -> KeysOf:
    """The function for claims of a model; with `unknown` a null says that nothing is known."""
    writer = _Writer(model, unknown=unknown)
    name = writer.function(model)
    exec("\n".join(writer.texts), writer.names)  # noqa: S102 - our own text, made of the names of fields
    found: KeysOf = writer.names[name]
    return found
