"""Corrections made in a text: the edits of fixes, applied."""

from __future__ import annotations

from collections.abc import Iterable

from hhrules.source.diagnostic import Diagnostic, Edit, Fix


def edited(text: str, edits: Iterable[Edit]) -> str:
    """`text` with edits made, all at once; offsets are those of `text`, none overlap."""
    for edit in sorted(edits, key=lambda e: (e.span.start, e.span.end), reverse=True):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text


def compatible(fixes: Iterable[Fix], made: Iterable[Edit] = ()) -> list[Fix]:
    """The fixes that go with edits `made` and each other: of two for one place, the earlier."""
    kept: list[Fix] = []
    taken = list(made)
    for fix in fixes:
        if not any(touch(mine, theirs) for mine in fix.edits for theirs in taken):
            kept.append(fix)
            taken.extend(fix.edits)
    return kept


def safe_fixes(diagnostics: Iterable[Diagnostic], name: str) -> list[Fix]:
    """The safe first fixes of diagnostics in the source `name`, those that go together."""
    first = (d.fixes[0] for d in diagnostics if d.fixes and d.span.name == name)
    return compatible(fix for fix in first if fix.safe)


def touch(a: Edit, b: Edit) -> bool:
    """Whether two edits stand at one place."""
    if a.span.start == a.span.end or b.span.start == b.span.end:
        return a.span.start <= b.span.end and b.span.start <= a.span.end
    return a.span.start < b.span.end and b.span.start < a.span.end
