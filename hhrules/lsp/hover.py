"""Hover: what the name or code under the pointer means."""

from __future__ import annotations

import datetime as dt

from attrs import define
from lsprotocol import types as lsp

from hhrules.lsp.about import about, about_code
from hhrules.lsp.clauses import MEANS, about_word
from hhrules.lsp.codes import codes_of
from hhrules.lsp.finding import Finder
from hhrules.lsp.places import Lines
from hhrules.lsp.session import Session
from hhrules.syntax.layout import Chunk, lay_out


@define(eq=False)
class Hovering:
    """Answers what stands under the pointer."""

    session: Session
    finder: Finder

    async def hover(self, params: lsp.HoverParams) -> lsp.Hover | None:
        """A name's definition, or a code's meaning."""
        name = self.session.shelf.name_of(params.text_document.uri)
        lines = self.session.lines_of(name)
        analysis = await self.session.analysis(name)
        if analysis is None or lines is None:
            return None
        index = self.finder.index(analysis)
        offset = lines.offset(params.position)
        code = index.code_at(offset)
        if code is not None:
            known = codes_of(analysis.work)
            text, span = about_code(code, known.meanings(code.family, code.code)), code.span
        else:
            mention = index.at(offset)
            if mention is None:
                return _of_word(analysis.text.source.text, offset, lines)
            today = dt.datetime.now(tz=dt.UTC).date()
            targets = (mention.target, *mention.also)
            said = [about(analysis, target, mention.span, today) for target in targets]
            text, span = "\n\n---\n\n".join(s for s in said if s), mention.span
        if not text:
            return None
        content = lsp.MarkupContent(lsp.MarkupKind.Markdown, text)
        return lsp.Hover(content, lines.range(span))


def _of_word(text: str, offset: int, lines: Lines) -> lsp.Hover | None:
    """What the word does that begins a block or clause, if the pointer is on one."""
    for block in lay_out(text).blocks:
        for item in (block.head, *block.items):
            on_word = item.start <= offset <= getattr(item, "word_end", -1)
            if isinstance(item, Chunk) and on_word and item.keyword in MEANS:
                content = lsp.MarkupContent(lsp.MarkupKind.Markdown, about_word(item.keyword))
                return lsp.Hover(content, lines.between(item.start, item.word_end))
    return None
