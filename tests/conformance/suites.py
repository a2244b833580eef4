"""The cases of each suite, in our words, with the value that the suite expects.

The suites lie beside the repository, in `../shared/conformance` (or where HHRULES_SHARED points
to); they are read from there and not kept here.
"""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import TypeAlias
from xml.etree import ElementTree as ET

from attrs import frozen

from tests.conformance.feel import read
from tests.conformance.translate import (
    NoWording,
    Ours,
    Translation,
    parse_duration,
    translate,
)

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(os.environ.get("HHRULES_SHARED", ROOT.parent / "shared")) / "conformance"

Value: TypeAlias = bool | Fraction | date | tuple[str, int] | str | None
AMBIGUOUS = (
    "the month has no such day: a rule names the rounding, `rounded up` or `rounded down`"
)


@frozen
class Case:
    """One case: where it stands, our text for it, and the value it has to have (None: unknown).

    With `must_refuse` only a refusal is right; `null` tells that the suite expects null, which
    in FEEL is also what an error comes to.
    """

    suite: str
    name: str
    ours: Translation
    expected: Value
    must_refuse: bool = False
    null: bool = False


def cases() -> Iterator[Case]:
    """Every case of every suite, in the order of the files."""
    yield from _feel()
    yield from _cql()
    yield from _exact_dates()
    yield from _ambiguous_dates()
    yield from _month_ends()


def _feel() -> Iterator[Case]:
    with (FOLDER / "tck-feel-literals.csv").open(encoding="utf-8", newline="") as lines:
        for number, row in enumerate(csv.DictReader(lines), start=2):
            ours = translate(read(row["expression"]))
            expected = None
            if isinstance(ours, Ours):
                expected = _feel_value(row["expected_type"], row["expected"])
            name = f"{number} {row['case']}"
            null = row["expected_type"] == "null"
            yield Case(f"FEEL {row['folder']}", name, ours, expected, null=null)


def _feel_value(kind: str, text: str) -> Value:
    match kind:
        case "boolean":
            return text == "true"
        case "decimal":
            return Fraction(text)
        case "date":
            return date.fromisoformat(text)
        case "duration":
            return parse_duration(text)
        case "null":
            return None
        case _:
            return text


def _cql() -> Iterator[Case]:
    tree = ET.parse(FOLDER / "CqlLogicalOperatorsTest.xml")  # noqa: S314 - a local file
    names = {"true": True, "false": False, "null": None}
    space = "{http://hl7.org/fhirpath/tests}"
    for group in tree.getroot().iter(f"{space}group"):
        for test in group.iter(f"{space}test"):
            text = test.findtext(f"{space}expression") or ""
            output = (test.findtext(f"{space}output") or "").strip()
            ours = translate(read(text.strip()))
            yield Case(f"CQL {group.get('name')}", test.get("name") or "", ours, names[output])


def _rows(name: str) -> Iterator[list[str]]:
    lines = (FOLDER / "dates-calc" / name).read_text(encoding="utf-8").splitlines()
    for line in lines[1:]:
        if line.strip():
            yield [cell.strip() for cell in line.split(";")]


def _period(text: str) -> str:
    years, months, days = (int(n) for n in re.findall(r"-?[0-9]+", text))
    months += 12 * years
    amount, unit = (days, "day") if days else (months, "month")
    return f"{amount} {unit}{'' if amount == 1 else 's'}"


def _exact_dates() -> Iterator[Case]:
    for start, period, result in _rows("exact_computations.csv"):
        ours = Ours(f"{_period(period)} after {start}")
        yield Case("dates-calc exact", f"{start} {period}", ours, date.fromisoformat(result))


def _ambiguous_dates() -> Iterator[Case]:
    suite = "dates-calc ambiguous"
    for start, period, up, down in _rows("ambiguous_computations.csv"):
        text = f"{_period(period)} after {start}"
        for word, result in (("up", up), ("down", down)):
            ours = Ours(f"{text} rounded {word}")
            yield Case(suite, f"{start} {period} {word}", ours, date.fromisoformat(result))
        yield Case(suite, f"{start} {period}", Ours(text, AMBIGUOUS), None, must_refuse=True)


def _month_ends() -> Iterator[Case]:
    suite = "dates-calc month ends"
    for day, first, last in _rows("first_last_day_of_month.csv"):
        text = f"last day of the month of {day}"
        yield Case(suite, f"{day} last", Ours(text), date.fromisoformat(last))
        text = f"1 day after (last day of the month of (1 month before {day}))"
        yield Case(suite, f"{day} first", Ours(text), date.fromisoformat(first))


__all__ = ["FOLDER", "ROOT", "Case", "NoWording", "Ours", "Value", "cases"]
