"""The plain types that decoders are made of are those that the model declares, and null."""

from __future__ import annotations

from typing import Annotated, Any, get_args, get_origin, get_type_hints

import pytest
from msgspec import UnsetType

from hhrules.claims.fields import Record, SubRecord
from hhrules.claims.model import Claim
from hhrules.claims.plain import plain_types


def records(record: type[Record]) -> list[type[Record]]:
    found = [below for one in record.__subclasses__() for below in (one, *records(one))]
    return [one for one in found if one.__module__.startswith("hhrules.claims.")]


@pytest.mark.parametrize("record", records(Record), ids=lambda r: r.__name__)
def test_types_are_the_declared_ones(record: type[Record]) -> None:
    declared = get_type_hints(record, include_extras=True)
    with plain_types():
        plain = get_type_hints(record, include_extras=True)
        assert not any("About(" in str(a) for a in record.__annotations__.values())
    for name in record.__struct_fields__:
        told = declared[name]
        kind = told
        if get_origin(told) is Annotated:
            bare, *limits = get_args(told)[:-1]  # the description stands last
            kind = Annotated[bare, *limits] if limits else bare
        assert plain[name] == (kind | None if may_be_null(kind) else kind)


def may_be_null(kind: Any) -> bool:
    """Whether it is a part, or a list that may be absent."""
    if isinstance(kind, type):
        return issubclass(kind, SubRecord)
    return any(get_origin(one) is list for one in get_args(kind)) and UnsetType in get_args(
        kind
    )


def test_descriptions_are_back_afterwards() -> None:
    before = dict(Claim.__annotations__)
    with pytest.raises(RuntimeError), plain_types():
        raise RuntimeError
    assert Claim.__annotations__ == before
