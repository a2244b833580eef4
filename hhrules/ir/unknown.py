"""Names that nothing here has: what was likely meant, and where it is to be had."""

from __future__ import annotations

import re

from hhrules.ir import nodes as ir
from hhrules.ir.frames import Frames
from hhrules.ir.scope import Context
from hhrules.semantics.form_words import fact_in_box
from hhrules.semantics.suggest import did_you_mean, renamed, suggestions
from hhrules.semantics.symbols import TableSymbol, ValueSymbol
from hhrules.source.text import Span
from hhrules.syntax import nodes
from hhrules.syntax.slips.figures import NUMBER_WORDS
from hhrules.values.types import DATE, TEXT, RecordTy

_SMALL_CODE = re.compile(r"[a-z]{2}|[a-z][0-9]{1,4}|[0-9]{4}[a-z]")
_DICTIONARY = "see `hhrules schema --dictionary` for all names"
_FEW = 8


def report_unknown(ctx: Context, ref: nodes.Ref, frames: Frames) -> None:
    """Say that nothing here has this name, with the nearest one that does."""
    if (
        ctx.trying
    ):  # nobody reads it: looking for near names is most of the cost of a compilation
        ctx.diagnostics.error("E101", ref.text, ref.span)
        return
    key = _key_not_here(ctx, ref, frames)
    if key is not None:
        _report_key(ctx, ref, *key, frames)
        return
    known = known_names(ctx, frames)
    near = (
        _own_fact(ctx, ref.text, frames)
        or suggestions(ref.text, known)
        or _as_literal(ref.text)
    )
    place = ref.span
    if len(ref.parts) > 1 and (column := _column(ctx, ref)) is not None:
        place, near = column
    ctx.diagnostics.error(
        "E101",
        f"there is no `{ref.text}` here",
        place,
        label="not a name that is known here",
        note=_record_said(ctx, ref.text)
        or _columns_said(ctx, ref)
        or _facts_said(ctx, frames)
        or "rules use the names of the vocabulary and of the rulebook's own definitions",
        help=did_you_mean(near, _of_many(ctx, ref) or _of_records(ctx, ref) or _DICTIONARY),
        fixes=renamed(place, near),
    )


def report_code(ctx: Context, lit: nodes.Lit, frames: Frames) -> ir.Expr:
    """Say that a code stands where a fact is asked for: `FL17 is 20`, `KX is 1`."""
    known = known_names(ctx, frames)
    box = [name for name in fact_in_box(lit.text, ctx.book.vocabulary) if name in known]
    near = box or suggestions(lit.text, known)
    ctx.diagnostics.error(
        "E101",
        f"there is no `{lit.text}` here",
        lit.span,
        label="what is asked about is a fact, and this is a code",
        note="a word in capitals is a code; facts have names in small letters",
        help=did_you_mean(near, _DICTIONARY),
        fixes=renamed(lit.span, near),
    )
    return ir.Unstated(id=ctx.id(), ty=TEXT, span=lit.span, label=lit.text)


def _own_fact(ctx: Context, text: str, frames: Frames) -> list[str]:
    """The fact that is meant where a record's own name stands before it: `occurrence code`."""
    kind = ctx.kind(frames[-1].kind) if len(frames) > 1 else None
    if kind is None or not text.startswith(f"{kind.name} "):
        return []
    said = text.removeprefix(f"{kind.name} ")
    return [said] if said in kind.facts else []


def _of_records(ctx: Context, ref: nodes.Ref) -> str:
    """For `occurrence code`, which is a fact of each occurrence: what asks for one of them."""
    for kind in ctx.book.vocabulary.records.values():
        fact = ref.text.removeprefix(f"{kind.name} ")
        if fact != ref.text and kind.plural and (fact in kind.facts or fact[:-1] in kind.facts):
            fact = fact if fact in kind.facts else fact[:-1]
            return f"say which of them: `there is {RecordTy(kind.name)} where {fact} is …`"
    return ""


def _key_not_here(
    ctx: Context, ref: nodes.Ref, frames: Frames
) -> tuple[str, TableSymbol | ValueSymbol] | None:
    """The key by which a table or a value would be looked up here, if there is no such fact."""
    if ref.keys:
        return None
    for split in range(len(ref.parts)):
        symbol = ctx.book.find(" of ".join(ref.parts[split:]))
        keys: tuple[str, ...] = ()
        if isinstance(symbol, TableSymbol):
            keys = symbol.table.keys
        elif isinstance(symbol, ValueSymbol) and not split and symbol.key is not None:
            keys = (symbol.key,)
        for key in keys:
            if ctx.find_ref(ctx, nodes.Ref((key,), (ref.span,), ref.span), frames) is None:
                assert isinstance(symbol, TableSymbol | ValueSymbol)
                return key, symbol
    return None


