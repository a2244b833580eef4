"""Formatting, and the corrections that diagnostics carry."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher

from attrs import define
from lsprotocol import types as lsp

from hhrules.lsp.analysis import Analysis
from hhrules.lsp.places import Lines
from hhrules.lsp.reports import SOURCE, report
from hhrules.lsp.session import Session
from hhrules.source.diagnostic import Diagnostic, Fix
from hhrules.source.fixes import compatible, safe_fixes
from hhrules.source.text import SourceFile
from hhrules.syntax.printer import format_rulebook

_Kind = lsp.CodeActionKind
KINDS = (_Kind.QuickFix, _Kind.SourceFixAll)


@define(eq=False)
class Actions:
    """Answers what can be done to a text at the press of a key."""

    session: Session

    async def format(self, params: lsp.DocumentFormattingParams) -> list[lsp.TextEdit] | None:
        """The edits that bring a text into its one form; none for a text with mistakes."""
        name = self.session.shelf.name_of(params.text_document.uri)
        text, lines = self.session.shelf.text(name), self.session.lines_of(name)
        if text is None or lines is None:
            return None
        formatted = await asyncio.to_thread(format_rulebook, SourceFile(name, text.source.text))
        return _line_edits(lines, formatted)

    async def actions(self, params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
        """The fixes of the diagnostics in a range, and those that can be made all at once."""
        name = self.session.shelf.name_of(params.text_document.uri)
        analysis, lines = await self.session.analysis(name), self.session.lines_of(name)
        if analysis is None or lines is None:
            return []
        return [
            action
            for action in self._offered(analysis, lines, params)
            if action.kind is not None and _wanted(action.kind, params.context.only)
        ]

    def _offered(
        self, analysis: Analysis, lines: Lines, params: lsp.CodeActionParams
    ) -> Iterator[lsp.CodeAction]:
        mine = [d for d in analysis.found if d.span.name == analysis.name and d.fixes]
        start, end = lines.offset(params.range.start), lines.offset(params.range.end)
        here = [d for d in mine if d.span.start <= end and start <= d.span.end]
        for diagnostic in here:
            for number, fix in enumerate(diagnostic.fixes):
                yield self._action(
                    fix.title, _Kind.QuickFix, lines, params, [fix], diagnostic, number == 0
                )
        every = compatible(d.fixes[0] for d in mine)
        if here and len(every) > 1:
            title = f"make all {len(every)} corrections in this rulebook"
            yield self._action(title, _Kind.QuickFix, lines, params, every)
        safe = safe_fixes(analysis.found, analysis.name)
        if safe:
            yield self._action(_SAFE, _Kind.SourceFixAll, lines, params, safe)

    def _action(
        self,
        title: str,
        kind: lsp.CodeActionKind,
        lines: Lines,
        params: lsp.CodeActionParams,
        fixes: Iterable[Fix],
        diagnostic: Diagnostic | None = None,
        preferred: bool | None = None,
    ) -> lsp.CodeAction:
        edits = [lsp.TextEdit(lines.range(e.span), e.text) for f in fixes for e in f.edits]
        mended = None
        if diagnostic is not None:
            mended = [report(diagnostic, self.session.lines_of, self.session.shelf.uri_of)]
        return lsp.CodeAction(
            title=title,
            kind=kind,
            diagnostics=mended,
            is_preferred=preferred,
            edit=lsp.WorkspaceEdit(changes={params.text_document.uri: edits}),
        )


def _wanted(kind: str, only: Iterable[str] | None) -> bool:
    """Whether the editor asked for actions of this kind; a kind holds those below it."""
    return only is None or any(kind == o or kind.startswith(f"{o}.") for o in only)


def _line_edits(lines: Lines, formatted: str) -> list[lsp.TextEdit]:
    """Edits of whole lines, only where lines differ, so that the cursor keeps its place."""
    if lines.text.count("\r\n") * 2 > lines.text.count("\n"):
        formatted = formatted.replace("\n", "\r\n")  # how lines end is the editor's to say
    old, new = _LINE.findall(lines.text), _LINE.findall(formatted)
    starts = [0]
    for line in old:
        starts.append(starts[-1] + len(line))
    edits = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            edits.append(lsp.TextEdit(lines.between(starts[a], starts[b]), "".join(new[c:d])))
    return edits


_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_SAFE = f"write this as {SOURCE} fmt would"
