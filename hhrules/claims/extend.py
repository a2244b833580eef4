"""A site's own facts: claim model and vocabulary with the fields that `fact` blocks add.

`fact wound depth` with `path extra.wound_depth` gives claims a field there; a path may also
lead into a part of the document (`chart.certifications.seen_by`), or make a part of its own.
"""

from __future__ import annotations

import datetime as dt
import keyword
import re
from collections.abc import Callable, Iterable
from fractions import Fraction
from types import GenericAlias
from typing import Annotated, Any
from weakref import WeakValueDictionary

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from hhrules.claims.encode import encode_value
from hhrules.claims.fields import About, Json, Record, Share, SubRecord, origin
from hhrules.claims.model import Claim, noted_with
from hhrules.claims.reader import converted, learn
from hhrules.claims.vocabulary import FieldShape, Vocabulary, shapes, vocabulary_of
from hhrules.values.decoders import making
from hhrules.values.money import Cents
from hhrules.values.types import (
    CODE,
    DATE,
    DURATION,
    MONEY,
    NUMBER,
    PERCENT,
    TEXT,
    WHOLE,
    YESNO,
    ListOf,
    Scalar,
)

TYPE_WORDS: dict[str, Scalar | ListOf] = {
    "yes/no": YESNO,
    "code": CODE,
    "text": TEXT,
    "whole number": WHOLE,
    "number": NUMBER,
    "percent": PERCENT,
    "money": MONEY,
    "date": DATE,
    "duration": DURATION,
    "list of codes": ListOf(CODE),
    "list of dates": ListOf(DATE),
    "list of texts": ListOf(TEXT),
}

_HELD_AS: dict[Scalar, Any] = {
    YESNO: bool,
    CODE: str,
    TEXT: str,
    WHOLE: Annotated[int, Meta(ge=0)],
    NUMBER: Fraction,
    PERCENT: Share,
    MONEY: Cents,
    DATE: dt.date,
    DURATION: Annotated[int, Meta(ge=0)],
}
_STEP = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class SiteFact(Struct, frozen=True):
    """One fact that a rulebook declares.

    What it is called, its type, its place, its meaning.
    """

    name: str
    ty: Scalar | ListOf
    path: str
    means: str = ""
    absent_means: str = ""


class SiteFactProblem(ValueError):
    """A declared fact that the claim document cannot hold."""

    def __init__(self, fact: SiteFact, reason: str) -> None:
        super().__init__(fact, reason)
        self.fact = fact
        self.reason = reason

    def __str__(self) -> str:
        return self.reason


_Plan = dict[str, Any]


def extend(vocabulary: Vocabulary, facts: Iterable[SiteFact]) -> tuple[Vocabulary, type[Claim]]:
    """Give the vocabulary and the claim model with these facts.

    SiteFactProblem where one cannot be.
    """
    declared = list(facts)
    for fact in declared:
        if vocabulary.fact(fact.name) is not None and "." not in fact.path:
            raise SiteFactProblem(fact, f"`{fact.name}` is already a fact of the claim")
    plan = _plan_of(declared)
    if not plan:
        return vocabulary, Claim
    grown = _grown(Claim, plan)
    try:
        return vocabulary_of(grown), grown
    except TypeError as error:
        clash = next(f for f in _declared(plan) if f.name in str(error))
        raise SiteFactProblem(clash, str(error)) from error


Facts = tuple[tuple[str, str, str, str, str], ...]
"""Of each fact its name, the word for its type, its path, what it and its absence mean."""

_models: WeakValueDictionary[Facts, type[Claim]] = WeakValueDictionary()


def model_of(facts: Facts) -> type[Claim]:
    """Give the claim model with facts that `extend` took before; no vocabulary is made.

    There is one for the same facts, whoever asks: a claim read with it goes with all rules that
    declare them.
    """
    with making:
        found = _models.get(facts)
        if found is None:
            plan = _plan_of(SiteFact(n, TYPE_WORDS[t], p, m, a) for n, t, p, m, a in facts)
            found = _models[facts] = _grown(Claim, plan)
            found.__reduce__ = _reduced(facts)
    return found


