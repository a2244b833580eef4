"""Examples put together from their clauses and tables."""

from __future__ import annotations

from attrs import define, field
from lark import Token

from hhrules.source.text import Span
from hhrules.syntax import nodes as n
from hhrules.syntax.blocks import Contents, clauses, end_of, missing, only_grid
from hhrules.syntax.build import unquoted
from hhrules.syntax.build_tables import build_expect, build_given
from hhrules.syntax.reader import Clause, Reader


def example_table(reader: Reader, head: Clause, contents: Contents) -> n.ExampleTable | None:
    """`examples of ID`: one claim a row; what stands above the rows all of them share."""
    claims, grids = _shared(reader, head, contents)
    grid = only_grid(reader, grids)
    if grid is None:
        why = "Each row is a claim of its own with what is expected of it."
        missing(reader, head, "rows", "`| service date | expect |` and the rows below", why)
    if head.tree is None or grid is None:
        return None
    title = head.optional(1)
    said = unquoted(str(title)) if isinstance(title, Token) else ""
    return n.ExampleTable(
        str(head.token()),
        said,
        (*claims.shared.givens, *claims.this.givens),
        grid,
        end_of(contents, head),
        tuple(claims.this.records),
        tuple(c.built() for c in claims.earlier),
    )


def _shared(reader: Reader, head: Clause, contents: Contents) -> tuple[_Claims, Contents]:
    """What the claims of a table share, and the tables that stand under no `with`."""
    claims = _Claims(_Claim(None, head.span), _Claim(None, head.span))
    rest: Contents = []
    for item in contents:
        if isinstance(item, n.Grid) and claims.pending is None:
            rest.append(item)
        elif isinstance(item, n.Grid):
            _rows(reader, claims, item)
        else:
            _without_rows(reader, claims)
            _clause(claims, item)
    _without_rows(reader, claims)
    return claims, rest


@define
class _Claim:
    """A claim of an example while its clauses are gathered."""

    label: str | None
    span: Span
    givens: list[n.Given] = field(factory=list)
    records: list[n.WithRows] = field(factory=list)

    def built(self) -> n.ExampleClaim:
        return n.ExampleClaim(self.label, tuple(self.givens), tuple(self.records), self.span)


@define
class _Claims:
    """All claims of an example and which one the next clause speaks of."""

    shared: _Claim
    this: _Claim
    earlier: list[_Claim] = field(factory=list)
    current: _Claim | None = None
    pending: Clause | None = None
    expects: list[n.Expect] = field(factory=list)

    @property
    def records_of(self) -> _Claim:
        """The claim that rows belong to."""
        return self.current or self.this


def example(reader: Reader, head: Clause, contents: Contents) -> n.Example | None:
    """`example of ID "title"`: one claim of several records."""
    claims = _Claims(_Claim(None, head.span), _Claim(None, head.span))
    for item in contents:
        if isinstance(item, n.Grid) and head.tree is None:
            continue
        if isinstance(item, n.Grid):
            _rows(reader, claims, item)
        else:
            _without_rows(reader, claims)
            _clause(claims, item)
    _without_rows(reader, claims)
    if head.tree is None:
        return None
    if clauses(contents) and not _expects(claims, contents):
        why = "An example says what comes out: `met`, `violated`, `undetermined` or `not applicable`."
        missing(reader, head, "`expect`", "`expect      violated`", why)
    return n.Example(
        str(head.token()),
        head.quoted(1),
        tuple(claims.shared.givens),
        tuple(c.built() for c in claims.earlier),
        claims.this.built(),
        tuple(claims.expects),
        end_of(contents, head),
    )


def _expects(claims: _Claims, contents: Contents) -> bool:
    """Whether an example says somewhere what comes out, well or badly."""
    return (
        bool(claims.expects)
        or any(isinstance(c, Clause) and c.keyword == "expect" for c in contents)
        or any(
            h.name.text == "expect" for c in contents if isinstance(c, n.Grid) for h in c.header
        )
    )


def _clause(claims: _Claims, clause: Clause) -> None:
    if clause.keyword == "with":
        claims.pending = clause
        return
    if clause.keyword == "this claim":
        claims.this.span = clause.span
        claims.current = claims.this
        return
    if clause.keyword == "earlier claim":
        label = clause.quoted() if clause.tree is not None else ""
        claims.current = _Claim(label, clause.span)
        claims.earlier.append(claims.current)
        return
    if clause.tree is None:
        return
    if clause.keyword == "given":
        given = build_given(clause.builder, clause.tree)
        (claims.current or claims.shared).givens.append(given)
    else:
        claims.expects.append(build_expect(clause.builder, clause.tree))


def _rows(reader: Reader, claims: _Claims, grid: n.Grid) -> None:
    clause, claims.pending = claims.pending, None
    if clause is None:
        reader.diagnostics.error(
            "E034",
            "these rows belong to no list",
            grid.header[0].span if grid.header else grid.span,
            label="of which records are these the rows?",
            note="In an `example of`, rows stand under `with` and the name of a list.",
            help="write `with lines` above them",
        )
    elif clause.tree is not None:
        name = clause.builder.ref(clause.child())
        target = claims.records_of
        target.records.append(n.WithRows(name, grid, clause.span.to(grid.span)))
        target.span = target.span.to(grid.span)


def _without_rows(reader: Reader, claims: _Claims) -> None:
    clause, claims.pending = claims.pending, None
    if clause is not None:
        shape = "`| line | service date |` and the rows below"
        missing(reader, clause, "rows", shape, "The rows are the records of that list.")
