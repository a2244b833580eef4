"""Blocks put together from their clauses: header, definitions, tables, values, facts."""

from __future__ import annotations

from collections.abc import Iterable

from lark import Token, Tree

from hhrules.source.diagnostic import Edit, Fix
from hhrules.source.text import Span
from hhrules.syntax import nodes as n
from hhrules.syntax.build import Node, optional, tree, unquoted
from hhrules.syntax.build_tables import build_cell
from hhrules.syntax.reader import Clause, Reader

Contents = list[Clause | n.Grid]


def clauses(contents: Contents) -> list[Clause]:
    """The clauses that could be read."""
    return [c for c in contents if isinstance(c, Clause) and c.tree is not None]


def written(contents: Contents, keyword: str) -> bool:
    """Whether a clause was written, well or badly."""
    return any(isinstance(c, Clause) and c.keyword == keyword for c in contents)


def end_of(contents: Contents, head: Clause) -> Span:
    """From the block's first line to the end of its last clause or table."""
    span = head.span
    for item in contents:
        span = span.to(item.span)
    return span


def cites(contents: Contents) -> tuple[n.Cite, ...]:
    """All `cite` clauses."""
    return tuple(n.Cite(c.quoted(), c.span) for c in clauses(contents) if c.keyword == "cite")


def once(reader: Reader, contents: Contents, keywords: Iterable[str]) -> None:
    """Report clauses of `keywords` that stand more than once."""
    first: dict[str, Clause] = {}
    single = set(keywords)
    for clause in contents:
        if not isinstance(clause, Clause) or clause.keyword not in single:
            continue
        if clause.keyword in first:
            earlier, text = first[clause.keyword], reader.source.slice(clause.span)
            same = reader.source.slice(earlier.span).split() == text.split()
            reader.diagnostics.error(
                "E020",
                f"`{clause.keyword}` stands twice",
                clause.word_span,
                label="and again here",
                note=f"A part has one `{clause.keyword}`; two could say different things.",
                help="delete one of them",
                fixes=(
                    Fix(
                        "delete the second one", (Edit(reader.line_of(clause.span), ""),), same
                    ),
                )
                if same
                else (),
            )
        first.setdefault(clause.keyword, clause)


def missing(
    reader: Reader,
    head: Clause,
    keyword: str,
    shape: str,
    why: str,
    added: tuple[str, Span] | None = None,
) -> None:
    """Report that a block lacks a clause or a table; `added` is a line and what it goes below."""
    line, below = added or ("", head.span)
    end = Span(below.name, below.end, below.end)
    reader.diagnostics.error(
        "E021",
        f"this `{head.keyword}` has no {keyword}",
        head.word_span,
        label=f"no {keyword} below",
        note=why,
        help=f"add: {shape}",
        fixes=(Fix(f"add {shape}", (Edit(end, f"\n  {line}"),)),) if line else (),
    )


def only_grid(reader: Reader, contents: Contents) -> n.Grid | None:
    """The one table of a block."""
    grids = [item for item in contents if isinstance(item, n.Grid)]
    for extra in grids[1:]:
        reader.diagnostics.error(
            "E034",
            "these rows are cut off from the table above",
            extra.span,
            note="The rows of a table stand together, without a clause between them.",
            help="move the rows under the others",
        )
    return grids[0] if grids else None


def no_rows(reader: Reader, contents: Contents, head: Clause) -> None:
    """Report tables in a block that takes none."""
    for item in contents:
        if isinstance(item, n.Grid):
            reader.diagnostics.error(
                "E034",
                f"`{head.keyword}` takes no table rows",
                item.header[0].span if item.header else item.span,
                note="Rows stand under `table`, `value`, `examples of` or `with`.",
                help="give the rows a `table` of their own",
            )


# ---------------------------------------------------------------------- blocks


