"""Nodes of tables and of messages with {names}."""

from __future__ import annotations

from typing import Literal, TypeAlias

from hhrules.source.text import Span
from hhrules.syntax.tree_base import node
from hhrules.syntax.tree_sentences import Expr, Lit, RangeLit, Ref

# ------------------------------------------------------------ text with {names}


@node
class Template:
    """Text with places: strings and expressions in turn, as they stand between the quotes."""

    parts: tuple[str | Expr, ...]
    span: Span


# ------------------------------------------------------------ tables


@node
class AnyCell:
    """`any`: every value of the column."""

    span: Span


@node
class OtherwiseCell:
    """`otherwise`: what no other row says."""

    span: Span


@node
class UndeterminedCell:
    """`undetermined`: policy does not say."""

    span: Span


@node
class NoneCell:
    """`none` or `is none`: known to be none."""

    span: Span


@node
class MissingCell:
    """`is missing`: not sent (examples only)."""

    span: Span


@node
class NotGivenCell:
    """`-`: this column says nothing in this row (examples only)."""

    span: Span


@node
class BoundCell:
    """`on or after 2019-06-01`, `more than 60`, `less than 3`, `before 2019-06-01` ..."""

    op: Literal[
        "more than",
        "less than",
        "at least",
        "at most",
        "before",
        "after",
        "on or before",
        "on or after",
    ]
    value: Lit
    span: Span


@node
class ListCell:
    """`G0299, G0300` or `2023, 2024` or `2020 to 2022`: one or more literals and ranges."""

    items: tuple[Lit | RangeLit | Ref, ...]
    span: Span


@node
class Expected:
    """An outcome, and what has to hold beside it."""

    outcome: Literal["met", "violated", "undetermined", "not applicable"]
    span: Span
    fraction: str | None = None  # `by 6/30` or `by 25%`: the share, as written
    without: tuple[Ref, ...] = ()  # `without history`: the facts that are lacking
    on: Lit | None = None  # `on 2017-03-16`
    line: int | None = None  # `on line 2`
    action: str | None = None  # `with warn`: this action and no other
    message: str | None = None  # `because "…"`: words of the message


@node
class ExpectCell(Expected):
    """A cell of an `expect` column."""


Cell: TypeAlias = (
    ListCell
    | AnyCell
    | OtherwiseCell
    | UndeterminedCell
    | NoneCell
    | MissingCell
    | NotGivenCell
    | BoundCell
    | ExpectCell
)


@node
class Header:
    """A column head: a name, with a key (`date of occurrence 61`) or line (`hcpcs of line 2`).

    `name` is the words up to the key or number, `key` that literal if there is one.
    """

    name: Ref
    key: Lit | None
    span: Span


@node
class Row:
    """A table row."""

    cells: tuple[Cell, ...]
    span: Span


@node
class Grid:
    """A head row and the rows below it."""

    header: tuple[Header, ...]
    rows: tuple[Row, ...]
    span: Span
