"""Rulebooks as plain data: what the compiler hands over, and what caches and workers are sent.

Annotations are not left as text here: decoders are made of these classes at every start.
"""

import datetime as dt
from typing import Any

from msgspec import Struct

from hhrules.runtime.missing import NodeInfo

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
    none_facts: tuple[
        tuple[str, str], ...
    ] = ()  # fields of the document that it may read and find to be none, and their labels
    none_groups: tuple[int, ...] = ()  # and groupings whose keys it may read
    none_lists: tuple[str, ...] = ()  # and lists that are worked out of the document
    none_elsewhere: bool = (
        True  # whether a none can come from yet elsewhere; else it was sent so
    )


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
    """A definition of what claims pay: its function, whose findings it holds."""

    function: str
    within: tuple[str, ...] = ()


class WantsData(Struct, frozen=True):
    """What rules lack where they are open: the module, what its bits mean (see `codegen.wants`).

    `of_subjects` are of each rule what it lacks where none of its conditions is open.
    """

    module: ModuleData
    labels: tuple[str, ...]
    chooses: bool
    of_subjects: tuple[tuple[str, ...], ...]


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
    gate: bytes = b""  # the code that tells alone to which claims it applies; "": none
    payers: tuple[str, ...] = ()  # the names of payers that its heading asks for
    wants: bytes = b""


class Core(Struct, frozen=True):
    """What of a rulebook judges claims."""

    plain: ModuleData
    values: dict[str, Any]
    columns: dict[str, bytes]


class RuleTold(Struct, frozen=True):
    """What explanations say of a rule: where it stands, its text, what it reads, its edges."""

    place: str
    text: str
    reads: tuple[str, ...]
    codes: dict[str, tuple[str, ...]]
    days: tuple[dt.date, ...]
    figures: dict[str, tuple[int, ...]]


class Asked(Struct, frozen=True):
    """A condition of a heading: its words, code that tests it alone, the payers it names.

    One that is `plain` reads facts alone, so that its words mean the same in every rulebook.
    """

    words: str
    test: bytes
    payers: tuple[str, ...] = ()
    plain: bool = False


class Told(Struct, frozen=True):
    """What only explanations need: the traced twin, what its steps are, the rules' texts."""

    traced: ModuleData
    children: dict[int, tuple[int, ...]]
    info: dict[int, NodeInfo]
    rules: tuple[RuleTold, ...]
    asked: tuple[Asked, ...] = ()
