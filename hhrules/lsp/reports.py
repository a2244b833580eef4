"""Diagnostics in the protocol's form: exact ranges, the help page, the related places."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

from lsprotocol import types as lsp

from hhrules.lsp.places import Lines
from hhrules.resources import data_root
from hhrules.source.diagnostic import Diagnostic, Severity

SOURCE = "hhrules"
_SEVERITIES = {
    Severity.ERROR: lsp.DiagnosticSeverity.Error,
    Severity.WARNING: lsp.DiagnosticSeverity.Warning,
}

#: What nobody reads is told by these; editors show it faded.
_UNUSED = ("W201", "W210")


def report(
    diagnostic: Diagnostic,
    lines_of: Callable[[str], Lines | None],
    uri_of: Callable[[str], str],
) -> lsp.Diagnostic:
    """A diagnostic for the editor; `lines_of` gives the lines of a source by its name."""
    own = lines_of(diagnostic.span.name)
    related = [
        lsp.DiagnosticRelatedInformation(
            lsp.Location(uri_of(label.span.name), lines.range(label.span)), label.text or "here"
        )
        for label in diagnostic.others
        if (lines := lines_of(label.span.name)) is not None
    ]
    return lsp.Diagnostic(
        range=own.range(diagnostic.span) if own else _TOP,
        message=words_of(diagnostic),
        severity=_SEVERITIES[diagnostic.severity],
        code=diagnostic.code,
        code_description=_page(diagnostic.code),
        source=SOURCE,
        tags=[lsp.DiagnosticTag.Unnecessary] if diagnostic.code in _UNUSED else None,
        related_information=related or None,
    )


def words_of(diagnostic: Diagnostic) -> str:
    """Message, remark, reason and advice, a line each; what only repeats a fix is left out."""
    titles = [fix.title for fix in diagnostic.fixes]
    advice = (
        [diagnostic.help] if diagnostic.help and diagnostic.help not in titles else titles[:1]
    )
    parts = [diagnostic.message, diagnostic.label, diagnostic.note, *advice]
    return "\n".join(dict.fromkeys(part for part in parts if part))


@cache
def _page(code: str) -> lsp.CodeDescription | None:
    page = data_root().joinpath("docs", "diagnostics", f"{code}.md")
    if isinstance(page, Path) and page.is_file():
        return lsp.CodeDescription(page.resolve().as_uri())
    return None


_TOP = lsp.Range(lsp.Position(0, 0), lsp.Position(0, 0))
