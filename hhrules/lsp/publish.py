"""Telling the editor what is wrong, file by file, and taking it back when it is mended.

An open rulebook speaks for itself. What is wrong in a file that is not open is told with the open
rulebook that uses it, under that file.
"""

from __future__ import annotations

from attrs import define, field
from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer

from hhrules.lsp.analysis import Analysis
from hhrules.lsp.reports import report
from hhrules.lsp.session import Session

Told = dict[str, list[lsp.Diagnostic]]


@define(eq=False)
class Publisher:
    """What each source was last said to have wrong, by the rulebook that said so."""

    server: LanguageServer
    extra: dict[str, list[lsp.Diagnostic]] = field(factory=dict)
    versions: dict[str, int | None] = field(factory=dict)  # of the texts that were taken over
    _told: dict[str, Told] = field(factory=dict)

    def publish(self, session: Session, analysis: Analysis) -> None:
        """Tell what an analysis found."""
        found: Told = {analysis.name: []}
        for diagnostic in analysis.found:
            name = diagnostic.span.name
            if name != analysis.name and (session.shelf.is_open(name)):
                continue
            said = report(diagnostic, session.lines_of, session.shelf.uri_of)
            found.setdefault(name, []).append(said)
        before = self._told.get(analysis.name, {})
        self._told[analysis.name] = found
        for name in {**before, **found}:
            self.send(session, name)

    def clear(self, session: Session, name: str) -> None:
        """A buffer was closed: what it said is taken back."""
        before = self._told.pop(name, {})
        self.extra.pop(name, None)
        self.versions.pop(name, None)
        for other in {name: None, **before}:
            self.send(session, other)

    def send(self, session: Session, name: str) -> None:
        """Send all that is to be said of one source, once each."""
        said: dict[object, lsp.Diagnostic] = {}
        for told in self._told.values():
            for one in told.get(name, ()):
                place = one.range.start
                said.setdefault((one.code, place.line, place.character), one)
        uri = session.shelf.uri_of(name)
        self.server.text_document_publish_diagnostics(
            lsp.PublishDiagnosticsParams(
                uri,
                [*said.values(), *self.extra.get(name, ())],
                version=self.versions.get(name),
            )
        )