def header(reader: Reader, head: Clause, contents: Contents) -> n.RulebookHeader:
    """`rulebook ID` and its clauses."""
    once(reader, contents, ("title", "version", "applies to claims where", "dated by"))
    no_rows(reader, contents, head)
    title = version = ""
    uses: list[n.Use] = []
    extends: list[n.Use] = []
    applies: n.Condition | None = None
    dated_by: n.Ref | None = None
    for clause in clauses(contents):
        match clause.keyword:
            case "title":
                title = clause.quoted()
            case "version":
                version = str(clause.token())
            case "uses":
                uses.append(n.Use(str(clause.token()), clause.span))
            case "extends":
                extends.append(n.Use(str(clause.token()), clause.span))
            case "applies to claims where":
                applies = clause.builder.condition(clause.child())
            case "dated by":
                dated_by = clause.builder.ref(clause.child())
            case _:
                pass
    _needs(reader, head, contents)
    name = str(head.token()) if head.tree is not None else ""
    if " " in name:
        _id_with_blanks(reader, head, name)
    return n.RulebookHeader(
        name,
        title,
        version,
        tuple(uses),
        tuple(extends),
        applies,
        dated_by,
        cites(contents),
        end_of(contents, head),
    )


def _needs(reader: Reader, head: Clause, contents: Contents) -> None:
    """Report what every header has, where it is not there."""
    titles = [c for c in clauses(contents) if c.keyword == "title"]
    below = titles[0].span if titles else head.span
    for keyword, shape, why in _HEADER_NEEDS:
        if not written(contents, keyword):
            line = shape.strip("`") if keyword == "version" else ""
            missing(reader, head, f"`{keyword}`", shape, why, (line, below))


def _id_with_blanks(reader: Reader, head: Clause, name: str) -> None:
    fixed = "-".join(name.split())
    reader.diagnostics.error(
        "E029",
        f"`{name}` is not the id of a rulebook",
        head.builder.span(head.token()),
        note="An id is lower-case words with hyphens.",
        help=f"write `{fixed}`",
        replacement=fixed,
    )


_HEADER_NEEDS = (
    ("title", '`title       "What it is about"`', "The title heads lists and reports."),
    ("version", "`version     1.0.0`", "Findings name the version that they were made with."),
)


def define(reader: Reader, head: Clause, contents: Contents) -> n.Block | None:
    """`define N as …`."""
    no_rows(reader, contents, head)
    if head.tree is None:
        return None
    build = head.builder
    name = build.ref(head.child())
    called, node = optional(head.tree, 1), head.child(2)
    member = unquoted(str(called.children[0])) if called else None
    kids = node.children
    match node.data:
        case "set":
            members = build.members(tree(kids[0]), None, build.span(node))
            return n.DefineSet(name, members, head.span, member)
        case "set_where":
            members = build.members(tree(kids[0]), tree(kids[1]), build.span(node))
            return n.DefineSet(name, members, head.span, member)
        case "groups" | "groups_where":
            where = tree(kids[1]) if node.data == "groups_where" else None
            members = build.members(tree(kids[0]), where, build.span(tree(kids[0])))
            keys = tuple(build.ref(tree(k)) for k in tree(kids[-1]).children)
            return n.DefineGroups(name, members, keys, head.span, member)
        case "runs" | "runs_where":
            return _runs(head, name, node, member)
        case _:
            value = build.body(node)
            if isinstance(value, n.Expr):
                return n.DefineExpression(name, value, head.span, member)
            return n.DefineCondition(name, value, head.span)


def _runs(head: Clause, name: n.Ref, node: Node, member: str | None) -> n.DefineRuns:
    build = head.builder
    chain, *rest = node.children
    gap = build.expr(tree(rest.pop()))
    where = build.condition(tree(rest.pop())) if node.data == "runs_where" else None
    members = n.SetExpr(build.ref(tree(chain)), build.windows(rest), where, build.span(node))
    return n.DefineRuns(name, members, gap, head.span, member)


def _keyed(head: Clause) -> tuple[n.Ref, tuple[n.Ref, ...], str | None]:
    """Name, keys and file of a `table` or `value`."""
    build = head.builder
    keys, file = head.optional(1), head.optional(2)
    found = tuple(build.ref(tree(k)) for k in keys.children) if isinstance(keys, Tree) else ()
    path = unquoted(str(file.children[0])) if isinstance(file, Tree) else None
    return build.ref(head.child()), found, path


