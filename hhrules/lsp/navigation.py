"""Go to definition, references and highlights."""

from __future__ import annotations

from typing import Protocol

from attrs import define
from lsprotocol import types as lsp

from hhrules.lsp.finding import Finder, Found
from hhrules.lsp.session import Session
from hhrules.source.text import Span


class AtPlace(Protocol):
    """Parameters that name a place in a text."""

    text_document: lsp.TextDocumentIdentifier
    position: lsp.Position


@define(eq=False)
class Navigation:
    """Answers where a name comes from and where it is used."""

    session: Session
    finder: Finder

    async def definition(self, params: lsp.DefinitionParams) -> list[lsp.Location]:
        """Where the name under the cursor is defined; of a rule, all its versions."""
        found = await self._at(params)
        if found is None:
            return []
        spans = [
            span
            for target in (found.mention.target, *found.mention.also)
            for span in self.finder.declared(found.analysis, target)
        ]
        return self._locations(spans)

    async def references(self, params: lsp.ReferenceParams) -> list[lsp.Location]:
        """All places that name what the cursor stands on."""
        found = await self._at(params)
        if found is None:
            return []
        uses = await self.finder.uses(found)
        with_own = params.context.include_declaration
        return self._locations([m.span for m in uses if with_own or not m.defines])

    async def highlights(
        self, params: lsp.DocumentHighlightParams
    ) -> list[lsp.DocumentHighlight]:
        """The places of this text that name what the cursor stands on."""
        found = await self._at(params)
        lines = self.session.lines_of(found.analysis.name) if found else None
        if found is None or lines is None:
            return []
        kinds = lsp.DocumentHighlightKind
        return [
            lsp.DocumentHighlight(lines.range(m.span), kinds.Write if m.defines else kinds.Read)
            for m in self.finder.index(found.analysis).of(found.mention.target)
        ]

    async def _at(self, params: AtPlace) -> Found | None:
        name = self.session.shelf.name_of(params.text_document.uri)
        lines = self.session.lines_of(name)
        return await self.finder.at(name, lines.offset(params.position)) if lines else None

    def _locations(self, spans: list[Span]) -> list[lsp.Location]:
        found: list[lsp.Location] = []
        for span in dict.fromkeys(spans):
            lines = self.session.lines_of(span.name)
            if lines is not None:
                uri = self.session.shelf.uri_of(span.name)
                found.append(lsp.Location(uri, lines.range(span)))
        return found
