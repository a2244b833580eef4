"""JSON Schema of the claim document, made from the model's own declarations."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any, Literal, get_args

from hhrules.claims.fields import Detail, Record, Share, origin
from hhrules.claims.model import Claim
from hhrules.claims.vocabulary import FieldShape, shapes
from hhrules.values.money import Cents

_AMOUNT = {
    "type": ["string", "number"],
    "pattern": r"^[0-9]{1,13}(\.[0-9]{1,2}0*)?$",
    "minimum": 0,
    "maximum": 9_999_999_999_999.99,
    # No keyword: validators work `multipleOf` out in floats, and many refuse 0.07 then.
    "$comment": "dollars with at most two decimals, as a number too",
}
_SCALARS: dict[Any, dict[str, Any]] = {
    str: {"type": "string"},
    Detail: {"type": ["string", "boolean"]},
    int: {"type": "integer", "minimum": 0},
    bool: {"type": "boolean"},
    dt.date: {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
    Cents: _AMOUNT,
    Share: {"type": ["string", "number"], "pattern": r"^-?[0-9]+(\.[0-9]{1,4})?$"},
    Fraction: {"type": ["string", "number"], "pattern": r"^-?[0-9]+(\.[0-9]+)?$"},
}


def json_schema() -> dict[str, Any]:
    """Give the schema of one claim document.

    Absent means unknown, null means known to be none.
    """
    definitions: dict[str, Any] = {}
    top = _object(Claim, definitions)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Claim document",
        **top,
        "$defs": dict(sorted(definitions.items())),
    }


def _object(model: type[Record], definitions: dict[str, Any]) -> dict[str, Any]:
    return {
        "description": (model.__doc__ or "").splitlines()[0],
        "type": "object",
        "properties": {s.key: _property(s, definitions) for s in shapes(model)},
        "required": [s.key for s in shapes(model) if s.required],
    }


def _property(shape: FieldShape, definitions: dict[str, Any]) -> dict[str, Any]:
    about = shape.about
    value = _value(shape, definitions)
    if about.pattern:
        value = {**value, "pattern": f"^(?:{about.written or about.pattern})$"}
    elif shape.required and shape.item is str:
        value = {**value, "minLength": 1}
    elif about.written:
        value = {**value, "enum": [*value["enum"], about.written]}
    if shape.many:
        value = {"type": "array", "items": value}
    if not shape.required:
        value = {"anyOf": [value, {"type": "null"}]}
    said = about.means.replace("{}", "practitioner")
    notes = {"description": said, "title": about.name}
    if about.codes:
        notes["x-codes"] = list(about.codes)  # type: ignore[assignment]
    if about.ub04:
        notes["x-ub04"] = about.ub04
    if about.x12:
        notes["x-837i"] = about.x12
    return {**notes, **value}


def _value(shape: FieldShape, definitions: dict[str, Any]) -> dict[str, Any]:
    item = shape.item
    generic = origin(item)
    if generic is Literal:
        return {"enum": list(get_args(item))}
    if generic is dict:
        return {"type": "object"}
    if item is Claim:
        return {"$ref": "#"}
    if isinstance(item, type) and issubclass(item, Record):
        if item.__name__ not in definitions:
            definitions[item.__name__] = {}
            definitions[item.__name__] = _object(item, definitions)
        return {"$ref": f"#/$defs/{item.__name__}"}
    return dict(_SCALARS[item])
