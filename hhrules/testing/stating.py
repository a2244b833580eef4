"""What an example states of a claim: facts of its document, and results of definitions."""

from __future__ import annotations

from attrs import define, field

from hhrules.semantics.literals import value_of
from hhrules.semantics.stated import StatedRows, is_table, rows_stated
from hhrules.semantics.symbols import Book, Definition, TableSymbol
from hhrules.syntax import nodes
from hhrules.testing.documents import Document
from hhrules.values.truth import UNKNOWN


@define(eq=False)
class Stated:
    """What an example states of one claim: its document, and definitions that it replaces."""

    document: Document
    book: Book
    given: dict[str, object] = field(factory=dict)
    rows: list[tuple[nodes.Row, nodes.WithRows, int]] = field(factory=list)
    tables: frozenset[StatedRows] = frozenset()

    def state(self, header: nodes.Header, cell: nodes.Cell) -> None:
        """One cell: a fact of the document, or the result of a definition."""
        name = header.name.text
        if header.key is None and self._is_definition(name):
            if isinstance(cell, nodes.NotGivenCell):
                return
            self.given[name] = _given_value(cell)
            if name == "discipline" and isinstance(self.given[name], str):
                self.document.discipline = str(self.given[name])
            return
        self.document.state(header, cell)

    def state_rows(self, given: tuple[nodes.WithRows, ...]) -> None:
        """What stands under `with`: records of the document, and rows of tables."""
        self.tables = rows_stated(given, self.book)
        for records in given:
            if is_table(records, self.book):
                continue
            for row, number in self.document.rows(records):
                self.rows.append((row, records, number))
            kind = self.document.vocabulary.record(records.records.text)
            if kind is not None:
                for header in records.grid.header:
                    self.document.named.add(f"{kind.name}.{header.name.text}")

    def state_all(self, givens: tuple[nodes.Given, ...]) -> None:
        """What stands after `given`; the discipline first, as others may hang on it."""
        ordered = sorted(givens, key=lambda g: g.fact.name.text != "discipline")
        for given in ordered:
            if isinstance(given, nodes.GivenHolds):
                lit = nodes.Lit(
                    "yes" if given.positive else "no",
                    "yes" if given.positive else "no",
                    given.span,
                )
                self.state(given.fact, nodes.ListCell((lit,), given.span))
                continue
            whole = self._fact_with_is(given)
            if whole is not None:
                lit = nodes.Lit("yes", "yes", given.span)
                self.state(whole, nodes.ListCell((lit,), given.span))
                continue
            self.state(given.fact, given.cell)

    def _fact_with_is(self, given: nodes.GivenValue) -> nodes.Header | None:
        """`given leaving home is contraindicated`: a fact whose name holds `is`."""
        cell = given.cell
        if (
            isinstance(cell, nodes.ListCell)
            and len(cell.items) == 1
            and isinstance(cell.items[0], nodes.Ref)
        ):
            text = f"{given.fact.name.text} is {cell.items[0].text}"
            if text in self.book.vocabulary.records["claim"].facts:
                return nodes.Header(
                    nodes.Ref((text,), (given.span,), given.span), None, given.span
                )
        return None

    def _is_definition(self, name: str) -> bool:
        symbol = self.book.find(name)
        return (
            isinstance(symbol, Definition)
            and isinstance(symbol.block, nodes.DefineCondition | nodes.DefineExpression)
        ) or (isinstance(symbol, TableSymbol) and name in symbol.table.columns)


def _given_value(cell: nodes.Cell) -> object:
    match cell:
        case nodes.NoneCell():
            return None
        case nodes.ListCell(items=(nodes.Ref() as word,)):
            return word.text.replace(" ", "_")
        case nodes.ListCell(items=(nodes.Lit() as lit,)):
            return value_of(lit, None)[0]
        case nodes.ListCell(items=items):
            return [value_of(i, None)[0] for i in items if isinstance(i, nodes.Lit)]
        case _:
            return UNKNOWN
