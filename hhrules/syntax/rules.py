"""A rule put together from its clauses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from attrs import define, field
from lark import Token

from hhrules.runtime.report import Level
from hhrules.source.diagnostic import Edit, Fix, nearest
from hhrules.source.text import Span
from hhrules.syntax import nodes as n
from hhrules.syntax.blocks import Contents, cites, clauses, end_of, no_rows, once
from hhrules.syntax.build import optional, words
from hhrules.syntax.reader import Clause, Reader
from hhrules.syntax.words import ACTIONS, CERTAINTIES

_ONCE = ("effective from", "effective to", "dated by", "certainty", "level", "for each")
_KINDS = {
    "return to provider": "return_to_provider",
    "hold": "hold",
    "review": "review",
    "warn": "warn",
    "inform": "inform",
}
LEVELS: tuple[Level, ...] = get_args(Level)


@define
class _Check:
    """A check while its clauses are gathered."""

    require: Clause
    otherwise: Clause | None = None
    because: Clause | None = None
    fix: Clause | None = None
    span: Span = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.span = self.require.span


def rule(reader: Reader, head: Clause, contents: Contents) -> n.Rule | None:
    """`rule ID "title"` or `replace ID "title"` and its clauses."""
    once(reader, contents, _ONCE)
    no_rows(reader, contents, head)
    checks = _gather(reader, head, contents)
    found = clauses(contents)
    last_fix = checks[-1].fix if checks else None
    if checks:
        checks[-1].fix = None
    built = tuple(c for c in (_check(reader, check) for check in checks) if c is not None)
    steps = tuple(s for s in (_step(c) for c in found) if s is not None)
    assumes = tuple(_assume(c) for c in found if c.keyword == "treat missing")
    if head.tree is None:
        return None
    notes = tuple(n.Cite(c.quoted(), c.span) for c in found if c.keyword == "note")
    fix = reader.template(last_fix) if last_fix is not None and last_fix.tree else None
    return n.Rule(
        id=str(head.token()),
        title=head.quoted(1),
        replaces=head.keyword == "replace",
        effective=_effective(found),
        dated_by=_name(found, "dated by"),
        certainty=_certainty(reader, found),
        level=_level(reader, found),
        subject=_name(found, "for each"),
        steps=steps,
        assumes=assumes,
        checks=built,
        fix=fix,
        notes=notes,
        cites=cites(contents),
        span=end_of(contents, head),
        id_span=head.builder.span(head.token()),
    )


# ---------------------------------------------------------------------- checks


def _gather(reader: Reader, head: Clause, contents: Contents) -> list[_Check]:
    """Each `require` with the `otherwise`, `because` and `fix` that follow it."""
    checks: list[_Check] = []
    early: list[Clause] = []
    for clause in contents:
        if not isinstance(clause, Clause):
            continue
        if clause.keyword == "require":
            checks.append(_Check(clause))
        elif clause.keyword in ("otherwise", "because", "fix"):
            if checks:
                _attach(reader, checks[-1], clause)
            else:
                early.append(clause)
    kinds = _report_early(reader, early, checks)
    if not checks:
        reader.diagnostics.error(
            "E021",
            f"this `{head.keyword}` has no `require`",
            head.word_span,
            label="nothing is asked for below",
            note="A rule says what has to hold; without it, it would never find anything.",
            help="add: `require     modifiers include KX`",
        )
    for check in checks:
        if check.otherwise is None and not (check is checks[0] and "otherwise" in kinds):
            _no_otherwise(reader, check)
    return checks


def _attach(reader: Reader, check: _Check, clause: Clause) -> None:
    if getattr(check, clause.keyword) is not None:
        reader.diagnostics.error(
            "E020",
            f"`{clause.keyword}` stands twice after one `require`",
            clause.word_span,
            label="and again here",
            note="Each `require` has one action, one message and one correction.",
            help="delete one of them, or begin another `require`",
        )
        return
    setattr(check, clause.keyword, clause)
    check.span = check.span.to(clause.span)


def _report_early(reader: Reader, early: list[Clause], checks: list[_Check]) -> set[str]:
    """Report clauses before the first check; their words."""
    if not checks:
        return set()
    for clause in early:
        _before_require(reader, clause, checks[0])
    return {clause.keyword for clause in early}


def _moved(reader: Reader, clause: Clause, check: _Check) -> Fix:
    line = reader.source.text[clause.span.start : clause.span.end]
    after = check.require.span.end
    gone = Edit(reader.line_of(clause.span), "")
    put = Edit(Span(clause.span.name, after, after), f"\n  {line}")
    return Fix("move it below the `require`", (gone, put))


def _before_require(reader: Reader, clause: Clause, check: _Check) -> None:
    reader.diagnostics.error(
        "E035",
        f"`{clause.keyword}` stands before any `require`",
        clause.word_span,
        label="which check does this belong to?",
        note="`otherwise`, `because` and `fix` follow the `require` that they speak of.",
        help="move it below the `require`",
        fixes=(_moved(reader, clause, check),),
    )


def _no_otherwise(reader: Reader, check: _Check) -> None:
    end = check.require.span.end
    place = Span(check.require.span.name, end, end)
    reader.diagnostics.error(
        "E016",
        "this `require` has no `otherwise`",
        check.require.word_span,
        label="what happens if it does not hold?",
        note="Each check names what follows when it is violated.",
        help="add below it: `otherwise   return to provider` (or another action)",
        fixes=tuple(
            Fix(f"add `otherwise   {action}`", (Edit(place, f"\n  otherwise   {action}"),))
            for action in ACTIONS
            if not action.startswith("reduce")
        ),
    )


def _check(reader: Reader, check: _Check) -> n.Check | None:
    because, fix = (
        reader.template(c) if c is not None and c.tree is not None else None
        for c in (check.because, check.fix)
    )
    if check.require.tree is None or check.otherwise is None or check.otherwise.tree is None:
        if check.require.tree is not None:
            check.require.builder.condition(check.require.child())
        return None
    condition = check.require.builder.condition(check.require.child())
    return n.Check(condition, _action(check.otherwise), because, fix, check.span)


def _action(clause: Clause) -> n.Action:
    node = clause.child()
    span = clause.builder.span(node)
    match node.data:
        case "deny" | "reject":
            target = str(node.children[0]).split()[-1]
            return n.Action(node.data, target, None, span)  # type: ignore[arg-type]  # the grammar's words
        case "reduce_payment":
            part = optional(node, 1)
            amount = clause.builder.expr(part) if part is not None else None
            return n.Action("reduce_payment", None, amount, span)
        case _:
            kind = _KINDS[words(str(node.children[0]))]
            return n.Action(kind, None, None, span)  # type: ignore[arg-type]  # the grammar's words


# ---------------------------------------------------------------------- other clauses


def _step(clause: Clause) -> n.Let | n.When | None:
    build = clause.builder
    match clause.keyword:
        case "let":
            body = build.body(clause.child(1))
            return n.Let(build.ref(clause.child()), body, clause.span)
        case "when" | "unless":
            negated = clause.keyword == "unless"
            return n.When(build.condition(clause.child()), negated, clause.span)
        case _:
            return None


def _assume(clause: Clause) -> n.Assume:
    build = clause.builder
    node = clause.child(1)
    fact = build.ref(clause.child())
    if node.data == "chain" and build.ref(node).text == "none":
        return n.Assume(fact, n.NoneCell(build.span(node)), clause.span)
    value = build.expr(node)
    if isinstance(value, n.Ref):
        value = n.Lit("code", value.text, value.span)
    if not isinstance(value, n.Lit):
        raise TypeError(value)
    return n.Assume(fact, value, clause.span)


def _effective(found: list[Clause]) -> n.Effective | None:
    start: n.Lit | None = None
    end: n.Lit | None = None
    span: Span | None = None
    for clause in found:
        if clause.keyword == "effective from":
            start = clause.builder.literal(clause.token())
            last = clause.optional(1)
            end = clause.builder.literal(last) if isinstance(last, Token) else end
        elif clause.keyword == "effective to":
            end = clause.builder.literal(clause.token())
        else:
            continue
        span = clause.span.to(span) if span else clause.span
    return n.Effective(start, end, span) if span else None


def _name(found: list[Clause], keyword: str) -> n.Ref | None:
    names = [c.builder.ref(c.child()) for c in found if c.keyword == keyword]
    return names[0] if names else None


def _certainty(reader: Reader, found: list[Clause]) -> str | None:
    said = ("E101", "certainty", "How certain a source is, is", "write one of them")
    return _one_of(reader, found, "certainty", CERTAINTIES, said)


def _level(reader: Reader, found: list[Clause]) -> str | None:
    said = (
        "E033",
        "level of a finding",
        "A finding is reported on",
        "write one of them, or leave the clause out",
    )
    return _one_of(reader, found, "level", LEVELS, said)


def _one_of(
    reader: Reader,
    found: list[Clause],
    keyword: str,
    known: Sequence[str],
    said: tuple[str, str, str, str],
) -> str | None:
    """The word of a clause; a mistake, told by `said`, where it is none of those known."""
    clause = next((c for c in found if c.keyword == keyword), None)
    if clause is None:
        return None
    word = words(str(clause.token()))
    if word not in known:
        code, kind, note, otherwise = said
        near = nearest(word, known)
        reader.diagnostics.error(
            code,
            f"`{word}` is no {kind}",
            clause.builder.span(clause.token()),
            note=f"{note} one of these: {', '.join(f'`{one}`' for one in known)}.",
            help=f"did you mean `{near}`?" if near else otherwise,
            replacement=near,
        )
    return word
