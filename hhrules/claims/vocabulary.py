"""The vocabulary: every fact and every kind of record that a rulebook may name.

It is read off the claim model and holds nothing of its own. Facts of the claim are those of the
document and of its single parts, each under a name that no other has; the records of a list
have a name space each.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_type_hints

from msgspec import NODEFAULT, UNSET, Struct, UnsetType
from msgspec.structs import fields as struct_fields

from hhrules.claims.characters import MbiCharacter
from hhrules.claims.derived import DatedService, OasisItem, PlanScore
from hhrules.claims.diagnoses import DiagnosisPair, ListedDiagnosis
from hhrules.claims.fields import About, Detail, Json, Kind, Record, Share, SubRecord, origin
from hhrules.claims.model import Claim
from hhrules.values.decoders import making
from hhrules.values.money import Cents
from hhrules.values.types import (
    CODE,
    DATE,
    MONEY,
    NUMBER,
    PERCENT,
    TEXT,
    WHOLE,
    YESNO,
    ListOf,
    Scalar,
    Ty,
)


class Fact(Struct, frozen=True):
    """One fact: its name, where it stands, its type and what it means.

    `attr_path` leads from the claim (or the record) to the value, `json_path` from the top of
    the document. `codes` are the words it takes, as documents write them. One that is
    `always_known` is neither unknown nor none: no claim or record is made without it; one that
    is `always_told` may be none.
    """

    name: str
    attr_path: tuple[str, ...]
    json_path: str
    ty: Ty
    record: str
    many: bool
    ub04: str
    x12: str
    means: str
    absent_means: str
    identifying: bool
    codes: tuple[str, ...]
    closed: bool = False
    unit: str = ""
    pattern: str = ""
    always_known: bool = False
    always_told: bool = False

    def code_of(self, words: str) -> str | None:
        """Give the document's code for the words of a rulebook.

        `palmetto gba` is `palmetto_gba`.
        """
        wanted = words.replace(" ", "_").casefold()
        return next((code for code in self.codes if code.casefold() == wanted), None)


class RecordKind(Struct, frozen=True):
    """One kind of record.

    Its names, where the list stands, what orders and finds its members.
    """

    name: str
    plural: str
    json_path: str
    attr_path: tuple[str, ...]
    parent: str | None
    dated_by: str | None
    keys: tuple[str, ...]
    joins: bool
    facts: dict[str, Fact]
    means: str = ""


class Vocabulary(Struct, frozen=True, eq=False):
    """All records by singular name, the claim itself among them as `claim`."""

    records: dict[str, RecordKind]
    by_plural: dict[str, RecordKind]

    @classmethod
    def of(cls, kinds: Iterator[RecordKind] | list[RecordKind]) -> Vocabulary:
        """Give a vocabulary of these kinds."""
        records = {kind.name: kind for kind in kinds}
        return cls(records, {kind.plural: kind for kind in records.values()})

    @property
    def claim(self) -> RecordKind:
        """The claim's own facts."""
        return self.records["claim"]

    def record(self, words: str) -> RecordKind | None:
        """Give the kind with this singular or plural name."""
        return self.records.get(words) or self.by_plural.get(words)

    def fact(self, name: str, record: str = "claim") -> Fact | None:
        """Give the fact of this name on records of this kind."""
        kind = self.records.get(record)
        return None if kind is None else kind.facts.get(name)

    def facts(self) -> Iterator[Fact]:
        """Every fact, the claim's first."""
        for kind in self.records.values():
            yield from kind.facts.values()

    def records_with(self, fact: str) -> list[RecordKind]:
        """Give the kinds of record, the claim aside, that have a fact of this name."""
        return [k for k in self.records.values() if k.name != "claim" and fact in k.facts]

    def names(self) -> list[str]:
        """Every name that a rulebook may use, sorted."""
        found = {fact.name for fact in self.facts()} | set(self.records) | set(self.by_plural)
        return sorted(found)


class FieldShape(Struct, frozen=True):
    """A model field taken apart: what it holds and whether it holds many."""

    attr: str
    key: str
    about: About
    item: Json
    many: bool
    required: bool = False
    stand_in: Json = UNSET  # for one that was not sent
    optional: bool = False  # may be none


@lru_cache(maxsize=512)  # those of the model, and of some sites' facts
def shapes(model: type[Record]) -> tuple[FieldShape, ...]:
    """Give the described fields of a model class in document order."""
    with making:  # see `plain_types`
        hints = get_type_hints(model, include_extras=True)
    found = []
    for spec in struct_fields(model):
        hint = hints[spec.name]
        if origin(hint) is not Annotated:
            continue
        inner, *said = get_args(hint)
        about = said[-1]  # behind what the type itself says, as that an id is not empty
        item, many = _item(inner)
        stand_in = UNSET if spec.default is NODEFAULT else spec.default
        optional = type(None) in get_args(inner)
        found.append(
            FieldShape(
                spec.name,
                spec.encode_name,
                about,
                item,
                many,
                spec.required,
                stand_in,
                optional,
            )
        )
    return tuple(found)


