"""What cells and expected outcomes are known to go wrong with."""

from __future__ import annotations

import re

from hhrules.source.diagnostic import nearest
from hhrules.syntax.mistakes.refused import Case
from hhrules.syntax.words import OUTCOMES

_MEANT = {
    "pass": "met", "passes": "met", "passed": "met", "ok": "met", "okay": "met", "yes": "met",
    "true": "met", "clean": "met", "good": "met", "satisfied": "met", "paid": "met", "pay": "met",
    "fail": "violated", "fails": "violated", "failed": "violated", "no": "violated",
    "false": "violated", "violation": "violated", "violates": "violated", "error": "violated",
    "denied": "violated", "deny": "violated", "not met": "violated", "unmet": "violated",
    "finding": "violated", "n/a": "not applicable", "na": "not applicable",
    "n.a.": "not applicable", "none": "not applicable", "inapplicable": "not applicable",
    "does not apply": "not applicable", "unknown": "undetermined", "missing": "undetermined",
    "is missing": "undetermined", "unsure": "undetermined", "?": "undetermined",
    "pending": "undetermined", "open": "undetermined", "cannot tell": "undetermined",
}  # fmt: skip
_KNOWN = ", ".join(f"`{word}`" for word in OUTCOMES)


def _outcome(text: str) -> str | None:
    said = " ".join(text.lower().replace("-", " ").strip(" .\"'").split())
    return _MEANT.get(said) or _MEANT.get(text.strip().lower()) or nearest(said, OUTCOMES)


def outcome_mistake(case: Case) -> bool:
    """What stands in an `expect` column and is no outcome."""
    if case.text == "expect":
        return case.error(
            "E026",
            "a second head stands inside this table",
            case.part(0, len(case.text)),
            note="All rows of a table have the columns of its one head.",
            help="begin a table of its own: `examples of` and the rule's id above this line",
        )
    guess = _outcome(case.text)
    return case.error(
        "E026",
        f"`{case.text}` is not an outcome",
        case.part(0, len(case.text)),
        note=f"An `expect` column holds {_KNOWN}, or more such as `violated by 6/30`.",
        help="" if guess else "write one of these",
        replacement=guess,
    )


def expect_mistake(case: Case) -> bool:
    """What stands after `expect` and is no outcome."""
    said = case.rest.strip()
    guess = _outcome(said)
    start = case.failure.start
    return case.error(
        "E026",
        f"`{said}` is not an outcome" if said else "`expect` says no outcome",
        case.part(start, start + len(said)),
        note=f"After `expect` stands {_KNOWN}.",
        help="" if guess else "write one of these",
        replacement=guess if said else None,
    )


def cell_mistake(case: Case) -> bool:
    """What stands in a cell and is no value."""
    whole = case.part(0, len(case.text))
    if case.text in ("*", "**", "(all)", "(any)"):
        return case.error(
            "E001",
            f"`{case.text}` is no value",
            whole,
            note="A cell that holds for every case says `any`.",
            replacement="any",
        )
    if case.keyword in ("effective from", "effective to") and case.text.lower() in _NO_DAY:
        return case.error(
            "E026",
            f"`{case.text}` is no day",
            whole,
            note="A row without a first or a last day says `is none` there.",
            replacement="is none",
        )
    if case.failure.found.startswith("IS") or case.failure.found in ("_AND", "_OR"):
        note = "A cell holds a value, a list, a range, or `any`, `none`, `undetermined`."
        return case.error(
            "E026",
            f"the cell under `{case.keyword}` holds a sentence",
            whole,
            note=note,
            help="write the value alone, or a list with commas",
            replacement=_joined(case.text),
        )
    quoted = case.text.replace('"', '""')
    words = re.search(r"[A-Za-z]{2,}.* ", case.text) is not None
    return case.error(
        "E026",
        f"this cell under `{case.keyword}` is not understood",
        whole if case.failure.kind == "end" or words else case.span,
        label=case.could_follow,
        note="A cell holds a value, a list with commas, a range such as `8 to 22`, a bound "
        "such as `more than 60`, or `any`, `none`, `undetermined`, `is missing`.",
        help="put text in double quotes",
        fixes=(case.fix("put it in double quotes", (0, len(case.text), f'"{quoted}"')),)
        if words
        else (),
    )


_NO_DAY = frozenset(
    ("n/a", "na", "n.a.", "open", "present", "current", "ongoing", "today", "now", "none yet", "?",
     "until further notice", "further notice", "no end", "no end date", "to date", "--")
)  # fmt: skip


def _joined(text: str) -> str | None:
    """`G0154 or G0163` as a list."""
    parts = re.split(r" *,? +(?:or|and) +| *, *", text)
    return ", ".join(parts) if all(re.fullmatch(r"[A-Z0-9]+", part) for part in parts) else None
