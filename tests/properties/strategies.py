"""Claim documents for Hypothesis, derived from the claim model's own declarations.

A field that is added to the model is drawn from the same day on: its strategy follows from its
type, its closed or usual codes, and the pools of real codes below. Any field may be absent or
null. Dates lie around one anchor day, so that related dates are near each other; the simplest
document is a claim without lines.
"""

from __future__ import annotations

import datetime as dt
import types
import typing
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from typing import Any

import msgspec
from hypothesis import strategies as st

from hhrules.claims.fields import About, Share
from hhrules.claims.lines import ServiceLine
from hhrules.claims.model import Claim
from hhrules.values.money import Cents

Document = dict[str, Any]

ANCHORS = (
    dt.date(2024, 3, 1),
    dt.date(2017, 3, 1),
    dt.date(2018, 12, 31),
    dt.date(2020, 2, 29),
    dt.date(2013, 7, 1),
    dt.date(2025, 12, 31),
    dt.date(2008, 1, 1),
)
BILL_TYPES = (
    "341",
    "329",
    "327",
    "342",
    "343",
    "344",
    "347",
    "348",
    "320",
    "32Q",
    "331",
    "111",
)
LINES: tuple[
    tuple[str, str, list[str]], ...
] = (  # revenue code, code, modifiers that go together
    ("0421", "97110", ["GP"]),
    ("0421", "97140", ["GP", "KX"]),
    ("0431", "97530", ["GO"]),
    ("0441", "92507", ["GN"]),
    ("0424", "97161", ["GP"]),
    ("0421", "G8978", ["GP", "CK"]),
    ("0421", "G8979", ["GP", "CI"]),
    ("0421", "G0151", []),
    ("0421", "G0157", []),
    ("0431", "G0152", []),
    ("0441", "G0153", []),
    ("0551", "G0299", []),
    ("0571", "G0156", []),
    ("0023", "1AA11", []),
    ("0421", "G0154", []),
    ("0421", "G2168", []),
)
POOLS = {
    "type_of_bill": BILL_TYPES,
    "revenue_code": tuple(dict.fromkeys(line[0] for line in LINES)),
    "hcpcs": tuple(line[1] for line in LINES),
    "modifiers": ("GP", "GO", "GN", "KX", "GA", "59", "CK", "CQ", "CO", "U1"),
    "condition_codes": ("47", "20", "21", "54", "D0"),
    "code": ("61", "62", "11", "29", "35", "50", "85"),
    "hipps": ("1AA11", "2FC21", "4AA11"),
    "discipline": ("PT", "OT", "SLP", "SN"),
    "patient_status": ("30", "01", "06", "20"),
    "state": ("IL", "TX", "FL", "CA"),
    "sex": ("F", "M"),
    "npi": ("1999999984", "1999999976"),
    "ccn": ("997001", "997002"),
    "visit_id": ("V1", "V2"),
    "narrative": ("Patient is homebound.", "Rests every ten feet with a walker.", ""),
    "mbi": ("1EG4TE5MK73",),
    "diagnoses": ("I69.351", "M25.561"),
}


def documents(*, lines: int = 4) -> st.SearchStrategy[Document]:
    """Whole claim documents as JSON values; every field may be there."""
    return st.sampled_from(ANCHORS).flatmap(lambda anchor: _documents(anchor, lines, depth=1))


@st.composite
def _documents(draw: st.DrawFn, anchor: dt.date, lines: int, depth: int) -> Document:
    length = draw(st.sampled_from((29, 0, 13, 59)))
    document: Document = {
        "claim_id": draw(st.sampled_from(("C1", "C2", "C3"))),
        "type_of_bill": draw(st.sampled_from(BILL_TYPES)),
        "statement_from": anchor.isoformat(),
        "statement_through": (anchor + dt.timedelta(days=length)).isoformat(),
    }
    for name, value in draw(_some_fields(Claim, anchor, depth)).items():
        document.setdefault(name, value)
    document["lines"] = draw(st.lists(service_lines(anchor, length), max_size=lines))
    return document


@st.composite
def service_lines(draw: st.DrawFn, anchor: dt.date, length: int) -> Document:
    """A service line on a day of the claim; its codes mostly go together."""
    revenue, hcpcs, modifiers = draw(st.sampled_from(LINES))
    day = anchor + dt.timedelta(days=draw(st.integers(0, length)))
    line: Document = {
        "revenue_code": revenue,
        "hcpcs": hcpcs,
        "modifiers": modifiers,
        "service_date": day.isoformat(),
        "units": draw(st.integers(0, 8)),
        "charge": draw(_MONEY),
        "allowed_amount": draw(_MONEY),
    }
    line.update(draw(_some_fields(ServiceLine, anchor, 0, most=4)))
    line.pop("line", None)
    for name in draw(st.lists(st.sampled_from(sorted(line)), max_size=2, unique=True)):
        del line[name]
    return line


# ------------------------------------------------------------------- fields by their types

_MONEY = st.sampled_from((0, 100, 2000, 41500, 232999, 1)).map(
    lambda c: f"{c // 100}.{c % 100:02}"
)
_WHOLE = st.one_of(st.integers(0, 5), st.integers(0, 120))
_TEXT = st.sampled_from(("A", "x", "note of the visit", ""))


