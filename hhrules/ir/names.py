"""Names to IR: facts, keys, definitions, tables, dated values and joined records."""

from __future__ import annotations

from attrs import evolve

from hhrules.claims.schema import Fact, RecordKind
from hhrules.ir import nodes as ir
from hhrules.ir.scope import Context, Frame, Frames, claim_frame, restrict
from hhrules.semantics.literals import WrongType, same_kind, value_of
from hhrules.semantics.symbols import Definition, PhraseSymbol, TableSymbol, ValueSymbol
from hhrules.source.diagnostic import nearest
from hhrules.source.text import Span
from hhrules.syntax import nodes
from hhrules.values.types import DATE, TEXT, WHOLE, YESNO, SetTy

#: Claim facts that every readable document has.
ALWAYS_KNOWN = frozenset(
    {"claim id", "type of bill", "statement from", "statement through", "payer"}
)


def lower_ref(ctx: Context, ref: nodes.Ref, frames: Frames) -> ir.Expression:
    """What a name means here; an unknown name is reported and stands for an unstated value."""
    found = find_ref(ctx, ref, frames)
    if found is not None:
        return found
    report_unknown(ctx, ref, frames)
    return ir.Unstated(id=ctx.id(), ty=TEXT, span=ref.span, label=ref.text)


def report_unknown(ctx: Context, ref: nodes.Ref, frames: Frames) -> None:
    """Say that nothing here has this name, with the nearest one that does."""
    near = nearest(ref.text, known_names(ctx, frames))
    elsewhere = sorted(
        r.name
        for r in ctx.book.vocabulary.records.values()
        if ref.text in r.facts and r.name != "claim"
    )
    note = ""
    if elsewhere:
        note = f"it is a fact of each {elsewhere[0]}; say which one, with `for each`, `of` or `where`"
    ctx.diagnostics.error(
        "E101",
        f"there is no `{ref.text}` here",
        ref.span,
        label="not a name that is known here",
        note=note
        or "rules use the names of the vocabulary and of the rulebook's own definitions",
        help=f"did you mean `{near}`?" if near else "see `hhrules schema` for all names",
        replacement=near,
    )


def known_names(ctx: Context, frames: Frames) -> set[str]:
    """All names that could be said in these frames."""
    names = set(ctx.lets) | ctx.book.names() | set(ctx.book.vocabulary.records["claim"].facts)
    for frame in frames[1:]:
        kind = ctx.kind(frame.kind)
        names |= set(kind.facts) if kind else {k for k, _ in frame.keys}
    return names


def find_ref(ctx: Context, ref: nodes.Ref, frames: Frames) -> ir.Expression | None:
    """What a name means here, or None."""
    text = ref.text
    if ctx.free and text == "unknown":
        return ir.Unstated(id=ctx.id(), ty=TEXT, span=ref.span, label="unknown")
    if ctx.free and text in ("yes", "no"):
        return ir.Const(
            id=ctx.id(), ty=YESNO, span=ref.span, value=text == "yes", uncertain=False
        )
    if not ref.keys and ref.as_of is None:
        found = find_name(ctx, text, ref.span, frames)
        if found is not None:
            return found
    for split in range(len(ref.parts)):
        head, rest = " of ".join(ref.parts[:split]), " of ".join(ref.parts[split:])
        found = _find_of(ctx, ref, head, rest, frames)
        if found is not None:
            return found
    return None


def _find_of(
    ctx: Context, ref: nodes.Ref, head: str, rest: str, frames: Frames
) -> ir.Expression | None:
    """`HEAD of REST`, with keys after `for` if there are any; an empty head means REST itself."""
    symbol = ctx.book.find(rest)
    if isinstance(symbol, TableSymbol):
        return _look_up(ctx, ref, symbol, head, frames)
    if isinstance(symbol, ValueSymbol) and not head:
        return _dated(ctx, ref, symbol, frames)
    if not head:
        return None
    if ref.keys:
        kind = ctx.kind_by_plural(rest) or ctx.kind(rest)
        return _pick(ctx, ref, kind, head, frames) if kind else None
    if rest == "claim":
        return _on_claim(ctx, head, ref.span, frames[:1])
    for depth in range(len(frames) - 1, 0, -1):
        frame = frames[depth]
        if rest == frame.kind or rest in frame.names:
            return _on_frame(ctx, head, ref.span, frame) or _definition_at(
                ctx, head, restrict(frames, depth)
            )
    kind = ctx.kind(rest)
    if kind is not None and kind.joins:
        return _joined(ctx, kind, head, ref.span, frames)
    return None