def _reduced(facts: Facts) -> Callable[[Claim], tuple[Any, ...]]:
    """How claims with these facts go to another process, where their model is made anew."""

    def reduced(claim: Claim) -> tuple[Any, ...]:
        text = msgspec.json.encode(claim, enc_hook=encode_value)
        return _again, (facts, text), noted_with(claim)

    return reduced


def _again(facts: Facts, text: bytes) -> Claim:
    return converted(msgspec.json.decode(text), learn(model_of(facts)))


def _plan_of(facts: Iterable[SiteFact]) -> _Plan:
    plan: _Plan = {}
    for fact in facts:
        _place(plan, fact)
    return plan


def _place(plan: _Plan, fact: SiteFact) -> None:
    steps = fact.path.split(".")
    if not all(_STEP.fullmatch(step) for step in steps):
        raise SiteFactProblem(fact, f"`{fact.path}` is no path of the claim document")
    for step in steps[:-1]:
        deeper = plan.setdefault(step, {})
        if not isinstance(deeper, dict):
            raise SiteFactProblem(fact, f"`{fact.path}` leads through a single value")
        plan = deeper
    if steps[-1] in plan:
        raise SiteFactProblem(fact, f"two facts stand at `{fact.path}`")
    plan[steps[-1]] = fact


def _declared(plan: _Plan) -> list[SiteFact]:
    found: list[SiteFact] = []
    for entry in plan.values():
        found += _declared(entry) if isinstance(entry, dict) else [entry]
    return found


def _grown(model: Json, plan: _Plan) -> Json:
    """Give the model with the planned fields."""
    known = {shape.key: shape for shape in shapes(model)}
    fields = []
    for key, entry in plan.items():
        shape = known.get(key)
        attr = shape.attr if shape else f"{key}_" if keyword.iskeyword(key) else key
        hint, default = (
            _part(key, shape, entry)
            if isinstance(entry, dict)
            else (_leaf(shape, entry), UNSET)
        )
        fields.append((attr, hint, msgspec.field(default=default, name=key)))
    return msgspec.defstruct(model.__name__, fields, bases=(model,), frozen=True, kw_only=True)


def _part(key: str, shape: FieldShape | None, plan: _Plan) -> tuple[Any, Any]:
    generic = origin(shape.item) if shape else None
    if shape is None or generic is dict:
        part = _grown(msgspec.defstruct(key.title(), [], bases=(SubRecord,), frozen=True), plan)
        about = (
            shape.about if shape else About(key.replace("_", " "), "A part of the site's own.")
        )
        return Annotated[part, about], part()
    if not (isinstance(shape.item, type) and issubclass(shape.item, Record)):
        fact = _declared(plan)[0]
        raise SiteFactProblem(fact, f"`{fact.path}` leads through a single value")
    item = _grown(shape.item, plan)
    if not shape.many:
        return Annotated[item, shape.about], item()
    if shape.required:
        return Annotated[_list_of(item), shape.about], msgspec.NODEFAULT
    return Annotated[_list_of(item) | UnsetType, shape.about], UNSET


def _list_of(item: Json) -> Json:
    return GenericAlias(list, (item,))


def _leaf(shape: FieldShape | None, fact: SiteFact) -> Json:
    if shape is not None:
        raise SiteFactProblem(fact, f"`{fact.path}` already holds `{shape.about.name}`")
    scalar = fact.ty.item if isinstance(fact.ty, ListOf) else fact.ty
    about = About(fact.name, fact.means, absent=fact.absent_means or "unknown", ty=scalar)
    held: Json = _HELD_AS[scalar]
    if isinstance(fact.ty, ListOf):
        return Annotated[_list_of(held) | UnsetType, about]
    return Annotated[held | UnsetType | None, about]
