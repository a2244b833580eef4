"""The quick way through a good claim document: one typed pass in C, and a few checks after it.

The pass refuses unknown fields, wrong types, words that are not listed and negative counts. What
it cannot tell is asked of the typed claim: days outside those of claims, codes of a wrong form,
fields that stand twice. A document that is refused here, for whatever reason, goes the careful
way of `reader`; both ways read a document alike, a property test says so.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from operator import attrgetter
from typing import Any

import msgspec
from msgspec import UNSET, Struct, field
from msgspec.structs import astuple, force_setattr
from msgspec.structs import fields as struct_fields

from hhrules.claims.encode import decode_value
from hhrules.claims.fields import Json, Record
from hhrules.claims.model import Claim
from hhrules.claims.vocabulary import shapes
from hhrules.claims.walk import FIRST_DAY, LAST_DAY

_BILL = 4
_REVENUE = 4
_PAYER = b'"payer"'

_keys = msgspec.json.Encoder(enc_hook=bool).encode
"""Writes a document with the keys of a claim; amounts are left out, their form does not matter."""


class QuickReader:
    """Reads good documents of one claim model; `learn` the model first (see `reader`)."""

    def __init__(self, model: type[Claim]) -> None:
        self._decode = msgspec.json.Decoder(model, dec_hook=decode_value).decode
        self._checks = _plan_of(model, {}).checks
        self._standard = model is Claim

    def claim(self, text: bytes) -> Claim | None:
        """Give the claim of a document; None where it has to be read the careful way."""
        try:
            claim = self._decode(text)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return None
        earlier = claim.history.claims or []
        if earlier and not self._standard:
            return None  # earlier claims are of the site's own model too
        if not _each_key_once(text, claim, alone=not earlier):
            return None
        for one in (claim, *earlier):
            _number(one)
            _say_none(one)
        if all_fit(claim, self._checks):
            return claim
        for one in (claim, *earlier):
            _mend(one)
        return claim if all_fit(claim, self._checks) else None


def _each_key_once(text: bytes, claim: Claim, *, alone: bool) -> bool:
    """Whether no field stands twice in one object: as many colons are written as were read.

    A payer that is the usual one is not written again.
    """
    if b"\\" in text and (b"\\u003a" in text or b"\\u003A" in text):
        return False
    dropped = text.count(b":") - _keys(claim).count(b":")
    if dropped:
        return dropped == 1 and alone and text.count(_PAYER) == 1 and claim.payer == "medicare"
    return True


# ------------------------------------------------------------- ways of writing made one


_line_number = attrgetter("line")


def _number(claim: Claim) -> None:
    lines = claim.lines
    if UNSET in map(_line_number, lines):
        for number, line in enumerate(lines, 1):
            if line.line is UNSET:
                force_setattr(line, "line", number)


def _say_none(claim: Claim) -> None:
    """A detail of being homebound that is written false is known to be none."""
    details = claim.chart.homebound.details
    if False in astuple(details):
        for name in details.__struct_fields__:
            if getattr(details, name) is False:
                force_setattr(details, name, None)


def _mend(claim: Claim) -> None:
    """Write codes the way `normalise` does."""
    bill = claim.type_of_bill
    if len(bill) == _BILL and bill[0] == "0":
        force_setattr(claim, "type_of_bill", bill[1:])
    number = claim.patient.mbi
    if isinstance(number, str) and "-" in number:
        force_setattr(claim.patient, "mbi", number.replace("-", ""))
    for line in claim.lines:
        code = line.revenue_code
        if isinstance(code, str) and 0 < len(code) < _REVENUE and code.isdecimal():
            force_setattr(line, "revenue_code", code.zfill(_REVENUE))


# ------------------------------------------------------------------------------ checks

Get = Callable[[Json], Any]
Check = Callable[[Json], bool]
"""Whether a record may stand in a claim, as far as one thing is asked."""

_MOST = 50_000


class _Known:
    """Values that were found to be good before; most claims bring few new ones.

    With `most` 0 none is kept, as of what may identify a patient.
    """

    def __init__(self, good: Callable[[Json], bool], most: int = _MOST) -> None:
        self._good = good
        self._most = most
        self._kept: set[object] = {UNSET, None}
        self.has = self._kept.__contains__
        self.has_all = self._kept.issuperset

    def learn(self, values: Iterable[object]) -> bool:
        """Whether all values are good, those that are new too."""
        for value in values:
            if value not in self._kept:
                if not self._good(value):
                    return False
                if len(self._kept) < self._most:
                    self._kept.add(value)
        return True


def _one(known: _Known, get: Get) -> Check:
    has, learn = known.has, known.learn
    return lambda record: has(value := get(record)) or learn((value,))


def _some(known: _Known, attrs: Sequence[str]) -> Check:
    """Ask for fields of a record that are asked alike."""
    get = attrgetter(*attrs)
    if len(attrs) == 1:
        return _one(known, get)
    has_all, learn = known.has_all, known.learn
    return lambda record: has_all(values := get(record)) or learn(values)


def _list(known: _Known, get: Get) -> Check:
    """Ask for a field that holds a list."""
    has_all, learn = known.has_all, known.learn
    return lambda record: not (values := get(record)) or has_all(values) or learn(values)


def _column(known: _Known, get_list: Get, get: Get) -> Check:
    """Ask for a field of all records in a list."""
    has_all, learn = known.has_all, known.learn

    def check(record: Json) -> bool:
        members = get_list(record)
        return not members or has_all(map(get, members)) or learn(map(get, members))

    return check


def _columns(known: _Known, get_list: Get, get: Get) -> Check:
    """Ask for several fields of all records in a list."""

    def found(members: Json) -> Iterable[object]:
        return chain.from_iterable(map(get, members))

    has_all, learn = known.has_all, known.learn

    def check(record: Json) -> bool:
        members = get_list(record)
        return not members or has_all(found(members)) or learn(found(members))

    return check


def _list_column(known: _Known, get_list: Get, get: Get) -> Check:
    """Ask for a field that holds a list, of all records in a list."""

    def found(members: Json) -> Iterable[object]:
        return chain.from_iterable(filter(None, map(get, members)))

    has_all, learn = known.has_all, known.learn

    def check(record: Json) -> bool:
        members = get_list(record)
        return not members or has_all(found(members)) or learn(found(members))

    return check


def _within(get: Get, absent: object, checks: list[Check]) -> Check:
    """Ask for a part, where it is given."""

    def check(record: Json) -> bool:
        part = get(record)
        return part is absent or all_fit(part, checks)

    return check


def _members(get: Get, checks: list[Check]) -> Check:
    """Ask for all records in a list, one by one."""

    def check(record: Json) -> bool:
        return all(all_fit(member, checks) for member in get(record) or ())

    return check


def all_fit(record: Record, checks: list[Check]) -> bool:
    """Whether a record stands all checks."""
    for check in checks:  # noqa: SIM110 - quicker than `all`
        if not check(record):
            return False
    return True


def _matching(pattern: str) -> Callable[[Json], bool]:
    matches = re.compile(pattern).fullmatch
    return lambda value: matches(value) is not None


_DAYS = _Known(lambda day: FIRST_DAY <= day <= LAST_DAY, (LAST_DAY - FIRST_DAY).days + 3)


class _Plan(Struct, eq=False):
    """The checks of one kind of record; those of single parts without lists are among them.

    `codes` are the fields of each pattern, those that may identify a patient by themselves.
    """

    checks: list[Check] = field(default_factory=list)
    days: list[str] = field(default_factory=list)
    codes: dict[tuple[str, bool], list[str]] = field(default_factory=dict)
    day_lists: list[str] = field(default_factory=list)
    code_lists: list[tuple[str, str]] = field(default_factory=list)
    parts: list[tuple[str, object, _Plan]] = field(default_factory=list)
    lists: list[tuple[str, _Plan]] = field(default_factory=list)

    def take(self, model: type[Record], plans: dict[type[Record], _Plan], at: str) -> None:
        """Take in the fields of a record that stands at a place."""
        defaults = {f.name: f.default for f in struct_fields(model)}
        for shape in shapes(model):
            place, about = at + shape.attr, shape.about
            if isinstance(shape.item, type) and issubclass(shape.item, Record):
                plan = _plan_of(shape.item, plans)
                if shape.many:
                    self.lists.append((place, plan))
                elif plan.lists or plan.parts:
                    self.parts.append((place, defaults[shape.attr], plan))
                else:
                    self.take(shape.item, plans, f"{place}.")
            elif shape.item is dt.date:
                (self.day_lists if shape.many else self.days).append(place)
            elif about.pattern and shape.many:
                self.code_lists.append((about.pattern, place))
            elif about.pattern:
                self.codes.setdefault((about.pattern, about.identifying), []).append(place)

    def known(self) -> dict[tuple[str, bool], _Known]:
        """What is known of the codes of each pattern."""
        return {
            (pattern, identifying): _Known(_matching(pattern), 0 if identifying else _MOST)
            for pattern, identifying in (*self.codes, *((p, False) for p, _ in self.code_lists))
        }

    def finish(self) -> None:
        """Make the checks."""
        known = self.known()
        made = self.checks
        made += (_some(known[key], attrs) for key, attrs in self.codes.items())
        made += (_list(known[p, False], attrgetter(attr)) for p, attr in self.code_lists)
        if self.days:
            made.append(_some(_DAYS, self.days))
        made += (_list(_DAYS, attrgetter(attr)) for attr in self.day_lists)
        for attr, absent, plan in self.parts:
            made.append(_within(attrgetter(attr), absent, plan.checks))
        for attr, plan in self.lists:
            made += plan.of_list(attrgetter(attr))

    def of_list(self, get: Get) -> Iterator[Check]:
        """The checks of a list of such records, made field by field where that can be."""
        if self.parts or self.lists:
            yield _members(get, self.checks)
            return
        known = self.known()
        for key, attrs in self.codes.items():
            yield from (_column(known[key], get, attrgetter(attr)) for attr in attrs)
        for pattern, attr in self.code_lists:
            yield _list_column(known[pattern, False], get, attrgetter(attr))
        if self.days:
            made = _columns if len(self.days) > 1 else _column
            yield made(_DAYS, get, attrgetter(*self.days))
        yield from (_list_column(_DAYS, get, attrgetter(attr)) for attr in self.day_lists)


def _plan_of(model: type[Record], plans: dict[type[Record], _Plan]) -> _Plan:
    """Read off the model what its records are asked."""
    plan = plans.get(model)
    if plan is None:
        plan = plans[model] = _Plan()
        plan.take(model, plans, "")
        plan.finish()
    return plan
