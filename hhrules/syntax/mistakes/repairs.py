"""What could be written where the grammar stopped: small changes, tried on the grammar.

A sign deleted, a comma or an `is` put in, a word exchanged: a change that lets the piece be read,
or be read further, is the likeliest correction of a slip that no list of slips holds.
"""

from __future__ import annotations

from collections.abc import Iterator

from hhrules.syntax.mistakes.expected import only
from hhrules.syntax.mistakes.refused import Case
from hhrules.syntax.pieces import Failure, Start, parse_piece

Change = tuple[int, int, str]

_INSERTED = (", ", "is ", "where ", "of ", "by ")
_EXCHANGED = (",", "where", "is", "of", "=")


def generic(case: Case, kind: Start) -> bool:
    """Say what could have stood where the grammar stopped, and what to write."""
    last = case.before.split()[-1] if case.before.split() else case.keyword
    wanted = only(case.failure.expected)
    change = repair(case.text, case.failure, kind)
    hint = _said(case, change) if change else f"write `{wanted}` here" if wanted else ""
    fixes = (case.fix(hint, change),) if change else ()
    if case.failure.kind == "end":
        return case.error(
            "E004",
            f"the sentence ends too early, after `{last}`"
            if case.text.strip()
            else "nothing is said here",
            case.part(max(case.failure.start - len(last), 0), case.failure.start),
            label=case.could_follow,
            help=hint or "finish the sentence",
            fixes=fixes,
        )
    if change is not None and change[2].strip() and change[1] < case.failure.start:
        old = case.text[change[0] : change[1]]
        first = change[0] + len(old) - len(old.lstrip())
        return case.error(
            "E003",
            f"`{old.strip()}` stands where `{change[2].strip()}` belongs",
            case.part(first, first + len(old.strip())),
            help=hint,
            fixes=fixes,
        )
    sign = not any(c.isalnum() or c in '"(' for c in case.found)
    ends = change is not None and not change[2]
    if sign and (case.failure.kind == "character" or ends):
        return case.error(
            "E001",
            f"`{case.found}` has no meaning here",
            label=case.could_follow,
            help=hint or "delete it, or say it in words",
            fixes=fixes,
        )
    return case.error(
        "E003",
        f"`{case.found}` is not understood after `{last}`",
        label=case.could_follow,
        help=hint or "say it in one of the sentence forms, or put text in quotes",
        fixes=fixes,
    )


def _said(case: Case, change: Change) -> str:
    start, end, text = change
    old = case.text[start:end].strip()
    if not text.strip():
        return f"delete `{old}`"
    if old[:1] in "([" and old[1:-1].strip() == text.strip():
        return "delete the brackets"
    if not old:
        after = case.text[start:].split()
        return (
            f"write `{text.strip()}` before `{after[0]}`"
            if after
            else f"write `{text.strip()}`"
        )
    return f"write `{text.strip()}`"


def repair(text: str, failure: Failure, kind: Start) -> Change | None:
    """The change with which a piece is read in whole, or else clearly further."""
    if failure.kind == "column":
        return None
    best: tuple[int, Change] | None = None
    for change in _changes(text, failure):
        start, end, new = change
        parsed = parse_piece(text[:start] + new + text[end:], kind)
        if not isinstance(parsed, Failure):
            return change
        gained = parsed.start - len(new) + (end - start) - max(failure.end, end)
        if parsed.kind != "end" and gained > 1 and (best is None or gained > best[0]):
            best = (gained, change)
    return best[1] if best else None


def _changes(text: str, failure: Failure) -> Iterator[Change]:
    start, end = failure.start, failure.end
    if failure.kind == "end":
        yield from _at_end(text)
        return
    found = text[start:end]
    if not found.strip():
        return
    if (joint := text.rfind(" with ", 0, start)) > 0:
        yield joint, joint + 6, " where "
    blank = 1 if text[start - 1 : start] == " " else 0
    if not any(c.isalnum() or c == '"' for c in found):
        yield start - blank, end, ""
    if (closing := {"(": ")", "[": "]"}.get(found, "\0")) in text[end:]:
        close = text.rindex(closing)
        yield start, close + 1, text[end:close]
    for word in _EXCHANGED:
        before = "" if blank or word == "," else " "
        after = "" if text[end : end + 1] == " " else " "
        yield start - blank if word == "," else start, end, f"{before}{word}{after}"
    for word in _INSERTED:
        yield start - blank if word == ", " else start, start, word
    yield from _last_word(text, start)


def _at_end(text: str) -> Iterator[Change]:
    """Changes of a piece that ends too early."""
    if (opened := text.count("(") - text.count(")")) > 0:
        yield len(text), len(text), ")" * opened
    tail = text.rstrip()
    if tail.endswith((",", ";")):
        yield len(tail) - 1, len(text), ""
    cut = max(tail.rfind(" "), 0)
    if tail[cut:].strip() in ("and", "or", ",", "where", "is"):
        yield cut, len(text), ""


def _last_word(text: str, start: int) -> Iterator[Change]:
    """Changes of the word before, where the grammar stopped one word too late."""
    cut = text[:start].rstrip()
    word = max(cut.rfind(" "), cut.rfind("\n")) + 1
    if word > 0:
        if cut[word:] in ("the", "a", "an", "that", "be", ",", ";"):
            yield word, start, ""
        for other in ("where", "of"):
            yield word, len(cut), other