def table(reader: Reader, head: Clause, contents: Contents) -> n.TableBlock | None:
    """`table N by K` with rows or a file."""
    once(reader, contents, ("no row means",))
    grid = only_grid(reader, contents)
    no_row: n.Cell | None = None
    for clause in clauses(contents):
        if clause.keyword == "no row means":
            no_row = build_cell(clause.builder, clause.child())
    if head.tree is None:
        return None
    name, keys, file = _keyed(head)
    _need_rows(reader, head, grid, file)
    if not keys and grid is not None:
        _need_key(reader, name, grid)
    return n.TableBlock(name, keys, file, grid, no_row, cites(contents), end_of(contents, head))


def _need_key(reader: Reader, name: n.Ref, grid: n.Grid) -> None:
    """Report a table of several columns that names no key: without one it is a mere list."""
    heads = [h.name.text for h in grid.header if h.name.text not in _REMARKS]
    if len(heads) < 2:  # noqa: PLR2004 - a list has one column
        return
    key = next((h for h in heads if name.text.endswith(f" {h}")), None)
    if key is None:
        return
    start = name.span.end - len(key)
    place = Span(name.span.name, start, start)
    reader.diagnostics.error(
        "E003",
        f"table `{name.text}` has {len(heads)} columns and names no key",
        Span(name.span.name, start, name.span.end),
        label="by what is a row found?",
        note="A table is looked up `by` one or more of its columns; without `by` it is a list.",
        help=f"write `by {key}`",
        fixes=(Fix(f"write `by {key}`", (Edit(place, "by "),)),),
    )


_REMARKS = ("effective from", "effective to", "cite", "certainty", "note", "source")


def value(reader: Reader, head: Clause, contents: Contents) -> n.ValueBlock | None:
    """`value N by K`: a dated figure."""
    grid = only_grid(reader, contents)
    if head.tree is None:
        return None
    name, keys, file = _keyed(head)
    for extra in keys[1:]:
        reader.diagnostics.error(
            "E003",
            "a `value` has one key",
            extra.span,
            note="The columns of a `value` are the cases of its key.",
            help="make it a `table` with both keys",
        )
    _need_rows(reader, head, grid, file)
    key = keys[0] if keys else None
    return n.ValueBlock(name, key, file, grid, cites(contents), end_of(contents, head))


def _need_rows(reader: Reader, head: Clause, grid: n.Grid | None, file: str | None) -> None:
    if grid is None and file is None:
        shape = '`| phrase |` and the rows below, or `from file "name.csv"` after the name'
        missing(reader, head, "rows", shape, "Without rows nothing could be looked up.")


def fact(reader: Reader, head: Clause, contents: Contents) -> n.FactBlock | None:
    """`fact N has type T`."""
    once(reader, contents, ("path", "means", "absent means"))
    no_rows(reader, contents, head)
    said = {"path": "", "means": "", "absent means": ""}
    for clause in clauses(contents):
        raw = clause.token()
        said[clause.keyword] = unquoted(str(raw)) if raw.startswith('"') else str(raw)
    for keyword in ("path", "means"):
        if not written(contents, keyword):
            shape = f'`{keyword:<11} "…"`'
            missing(reader, head, f"`{keyword}`", shape, "The data dictionary is made from it.")
    if head.tree is None:
        return None
    build = head.builder
    stated = head.optional(1)
    type_name = str(stated) if isinstance(stated, Token) else build.ref(head.child(1)).text
    type_span = build.span(stated if isinstance(stated, Token) else head.child(1))
    return n.FactBlock(
        build.ref(head.child()),
        type_name,
        said["path"],
        said["means"],
        said["absent means"],
        type_span,
        end_of(contents, head),
    )


def switch_off(reader: Reader, head: Clause, contents: Contents) -> n.SwitchOff | None:
    """`switch off ID` with its reason."""
    once(reader, contents, ("because",))
    no_rows(reader, contents, head)
    because = ""
    for clause in clauses(contents):
        if clause.keyword == "because":
            because = clause.quoted()
    if not written(contents, "because"):
        why = "Whoever reads the rulebook later has to see why a rule does not count."
        missing(reader, head, "`because`", '`because     "…"`', why)
    if head.tree is None:
        return None
    return n.SwitchOff(str(head.token()), because, cites(contents), end_of(contents, head))
