"""The types of a rulebook's values, with the names that an analyst reads in messages."""

from __future__ import annotations

from typing import TypeAlias

from attrs import frozen


@frozen
class Scalar:
    """A single value; `name` is how messages speak of it."""

    name: str

    def __str__(self) -> str:
        return self.name


@frozen
class ListOf:
    """A list of single values, such as modifiers or condition codes."""

    item: Scalar

    def __str__(self) -> str:
        return f"a list of {_PLURALS.get(self.item.name, self.item.name)}"


@frozen
class RecordTy:
    """One record of the kind `name`: a line, a certification."""

    name: str

    def __str__(self) -> str:
        article = "an" if self.name[:1] in "aeiou" else "a"
        return f"{article} {self.name}"


@frozen
class SetTy:
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