def find_name(ctx: Context, text: str, span: Span, frames: Frames) -> ir.Expression | None:
    """A name without keys, looked for from the innermost frame outwards."""
    if text == "today":
        return ir.Fact(
            id=ctx.id(), ty=DATE, span=span, record="given", path=(text,), label=text
        )
    if text in ctx.given:
        return _given(ctx, text, span, frames)
    if text in ctx.lets:
        bound = ctx.lets[text]
        local = ir.Local(
            id=ctx.id(), ty=bound.ty, span=span, name=bound.name, uncertain=bound.uncertain
        )
        ctx.words[local.id] = ctx.words.get(bound.id, frozenset())
        return local
    symbol = ctx.book.find(text)
    for depth in range(len(frames) - 1, 0, -1):
        found = _on_frame(ctx, text, span, frames[depth])
        if found is None and isinstance(symbol, Definition):
            found = _before_outer(ctx, symbol, frames, depth)
        if found is not None:
            return found
    if isinstance(symbol, Definition):
        found = _defined(ctx, symbol, frames)
        if found is not None:
            return found
    elif isinstance(symbol, TableSymbol) and text in symbol.table.columns:
        ref = nodes.Ref((text,), (span,), span)
        return _look_up(ctx, ref, symbol, "", frames)
    elif isinstance(symbol, ValueSymbol):
        return _dated(ctx, nodes.Ref((text,), (span,), span), symbol, frames)
    for kind in ctx.book.vocabulary.records.values():
        if kind.joins and text in kind.facts and len(frames) > 1:
            found = _joined(ctx, kind, text, span, frames)
            if found is not None:
                return found
    return _on_claim(ctx, text, span, frames)


def _given(ctx: Context, text: str, span: Span, frames: Frames) -> ir.Expression:
    """A definition whose result an example states."""
    ty = TEXT
    kept, ctx.given = ctx.given, ctx.given - {text}
    try:
        with ctx.attempt():
            natural = find_name(ctx, text, span, frames)
    finally:
        ctx.given = kept
    words: frozenset[str] = frozenset()
    if natural is not None:
        ty, words = natural.ty, ctx.words.get(natural.id, frozenset())
    found = ir.Fact(
        id=ctx.id(),
        ty=ty,
        span=span,
        record="given",
        path=(text,),
        label=text,
        convert="yesno" if ty == YESNO else "",
    )
    ctx.words[found.id] = words
    return found


def fact_of(ctx: Context, var: str, fact: Fact, span: Span) -> ir.Fact:
    """A fact of the record in a variable."""
    found = ir.Fact(
        id=ctx.id(),
        ty=fact.ty,
        span=span,
        record=var,
        path=fact.attr_path,
        label=fact.name,
        convert="yesno" if fact.ty == YESNO else "",
        uncertain=not (fact.record == "claim" and fact.name in ALWAYS_KNOWN),
    )
    ctx.words[found.id] = frozenset(fact.codes)
    return found


def _assumed(ctx: Context, fact: ir.Fact) -> ir.Expression:
    """The fact, or what the rule takes for it where it is missing."""
    stated = ctx.assumed.get(fact.label)
    if stated is None:
        return fact
    value: object = None
    if isinstance(stated, nodes.Lit):
        try:
            value, _ = value_of(stated, fact.ty)
        except WrongType as wrong:
            ctx.diagnostics.error(
                "E104",
                f"`{fact.label}` is {fact.ty}, and this is {wrong.found}",
                stated.span,
                label=f"this is {wrong.found}",
                help=f"write {fact.ty}",
            )
    other = ir.Const(id=ctx.id(), ty=fact.ty, span=stated.span, value=value, uncertain=False)
    found = ir.Op(id=ctx.id(), ty=fact.ty, span=fact.span, op="if_missing", args=(fact, other))
    ctx.words[found.id] = ctx.words.get(fact.id, frozenset())
    return found


def _before_outer(
    ctx: Context, symbol: Definition, frames: Frames, depth: int
) -> ir.Expression | None:
    """A definition by a frame's own facts, where a frame further out has a fact of that name.

    Without this, `discipline` of a line would be the discipline of the group it is looked at for.
    """
    if not any(_has_name(ctx, frame, symbol.name) for frame in frames[1:depth]):
        return None
    alone = (evolve(frames[0], var=frames[depth].claim), frames[depth])
    if _resolves(ctx, symbol, frames[:1]) or not _resolves(ctx, symbol, alone):
        return None
    return _inline(ctx, symbol, alone)


def _has_name(ctx: Context, frame: Frame, text: str) -> bool:
    kind = ctx.kind(frame.kind)
    return any(key == text for key, _ in frame.keys) or (
        kind is not None and text in kind.facts
    )


