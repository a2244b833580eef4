"""The patient way through a claim document: every problem, every unknown field, every null.

`reader` decodes a good document in one step and comes here only when that fails. The walk
follows the claim model itself, so there is no second description of the document. What it
returns can be converted, if it reports no problem.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any, Literal, get_args

from attrs import define, field, frozen

from hhrules.claims.fields import Detail, Json, Record, Share, SubRecord, origin
from hhrules.claims.model import Claim
from hhrules.claims.problem import Problem
from hhrules.claims.raw import Path, path_text
from hhrules.claims.vocabulary import FieldShape, shapes
from hhrules.values.money import Cents, cents
from hhrules.values.numbers import percent

FIRST_DAY = dt.date(1850, 1, 1)
LAST_DAY = dt.date(2199, 12, 31)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@define
class Walk:
    """One walk: what was found on the way."""

    claim_type: type[Claim]
    problems: list[Problem] = field(factory=list)
    unread: list[tuple[Path, Any]] = field(factory=list)

    def complain(self, code: str, path: Path, message: str) -> None:
        """Note a problem."""
        self.problems.append(Problem(code, path_text(path), message))

    def record(self, model: type[Record], raw: Json, path: Path) -> Json:
        """Give the record with nulls and unknown fields dealt with."""
        if not isinstance(raw, dict):
            self.complain("wrong-type", path, "expected an object")
            return raw
        known = {shape.key: shape for shape in shapes(model)}
        clean: dict[str, Any] = {}
        for key, value in raw.items():
            shape = known.get(key)
            if shape is None:
                self.unread.append(((*path, key), value))
            else:
                clean[key] = self._field(shape, value, (*path, key))
        self._require(model, clean, path)
        return clean

    def _require(self, model: type[Record], clean: dict[str, Json], path: Path) -> None:
        for shape in shapes(model):
            if shape.required and shape.key not in clean:
                place = (*path, shape.key)
                self.complain("missing-field", place, "expected this field, it is missing")

    def _field(self, shape: FieldShape, value: Json, path: Path) -> Json:
        if value is None:
            return self._null(shape, path)
        if not shape.many:
            return self._value(shape, value, path)
        if not isinstance(value, list):
            self.complain("wrong-type", path, "expected a list")
            return value
        return [self._value(shape, v, (*path, i)) for i, v in enumerate(value)]

    def _null(self, shape: FieldShape, path: Path) -> Json:
        if shape.required:
            self.complain("missing-field", path, "expected a value, it is null")
            return None
        if shape.many:
            return []
        if isinstance(shape.item, type) and issubclass(shape.item, SubRecord):
            return null_record(shape.item)
        return None

    def _value(self, shape: FieldShape, value: Json, path: Path) -> Json:
        item = shape.item
        if isinstance(item, type) and issubclass(item, Record):
            model = self.claim_type if item is Claim else item
            return self.record(model, value, path)
        generic = origin(item)
        if generic is Literal:
            words = get_args(item)
            if value not in words:
                self.complain("not-listed", path, f"expected one of {', '.join(words)}")
            return value
        if generic is dict:
            if not isinstance(value, dict):
                self.complain("wrong-type", path, "expected an object")
            return value
        self._scalar(shape, value, path)
        # A whole number that was written 3.0.
        return int(value) if item is int and isinstance(value, float) else value

    def _scalar(self, shape: FieldShape, value: Json, path: Path) -> None:
        expected = _EXPECTED[shape.item]
        code = expected.fault(value)
        if code:
            self.complain(code, path, f"expected {expected.words}")
        elif value == "" and shape.required and not shape.about.pattern:
            self.complain("missing-field", path, "expected a value, it is empty")
        elif shape.about.pattern and not re.fullmatch(shape.about.pattern, value):
            self.complain("bad-code", path, f"expected a code of {_said(shape.about.pattern)}")


_SIGNS = {
    "[0-9]": ("digit", "digits"),
    "[0-9A-Z]": ("capital letter or digit", "capital letters or digits"),
    "[0-9A-Za-z]": ("letter or digit", "letters or digits"),
}
_RUN = re.compile(r"(\[[^]]+\])(?:\{(?:(\d+),)?(\d+)\})?")


def _said(pattern: str) -> str:
    """The form of a code in words: `4 digits`, `1 to 6 capital letters or digits`."""
    runs: list[str] = []
    for signs, least, most in _RUN.findall(pattern):
        count = f"{least} to {most}" if least else most or "1"
        runs.append(f"{count} {_SIGNS[signs][count != '1']}")
    return " and ".join(runs)


def null_record(model: type[Record]) -> dict[str, Any]:
    """Give a part sent as null: each of its fields known to be none."""
    clean: dict[str, Any] = {}
    for shape in shapes(model):
        if shape.many:
            clean[shape.key] = []
        elif isinstance(shape.item, type) and issubclass(shape.item, SubRecord):
            clean[shape.key] = null_record(shape.item)
        else:
            clean[shape.key] = None
    return clean


@frozen
class _Expected:
    words: str
    fault: Callable[[Any], str]


def _text(value: Json) -> str:
    return "" if isinstance(value, str) else "wrong-type"


def _detail(value: Json) -> str:
    return "" if isinstance(value, str | bool) else "wrong-type"


def _whole(value: Json) -> str:
    whole = isinstance(value, int) and not isinstance(value, bool)
    if not whole and not (isinstance(value, float) and value.is_integer()):
        return "wrong-type"
    return "" if value >= 0 else "negative"


def _flag(value: Json) -> str:
    return "" if isinstance(value, bool) else "wrong-type"


def _date(value: Json) -> str:
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        return "bad-date"
    try:
        date = dt.date.fromisoformat(value)
    except ValueError:
        return "bad-date"
    return "" if FIRST_DAY <= date <= LAST_DAY else "bad-date"


def _money(value: Json) -> str:
    try:
        return "" if cents(value) >= 0 else "negative"
    except (ValueError, TypeError):
        return "bad-money"


def _number(value: Json) -> str:
    try:
        Fraction(str(value))
    except (ValueError, ZeroDivisionError):
        return "wrong-type"
    return "wrong-type" if isinstance(value, bool) else ""


def _percent(value: Json) -> str:
    try:
        percent(value)
    except (ValueError, TypeError):
        return "bad-percent"
    return ""


_EXPECTED: dict[Any, _Expected] = {
    str: _Expected("text in quotes", _text),
    Detail: _Expected("text in quotes, true or false", _detail),
    int: _Expected("a whole number of 0 or more", _whole),
    bool: _Expected("true or false", _flag),
    dt.date: _Expected("a date YYYY-MM-DD that is on the calendar, from 1850 to 2199", _date),
    Cents: _Expected("an amount in dollars of 0 or more, with at most two decimals", _money),
    Fraction: _Expected("a number", _number),
    Share: _Expected("a percentage without its sign", _percent),
}
