"""The outline of a text, the parts that fold, and what its words are for colours."""

from __future__ import annotations

import re
from collections.abc import Iterator

from attrs import define
from lsprotocol import types as lsp

from hhrules.lsp.analysis import Analysis
from hhrules.lsp.finding import Finder
from hhrules.lsp.places import Lines
from hhrules.lsp.session import Session
from hhrules.source.text import SourceFile, Span
from hhrules.syntax import nodes
from hhrules.syntax.layout import RowText, lay_out

_Kind = lsp.SymbolKind

TOKENS = lsp.SemanticTokensLegend(
    token_types=[
        "property",
        "variable",
        "class",
        "struct",
        "enumMember",
        "function",
        "namespace",
    ],
    token_modifiers=["definition"],
)
_TOKEN_OF = {
    "fact": 0,
    "definition": 1,
    "let": 1,
    "record": 2,
    "table": 3,
    "value": 3,
    "column": 0,
    "word": 4,
    "rule": 5,
    "rulebook": 6,
}


@define(eq=False)
class Outline:
    """Answers how a text is built."""

    session: Session
    finder: Finder

    async def symbols(self, params: lsp.DocumentSymbolParams) -> list[lsp.DocumentSymbol]:
        """Rulebook, definitions, tables, rules with their examples, in order."""
        analysis, lines = await self._text(params.text_document.uri)
        if analysis is None or lines is None or analysis.book is None:
            return []
        tree = analysis.book.tree
        found = [
            _symbol(tree.header.name, _Kind.Module, tree.header.title, tree.header.span, lines)
        ]
        return found + [_of_block(block, lines) for block in tree.blocks]

    async def workspace_symbols(
        self, params: lsp.WorkspaceSymbolParams
    ) -> list[lsp.WorkspaceSymbol]:
        """Rules and definitions of all rulebooks whose name or title has the words asked for."""
        wanted = params.query.casefold()
        found = []
        for text in self.session.shelf.texts():
            name = text.source.name
            if not self.session.shelf.is_own(name):
                continue
            for match in _HEADS.finditer(text.source.text):
                said = " ".join(match[0].split())
                if wanted in said.casefold():
                    lines = self.session.lines_of(name)
                    kind = _Kind.Function if match[1] in ("rule", "replace") else _Kind.Variable
                    if lines is not None:
                        spot = lsp.Location(
                            self.session.shelf.uri_of(name), lines.between(*match.span())
                        )
                        found.append(lsp.WorkspaceSymbol(spot, said, kind))
        return found[:_MOST_SYMBOLS]

    async def folds(self, params: lsp.FoldingRangeParams) -> list[lsp.FoldingRange]:
        """Blocks, tables within them, and comments of several lines."""
        name = self.session.shelf.name_of(params.text_document.uri)
        text = self.session.shelf.text(name)
        return list(_folds(text.source)) if text else []

    async def tokens(self, params: lsp.SemanticTokensParams) -> lsp.SemanticTokens:
        """What each name is; names over a line's end are left to the grammar of the editor."""
        analysis, lines = await self._text(params.text_document.uri)
        data: list[int] = []
        line = start = end = 0
        for mention in self.finder.index(analysis).mentions if analysis and lines else ():
            if lines is None or mention.span.start < end:
                continue
            spot = lines.range(mention.span)
            if spot.start.line != spot.end.line:
                continue
            same = spot.start.line == line
            data += [
                spot.start.line - line,
                spot.start.character - (start if same else 0),
                spot.end.character - spot.start.character,
                _TOKEN_OF[mention.target.kind],
                int(mention.defines),
            ]
            line, start, end = spot.start.line, spot.start.character, mention.span.end
        return lsp.SemanticTokens(data)

    async def _text(self, uri: str) -> tuple[Analysis | None, Lines | None]:
        name = self.session.shelf.name_of(uri)
        return await self.session.analysis(name), self.session.lines_of(name)


def _of_block(block: nodes.Block, lines: Lines) -> lsp.DocumentSymbol:
    match block:
        case nodes.Rule(id=rule, title=title):
            kind = _Kind.Function
            return _symbol(rule, kind, title, block.span, lines, block.id_span)
        case nodes.SwitchOff(id=rule):
            return _symbol(f"switch off {rule}", _Kind.Event, "", block.span, lines)
        case nodes.Example(rule=rule, title=title):
            return _symbol(f"example of {rule}", _Kind.Event, title, block.span, lines)
        case nodes.ExampleTable(rule=rule, grid=grid):
            count = f"{len(grid.rows)} claims"
            return _symbol(f"examples of {rule}", _Kind.Event, count, block.span, lines)
        case nodes.TableBlock(name=name):
            return _symbol(name.text, _Kind.Struct, "table", block.span, lines, name.span)
        case nodes.ValueBlock(name=name):
            return _symbol(name.text, _Kind.Constant, "value", block.span, lines, name.span)
        case nodes.FactBlock(name=name):
            return _symbol(name.text, _Kind.Property, "fact", block.span, lines, name.span)
        case _:
            sets = nodes.DefineSet | nodes.DefineGroups | nodes.DefineRuns
            kind = _Kind.Class if isinstance(block, sets) else _Kind.Variable
            return _symbol(block.name.text, kind, "define", block.span, lines, block.name.span)


def _symbol(
    name: str,
    kind: lsp.SymbolKind,
    detail: str,
    span: Span,
    lines: Lines,
    at: Span | None = None,
) -> lsp.DocumentSymbol:
    spot = lines.range(span)
    return lsp.DocumentSymbol(
        name=name or "?",
        kind=kind,
        range=spot,
        selection_range=lines.range(at) if at else lsp.Range(spot.start, spot.start),
        detail=detail or None,
    )


def _folds(source: SourceFile) -> Iterator[lsp.FoldingRange]:
    layout = lay_out(source.text)

    def line(offset: int) -> int:
        return source.position(offset)[0] - 1

    for block in layout.blocks:
        last = block.items[-1] if block.items else block.head
        if line(last.end) > line(block.head.start):
            yield lsp.FoldingRange(line(block.head.start), line(last.end))
        rows = [item for item in block.items if isinstance(item, RowText)]
        if len(rows) > _LONG_TABLE:
            yield lsp.FoldingRange(line(rows[0].start), line(rows[-1].end))
    begin = before = -2
    for offset, _ in (*layout.comments, (len(source.text) + 1, "")):
        here = line(min(offset, len(source.text))) if offset <= len(source.text) else -9
        if here != before + 1:
            if before > begin >= 0:
                yield lsp.FoldingRange(begin, before, kind=lsp.FoldingRangeKind.Comment)
            begin = here
        before = here


_HEADS = re.compile(
    r"^(rule|replace|define|table|value|fact) +"
    r'(?:[A-Z]+-[0-9]+[a-z]? +"[^"\n]*"'
    r"|[a-z][a-z0-9 -]*?(?= +(?:as|by|from|has|called)\b|\s*$))",
    re.MULTILINE,
)
_LONG_TABLE = 5
_MOST_SYMBOLS = 500
