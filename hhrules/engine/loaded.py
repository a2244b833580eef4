"""Rulebooks in the form in which they judge claims: functions, and what findings say of each rule.

Everything here is made from plain data (`BookData`), so that a cache can hold it.
"""

from __future__ import annotations

import datetime as dt
import marshal
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from msgspec import Struct, msgpack

from hhrules.engine.tabledata import table_of, unpack, value_of
from hhrules.reference.table import Table
from hhrules.runtime.missing import NodeInfo
from hhrules.runtime.namespace import Evaluators, run_code
from hhrules.runtime.record import places_that_count, remembering
from hhrules.values.truth import Truth

Part = tuple[str, str]


class CheckData(Struct, frozen=True):
    """What a violated check leads to, and what it says."""

    action: str
    target: str | None
    message: tuple[Part, ...]
    fix: tuple[Part, ...]
    fraction: bool


class RuleData(Struct, frozen=True):
    """A rule as reports speak of it."""

    id: str
    title: str
    level: str
    subject: str
    record: str  # "", "line", "group" or "record": what a subject is
    date_key: int
    date_path: tuple[str, ...]
    plural: str
    group: int
    path: tuple[str, ...]
    checks: tuple[CheckData, ...]
    certainty: str
    cites: tuple[str, ...]
    notes: tuple[str, ...]
    assumed: tuple[str, ...]
    start: int
    end: int
    function: str
    lets: tuple[tuple[str, str, int], ...]  # variable, words, node number
    steps: tuple[tuple[str, int, str], ...]  # kind, node number, words
    anchor: int
    switches: tuple[int, ...] = ()  # node numbers of what is asked once for all subjects
    from_document: bool = False  # what it reads and finds to be none, the document gave as none


class ObjectData(Struct, frozen=True):
    """An object that a module's name means: a table, a value, a column or the keys of a table."""

    name: str
    kind: str
    key: str
    column: int


class ModuleData(Struct, frozen=True):
    """A module's code and the names it needs."""

    code: bytes
    objects: tuple[ObjectData, ...]
    evaluators: tuple[str, ...]
    makers: tuple[str, ...]


class PaymentData(Struct, frozen=True):
    """A definition of what claims pay: its function, its number in traces, whose findings it holds."""

    function: str
    step: int
    within: tuple[str, ...] = ()


class BookData(Struct, frozen=True):
    """A compiled rulebook as plain data."""

    name: str
    title: str
    version: str
    sha256: str
    file: str
    text: str
    rules: tuple[RuleData, ...]
    tables: dict[str, bytes]
    columns: dict[str, bytes]
    values: dict[str, Any]
    sources: dict[str, tuple[str, ...]]
    plain: ModuleData
    told: bytes
    payment: PaymentData | None = None
    filed: tuple[str, ...] = ()


class RuleTold(Struct, frozen=True):
    """What explanations say of a rule: where it stands, its text, what it reads, its edges."""

    place: str
    text: str
    reads: tuple[str, ...]
    codes: dict[str, tuple[str, ...]]
    days: tuple[dt.date, ...]
    figures: dict[str, tuple[int, ...]]


class Told(Struct, frozen=True):
    """What only explanations need: the traced twin, what its steps are, the rules' texts."""

    traced: ModuleData
    children: dict[int, tuple[int, ...]]
    info: dict[int, NodeInfo]
    rules: tuple[RuleTold, ...]


_TOLD = msgpack.Decoder(Told)


class PendingTable:
    """A reference table that is put together when something is first looked up in it."""

    __slots__ = ("_book", "_key")

    def __init__(self, book: LoadedBook, key: str) -> None:
        self._book = book
        self._key = key

    def look(self, column: int, keys: tuple[object, ...], day: object = None) -> object:
        """One result; see `Table.look`."""
        return self._book.table(self._key).look(column, keys, day)

    def has(self, value: object, day: object = None) -> Truth:
        """Whether some row's first key is the value; see `Table.has`."""
        return self._book.table(self._key).has(value, day)


class LoadedBook:
    """One rulebook, ready to judge."""

    def __init__(self, data: BookData, tables: Mapping[str, Table] | None = None) -> None:
        self.data = data
        self._tables: dict[str, Table] = dict(tables or {})
        self.values = {k: value_of(v) for k, v in data.values.items()}
        self.plain = self._module(data.plain)

    def table(self, key: str) -> Table:
        """A reference table, put together when first asked for."""
        found = self._tables.get(key)
        if found is None:
            found = self._tables[key] = table_of(msgpack.decode(self.data.tables[key]))
        return found

    def whole(self) -> BookData:
        """All that makes the rulebook, its traced twin too."""
        return self.data

    @cached_property
    def _told(self) -> Told:
        return self._make_told()

    def _make_told(self) -> Told:
        return _TOLD.decode(self.data.told)

    @cached_property
    def traced(self) -> Evaluators:
        """The traced twin, made when something is first to be explained."""
        return self._module(self._told.traced)

    @cached_property
    def sifted(self) -> Evaluators:
        """The traced twin for sieves: definitions are worked out once for the same subjects."""
        twin = self._module(self._told.traced)
        for name, made in twin.namespace.items():
            if name.startswith("traced_def_"):
                twin.namespace[name] = remembering(made)
        return twin

    @cached_property
    def info(self) -> Mapping[int, NodeInfo]:
        """What the steps of a trace are."""
        return self._told.info

    @cached_property
    def children(self) -> dict[int, frozenset[int]]:
        """The steps within each step."""
        return {k: frozenset(v) for k, v in self._told.children.items()}

    @cached_property
    def places(self) -> frozenset[int]:
        """The steps that count by their place even when they are settled; see `Sieve`."""
        kinds = {number: told[0] for number, told in self.info.items()}
        clauses = {number for rule in self.data.rules for _, number, _ in rule.steps}
        lets = {number for rule in self.data.rules for _, _, number in rule.lets}
        return places_that_count(kinds, self.children) | clauses | lets

    def told_of(self, rule: int) -> RuleTold:
        """What explanations say of rule number `rule`."""
        return self._told.rules[rule]

    @property
    def published(self) -> Mapping[str, tuple[str, ...]]:
        """Reference tables and dated values by name, with the sources that they name."""
        return self.data.sources

    @property
    def filed(self) -> tuple[str, ...]:
        """The tables in files whose rows hold for days, so that publications can be added."""
        return self.data.filed

    def fresh(self) -> Evaluators:
        """Plain evaluators in a namespace of their own."""
        return self._module(self.data.plain)

    def _module(self, data: ModuleData) -> Evaluators:
        code = marshal.loads(data.code)
        objects = {o.name: self._object(o) for o in data.objects}
        return run_code(code, objects, data.evaluators, data.makers)

    def _object(self, item: ObjectData) -> object:
        match item.kind:
            case "value":
                return self.values[item.key]
            case "table":
                return PendingTable(self, item.key)
            case "column":
                cells = msgpack.decode(self.data.columns[column_name(item.key, item.column)])
                return {unpack(k): unpack(v) for k, v in cells}
            case _:
                cells = msgpack.decode(self.data.columns[column_name(item.key, item.column)])
                return frozenset(unpack(k) for k in cells)


def column_name(key: str, column: int) -> str:
    """Under which name a column of a table (-1: its keys) is kept."""
    return f"{key}/{column}"
