"""How the claim model says, once and in one place, what each of its fields is.

A field is declared as `Annotated[type, About(...)]`. Vocabulary, JSON Schema, data dictionary,
completion and hover are all made from these declarations; nothing is said a second time.
"""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Annotated, Any, ClassVar, TypeAlias, get_origin

from msgspec import Meta, Struct, UnsetType

from hhrules.values.money import Cents
from hhrules.values.types import Scalar


class Share(Fraction):
    """A percentage as an exact share of one: 25 on the document is 1/4."""

    __slots__ = ()


Json: TypeAlias = Any  # a value as a JSON reader gives it
Id: TypeAlias = Annotated[str, Meta(min_length=1)]
Text: TypeAlias = str | UnsetType | None
Detail: TypeAlias = str | bool | UnsetType | None
Day: TypeAlias = dt.date | UnsetType | None
Flag: TypeAlias = bool | UnsetType | None
Whole: TypeAlias = Annotated[int, Meta(ge=0)] | UnsetType | None
Exact: TypeAlias = Fraction | UnsetType | None
Money: TypeAlias = Cents | UnsetType | None
Percent: TypeAlias = Share | UnsetType | None
Texts: TypeAlias = list[str] | UnsetType
Days: TypeAlias = list[dt.date] | UnsetType


class About(Struct, frozen=True):
    """What a field is: its name in rulebooks, its meaning, and its places on the forms.

    `prefix` stands before the names of a sub-record's fields (`attending` makes `attending
    npi`). `codes` lists the usual words of a field that takes other words too; a closed list is
    the field's `Literal` type instead. `pattern` is what a code has to match as a whole;
    `written` is a wider pattern of what documents may say, or one word more, which `normalise`
    turns into what is meant.
    """

    name: str
    means: str
    ub04: str = ""
    x12: str = ""
    absent: str = "unknown"
    ty: Scalar | None = None
    codes: tuple[str, ...] = ()
    identifying: bool = False
    unit: str = ""
    prefix: str = ""
    pattern: str = ""
    written: str = ""


class Kind(Struct, frozen=True):
    """A list's records as rulebooks speak of them.

    `dated_by` orders the members; `keys` find one member; `joins` lets a record be named in the
    scope of another one that has its key.
    """

    name: str
    plural: str
    dated_by: str | None = None
    keys: tuple[str, ...] = ()
    joins: bool = False


def origin(hint: Json) -> Json:
    """Give the plain form of a type with arguments: `list` of `list[str]`."""
    return get_origin(hint)


class Record(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """A part of a claim document. Its repr shows nothing of what it holds."""

    record_kind: ClassVar[Kind | None] = None

    def __repr__(self) -> str:
        return f"{type(self).__name__}(...)"


class SubRecord(Record, frozen=True):
    """A part that a document has once: empty where it is absent, never unset."""
