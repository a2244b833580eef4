"""Renaming across rulebooks: every place or none, and only where the meaning stays as it is.

The new text of each rulebook is compiled before any of it is offered: a name that is reserved,
taken, or read as something else is refused with the reason.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from pathlib import Path

import attrs
from attrs import define
from lsprotocol import types as lsp
from msgspec.structs import replace
from pygls.exceptions import JsonRpcInvalidParams

from hhrules.engine.compiling.compilation import Compilation
from hhrules.engine.compiling.compile import compile_texts
from hhrules.engine.compiling.kept import Kept
from hhrules.engine.texts import Text
from hhrules.ir import nodes as ir
from hhrules.ir.walk import program_nodes
from hhrules.lsp.finding import Finder, Found
from hhrules.lsp.session import Session
from hhrules.lsp.targets import Mention
from hhrules.semantics.symbols import Definition, singular
from hhrules.source.diagnostic import Diagnostic, Edit, Severity
from hhrules.source.fixes import edited
from hhrules.source.text import SourceFile
from hhrules.syntax.names import is_name, is_rule_id

_RENAMED = ("definition", "table", "value", "column", "let", "rule")
_WHY_NOT = {
    "fact": "a fact of the vocabulary has one name everywhere",
    "record": "a list of the claim document has one name everywhere",
    "word": "this is a code of the claim document, not a name of the rulebook",
    "rulebook": "findings and other rulebooks of every site refer to a rulebook by its id",
}

Texts = dict[str, Text]


class CannotRename(JsonRpcInvalidParams):
    """A name that stays as it is; the message says why."""

    def __init__(self, why: str) -> None:
        super().__init__(message=why)


@define(eq=False)
class Renaming:
    """Answers what may be renamed, and with which edits."""

    session: Session
    finder: Finder

    async def prepare(
        self, params: lsp.PrepareRenameParams
    ) -> lsp.PrepareRenamePlaceholder | None:
        """The name under the cursor, as it is defined; CannotRename where it has to stay."""
        name = self.session.shelf.name_of(params.text_document.uri)
        lines = self.session.lines_of(name)
        found = await self.finder.at(name, lines.offset(params.position)) if lines else None
        if found is None or lines is None:
            return None
        self._allowed(found)
        return lsp.PrepareRenamePlaceholder(
            lines.range(found.mention.span), found.mention.target.name
        )

    async def rename(self, params: lsp.RenameParams) -> lsp.WorkspaceEdit | None:
        """The edits in all rulebooks; CannotRename where they would change a meaning."""
        name = self.session.shelf.name_of(params.text_document.uri)
        lines = self.session.lines_of(name)
        found = await self.finder.at(name, lines.offset(params.position)) if lines else None
        if found is None:
            return None
        new = " ".join(params.new_name.split())
        self._allowed(found)
        self._well_formed(found, new)
        if new == found.mention.target.name:
            return lsp.WorkspaceEdit(changes={})
        uses = await self.finder.uses(found)
        self._all_own(uses)
        edits = _edits(found, uses, new)
        await self._means_the_same(edits)
        return lsp.WorkspaceEdit(
            changes={
                self.session.shelf.uri_of(n): self._protocol(n, e) for n, e in edits.items()
            }
        )

    # ------------------------------------------------------------------ what may be renamed

    def _allowed(self, found: Found) -> None:
        target = found.mention.target
        if target.kind not in _RENAMED:
            raise CannotRename(_WHY_NOT[target.kind])
        others = [t for t in found.mention.also if t != target]
        if others:
            raise CannotRename(
                f"`{target.name}` stands for two things here; rename it where it is defined"
            )
        for span in self.finder.declared(found.analysis, target):
            if not self.session.shelf.is_own(span.name):
                raise CannotRename(
                    "it is defined in a rulebook that is not among the open folders"
                )
            lines = self.session.lines_of(span.name)
            if (
                target.kind == "column"
                and lines
                and lines.text[span.start : span.end] != target.name
            ):
                raise CannotRename("this column stands in a file beside the rulebook")

    @staticmethod
    def _well_formed(found: Found, new: str) -> None:
        if found.mention.target.kind == "rule":
            if not is_rule_id(new):
                raise CannotRename(f"`{new}` is no rule's id: write one such as `OT-15`")
        elif not is_name(new):
            raise CannotRename(
                f"`{new}` is no name: write lower-case words, none of them a reserved one"
            )

    def _all_own(self, uses: Iterable[Mention]) -> None:
        for use in uses:
            if not self.session.shelf.is_own(use.span.name):
                raise CannotRename("a rulebook that is not among the open folders uses it")

    # ------------------------------------------------------------------ whether it means the same

    async def _means_the_same(self, edits: dict[str, list[Edit]]) -> None:
        texts = {t.source.name: t for t in self.session.shelf.texts()}
        after = {name: _edited(texts[name], e) for name, e in edits.items()}
        for name in edits:
            known = self.session.shelf.known_to(name)
            changed = {i: after.get(t.source.name, t) for i, t in known.items()}
            why = await asyncio.to_thread(
                _difference, (texts[name], known), (after[name], changed)
            )
            if why:
                raise CannotRename(why)

    def _protocol(self, name: str, edits: list[Edit]) -> list[lsp.TextEdit]:
        lines = self.session.lines_of(name)
        return [lsp.TextEdit(lines.range(e.span), e.text) for e in edits] if lines else []


def _edits(found: Found, uses: Iterable[Mention], new: str) -> dict[str, list[Edit]]:
    """The new words for each place: the singular where a set was said by one member."""
    member = singular(new)
    target = found.mention.target
    work = found.analysis.work
    if target.kind == "definition" and work is not None:
        symbol = work.books[target.home].own.get(target.name)
        if isinstance(symbol, Definition) and getattr(symbol.block, "called", None):
            member = symbol.singular  # its own word, which stays
    edits: dict[str, list[Edit]] = {}
    for use in uses:
        if use.also:
            raise CannotRename(f"`{target.name}` stands for two things in {_place(use)}")
        said = member if use.singular else new
        edits.setdefault(use.span.name, []).append(Edit(use.span, said))
    return edits


def _place(use: Mention) -> str:
    return Path(use.span.name).name


def _edited(text: Text, edits: list[Edit]) -> Text:
    source = SourceFile(text.source.name, edited(text.source.text, edits))
    return replace(text, source=source)


def _difference(before: tuple[Text, Texts], after: tuple[Text, Texts]) -> str:
    """Why two texts do not mean the same; "" if they do."""
    kept = Kept()
    one = compile_texts((before[0],), known=before[1], kept=kept)
    other = compile_texts((after[0],), known=after[1], kept=kept)
    name = Path(before[0].source.name).name
    if any(_errors(one)):
        return f"{name} has errors; mend them first"
    for error in _errors(other):
        return f"{name} would no longer compile: {error.message}"
    same = _shape(one) == _shape(other)
    return (
        ""
        if same
        else f"{name} would then mean something else: the name is read otherwise there"
    )


def _errors(work: Compilation) -> list[Diagnostic]:
    return [d for d in work.found() if d.severity is Severity.ERROR]


def _shape(work: Compilation) -> list[object]:
    """What rulebooks come to, but for the names of what they define."""
    return [
        [
            (
                len(program.rules),
                len(program.functions),
                len(program.groupings),
                program.priced,
            ),
            [_of_node(node) for node in program_nodes(program)],
        ]
        for program in work.programs.values()
    ]


def _of_node(node: ir.Expr) -> tuple[str, ...]:
    """A node without its parts, its number and its names."""
    said = [type(node).__name__, str(node.ty)]
    for name in (f.name for f in attrs.fields(type(node)) if f.name not in _NAMES):
        value = getattr(node, name)
        if isinstance(value, ir.Expr | ir.Loop) or (
            isinstance(node, ir.Dated) and name == "value"
        ):
            continue
        said.append(f"{name}={value!r}")
    return tuple(said)


#: Fields of nodes that hold names, numbers or other nodes.
_NAMES = frozenset(
    {
        *("id", "span", "ty", "label", "name", "record", "function", "args", "items", "keys"),
        *("table", "grouping", "run", "item", "item_conditions", "group"),
    }
)
