"""What an example puts in the place of a rulebook's own: results of definitions, rows of tables.

A rule is lowered once for each such set, however many examples state it.
"""

from __future__ import annotations

from attrs import evolve, field, frozen

from hhrules.semantics.remarks import REMARKS
from hhrules.semantics.suggest import did_you_mean, renamed, suggestions
from hhrules.semantics.symbols import Book, TableSymbol
from hhrules.semantics.tables import build_table
from hhrules.source.diagnostic import Diagnostics
from hhrules.syntax import nodes
from hhrules.syntax.walk import dump, with_fields


@frozen
class StatedRows:
    """The rows that an example gives a table; two that say the same are one."""

    table: str
    said: str
    grid: nodes.Grid = field(eq=False)


@frozen
class StatedSet:
    """The definitions whose results examples state, and the tables whose rows they give."""

    names: frozenset[str] = frozenset()
    tables: frozenset[StatedRows] = frozenset()


NOTHING_STATED = StatedSet()


def rows_stated(records: tuple[nodes.WithRows, ...], book: Book) -> frozenset[StatedRows]:
    """Of what stands under `with` in an example, the rows of tables."""
    return frozenset(
        StatedRows(r.records.text, dump(r.grid), r.grid) for r in records if is_table(r, book)
    )


def is_table(records: nodes.WithRows, book: Book) -> bool:
    """Whether `with` names a table whose rows stand in a file, and not a list of the claim."""
    name = records.records.text
    if book.vocabulary.record(name) is not None:
        return False
    symbol = book.find(name)
    return isinstance(symbol, TableSymbol) and symbol.table.from_file


def table_with(
    book: Book, name: str, grid: nodes.Grid, diagnostics: Diagnostics
) -> tuple[TableSymbol, TableSymbol] | None:
    """A table that a book sees, and the same table with the rows of an example."""
    symbol = book.find(name)
    if not isinstance(symbol, TableSymbol):
        return None
    block = next(
        b
        for b in symbol.book.tree.blocks
        if isinstance(b, nodes.TableBlock) and b.name.text == name
    )
    stated = build_table(book, with_fields(block, grid=grid), diagnostics)
    if not isinstance(stated, TableSymbol):
        return None
    return symbol, evolve(stated, book=symbol.book)


def check_rows(book: Book, records: nodes.WithRows, diagnostics: Diagnostics) -> None:
    """Report columns that a table has not, and what is wrong with the rows an example gives it."""
    name = records.records.text
    symbol = book.find(name)
    if not isinstance(symbol, TableSymbol):
        return
    table = symbol.table
    columns = (*table.keys, *table.columns)
    for head in records.grid.header:
        if head.name.text not in (*columns, *REMARKS):
            near = suggestions(head.name.text, columns)
            diagnostics.error(
                "E101",
                f"table `{name}` has no column `{head.name.text}`",
                head.name.span,
                label="not a column of its file",
                note="under `with` and a table stand rows as its file has them",
                help=did_you_mean(near, f"its columns are {', '.join(columns)}"),
                fixes=renamed(head.name.span, near),
            )
            return
    said = {head.name.text for head in records.grid.header}
    left = [c for c in dict.fromkeys(columns) if c not in said]
    if left:
        diagnostics.error(
            "E132",
            f"these rows of table `{name}` have no column `{left[0]}`",
            records.grid.header[0].span,
            label="the columns of the rows",
            note="under `with` and a table stand rows as its file has them",
            help=f"add a column `{left[0]}`",
        )
        return
    table_with(book, name, records.grid, diagnostics)
