"""What there is to say of a name or code, as Markdown for a hover."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from hhrules.claims.vocabulary import Fact, RecordKind
from hhrules.lsp.analysis import Analysis
from hhrules.lsp.codes import Meaning
from hhrules.lsp.targets import CodeMention, Target
from hhrules.semantics.symbols import Book
from hhrules.site.pages import Sheet
from hhrules.site.sheets import sheet_of, sheet_of_file
from hhrules.source.text import Span
from hhrules.syntax import nodes

_MOST_ROWS = 14


def about(analysis: Analysis, target: Target, span: Span, on: dt.date) -> str:
    """A name's meaning; `span` is where it stands, `on` the day whose figures are marked."""
    work = analysis.work
    if work is None:
        return ""
    books = work.books
    home, _, table = target.home.partition("/")
    match target.kind:
        case "fact":
            fact = work.vocabulary.fact(target.name, target.home)
            return about_fact(fact, work.vocabulary.records[target.home]) if fact else ""
        case "record":
            return _about_record(work.vocabulary.records[target.name])
        case "rulebook":
            return _about_rulebook(books[target.name]) if target.name in books else ""
        case "rule":
            return "\n\n---\n\n".join(_about_rules(books.values(), target.name))
        case "let":
            return _about_let(analysis, target, span)
        case "word":
            return f"`{target.name}`: a code of `{target.home}`"
        case _:
            book = books.get(home)
            block = _block(book, table or target.name) if book else None
            return _about_block(book, block, analysis, span, on) if book and block else ""


def about_code(code: CodeMention, meanings: Sequence[Meaning]) -> str:
    """A code with what is known of it."""
    head = f"**{code.code}** · {code.family}"
    said = [f"- {m.text}" + (f" (table `{m.table}`)" if m.table else "") for m in meanings]
    return "\n".join([head, "", *said]) if said else ""


# ------------------------------------------------------------------------------ vocabulary


def about_fact(fact: Fact, kind: RecordKind) -> str:
    """A fact: type, meaning, place on the claim, what its absence means."""
    where = "the claim" if kind.name == "claim" else f"each {kind.name}"
    unit = f", in {fact.unit}" if fact.unit else ""
    lines = [f"**{fact.name}** · {fact.ty}{unit} · fact of {where}", "", fact.means]
    if fact.codes:
        words = ", ".join(code.replace("_", " ") for code in fact.codes)
        lines += ["", f"{'One of' if fact.closed else 'Such as'}: {words}."]
    places = [("document", f"`{fact.json_path}`"), ("UB-04", fact.ub04), ("837I", fact.x12)]
    lines += ["", " · ".join(f"{name} {place}" for name, place in places if place)]
    lines += ["", f"Absent means: {fact.absent_means}."]
    return "\n".join(lines)


def _about_record(kind: RecordKind) -> str:
    lines = [f"**{kind.plural}** (one: {kind.name}) · records of the claim", "", kind.means]
    if kind.json_path:
        lines += ["", f"document `{kind.json_path}`"]
    lines += ["", f"Facts: {', '.join(kind.facts)}."] if kind.name != "claim" else []
    return "\n".join(lines)


# ------------------------------------------------------------------------------ rulebooks and rules


def _about_rulebook(book: Book) -> str:
    head = book.tree.header
    cites = "; ".join(c.text for c in head.cites)
    dated = f"dated by {head.dated_by.text}" if head.dated_by else ""
    facts = " · ".join(part for part in (f"version {head.version}", dated) if part)
    return "\n\n".join(
        p for p in (f"**{head.name}** · rulebook", head.title, facts, cites) if p
    )


def _about_rules(books: Iterable[Book], rule_id: str) -> Iterator[str]:
    for book in books:
        for block in book.tree.blocks:
            if isinstance(block, nodes.Rule) and block.id == rule_id:
                yield _about_rule(book, block)


def _about_rule(book: Book, rule: nodes.Rule) -> str:
    dated_by = rule.dated_by or book.tree.header.dated_by
    verb = "replaces" if rule.replaces else "rule"
    lines = [
        f"**{rule.id}** · {verb} · {book.name}",
        "",
        rule.title,
        "",
        in_force(rule.effective),
    ]
    if dated_by is not None:
        lines[-1] += f", by {dated_by.text}"
    if rule.certainty:
        lines += ["", f"Certainty: {rule.certainty}"]
    sources = rule.cites or book.tree.header.cites
    lines += ["", *(f"- {c.text}" for c in sources)]
    lines += ["", *(f"> {n.text}" for n in rule.notes)] if rule.notes else []
    return "\n".join(lines)


def in_force(effective: nodes.Effective | None) -> str:
    """The days on which a rule holds, in words."""
    start = effective.start.text if effective and effective.start else ""
    end = effective.end.text if effective and effective.end else ""
    match bool(start), bool(end):
        case True, True:
            return f"In force from {start} to {end}"
        case True, False:
            return f"In force from {start}"
        case False, True:
            return f"In force until {end}"
        case _:
            return "In force on all days"


