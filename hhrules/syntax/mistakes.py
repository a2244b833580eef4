"""What to say of a piece that the grammar refuses.

Slips that are wrong wherever they stand come first, all of them; then what the clause or cell
at hand is known to go wrong with; then what could have stood at the place.
"""

from __future__ import annotations

from hhrules.source.diagnostic import Diagnostics, nearest
from hhrules.syntax.clause_mistakes import clause_mistake, unfinished
from hhrules.syntax.expected import only
from hhrules.syntax.mending import Place
from hhrules.syntax.pieces import Failure, Start
from hhrules.syntax.refused import Case
from hhrules.syntax.sentence_mistakes import sentence_mistake
from hhrules.syntax.slips import slips
from hhrules.syntax.words import OUTCOMES


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
    if unfinished(case) or _slips(case, kind):
        return
    by_kind = {"cell": _cell, "outcome": _outcome, "column": _column, "template": _template}
    if kind in by_kind:
        by_kind[kind](case)
    elif not (clause_mistake(case) or sentence_mistake(case)):
        _generic(case)


def _slips(case: Case, kind: Start) -> bool:
    found = slips(case.text, case.keyword, kind)
    for slip in found:
        case.error(
            slip.code,
            slip.message,
            case.part(slip.start, slip.end),
            note=slip.note,
            help=slip.help,
            replacement=slip.replacement,
        )
    return bool(found)


# ---------------------------------------------------------------------- cells


def _cell(case: Case) -> bool:
    whole = case.part(0, len(case.text))
    if case.failure.found.startswith("IS") or case.failure.found in ("_AND", "_OR"):
        note = "A cell holds a value, a list, a range, or `any`, `none`, `undetermined`."
        return case.error(
            "E026",
            f"the cell under `{case.keyword}` holds a sentence",
            whole,
            note=note,
            help="write the value alone, or a list with commas",
        )
    return case.error(
        "E026",
        f"this cell under `{case.keyword}` is not understood",
        whole if case.failure.kind == "end" else case.span,
        label=case.could_follow,
        note="A cell holds a value, a list with commas, a range such as `8 to 22`, a bound "
        "such as `more than 60`, or `any`, `none`, `undetermined`, `is missing`.",
        help="put text in double quotes",
    )


def _outcome(case: Case) -> bool:
    whole = case.part(0, len(case.text))
    known = ", ".join(f"`{word}`" for word in OUTCOMES)
    guess = nearest(case.text.lower().replace("-", " "), OUTCOMES)
    return case.error(
        "E026",
        f"`{case.text}` is not an outcome",
        whole,
        note=f"An `expect` column holds {known}, or `violated by 6/30`.",
        help="" if guess else "write one of these",
        replacement=guess,
    )


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


# ---------------------------------------------------------------------- anything else


def _generic(case: Case) -> bool:
    last = case.before.split()[-1] if case.before.split() else case.keyword
    wanted = only(case.failure.expected)
    hint = f"write `{wanted}` here" if wanted else ""
    if case.failure.kind == "end":
        return case.error(
            "E004",
            f"the sentence ends too early, after `{last}`",
            case.part(max(case.failure.start - len(last), 0), case.failure.start),
            label=case.could_follow,
            help=hint or "finish the sentence",
        )
    if case.failure.kind == "character" and not case.found.isalnum():
        return case.error(
            "E001",
            f"`{case.found}` has no meaning here",
            label=case.could_follow,
            help=hint or "delete it, or say it in words",
        )
    return case.error(
        "E003",
        f"`{case.found}` is not understood after `{last}`",
        label=case.could_follow,
        help=hint or "say it in one of the sentence forms, or put text in quotes",
    )