def _on_frame(ctx: Context, text: str, span: Span, frame: Frame) -> ir.Expression | None:
    kind = ctx.kind(frame.kind)
    if kind is not None and frame.kind != "claim":
        fact = kind.facts.get(text)
        return _assumed(ctx, fact_of(ctx, frame.var, fact, span)) if fact else None
    for index, (key, ty) in enumerate(frame.keys):
        if key == text:
            found = ir.KeyOf(
                id=ctx.id(), ty=ty, span=span, group=frame.var, index=index, label=text
            )
            ctx.words[found.id] = key_words(ctx, text)
            return found
    return None


def key_words(ctx: Context, text: str) -> frozenset[str]:
    """The code words that a fact of this name can have."""
    found: set[str] = set()
    for kind in ctx.book.vocabulary.records.values():
        if text in kind.facts:
            found |= set(kind.facts[text].codes)
    symbol = ctx.book.find(text)
    if isinstance(symbol, TableSymbol):
        for words in symbol.words:
            found |= words
    return frozenset(found)


def _on_claim(ctx: Context, text: str, span: Span, frames: Frames) -> ir.Expression | None:
    claim = ctx.book.vocabulary.records["claim"]
    fact = claim.facts.get(text)
    var = claim_frame(frames).var
    if fact is not None:
        return _assumed(ctx, fact_of(ctx, var, fact, span))
    kind = ctx.kind_by_plural(text)
    if kind is not None and kind.parent in (None, "claim"):
        return ir.Fact(
            id=ctx.id(),
            ty=SetTy(kind.name),
            span=span,
            record=var,
            path=kind.attr_path,
            label=text,
            convert="list",
            uncertain=kind.name != "line",
        )
    return None


# ------------------------------------------------------------------------------ definitions


def _defined(ctx: Context, symbol: Definition, frames: Frames) -> ir.Expression | None:
    """A definition's body, lowered where its facts are: the claim, or the innermost frame that has them."""
    if not isinstance(symbol.block, nodes.DefineCondition | nodes.DefineExpression):
        return None
    if _resolves(ctx, symbol, frames[:1]):
        return _inline(ctx, symbol, (claim_frame(frames),))
    for depth in range(len(frames) - 1, 0, -1):
        alone = (evolve(frames[0], var=frames[depth].claim), frames[depth])
        for chain in (alone, restrict(frames, depth)):
            if _resolves(ctx, symbol, chain):
                return _inline(ctx, symbol, chain)
    return None


def _definition_at(ctx: Context, text: str, frames: Frames) -> ir.Expression | None:
    symbol = ctx.book.find(text)
    if isinstance(symbol, Definition) and _resolves(ctx, symbol, frames):
        return _inline(ctx, symbol, frames)
    return None


def _resolves(ctx: Context, symbol: Definition, frames: Frames) -> bool:
    """Whether every name in the definition is known in these frames."""
    key = (symbol, tuple((f.kind, f.is_run) for f in frames), ctx.given)
    known = ctx.resolved.get(key)
    if known is None:
        if symbol.name in ctx.inlining:
            return True
        with ctx.attempt() as scratch:
            _inline(ctx, symbol, frames)
        known = not any(d.code in ("E101", "E102") for d in scratch.found)
        ctx.resolved[key] = known
    return known


def _inline(ctx: Context, symbol: Definition, frames: Frames) -> ir.Expression:
    """A call of the definition's function for these frames."""
    block = symbol.block
    if symbol.name in ctx.inlining:
        ctx.diagnostics.error(
            "E112",
            f"`{symbol.name}` is defined by itself",
            block.name.span,
            label="its own text leads back to it",
            note="a rulebook has no loops",
            help="define it by facts of the claim",
        )
        return ir.Unstated(id=ctx.id(), ty=TEXT, span=block.span, label=symbol.name)
    ctx.used.add(symbol.name)
    anchor = ctx.anchor.text if ctx.anchor else ""
    inner, args = _parameters(frames)
    claims = tuple(f.claim for f in inner)
    key = (symbol, tuple((f.kind, f.grouping) for f in frames), claims, anchor, ctx.given)
    function = ctx.functions.get(key)
    if function is None:
        function = _function(ctx, symbol, inner, args)
        ctx.functions[key] = function
    found = ir.Call(
        id=ctx.id(),
        ty=function.body.ty,
        span=block.name.span,
        function=function.name,
        args=tuple(args),
        label=symbol.name,
    )
    ctx.words[found.id] = ctx.words.get(function.body.id, frozenset())
    return found


