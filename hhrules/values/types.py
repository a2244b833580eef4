"""The types of a rulebook's values, with the names that an analyst reads in messages."""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct


class Scalar(Struct, frozen=True):
    """A single value; `name` is how messages speak of it."""

    name: str

    def __str__(self) -> str:
        return self.name


class ListOf(Struct, frozen=True):
    """A list of single values, such as modifiers or condition codes."""

    item: Scalar

    def __str__(self) -> str:
        return f"a list of {_PLURALS.get(self.item.name, self.item.name)}"


class RecordTy(Struct, frozen=True):
    """One record of the kind `name`: a line, a certification."""

    name: str

    def __str__(self) -> str:
        article = "an" if self.name[:1] in "aeiou" else "a"
        return f"{article} {self.name}"


class SetTy(Struct, frozen=True):
    """A set of records of one kind; `record` is the kind's singular name."""

    record: str

    def __str__(self) -> str:
        return f"a set of records, each {RecordTy(self.record)}"


Ty: TypeAlias = Scalar | ListOf | RecordTy | SetTy

YESNO = Scalar("yes or no")
CODE = Scalar("a code")
TEXT = Scalar("text")
WHOLE = Scalar("a whole number")
NUMBER = Scalar("a number")
PERCENT = Scalar("a percentage")
MONEY = Scalar("money")
DATE = Scalar("a date")
DURATION = Scalar("a duration")

_PLURALS = {
    "a code": "codes",
    "text": "texts",
    "a whole number": "whole numbers",
    "a number": "numbers",
    "a percentage": "percentages",
    "money": "amounts of money",
    "a date": "dates",
    "a duration": "durations",
}
