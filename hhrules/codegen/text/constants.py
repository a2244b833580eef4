"""Constants of a generated module: literals, and sets, tables and dates by name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from fractions import Fraction

from attrs import define, field

from hhrules.reference.table import Table, Value
from hhrules.values.codes import expand


@define(eq=False)
class Constants:
    """Names for the values that the module's functions use, in order of first use."""

    tables: dict[str, Table] = field(factory=dict)
    values: dict[str, Value] = field(factory=dict)
    names: dict[str, str] = field(factory=dict)
    objects: dict[str, object] = field(factory=dict)
    origins: dict[str, tuple[str, str, int]] = field(factory=dict)
    _sets: dict[object, str] = field(factory=dict)
    _of_origin: dict[tuple[str, str, int], str] = field(factory=dict)

    def literal(self, value: object) -> str:
        """A checked value as Python text; dates, fractions and long tuples get a name."""
        match value:
            case None | bool():
                return repr(value)
            case int():
                return repr(int(value))
            case str():
                return quote(value)
            case dt.date():
                name = f"DAY_{value.isoformat().replace('-', '_')}"
                return self._named(name, f"date({value.year}, {value.month}, {value.day})")
            case Fraction():
                name = f"SHARE_{value.numerator}_{value.denominator}".replace("-", "MINUS_")
                return self._named(name, f"Fraction({value.numerator}, {value.denominator})")
            case tuple():
                inner = ", ".join(self.literal(v) for v in value)
                return f"({inner}{',' if len(value) == 1 else ''})"
            case _:
                raise TypeError(type(value).__name__)

    def span(self, days: int) -> str:
        """The name of a number of days as Python's own kind of span."""
        return self._named(f"DAYS_{days}", f"timedelta({days})")

    def _named(self, name: str, text: str) -> str:
        self.names.setdefault(name, text)
        return name

    def code_set(
        self,
        codes: tuple[object, ...],
        patterns: tuple[str, ...],
        spans: tuple[tuple[object, object], ...],
    ) -> str:
        """A frozenset of codes with patterns and spans written out."""
        stated = (codes, patterns, spans)
        name = self._sets.get(stated)
        if name is None:
            name = self._sets[stated] = self._set_of(expand(codes, patterns, spans))
        return name

    def _set_of(self, members: Iterable[object]) -> str:
        text = f"frozenset({{{', '.join(self.literal(m) for m in members)}}})"
        for name, known in self.names.items():
            if known == text:
                return name
        return self._named(f"CODES_{sum(n.startswith('CODES_') for n in self.names) + 1}", text)

    def table(self, key: str) -> str:
        """The name of a table object."""
        return self._object("TABLE", key, lambda: self.tables[key])

    def value(self, key: str) -> str:
        """The name of a dated value object."""
        return self._object("VALUE", key, lambda: self.values[key])

    def column(self, key: str, column: int) -> str:
        """The name of one column of an indexed table, as a dictionary."""
        table = self.tables[key]
        return self._object(
            "COLUMN", key, lambda: table.column(column), table.columns[column], column
        )

    def keys(self, key: str) -> str:
        """The name of the set of an indexed table's keys."""
        return self._object("KEYS", key, lambda: frozenset(self.tables[key].index or ()))

    def _object(
        self, kind: str, key: str, make: Callable[[], object], more: str = "", column: int = -1
    ) -> str:
        origin = (kind.lower(), key, column)
        known = self._of_origin.get(origin)
        if known is not None:
            return known
        words = f"{key.rsplit('/', maxsplit=1)[-1]} {more}".strip()
        stem = (
            f"{kind}_"
            + "".join(c if c.isascii() and c.isalnum() else "_" for c in words).upper()
        )
        taken = sum(n == stem or n.startswith(f"{stem}_") for n in self.origins)
        name = f"{stem}_{taken + 1}" if taken else stem
        self.objects[name] = make()
        self.origins[name] = origin
        self._of_origin[origin] = name
        return name


def quote(text: str) -> str:
    """A text as a Python literal; the only way by which a rulebook's text enters a module."""
    return ascii(str(text))