@cache
def _some_fields(
    record: type[msgspec.Struct], anchor: dt.date, depth: int, most: int = 10
) -> st.SearchStrategy[Document]:
    """Some of the fields of a record, few for the simplest choice; a field may be null."""
    hints = typing.get_type_hints(record, include_extras=True)
    fields = [f for f in msgspec.structs.fields(record) if f.encode_name != "claim_id"]
    choices = {
        f.encode_name: _field(f.encode_name, hints[f.name], anchor, depth) for f in fields
    }
    if depth == 0:
        choices.pop("history", None)
    names = st.lists(st.sampled_from(sorted(choices)), max_size=most, unique=True)
    return names.flatmap(lambda chosen: st.fixed_dictionaries({n: choices[n] for n in chosen}))


def _field(name: str, hint: Any, anchor: dt.date, depth: int) -> st.SearchStrategy[Any]:
    about: About | None = None
    if typing.get_origin(hint) is typing.Annotated:
        hint, *extras = typing.get_args(hint)
        about = next((extra for extra in extras if isinstance(extra, About)), None)
    pool = POOLS.get(name) or (about.codes if about else ())
    kinds = _alternatives(hint)
    drawn = [_kind(kind, pool, anchor, depth) for kind in kinds if kind is not type(None)]
    chosen = st.one_of([strategy for strategy in drawn if strategy is not None])
    if type(None) in kinds:
        return st.one_of(chosen, chosen, chosen, st.none())
    return chosen


def _alternatives(hint: Any) -> list[Any]:
    if isinstance(hint, types.UnionType) or typing.get_origin(hint) is typing.Union:
        return [kind for part in typing.get_args(hint) for kind in _alternatives(part)]
    if typing.get_origin(hint) is typing.Annotated:
        return [typing.get_args(hint)[0]]
    return [hint]


def _kind(
    kind: Any, pool: tuple[str, ...], anchor: dt.date, depth: int
) -> st.SearchStrategy[Any] | None:
    """The strategy of one alternative of a field's type; None for the mark of an absent one."""
    origin = typing.get_origin(kind)
    if kind is msgspec.UnsetType:
        return None
    if origin is typing.Literal:
        return st.sampled_from(typing.get_args(kind))
    if origin is list:
        (item,) = typing.get_args(kind)
        if item is Claim:
            return st.lists(_documents(anchor - dt.timedelta(days=31), 3, 0), max_size=2)
        element = _kind(item, pool, anchor, depth)
        assert element is not None
        return st.lists(element, max_size=3)
    if origin is dict:
        return st.dictionaries(
            st.sampled_from(("M1800", "M1830")), st.integers(0, 3), max_size=2
        )
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return st.deferred(lambda: _some_fields(kind, anchor, 0, most=12))
    return _scalar(kind, pool, anchor)


def _scalar(kind: Any, pool: tuple[str, ...], anchor: dt.date) -> st.SearchStrategy[Any]:
    if kind is Cents:
        return _MONEY
    if kind is dt.date:
        offsets = st.one_of(st.integers(-5, 35), st.integers(-120, 120))
        return offsets.map(lambda n: (anchor + dt.timedelta(days=n)).isoformat())
    if kind is Share:
        return st.integers(0, 100)
    simple: Mapping[Any, st.SearchStrategy[Any]] = {
        bool: st.booleans(),
        int: _WHOLE,
        str: st.sampled_from(pool) if pool else _TEXT,
        Fraction: st.one_of(_WHOLE, st.sampled_from((0.5, 2.25))),
    }
    return simple[kind]


# --------------------------------------------------------------------- changes to a document


def places(document: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """The paths of all values inside a document, in order."""
    inside: list[tuple[str | int, ...]] = []
    pairs = (
        document.items()
        if isinstance(document, dict)
        else enumerate(document)
        if isinstance(document, list)
        else ()
    )
    for key, value in pairs:
        inside += [(*path, key), *places(value, (*path, key))]
    return inside


REQUIRED = {"claim_id", "type_of_bill", "statement_from", "statement_through", "lines"}


def hideable(document: Document) -> list[tuple[str | int, ...]]:
    """The paths of fields that may be left out; members of lists are not left out."""
    return [
        path
        for path in places(document)
        if isinstance(path[-1], str) and not (path[-1] in REQUIRED and _on_claim(path))
    ]


def _on_claim(path: tuple[str | int, ...]) -> bool:
    return len(path) == 1 or path[:2] == ("history", "claims")


def without(document: Document, path: tuple[str | int, ...]) -> Document:
    """A copy of the document in which the field at `path` is absent."""
    copy: Document = msgspec.json.decode(msgspec.json.encode(document))
    part: Any = copy
    for key in path[:-1]:
        part = part[key]
    del part[path[-1]]
    return copy


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.one_of(st.sampled_from(sorted(POOLS)), st.text(max_size=6)), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@st.composite
def spoiled(draw: st.DrawFn) -> Document:
    """A claim document with one value replaced by any JSON at all."""
    document: Document = msgspec.json.decode(msgspec.json.encode(draw(documents())))
    path = draw(st.sampled_from(places(document)))
    part: Any = document
    for key in path[:-1]:
        part = part[key]
    part[path[-1]] = draw(JSON)
    return document


def disordered(document: Document, data: st.DataObject) -> Document:
    """The document with a few values changed that readers have to put in order, or to refuse."""
    copy: Document = msgspec.json.decode(msgspec.json.encode(document))
    for _ in range(data.draw(st.integers(1, 4))):
        path = data.draw(st.sampled_from(places(copy)))
        part: Any = copy
        for step in path[:-1]:
            part = part[step]
        if isinstance(part, dict) and data.draw(st.booleans()):
            part[data.draw(st.sampled_from(("mystery", "units2", "Lines")))] = {"a": [None]}
        else:
            part[path[-1]] = data.draw(st.sampled_from((None, None, 3.0, 2.5, [], {}, -1)))
    return copy
