"""Typed tables and dated values out of their rows, with gaps and overlaps reported.

After this pass: every row has as many cells as the head, every cell has its column's type, no
two rows of a table can match the same keys on the same day, and the days of a value do not
overlap.
"""

from __future__ import annotations

from threading import Lock

from attrs import evolve

from hhrules.reference.table import Cell, NoRow, Row, Table
from hhrules.semantics.cell_values import mistyped, result_of
from hhrules.semantics.cells import (
    RawCell,
    RawGrid,
    as_date,
    as_text,
    column_type,
    convert,
    from_cell,
    from_csv,
)
from hhrules.semantics.coverage import check_cases
from hhrules.semantics.key_values import check_keys
from hhrules.semantics.literals import WrongType
from hhrules.semantics.ranges import check_ends
from hhrules.semantics.remarks import REMARKS, check_remarks
from hhrules.semantics.suggest import did_you_mean, renamed, suggestions
from hhrules.semantics.symbols import Book, PhraseSymbol, TableSymbol
from hhrules.source.diagnostic import Diagnostics
from hhrules.source.text import Span
from hhrules.syntax import nodes
from hhrules.syntax.walk import dump
from hhrules.values.codes import PATTERN_ENDINGS, as_compared, span_members, spans_fit
from hhrules.values.types import CODE, WHOLE, Ty


def grid_of(
    book: Book,
    grid: nodes.Grid | None,
    file: str | None,
    span: Span,
    diagnostics: Diagnostics,
) -> RawGrid | None:
    """The heads and rows of a table or value, from the rulebook or its file, if there are."""
    if grid is not None:
        heads = tuple(
            (h.name.text or (h.key.text if h.key else ""), h.span) for h in grid.header
        )
        rows = tuple(_padded(r, len(heads)) for r in grid.rows)
        places = tuple(
            f"{book.source.name}:{book.source.position(r.span.start)[0]}" for r in grid.rows
        )
        return RawGrid(heads, rows, places) if heads else None
    if file is None:
        return None
    text = book.files.get(file)
    if text is None:
        near = suggestions(file, book.files)
        diagnostics.error(
            "E131",
            f"there is no file `{file}` beside the rulebook",
            _named_in(book, span, file),
            label="named here",
            note="tables are read from the folder `tables` beside the rulebook",
            help=did_you_mean(near, "put the file there, or mend its name"),
        )
        return None
    return from_csv(text, span, file, diagnostics)


def _named_in(book: Book, span: Span, file: str) -> Span:
    """The place of a file's name in its block."""
    at = book.source.slice(span).find(f'"{file}"')
    if at < 0:
        return span
    return Span(span.name, span.start + at, span.start + at + len(file) + 2)


def _padded(row: nodes.Row, width: int) -> tuple[RawCell, ...]:
    """The cells of a row; where the parser found too few, the rest says nothing."""
    cells = tuple(from_cell(c) for c in row.cells)
    return (*cells, *(RawCell(row.span, special="missing"),) * (width - len(cells)))


def _type_for(book: Book, head: str, cells: list[RawCell]) -> Ty:
    found = {r.facts[head].ty for r in book.vocabulary.records.values() if head in r.facts}
    natural = column_type(cells)
    if natural == WHOLE and head.rsplit(" ", maxsplit=1)[-1] in (
        "code",
        "codes",
        "modifier",
        "modifiers",
    ):
        natural = CODE
    if len(found) == 1:
        known = found.pop()
        item = getattr(known, "item", known)
        if any(c.items or c.bound for c in cells) and _fits(cells, item):
            return item
    return natural


def _fits(cells: list[RawCell], ty: Ty) -> bool:
    try:
        for cell in cells:
            for item in cell.items:
                for one in item if isinstance(item, tuple) else (item,):
                    convert(one, ty)
    except WrongType:
        return False
    return True


def _has_columns(
    block: nodes.TableBlock,
    keys: list[str],
    columns: dict[str, int],
    diagnostics: Diagnostics,
) -> bool:
    """Whether each key is a column of the table; the first that is not is reported."""
    for key, ref in zip(keys, block.keys or (block.name,), strict=False):
        if key not in columns:
            near = suggestions(key, set(columns) - set(REMARKS))
            diagnostics.error(
                "E132",
                f"table `{block.name.text}` has no column `{key}`",
                ref.span,
                label="a key of the table",
                note="each key after `by` is a column of the table",
                help=did_you_mean(near, f"add a column `{key}`"),
                fixes=renamed(ref.span, near),
            )
            return False
    return True


def _words(cells: list[RawCell]) -> frozenset[str]:
    """The words and texts of a column: what its values can be compared with."""
    items = [item for cell in cells for item in cell.items]
    said = {i.replace(" ", "_") for i in items if isinstance(i, str)}
    quoted = {i.text for i in items if isinstance(i, nodes.Lit) and i.kind == "text"}
    return frozenset(said | quoted)


def build_table(
    book: Book, block: nodes.TableBlock, diagnostics: Diagnostics
) -> TableSymbol | PhraseSymbol | None:
    """The table that a `table` block states; one that stands in a file is made once for its text."""
    if block.grid is not None or block.file is None or block.file not in book.files:
        return _build(book, block, diagnostics)
    key = (
        book.vocabulary,
        book.files[block.file],
        block.file,
        block.name.text,
        tuple(k.text for k in block.keys),
        tuple(c.text for c in block.cites),
        dump(block.no_row) if block.no_row is not None else "",
    )
    with _LOCK:
        made = _MADE.pop(key, None)
    if made is None:
        said = Diagnostics()
        found = _build(book, block, said)
        diagnostics.found += said.found
        if said.found or not isinstance(found, TableSymbol):
            return found
        made = found
    with _LOCK:
        _MADE[key] = made
        if len(_MADE) > _MOST_MADE:
            del _MADE[next(iter(_MADE))]
    return evolve(made, span=block.span, book=book, used=[])


