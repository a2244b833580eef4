"""Whether an example notices a change, told from the outcomes alone where they settle it.

Explanations would settle every case; they cost a hundred times as much.
"""

from __future__ import annotations

from typing import Any

from hhrules.runtime.outcomes import Outcomes
from hhrules.testing.case import Case


def signature(outcomes: Outcomes | None) -> object:
    """Outcomes by subject, without the words of messages."""
    if outcomes is None:
        return None
    broken = [
        (v.rule, v.check, _subject(v.subject), str(v.payment)) for v in outcomes.violations
    ]
    waiting = [(rule, _subject(subject)) for rule, subject in outcomes.undecided]
    return outcomes.met, outcomes.not_applicable, broken, waiting


def _subject(subject: Any) -> object:
    """A record by itself, a group by its keys, so that two runs can be compared."""
    keys = getattr(subject, "keys", None)
    return str(keys) if isinstance(keys, tuple) else id(subject)


def settled(case: Case, outcomes: Outcomes | None, before: object) -> bool | None:
    """Whether an example that held `before` (a signature) fails now; None where it is not clear."""
    wanted = (*case.wanted, *(row.wanted for row in case.rows))
    if signature(outcomes) == before and not any(w.without or w.message for w in wanted):
        return False
    if outcomes is None:
        return None
    violated = [v.subject for v in outcomes.violations]
    waiting = [subject for _, subject in outcomes.undecided]
    for row in case.rows:
        record = _record(case, row.plural, row.number)
        if record is None or None in violated or None in waiting:
            return None
        word = (
            "violated"
            if any(_holds(s, record) for s in violated)
            else "undetermined"
            if any(_holds(s, record) for s in waiting)
            else ""
        )
        if word != row.wanted.word and (
            word or row.wanted.word in ("violated", "undetermined")
        ):
            return True
    return None


def _record(case: Case, plural: str, number: int) -> object | None:
    """The record of a row, where it is a line of the claim."""
    if plural != "lines" or number >= len(case.claim.lines):
        return None
    return case.claim.lines[number]


def _holds(subject: Any, record: object) -> bool:
    """Whether a subject is a record, or a group that holds it."""
    if subject is record:
        return True
    return any(_holds(m, record) for m in getattr(subject, "members", ()))