_WORDS = Detail


def _item(hint: Json) -> tuple[Any, bool]:
    """Give the type of a field's value, or of its list's members, without none and unset."""
    if origin(hint) in (Union, UnionType):
        members = [arg for arg in get_args(hint) if arg not in (type(None), UnsetType)]
        # A text that may also be sent as yes or no stays a text here.
        return (_WORDS, False) if len(members) > 1 else _item(members[0])
    if origin(hint) is list:
        return get_args(hint)[0], True
    if origin(hint) is Annotated:  # a count, and that it is not negative
        return get_args(hint)[0], False
    return hint, False


_SCALARS: dict[Any, Scalar] = {
    _WORDS: TEXT,
    str: CODE,
    int: WHOLE,
    bool: YESNO,
    dt.date: DATE,
    Cents: MONEY,
    Share: PERCENT,
    Fraction: NUMBER,
}


def _fact(
    shape: FieldShape, path: tuple[str, ...], json: str, record: str, prefix: str
) -> Fact:
    about = shape.about
    told = shape.required or shape.stand_in is not UNSET
    literal = origin(shape.item) is Literal
    scalar = about.ty or (CODE if literal else _SCALARS[shape.item])
    return Fact(
        name=f"{prefix} {about.name}" if prefix else about.name,
        attr_path=path,
        json_path=json,
        ty=ListOf(scalar) if shape.many else scalar,
        record=record,
        many=shape.many,
        ub04=about.ub04,
        x12=about.x12,
        means=about.means.replace("{}", f"{prefix} practitioner"),
        absent_means=about.absent,
        identifying=about.identifying,
        codes=tuple(get_args(shape.item)) if literal else about.codes,
        closed=literal,
        unit=about.unit,
        pattern=about.pattern,
        always_known=told and not shape.optional,
        always_told=told,
    )


def _is_record(item: Json) -> bool:
    return isinstance(item, type) and issubclass(item, Record)


def _record(
    model: type[Record], path: tuple[str, ...], json: str, parent: str, means: str
) -> RecordKind:
    kind: Kind | None = model.record_kind
    if kind is None:
        raise TypeError(f"{model.__name__} has no name in the vocabulary")
    facts = [
        _fact(shape, (shape.attr,), f"{json}.{shape.key}", kind.name, "")
        for shape in shapes(model)
        if not _is_record(shape.item) and origin(shape.item) is not dict
    ]
    return RecordKind(
        kind.name,
        kind.plural,
        json,
        path,
        parent,
        kind.dated_by,
        kind.keys,
        kind.joins,
        {fact.name: fact for fact in facts},
        means,
    )


def _walk(
    model: type[Record], path: tuple[str, ...], json: str, prefix: str
) -> Iterator[Fact | RecordKind]:
    for shape in shapes(model):
        attrs = (*path, shape.attr)
        place = f"{json}.{shape.key}" if json else shape.key
        if origin(shape.item) is dict or shape.item is Claim:
            continue
        if not _is_record(shape.item):
            yield _fact(shape, attrs, place, "claim", prefix)
        elif issubclass(shape.item, SubRecord):
            yield from _walk(shape.item, attrs, place, shape.about.prefix)
        else:
            yield _record(shape.item, attrs, place, "claim", shape.about.means)


_FLAT: tuple[tuple[type[Record], str, str, str], ...] = (
    (DatedService, "services", "chart.visits.services", "What was done in visits, by code."),
    (PlanScore, "functional_scores", "chart.therapy_plans.functional_scores", "Scores."),
    (OasisItem, "oasis_items", "chart.oasis.items", "Responses of the assessments."),
    (ListedDiagnosis, "listed_diagnoses", "diagnoses", "The diagnoses one by one."),
    (DiagnosisPair, "diagnosis_pairs", "diagnoses", "Every two secondary diagnoses."),
    (MbiCharacter, "mbi_characters", "patient.mbi", "The Medicare number, taken apart."),
)


def vocabulary_of(model: type[Claim]) -> Vocabulary:
    """Give the vocabulary of a claim model, the shipped one or one with a site's own facts."""
    facts: dict[str, Fact] = {}
    kinds: list[RecordKind] = []
    for found in _walk(model, (), "", ""):
        if isinstance(found, RecordKind):
            kinds.append(found)
            continue
        if found.name in facts:
            raise TypeError(f"two facts of the claim are called {found.name}")
        facts[found.name] = found
    kinds += (_record(flat, (attr,), json, "claim", m) for flat, attr, json, m in _FLAT)
    claim = RecordKind(
        "claim", "claims", "", (), None, "statement from", (), False, facts, "The claim itself."
    )
    return Vocabulary.of([claim, *kinds])
