"""What is worth a look in rulebooks that compile: nothing here keeps one from loading.

Each warning is worth obeying, so there are few: what nobody uses, what cannot happen, what says
the same twice with another end, what has no example, and what has gone stale.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from hhrules.claims.walk import FIRST_DAY, LAST_DAY
from hhrules.engine.compiling.compilation import Compilation
from hhrules.engine.lint.reach import at_odds, conditions, unreachable
from hhrules.engine.lint.tables import tables
from hhrules.engine.lint.twice import ids_twice, twice
from hhrules.engine.lint.unread import names_read, unread
from hhrules.engine.texts import Text
from hhrules.ir import nodes as ir
from hhrules.ir.walk import walk
from hhrules.semantics.symbols import Book, ValueSymbol
from hhrules.source.diagnostic import Diagnostic, Diagnostics
from hhrules.syntax import nodes
from hhrules.syntax.walk import nodes_in

KINDS = (("met", "not applicable"), ("violated",), ("undetermined",))
"""What examples of a rule have to show: that it passes or stands aside, that it finds, that it asks."""

_STALE = dt.timedelta(days=366)
SOON = dt.timedelta(days=60)
"""How long before its last day the end of a yearly figure is told."""

_NO_END = "9999-12-31"

#: A series of this many rows is one that policy goes on with.
_SERIES = 3


def lint(work: Compilation, on: dt.date, others: Iterable[Text] = ()) -> list[Diagnostic]:
    """The warnings about a compilation without errors; `on` is the day that stale is told from.

    What rulebooks among `others` use of it counts as used.
    """
    diagnostics = Diagnostics()
    read = names_read(work, tuple(others))
    for name, program in work.programs.items():
        book = work.books[name]
        unread(book, read, diagnostics)
        twice(book, diagnostics)
        settled = {r.id for r in program.rules if _asks_nothing(r)}
        _without_examples(book, settled, diagnostics)
        _stale(book, on, diagnostics)
        _days(book, diagnostics)
        tables(book, diagnostics)
        unreachable(program, diagnostics)
        at_odds(program, diagnostics)
    ids_twice((work.books[name] for name in work.programs), diagnostics)
    mine = {t.source.name for t in work.texts}
    return [d for d in [*work.found(), *diagnostics.sorted()] if d.span.name in mine]


def _without_examples(book: Book, settled: set[str], diagnostics: Diagnostics) -> None:
    shown: dict[str, set[str]] = {}
    for block in book.tree.blocks:
        if isinstance(block, nodes.Example | nodes.ExampleTable):
            shown.setdefault(block.rule, set()).update(_outcomes(block))
    for block in book.tree.blocks:
        if not isinstance(block, nodes.Rule):
            continue
        kinds = KINDS[:-1] if block.id in settled else KINDS
        lacking = [k[0] for k in kinds if not shown.get(block.id, set()) & set(k)]
        if lacking:
            *others, last = lacking
            words = f"{', '.join(others)} or {last}" if others else last
            diagnostics.warning(
                "W202",
                f"rule {block.id} has no example that is {words}",
                block.id_span,
                label="not shown by an example",
                note="examples are what tells a change that was meant from one that was not",
                help=f"add `examples of {block.id}` with a row that expects {lacking[0]}"
                + "".join(f", one that expects {kind}" for kind in lacking[1:])
                + (
                    ""
                    if block.id in shown
                    else "; `hhrules test --coverage --suggest` offers some"
                ),
            )


def _asks_nothing(rule: ir.Rule) -> bool:
    """Whether a rule reads only facts that every document has, so that it is never undetermined."""
    known = ir.Const | ir.Op | ir.Matches | ir.Junction | ir.Not
    return all(
        isinstance(n, known) or (isinstance(n, ir.Fact) and not n.uncertain)
        for root in (*conditions(rule), *(c.condition for c in rule.checks))
        for n in walk(root)
    )


def _outcomes(block: nodes.Example | nodes.ExampleTable) -> Iterator[str]:
    if isinstance(block, nodes.Example):
        yield from (e.outcome for e in block.expects)
        grids = [records.grid for records in block.claim.records]
    else:
        grids = [block.grid]
    for grid in grids:
        for row in grid.rows:
            yield from (c.outcome for c in row.cells if isinstance(c, nodes.ExpectCell))


def ending(work: Compilation, on: dt.date) -> dict[dt.date, list[str]]:
    """The yearly figures whose last row ends soon after `on`, by its last day.

    That is no mistake yet: the next row comes when its source is published.
    """
    mine = {t.source.name for t in work.texts}
    found: dict[dt.date, list[str]] = {}
    for book in work.books.values():
        for symbol in book.own.values() if book.source.name in mine else ():
            if isinstance(symbol, ValueSymbol) and len(symbol.value.rows) >= _SERIES:
                end = symbol.value.rows[-1].end
                if end is not None and on <= end <= on + SOON:
                    found.setdefault(end, []).append(symbol.name)
    return dict(sorted(found.items()))


def _stale(book: Book, on: dt.date, diagnostics: Diagnostics) -> None:
    for symbol in book.own.values():
        if not isinstance(symbol, ValueSymbol) or len(symbol.value.rows) < _SERIES:
            continue
        last = symbol.value.rows[-1]
        if last.end is None and on - last.start > _STALE:
            diagnostics.warning(
                "W203",
                f"the last row of value `{symbol.name}` is of {last.start}",
                symbol.span,
                label="over a year old",
                note="a figure that policy sets anew each year is stale by now",
                help="add this year's row with its source, or say when it ends",
            )
        elif last.end is not None and last.end < on <= last.end + _STALE:
            diagnostics.warning(
                "W203",
                f"the last row of value `{symbol.name}` ended on {last.end}",
                symbol.span,
                label="nothing is known of it since",
                note="rules that read it leave claims of later days undetermined",
                help="add the next row with its source; a figure that is not set any more is told for a year",
            )


def _days(book: Book, diagnostics: Diagnostics) -> None:
    """Days that no claim can have: a slip in the year, but for the one that means no end."""
    parts = (n for part in (book.tree.header, *book.tree.blocks) for n in nodes_in(part))
    dates = (n for n in parts if isinstance(n, nodes.Lit) and n.kind == "date")
    for date in dates:
        day = dt.date.fromisoformat(date.text)
        if not FIRST_DAY <= day <= LAST_DAY and date.text != _NO_END:
            diagnostics.warning(
                "W212",
                f"no claim is of the year {date.text[:4]}",
                date.span,
                label="a slip in the year?",
                note=f"claims have days from {FIRST_DAY.year} to {LAST_DAY.year}",
                help="write the year with its four digits",
            )
