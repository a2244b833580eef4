"""What a name in a rulebook can stand for, and where it is said."""

from __future__ import annotations

from typing import Literal, TypeAlias

from attrs import frozen

from hhrules.source.text import Span

Kind: TypeAlias = Literal[
    "definition",
    "table",
    "value",
    "column",
    "let",
    "rule",
    "rulebook",
    "fact",
    "record",
    "word",
]


@frozen
class Target:
    """A thing with a name. `home` tells it from others of its name.

    It is the id of a rulebook for what a rulebook defines; for a column, the id and the table;
    for a `let`, the id and the rule with its place; for a fact, its kind of record.
    """

    kind: Kind
    name: str
    home: str = ""


@frozen
class Mention:
    """A place that names a target. `singular` where a set is said by one of its members.

    `also` are other targets that the same words stand for, as a definition's words do that is
    read from several kinds of record.
    """

    span: Span
    target: Target
    defines: bool = False
    singular: bool = False
    also: tuple[Target, ...] = ()


@frozen
class CodeMention:
    """A code that stands beside a fact: `0421` beside `revenue code`; `family` is the fact."""

    span: Span
    family: str
    code: str
