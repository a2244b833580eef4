"""Rulebooks in the form in which they judge claims: functions, and what findings say of each rule.

Everything here is made from plain data (`bookdata`), so that a cache can hold it.
"""

from __future__ import annotations

import marshal
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from msgspec import msgpack

from hhrules.claims.history import History
from hhrules.claims.model import Claim
from hhrules.engine.bookdata import (
    BookData,
    Core,
    ModuleData,
    ObjectData,
    PaymentData,
    RuleTold,
    Told,
    WantsData,
)
from hhrules.engine.heading import Heading
from hhrules.engine.lacking import Wanting, Wants
from hhrules.engine.tabledata import cells_of, table_of, value_of
from hhrules.reference.table import Table, Value
from hhrules.runtime.environment import Environment
from hhrules.runtime.missing import NodeInfo
from hhrules.runtime.namespace import Evaluators, run_code
from hhrules.runtime.record import remembering
from hhrules.runtime.report import Finding
from hhrules.values.decoders import prepared
from hhrules.values.lazy import lazy_property
from hhrules.values.truth import Truth

_OF_KIND = frozenset({"given", "type_of_bill", "payer"})
"""What the test of a heading reaches that asks for nothing else."""


class PendingTable:
    """A reference table that is put together when something is first looked up in it."""

    __slots__ = ("_book", "_key", "has", "look")

    def __init__(self, book: LoadedBook, key: str) -> None:
        self._book = book
        self._key = key
        self.look: Callable[..., object] = self._look
        self.has: Callable[..., Truth] = self._has

    def _found(self) -> Table:
        """The table, which from now on is asked itself."""
        table = self._book.table(self._key)
        self.look, self.has = table.look, table.has
        return table

    def _look(self, column: int, keys: tuple[object, ...], day: object = None) -> object:
        return self._found().look(column, keys, day)

    def _has(self, value: object, day: object = None) -> Truth:
        return self._found().has(value, day)


class LoadedBook:
    """One rulebook, ready to judge; its functions are made when it may apply to a claim.

    `ready` are its plain evaluators, once they are made; an `idle` one has nothing to say.
    """

    def __init__(self, data: BookData, tables: Mapping[str, Table] | None = None) -> None:
        self._set(data.name, data.gate, data.payment, data.payers)
        self._data = data
        self._tables.update(tables or {})

    _data: BookData | None = None

    def _set(
        self,
        name: str,
        gate: bytes,
        payment: PaymentData | None,
        payers: tuple[str, ...],
        *,
        idle: bool = False,
    ) -> None:
        self.name = name
        self.payers = payers
        self.payment = payment
        self.idle = idle
        self.ready: Evaluators | None = None
        self._gate = gate
        self._tables: dict[str, Table] = {}
        self.opened: dict[tuple[int, Wanting], Finding] = {}  # what was said of open rules

    @property
    def data(self) -> BookData:
        """All that makes the rulebook, as plain data."""
        if self._data is None:
            self._data = self._read_data()
        return self._data

    def _read_data(self) -> BookData:
        raise TypeError(self.name)  # Invariant: what is not read later is given at once

    def _read_core(self) -> Core:
        return Core(self.data.plain, self.data.values, self.data.columns)

    @lazy_property
    def _core(self) -> Core:
        return self._read_core()

    @property
    def plain(self) -> Evaluators:
        """The evaluators, made when first asked for."""
        if self.ready is None:
            self.ready = self.fresh()
        return self.ready

    @lazy_property
    def values(self) -> dict[str, Value]:
        """The dated values by their keys."""
        return {k: value_of(v) for k, v in self._core.values.items()}

    def may_apply(self, claim: Claim, history: History, given: Mapping[str, object]) -> bool:
        """Whether it has to be asked about a claim; told without its evaluators."""
        if self.idle:
            return False
        test = self._test
        return test is None or test(claim, Environment(claim, history, given, None, ())) is True

    @lazy_property
    def _test(self) -> Callable[..., object] | None:
        """Whether it applies to a claim, where that stands alone."""
        if not self._gate:
            return None
        return run_code(marshal.loads(self._gate), {}, (), ()).applies

    @lazy_property
    def by_kind(self) -> bool:
        """Whether type of bill and payer alone tell to which claims it applies."""
        if self._test is None:
            return False
        names: tuple[str, ...] = self._test.__code__.co_names
        return all(name in _OF_KIND or name.startswith("CODES_") for name in names)

    def table(self, key: str) -> Table:
        """A reference table, put together when first asked for."""
        found = self._tables.get(key)
        if found is None:
            found = self._tables[key] = table_of(msgpack.decode(self.data.tables[key]))
        return found

    def whole(self) -> BookData:
        """All that makes the rulebook, its traced twin too."""
        return self.data

    @lazy_property
    def _told(self) -> Told:
        return self._make_told()

    def _make_told(self) -> Told:
        return msgpack.decode(self.data.told, type=prepared(Told))

    @lazy_property
    def _wants(self) -> WantsData:
        return self._make_wants()

    def _make_wants(self) -> WantsData:
        return msgpack.decode(self.data.wants, type=prepared(WantsData))

    @lazy_property
    def wants(self) -> Wants:
        """What rules lack where they are open."""
        data = self._wants
        return Wants(
            self._module(data.module),
            tuple(f"lacking_{rule.function}" for rule in self.data.rules),
            data,
        )

    @lazy_property
    def traced(self) -> Evaluators:
        """The traced twin, made when something is first to be explained."""
        return self._module(self._told.traced)

    @lazy_property
    def sifted(self) -> Evaluators:
        """The traced twin in which definitions are worked out once for the same subjects."""
        twin = self._module(self._told.traced)
        names = twin.namespace
        for name, made in names.items():
            if name.startswith("traced_"):
                names[name] = remembering(made)
        return twin

    @lazy_property
    def info(self) -> Mapping[int, NodeInfo]:
        """What the steps of a trace are."""
        return self._told.info

    @lazy_property
    def children(self) -> dict[int, frozenset[int]]:
        """The steps within each step."""
        return {k: frozenset(v) for k, v in self._told.children.items()}

    @lazy_property
    def leaves(self) -> dict[int, str]:
        """The steps that read a fact, and what it is called."""
        return {n: told[1] for n, told in self.info.items() if told[0] == "leaf"}

    def told_of(self, rule: int) -> RuleTold:
        """What explanations say of rule number `rule`."""
        return self._told.rules[rule]

    @lazy_property
    def heading(self) -> Heading:
        """The conditions of its heading, each ready to be asked of a claim."""
        return Heading(self._told.asked)

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
        return self._module(self._core.plain)

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
                return dict(self._cells(item))
            case _:
                return frozenset(self._cells(item))

    def _cells(self, item: ObjectData) -> Any:
        name = column_name(item.key, item.column)
        raw = self._core.columns.get(name)
        return cells_of(self.data.columns[name] if raw is None else raw)


def column_name(key: str, column: int) -> str:
    """Under which name a column of a table (-1: its keys) is kept."""
    return f"{key}/{column}"


def columns_of(objects: Iterable[ObjectData]) -> set[str]:
    """The names of the columns and keys of tables that a module's names mean."""
    return {column_name(o.key, o.column) for o in objects if o.kind not in ("value", "table")}
