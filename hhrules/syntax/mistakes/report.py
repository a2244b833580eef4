"""What to say of a piece that the grammar refuses.

Slips that are wrong wherever they stand come first, all of them; then what the clause or cell
at hand is known to go wrong with; then what could have stood at the place.
"""

from __future__ import annotations

from hhrules.source.diagnostic import Diagnostics
from hhrules.syntax.mistakes.actions import action_mistake
from hhrules.syntax.mistakes.cells import cell_mistake, expect_mistake, outcome_mistake
from hhrules.syntax.mistakes.clauses import clause_mistake, rule_id_mistake, unfinished
from hhrules.syntax.mistakes.mending import Place
from hhrules.syntax.mistakes.refused import Case
from hhrules.syntax.mistakes.repairs import generic
from hhrules.syntax.mistakes.sentences import sentence_mistake
from hhrules.syntax.mistakes.texts import text_mistake
from hhrules.syntax.pieces import Failure, Start
from hhrules.syntax.slips.find import slips


def report_failure(
    diagnostics: Diagnostics,
    place: Place,
    text: str,
    failure: Failure,
    kind: Start,
    context: str,
) -> None:
    """Report why `text`, which stands at `place`, could not be read."""
    case = Case(diagnostics, place, text, failure, context)
    if kind == "clause" and text_mistake(case):
        return
    if unfinished(case) or (kind == "outcome" and outcome_mistake(case)):
        return
    if _rules_out_slips(case) or _slips(case, kind):
        return
    by_kind = {"cell": cell_mistake, "column": _column, "template": _template}
    if kind in by_kind:
        by_kind[kind](case)
    elif not (clause_mistake(case) or sentence_mistake(case)):
        generic(case, kind)


def _rules_out_slips(case: Case) -> bool:
    """An action or an id has words of its own; what looks like a slip there is none."""
    if case.keyword == "otherwise" and case.at_start:
        return action_mistake(case)
    if "RULE_ID" in case.failure.expected:
        return rule_id_mistake(case)
    if case.keyword in ("rulebook", "uses", "extends"):
        return clause_mistake(case)
    return bool(case.keyword == "expect" and case.at_start and expect_mistake(case))


def _slips(case: Case, kind: Start) -> bool:
    found = slips(case.text, case.keyword, kind)
    for slip in found:
        cut = (slip.start, slip.end + slip.extra)
        fixes = [
            case.fix(f"write `{new}`" if n else slip.title, (*cut, new), safe=slip.safe)
            for n, new in enumerate((slip.replacement, *slip.others))
            if new is not None
        ]
        case.error(
            slip.code,
            slip.message,
            case.part(slip.start, slip.end),
            note=slip.note,
            help=slip.title if fixes else slip.help,
            fixes=tuple(fixes),
        )
    return bool(found)


# ---------------------------------------------------------------------- heads and messages


def _column(case: Case) -> bool:
    return case.error(
        "E027",
        f"`{case.text}` is not understood as the head of a column",
        case.part(0, len(case.text)),
        note="A head is a name from the vocabulary, also with a key: `date of occurrence 61`.",
        help=case.reserved_help or "write the name of a fact in lower-case words",
    )


def _template(case: Case) -> bool:
    return case.error(
        "E028",
        f"`{{{case.text}}}` does not name a value",
        case.part(0, len(case.text)),
        label=case.could_follow,
        note="Braces in a message hold a name or a value, such as `{30 days after last look}`.",
        help="name a fact, or write braces twice to print them",
    )