def body_of(ctx: Context, value: ir.Expression) -> ir.Expression:
    """What a call of a definition comes down to."""
    while isinstance(value, ir.Call):
        name = value.function
        value = next(f.body for f in ctx.functions.values() if f.name == name)
    return value


def _parameters(frames: Frames) -> tuple[Frames, dict[str, str]]:
    """The frames under names of their own, and which variable each parameter stands for."""
    claims: dict[str, str] = {frames[0].var: "claim"}
    args: dict[str, str] = {frames[0].var: "claim"}
    inner: list[Frame] = [evolve(frames[0], var="claim", claim="claim")]
    for number, frame in enumerate(frames[1:]):
        if frame.claim not in claims:
            claims[frame.claim] = (
                "other_claim" if len(claims) == 1 else f"other_claim_{len(claims)}"
            )
            args[frame.claim] = claims[frame.claim]
        stem = "".join(c if c.isascii() and c.isalnum() else "_" for c in frame.kind)
        name = stem if stem not in args.values() else f"{stem}_{number + 1}"
        args[frame.var] = name
        inner.append(evolve(frame, var=name, claim=claims[frame.claim]))
    if len(frames) == 1:
        inner[0] = evolve(inner[0], claim="claim")
    return tuple(inner), args


def _function(
    ctx: Context, symbol: Definition, frames: Frames, args: dict[str, str]
) -> ir.Function:
    block = symbol.block
    assert isinstance(block, nodes.DefineCondition | nodes.DefineExpression)
    ctx.inlining.append(symbol.name)
    lets, ctx.lets = ctx.lets, {}
    book, ctx.book = ctx.book, symbol.book
    try:
        if isinstance(block, nodes.DefineCondition):
            body = ctx.condition(ctx, block.condition, frames)
        else:
            body = ctx.expression(ctx, block.value, frames)
    finally:
        ctx.inlining.pop()
        ctx.lets = lets
        ctx.book = book
    stem = "".join(c if c.isascii() and c.isalnum() else "_" for c in symbol.name)
    taken = sum(f.name.rstrip("_0123456789") == f"def_{stem}" for f in ctx.functions.values())
    name = f"def_{stem}" if not taken else f"def_{stem}_{taken + 1}"
    return ir.Function(
        name=name, words=symbol.name, params=tuple(args.values()), body=body, span=block.span
    )


# ------------------------------------------------------------------------------ tables and values


def anchor_date(ctx: Context, frames: Frames, span: Span) -> ir.Expression | None:
    """The date that picks the version in force, as this place knows it."""
    if ctx.anchor is None:
        return None
    found = find_ref(ctx, ctx.anchor, frames)
    return found if found is not None and found.ty == DATE else None


def _require_date(ctx: Context, ref: nodes.Ref, frames: Frames, name: str) -> ir.Expression:
    day = anchor_date(ctx, frames, ref.span)
    if day is None:
        anchor = ctx.anchor.text if ctx.anchor else "no date"
        ctx.diagnostics.error(
            "E102",
            f"`{name}` is dated, and {anchor} is not known here",
            ref.span,
            label="which day's figure?",
            note="a dated figure is read on the date named by `dated by`",
            help=f"write `{name} as of statement from`, or name another date with `dated by`",
        )
        return ir.Unstated(id=ctx.id(), ty=DATE, span=ref.span, label=anchor)
    return day


def _look_up(
    ctx: Context, ref: nodes.Ref, symbol: TableSymbol, head: str, frames: Frames
) -> ir.Expression | None:
    table = symbol.table
    if head:
        if head not in table.columns:
            return None
        column = table.columns.index(head)
    elif symbol.name in table.columns:
        column = table.columns.index(symbol.name)
    elif len(table.columns) == 1:
        column = 0
    else:
        return None
    if ref.keys and len(ref.keys) != len(table.keys):
        ctx.diagnostics.error(
            "E114",
            f"table `{symbol.name}` is looked up by {_keys(len(table.keys))}, not {len(ref.keys)}",
            ref.span,
            label=f"{len(ref.keys)} given",
            help=f"write `for {', '.join(table.keys)}`",
        )
    keys: list[ir.Expression] = []
    given = ref.keys or tuple(nodes.Ref((k,), (ref.span,), ref.span) for k in table.keys)
    for key, ty in zip(given, symbol.key_types, strict=False):
        if ref.keys:
            keys.append(ctx.expression(ctx, key, frames, ty))
            continue
        found = find_ref(ctx, key, frames) if isinstance(key, nodes.Ref) else None
        if found is None:
            return None
        keys.append(found)
    day = None
    if table.is_dated:
        day = (
            ctx.expression(ctx, ref.as_of, frames, DATE)
            if ref.as_of
            else _require_date(ctx, ref, frames, symbol.name)
        )
    name = f"{symbol.book.name}/{symbol.name}"
    ctx.tables[name] = table
    ctx.used.add(symbol.name)
    found = ir.Lookup(
        id=ctx.id(),
        ty=symbol.column_types[column],
        span=ref.span,
        table=name,
        column=column,
        keys=tuple(keys),
        date=day,
        label=symbol.name,
    )
    ctx.words[found.id] = symbol.words[column]
    return found


