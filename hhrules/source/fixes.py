"""Corrections made in a text: the edits of fixes, applied."""

from __future__ import annotations

from collections.abc import Iterable

from hhrules.source.diagnostic import Diagnostic, Edit, Fix


def edited(text: str, edits: Iterable[Edit]) -> str:
    """`text` with edits made, all at once; offsets are those of `text`, none overlap."""
    for edit in sorted(edits, key=lambda e: (e.span.start, e.span.end), reverse=True):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text


def compatible(fixes: Iterable[Fix]) -> list[Fix]:
    """The fixes that can be made in one go: of two that touch one place, the earlier given."""
    kept: list[Fix] = []
    taken: list[Edit] = []
    for fix in fixes:
        if not any(_touch(mine, theirs) for mine in fix.edits for theirs in taken):
            kept.append(fix)
            taken.extend(fix.edits)
    return kept


def safe_fixes(diagnostics: Iterable[Diagnostic], name: str) -> list[Fix]:
    """The safe first fixes of diagnostics in the source `name`, those that go together."""
    first = (d.fixes[0] for d in diagnostics if d.fixes and d.span.name == name)
    return compatible(fix for fix in first if fix.safe)


def _touch(a: Edit, b: Edit) -> bool:
    return a.span.start <= b.span.end and b.span.start <= a.span.end
