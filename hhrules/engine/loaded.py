"""Rulebooks in the form in which they judge claims: functions, and what findings say of each rule.

Everything here is made from plain data (`BookData`), so that a cache can hold it.
"""

from __future__ import annotations

import marshal
from functools import cached_property
from typing import Any

from msgspec import Struct

from hhrules.reference.table import Table, Value
from hhrules.runtime.missing import NodeInfo
from hhrules.runtime.namespace import Evaluators, run_code

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


class BookData(Struct, frozen=True):
    """A compiled rulebook as plain data."""

    name: str
    title: str
    version: str
    sha256: str
    file: str
    text: str
    rules: tuple[RuleData, ...]
    tables: dict[str, Any]
    values: dict[str, Any]
    plain: ModuleData
    traced: ModuleData
    children: dict[int, tuple[int, ...]]
    info: dict[int, NodeInfo]


class LoadedBook:
    """One rulebook, ready to judge."""

    def __init__(
        self, data: BookData, tables: dict[str, Table], values: dict[str, Value]
    ) -> None:
        self.data = data
        self.tables = tables
        self.values = values
        self.plain = self._module(data.plain)

    @cached_property
    def traced(self) -> Evaluators:
        """The traced twin, made when something is first to be explained."""
        return self._module(self.data.traced)

    @cached_property
    def published(self) -> dict[str, tuple[str, ...]]:
        """Reference tables and dated values by name, with the sources that they name."""
        tables = {t.name: t.cites for t in self.tables.values()}
        return {
            **tables,
            **{v.name: tuple(r.cite for r in v.rows[-1:]) for v in self.values.values()},
        }

    @cached_property
    def children(self) -> dict[int, frozenset[int]]:
        """The steps within each step."""
        return {k: frozenset(v) for k, v in self.data.children.items()}

    def _module(self, data: ModuleData) -> Evaluators:
        code = marshal.loads(data.code)
        objects = {o.name: self._object(o) for o in data.objects}
        return run_code(code, objects, data.evaluators, data.makers)

    def _object(self, item: ObjectData) -> object:
        match item.kind:
            case "value":
                return self.values[item.key]
            case "table":
                return self.tables[item.key]
            case "column":
                return self.tables[item.key].column(item.column)
            case _:
                return frozenset(self.tables[item.key].index or ())