def _keys(count: int) -> str:
    return "1 key" if count == 1 else f"{count} keys"


def _dated(
    ctx: Context, ref: nodes.Ref, symbol: ValueSymbol, frames: Frames
) -> ir.Expression | None:
    day = (
        ctx.expression(ctx, ref.as_of, frames, DATE)
        if ref.as_of
        else _require_date(ctx, ref, frames, symbol.name)
    )
    key: ir.Expression | None = None
    if symbol.key is not None:
        if ref.keys:
            key = ctx.expression(ctx, ref.keys[0], frames)
        else:
            key = find_name(ctx, symbol.key, ref.span, frames)
            if key is None:
                return None
    name = f"{symbol.book.name}/{symbol.name}"
    ctx.values[name] = symbol.value
    ctx.used.add(symbol.name)
    return ir.Dated(
        id=ctx.id(),
        ty=symbol.ty,
        span=ref.span,
        value=name,
        date=day,
        key=key,
        label=symbol.name,
    )


# ------------------------------------------------------------------------------ keyed records


def _pick(
    ctx: Context, ref: nodes.Ref, kind: RecordKind, head: str, frames: Frames
) -> ir.Expression | None:
    """`date of occurrences for 61`: the fact of the record that has these keys."""
    fact = kind.facts.get(head)
    if fact is None or len(ref.keys) > len(kind.keys):
        return None
    keys = tuple(
        ctx.expression(ctx, k, frames, kind.facts[name].ty)
        for k, name in zip(ref.keys, kind.keys, strict=False)
    )
    for key, name in zip(keys, kind.keys, strict=False):
        if not same_kind(key.ty, kind.facts[name].ty) and not isinstance(key, ir.Unstated):
            ctx.diagnostics.error(
                "E107",
                f"`{name}` is {kind.facts[name].ty}, and this key is {key.ty}",
                key.span,
                label=f"this is {key.ty}",
                help=f"look up by {kind.facts[name].ty}",
            )
    return _pick_by(ctx, kind, fact, keys, ref.span, frames)


def _joined(
    ctx: Context, kind: RecordKind, head: str, span: Span, frames: Frames
) -> ir.Expression | None:
    """A fact of the one record whose keys are those of the subject."""
    fact = kind.facts.get(head)
    if fact is None or head in kind.keys or any(f.kind == kind.name for f in frames):
        return None
    keys: list[ir.Expression] = []
    for name in kind.keys:
        key = find_name(ctx, name, span, frames) if len(frames) > 1 else None
        if key is None:
            return None
        keys.append(key)
    return _pick_by(ctx, kind, fact, tuple(keys), span, frames)


def _pick_by(
    ctx: Context,
    kind: RecordKind,
    fact: Fact,
    keys: tuple[ir.Expression, ...],
    span: Span,
    frames: Frames,
) -> ir.Expression:
    claim = claim_frame(frames).var
    var = ctx.var(kind.name)
    conditions = tuple(
        ir.Op(
            id=ctx.id(),
            ty=YESNO,
            span=span,
            op="eq",
            args=(fact_of(ctx, var, kind.facts[name], span), key),
        )
        for name, key in zip(kind.keys, keys, strict=False)
    )
    loop = ir.Loop(
        id=ctx.id(),
        var=var,
        claim_var=claim,
        conditions=conditions,
        span=span,
        source=ir.Records(claim=claim, path=kind.attr_path, label=kind.plural),
    )
    value = fact_of(ctx, var, fact, span)
    total = kind.name == "service" and fact.ty == WHOLE
    found = ir.Pick(id=ctx.id(), ty=fact.ty, span=span, loop=loop, value=value, total=total)
    ctx.words[found.id] = frozenset(fact.codes)
    return found


__all__ = [
    "PhraseSymbol",
    "anchor_date",
    "fact_of",
    "find_name",
    "find_ref",
    "key_words",
    "known_names",
    "lower_ref",
    "report_unknown",
]