#: Tables out of files, the one asked for last at the end; of long files the reading is dear.
_MADE: dict[object, TableSymbol] = {}
_MOST_MADE = 32
_LOCK = Lock()


def _build(
    book: Book, block: nodes.TableBlock, diagnostics: Diagnostics
) -> TableSymbol | PhraseSymbol | None:
    name = block.name.text
    raw = grid_of(book, block.grid, block.file, block.span, diagnostics)
    if raw is None:
        return None
    if not block.keys:
        items = tuple(as_text(r[0]) for r in raw.rows if r)
        if len(raw.heads) == 1 and not block.file:
            check_keys(book.vocabulary, [raw.heads[0][0]], raw, diagnostics)
            return PhraseSymbol(name, items, block.span, book)
    keys = [k.text for k in block.keys] or [raw.heads[0][0]]
    columns = {head: i for i, (head, _) in enumerate(raw.heads)}
    if not _has_columns(block, keys, columns, diagnostics):
        return None
    raw = check_remarks(raw, diagnostics, results=len(keys) + 1)
    columns = {head: i for i, (head, _) in enumerate(raw.heads)}
    check_keys(book.vocabulary, keys, raw, diagnostics)
    types = {
        head: _type_for(book, head, [r[i] for r in raw.rows]) for head, i in columns.items()
    }
    results = [h for h, _ in raw.heads if h not in keys and h not in REMARKS]
    if not results:
        results = [keys[0]]
    rows = tuple(
        _row(raw.rows[n], columns, keys, results, types, raw.places[n], diagnostics)
        for n in range(len(raw.rows))
    )
    complete = check_cases(block, keys, rows, raw, types, diagnostics)
    rows += _rest(block, len(keys), [types[r] for r in results], diagnostics)
    table = Table(
        name,
        tuple(keys),
        tuple(results),
        rows,
        _no_row(block),
        complete,
        tuple(c.text for c in block.cites),
        from_file=block.file is not None,
    )
    words = tuple(_words([r[columns[h]] for r in raw.rows]) for h in results)
    return TableSymbol(
        name,
        table,
        tuple(types[k] for k in keys),
        tuple(types[r] for r in results),
        words,
        block.span,
        book,
    )


def _no_row(block: nodes.TableBlock) -> NoRow:
    return "none" if isinstance(block.no_row, nodes.NoneCell) else "undetermined"


def _rest(
    block: nodes.TableBlock, keys: int, types: list[Ty], diagnostics: Diagnostics
) -> tuple[Row, ...]:
    """The row that `no row means V` stands for, where V is a value."""
    if not isinstance(block.no_row, nodes.ListCell):
        return ()
    cell = from_cell(block.no_row)
    results = tuple(result_of(cell, ty, diagnostics) for ty in types)
    cites = block.cites[0].text if block.cites else ""
    return (Row((Cell(),) * keys, results, otherwise=True, cite=cites),)


def _row(
    cells: tuple[RawCell, ...],
    columns: dict[str, int],
    keys: list[str],
    results: list[str],
    types: dict[str, Ty],
    place: str,
    diagnostics: Diagnostics,
) -> Row:
    def remark(name: str) -> RawCell | None:
        return cells[columns[name]] if name in columns else None

    start, end = remark("effective from"), remark("effective to")
    cite, certainty = remark("cite") or remark("source"), remark("certainty")
    key_cells = tuple(_key(cells[columns[k]], k, types[k], diagnostics) for k in keys)
    return Row(
        key_cells,
        tuple(result_of(cells[columns[r]], types[r], diagnostics) for r in results),
        any(cells[columns[k]].special == "otherwise" for k in keys),
        as_date(start) if start else None,
        as_date(end) if end else None,
        place,
        as_text(cite) if cite else "",
        as_text(certainty) if certainty else "",
    )


def _key(cell: RawCell, column: str, ty: Ty, diagnostics: Diagnostics) -> Cell:
    codes: set[object] = set()
    spans: list[tuple[object, object]] = []
    try:
        if cell.special in {"none", "empty"}:
            return Cell(frozenset({None}))
        if cell.bound is not None:
            return Cell(bound=(cell.bound[0], convert(cell.bound[1], ty)))
        for item in cell.items:
            if isinstance(item, tuple):
                low, high = convert(item[0], ty), convert(item[1], ty)
                check_ends(diagnostics, (item[0], low), (item[1], high), "to", cell.where)
                if spans_fit(low, high):
                    codes.update(span_members(low, high))
                else:
                    spans.append((low, high))
            elif isinstance(item, nodes.Lit) and item.kind == "pattern" and ty == CODE:
                codes.update(item.text[:-1] + c for c in PATTERN_ENDINGS)
            else:
                code = convert(item, ty)
                codes.add(as_compared(column, code) if isinstance(code, str) else code)
    except WrongType as wrong:
        mistyped(cell, wrong.found, ty, diagnostics)
    return Cell(frozenset(codes), tuple(spans))