# ------------------------------------------------------------------------------ definitions


def _block(book: Book, name: str) -> nodes.Block | None:
    for block in book.tree.blocks:
        ref = getattr(block, "name", None)
        if isinstance(ref, nodes.Ref) and ref.text == name:
            return block
    return None


def _about_block(
    book: Book, block: nodes.Block, analysis: Analysis, span: Span, on: dt.date
) -> str:
    if isinstance(block, nodes.TableBlock | nodes.ValueBlock):
        return _about_table(book, block, on)
    ref = getattr(block, "name", None)
    name = ref.text if isinstance(ref, nodes.Ref) else ""
    ty = _type_at(analysis, span)
    head = " · ".join(p for p in (f"**{name}**", ty, f"defined in {book.name}") if p)
    parts = [head, _remark_above(book, block.span), _code(book.source.slice(block.span))]
    sources = "; ".join(c.text for c in book.tree.header.cites)
    return "\n\n".join(p for p in (*parts, sources) if p)


def _about_let(analysis: Analysis, target: Target, span: Span) -> str:
    book = analysis.book
    for block in book.tree.blocks if book else ():
        if isinstance(block, nodes.Rule) and target.home.endswith(f"@{block.span.start}"):
            for step in block.steps:
                if isinstance(step, nodes.Let) and step.name.text == target.name and book:
                    ty = _type_at(analysis, span)
                    head = " · ".join(
                        p for p in (f"**{target.name}**", ty, f"in rule {block.id}") if p
                    )
                    return f"{head}\n\n{_code(book.source.slice(step.span))}"
    return ""


def _type_at(analysis: Analysis, span: Span) -> str:
    """The type of the value that a name at this place came to."""
    work, book = analysis.work, analysis.book
    context = work.contexts.get(book.name) if work and book else None
    found = context.meant.get(span, ()) if context else ()
    return str(found[-1].ty) if found else ""  # those before it are the keys of a look-up


def _code(text: str) -> str:
    return f"```hhrules\n{text.rstrip()}\n```"


def _remark_above(book: Book, span: Span) -> str:
    """The comment that stands right above a block."""
    remarks = {book.source.position(offset)[0]: text for offset, text in book.tree.comments}
    line = book.source.position(span.start)[0] - 1
    found: list[str] = []
    while line in remarks and book.source.line_text(line).lstrip().startswith("#"):
        found.insert(0, remarks[line].lstrip("# "))
        line -= 1
    return " ".join(found)


# ------------------------------------------------------------------------------ tables


def _about_table(book: Book, block: nodes.TableBlock | nodes.ValueBlock, on: dt.date) -> str:
    if isinstance(block, nodes.TableBlock):
        kind, keys = "table", [k.text for k in block.keys]
    else:
        kind, keys = "dated value", [block.key.text] if block.key else []
    by = f" by {', '.join(keys)}" if keys else ""
    parts = [
        f"**{block.name.text}** · {kind}{by} · {book.name}",
        _remark_above(book, block.span),
        _rows(_sheet(book, block), on),
        "; ".join(c.text for c in block.cites),
    ]
    return "\n\n".join(p for p in parts if p)


def _sheet(book: Book, block: nodes.TableBlock | nodes.ValueBlock) -> Sheet:
    if block.grid is not None:
        return sheet_of(block.grid, book.source)
    if block.file is not None and block.file in book.files:
        return sheet_of_file(book.files[block.file])
    return Sheet((), ())


def _rows(sheet: Sheet, on: dt.date) -> str:
    """A table as Markdown: dated rows newest first, the one in force on a day in bold."""
    if not sheet.heads:
        return ""
    rows = [[cell.text.replace("|", "\\|") for cell in row] for row in sheet.rows]
    if "effective from" in sheet.heads:
        rows = _dated(list(sheet.heads), rows, on.isoformat())
    shown = [_line(row) for row in rows[:_MOST_ROWS]]
    more = len(rows) - len(shown)
    heads = [_line(sheet.heads), _line(["---"] * len(sheet.heads))]
    return "\n".join([*heads, *shown, *([f"\n… {more:,} more rows"] if more > 0 else [])])


def _dated(heads: list[str], rows: list[list[str]], day: str) -> list[list[str]]:
    start = heads.index("effective from")
    end = heads.index("effective to") if "effective to" in heads else None
    ordered = sorted(rows, key=lambda row: row[start], reverse=True)
    marked = False
    found: list[list[str]] = []
    for row in ordered:
        open_end = end is None or row[end] in ("", "none", "-")
        holds = row[start] <= day and (open_end or (end is not None and day <= row[end]))
        in_one_series = end is None  # without ends, only the newest row that has begun holds
        if holds and not (in_one_series and marked):
            marked = True
            found.append([f"**{cell}**" if cell else "" for cell in row])
        else:
            found.append(row)
    return found


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