def _report_key(
    ctx: Context, ref: nodes.Ref, key: str, symbol: TableSymbol | ValueSymbol, frames: Frames
) -> None:
    """Say that a table or a value would be looked up by a name that is not known here.

    A name that is near a known one is misspelt where the table or value names its key.
    """
    near = suggestions(key, known_names(ctx, frames))
    place = _named_key(ctx, symbol, key)
    if near and place is not None and isinstance(symbol, ValueSymbol):
        if not any(d.span == place for d in ctx.diagnostics.found):
            ctx.diagnostics.error(
                "E101",
                f"there is no `{key}` to look `{symbol.name}` up by",
                place,
                label="not a name that is known where it is read",
                help=did_you_mean(near, ""),
                fixes=renamed(place, near),
            )
        return
    ctx.diagnostics.error(
        "E101",
        f"there is no `{key}` here",
        ref.span,
        label=f"looked up by `{key}`",
        note=_record_said(ctx, key),
        help=f"define `{key}`, or say for which one is meant: `{ref.text} for …`",
    )


def _named_key(ctx: Context, symbol: TableSymbol | ValueSymbol, key: str) -> Span | None:
    """Where a table or value of this rulebook names its key after `by`."""
    if symbol.book is not ctx.book:
        return None
    head = ctx.book.source.slice(symbol.span).partition("\n")[0]
    match = re.search(rf" by .*?(?<![\w-])({re.escape(key)})(?![\w-])", head)
    if match is None:
        return None
    start = symbol.span.start
    return Span(symbol.span.name, start + match.start(1), start + match.end(1))


def _record_said(ctx: Context, name: str) -> str:
    """Of which records a name that is not known here is a fact, in words."""
    records = ctx.book.vocabulary.records.values()
    having = sorted(r.name for r in records if name in r.facts and r.name != "claim")
    if not having:
        return ""
    return f"it is a fact of each {having[0]}; say which one, with `for each`, `of` or `where`"


def _facts_said(ctx: Context, frames: Frames) -> str:
    """The facts of the record that a sentence speaks of, where they are few."""
    kind = ctx.kind(frames[-1].kind) if len(frames) > 1 else None
    if kind is None or len(kind.facts) > _FEW:
        return ""
    return f"the facts of {RecordTy(kind.name)} are {', '.join(f'`{f}`' for f in kind.facts)}"


def _of_many(ctx: Context, ref: nodes.Ref) -> str:
    """For a fact of a list's records, what asks for one of them: `status of assessments`."""
    for split in range(1, len(ref.parts)):
        kind = ctx.kind_by_plural(" of ".join(ref.parts[split:]))
        name = " of ".join(ref.parts[:split])
        if kind is None or name not in kind.facts:
            continue
        if kind.facts[name].ty == DATE:
            return f"say which of them: `earliest {name} of {kind.plural}`, or `latest …`"
        return f"say which of them: `there is {RecordTy(kind.name)} where {name} is …`"
    return ""


def _as_literal(text: str) -> list[str]:
    """The number or the code that a word may be meant for: `one`, `kx`."""
    if text in NUMBER_WORDS:
        return [str(NUMBER_WORDS[text])]
    return [text.upper()] if _SMALL_CODE.fullmatch(text) else []


def _columns_said(ctx: Context, ref: nodes.Ref) -> str:
    """The columns of the table that a name asks for, in words."""
    symbol = ctx.book.find(" of ".join(ref.parts[1:]))
    if not isinstance(symbol, TableSymbol):
        return ""
    return f"the columns of `{symbol.name}` are {', '.join(f'`{c}`' for c in symbol.table.columns)}"


def _column(ctx: Context, ref: nodes.Ref) -> tuple[Span, list[str]] | None:
    """Where `COLUMN of TABLE` names no column, the place of it and those that it may mean."""
    for split in range(1, len(ref.parts)):
        symbol = ctx.book.find(" of ".join(ref.parts[split:]))
        if isinstance(symbol, TableSymbol):
            place = ref.part_spans[0].to(ref.part_spans[split - 1])
            return place, suggestions(" of ".join(ref.parts[:split]), symbol.table.columns)
    return None


def known_names(ctx: Context, frames: Frames) -> set[str]:
    """All names that could be said in these frames."""
    names = set(ctx.lets) | ctx.book.names() | set(ctx.book.vocabulary.records["claim"].facts)
    for frame in frames[1:]:
        kind = ctx.kind(frame.kind)
        names |= set(kind.facts) if kind else {k for k, _ in frame.keys}
    return names
