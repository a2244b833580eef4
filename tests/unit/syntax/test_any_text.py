"""Whatever is typed: nodes or diagnostics, never a crash; whatever is printed is read back."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hhrules.source.diagnostic import Diagnostics
from hhrules.source.render import render_text
from hhrules.source.text import SourceFile, Span
from hhrules.syntax import nodes as n
from hhrules.syntax.parser import parse, parse_expression
from hhrules.syntax.printer import format_rulebook
from hhrules.syntax.spoken import plain, sentence, value
from hhrules.syntax.walk import dump
from tests.unit.syntax.reading import HEAD

ROOT = Path(__file__).resolve().parents[3]
SHIPPED = [p.read_text(encoding="utf-8") for p in sorted((ROOT / "rulebooks").glob("*/*.hhr"))]
NOWHERE = Span("made", 0, 0)
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))

# ---------------------------------------------------------------------- any text

INSERTED = [
    '"',
    "|",
    "{",
    "}",
    "(",
    "#",
    "=",
    "$1,0",
    "\t",
    "and",
    "or",
    "is",
    "of",
    "A",
    "\r\n",
]
INSERTED += ["\n", "  ", "", "all of\n", "\u00e9"]


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """A stretch of a shipped rulebook with one thing broken."""
    text = draw(st.sampled_from(SHIPPED))
    lines = text.split("\n")
    first = draw(st.integers(0, max(0, len(lines) - 40)))
    part = HEAD + "\n".join(lines[first : first + 40])
    place = draw(st.integers(len(HEAD), len(part)))
    end = min(len(part), place + draw(st.integers(0, 6)))
    put = draw(st.sampled_from(INSERTED))
    return part[:place] + put + part[end:]


def check_any(text: str) -> None:
    source = SourceFile("any", text)
    diagnostics = Diagnostics()
    tree = parse(source, diagnostics)
    for found in diagnostics:
        assert 0 <= found.span.start <= found.span.end <= len(text)
        assert "\n" not in found.message
    render_text(diagnostics, {"any": source})
    if tree is not None and not diagnostics.has_errors:
        once = format_rulebook(source)
        assert format_rulebook(SourceFile("any", once)) == once
        again = parse(SourceFile("any", once), Diagnostics())
        assert dump(again) == dump(tree)


@QUICK
@given(damaged())
def test_damaged_rulebooks(text: str) -> None:
    check_any(text)


@QUICK
@given(st.text(alphabet=st.sampled_from('ab rule is of and 1$%".,|{}()-\n\t#=XK'), max_size=80))
def test_junk_below_a_header(text: str) -> None:
    check_any(HEAD + text)


@QUICK
@given(st.text(max_size=60))
def test_any_characters(text: str) -> None:
    check_any(text)


# ---------------------------------------------------------------------- any tree

names = st.sampled_from(["units", "service date", "last day on time", "type", "unable to go"])
refs = st.lists(names, min_size=1, max_size=3).map(
    lambda parts: n.Ref(tuple(parts), (NOWHERE,) * len(parts), NOWHERE)
)
literals = st.sampled_from(
    [
        n.Lit("number", "17", NOWHERE), n.Lit("code", "KX", NOWHERE),
        n.Lit("pattern", "042X", NOWHERE), n.Lit("text", 'a "b" c', NOWHERE),
        n.Lit("date", "2024-02-29", NOWHERE), n.Lit("duration", "30 days", NOWHERE),
        n.Lit("money", "$1,980.00", NOWHERE), n.Lit("percent", "25%", NOWHERE),
        n.Lit("yes", "yes", NOWHERE), n.Lit("number", "-3", NOWHERE),
    ]
)  # fmt: skip
plain_literals = st.sampled_from(
    [
        n.Lit("number", "17", NOWHERE),
        n.Lit("code", "KX", NOWHERE),
        n.Lit("money", "$2", NOWHERE),
    ]
)


def windows(inner: st.SearchStrategy[n.Expr]) -> st.SearchStrategy[tuple[n.Window, ...]]:
    one: st.SearchStrategy[n.Window] = st.one_of(
        st.builds(n.InTheSame, refs, st.just(NOWHERE)),
        st.builds(n.InThis, refs, st.just(NOWHERE)),
        st.builds(n.RelativeTo, st.sampled_from(["before", "up to"]), refs, st.just(NOWHERE)),
        st.builds(n.AfterDate, inner, st.just(NOWHERE)),
        st.builds(n.DatedBetween, inner, inner, st.just(NOWHERE)),
        st.builds(
            n.Across, st.sampled_from(["earlier", "all"]), st.booleans(), st.just(NOWHERE)
        ),
    )
    return st.lists(one, max_size=2).map(tuple)


def larger(inner: st.SearchStrategy[n.Expr]) -> st.SearchStrategy[n.Expr]:
    here = st.just(NOWHERE)
    keyed = st.builds(
        lambda ref, keys, day: n.Ref(ref.parts, ref.part_spans, NOWHERE, tuple(keys), day),
        refs, st.lists(inner, max_size=2), st.none() | inner,
    )  # fmt: skip
    return st.one_of(
        keyed,
        st.builds(n.Arith, st.sampled_from("+-*/"), inner, inner, here),
        st.builds(
            n.Shift, inner, st.sampled_from(["after", "before"]), inner, here,
            st.sampled_from([None, "up", "down"]),
        ),
        st.builds(
            n.Aggregate, st.sampled_from(["sum", "count", "count distinct", "latest"]), refs,
            windows(inner), here,
        ),
        st.builds(n.Pick, st.sampled_from(["earlier", "larger"]), inner, inner, here),
        st.builds(n.WholePart, inner, here),
        st.builds(n.YearOf, inner, here),
        st.builds(n.MonthEnd, inner, here),
        st.builds(n.IfNone, inner, st.booleans(), inner, here),
    )  # fmt: skip


values: st.SearchStrategy[n.Expr] = st.recursive(
    st.one_of(refs, literals), larger, max_leaves=6
)


@settings(QUICK, max_examples=150)
@given(values)
def test_a_printed_value_is_read_back(tree: n.Expr) -> None:
    text = plain(value(tree))
    diagnostics = Diagnostics()
    again = parse_expression(SourceFile("made", text), diagnostics)
    assert not list(diagnostics), text
    assert dump(again) == dump(tree), text


here = st.just(NOWHERE)
COMPARISONS = ["", "not", "more than", "on or before"]
PRESENCES = ["none", "not none", "missing", "known"]
items = st.lists(
    refs | plain_literals | st.builds(n.RangeLit, plain_literals, plain_literals, here),
    min_size=1, max_size=3,
).map(tuple)  # fmt: skip
simple: st.SearchStrategy[n.Condition] = st.one_of(
    st.builds(n.Compare, values, st.sampled_from(COMPARISONS), values, here),
    st.builds(n.OneOf, values, st.booleans(), items, here),
    st.builds(n.Between, values, values, values, here),
    st.builds(n.Presence, values, st.sampled_from(PRESENCES), here),
    st.builds(n.Include, values, st.sampled_from(["one of", "all of", "none of"]), items, here),
    st.builds(lambda v, i: n.Include(v, "one", (i,), NOWHERE), values, values),
    st.builds(n.Mentions, values, st.booleans(), refs, here),
    st.builds(n.SaysMore, values, refs, here),
    st.builds(
        lambda yes, ref, w: n.Exists(yes, n.SetExpr(ref, w, None, NOWHERE), NOWHERE),
        st.booleans(), refs, windows(values),
    ),
)  # fmt: skip
sentences: st.SearchStrategy[n.Condition] = st.one_of(
    simple,
    st.builds(
        lambda op, found: n.Junction(op, tuple(found), False, NOWHERE),
        st.sampled_from(["and", "or"]), st.lists(simple, min_size=2, max_size=3),
    ),
)  # fmt: skip


@settings(QUICK, max_examples=120)
@given(sentences)
def test_a_printed_sentence_is_read_back(tree: n.Condition) -> None:
    text = plain(sentence(tree)[0])
    diagnostics = Diagnostics()
    again = parse_expression(SourceFile("made", text), diagnostics)
    assert not list(diagnostics), text
    assert dump(again) == dump(tree), text
