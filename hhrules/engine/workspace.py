"""Rulebooks kept compiled while people change them: for the watcher, and programs that edit them.

    workspace = Workspace(tuple(shipped()))     # rulebooks that may be used by their ids
    workspace.put(Text(SourceFile(path, text)))  # again after each change; `drop(path)` to remove
    workspace.found(path)                        # what is wrong with this one file
    workspace.compilation([path])                # its book and program, and the books that it sees
    workspace.rules()                            # the whole set, ready to judge claims

A change costs the rulebook that changed, and, once they are asked for, those that see it: the
blocks that are new are built, those that moved are moved, one rulebook is lowered, its Python is
made when `rules` needs it, of which functions that are as before are taken over, and its traced
twin when something is first explained. A workspace is for one thread at a time; what it gives out
stays true of the texts as they were.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from attrs import define, field

from hhrules.codegen.text.load import KeptCode
from hhrules.engine.compiling.build import build
from hhrules.engine.compiling.compilation import Compilation
from hhrules.engine.compiling.compile import compile_texts
from hhrules.engine.compiling.kept import Kept, Recent
from hhrules.engine.compiling.pausing import collecting_later
from hhrules.engine.compiling.whole_set import site_facts
from hhrules.engine.errors import RulebookError
from hhrules.engine.loaded import LoadedBook
from hhrules.engine.ruleset import Rules
from hhrules.engine.texts import Text, known_to
from hhrules.source.diagnostic import Diagnostic, Severity
from hhrules.source.text import SourceFile


@define(eq=False)
class Workspace:
    """A set of rulebook texts that changes, and what is made of them."""

    others: tuple[Text, ...] = ()
    texts: dict[str, Text] = field(factory=dict, init=False)
    kept: Kept = field(factory=Kept, init=False)
    _loaded: Recent[LoadedBook] = field(factory=Recent, init=False)
    _code: dict[str, KeptCode] = field(factory=dict, init=False)

    def put(self, *texts: Text) -> None:
        """Add texts, or the new versions of those of the same names."""
        for text in texts:
            self.texts[text.source.name] = text

    def drop(self, name: str) -> None:
        """Leave out the text of that name, if there is one."""
        self.texts.pop(name, None)

    def compilation(self, wanted: Collection[str] | None = None) -> Compilation:
        """The rulebooks compiled; with `wanted` (names of texts) only those and what they see.

        Its `books`, `programs` and `contexts` are shared with earlier and later ones: read only.
        """
        mine = tuple(self.texts.values())
        known = known_to(mine, self.others)
        return compile_texts(mine, known=known, kept=self.kept, wanted=wanted)

    def found(self, name: str) -> list[Diagnostic]:
        """Everything there is to say about the text of that name, warnings too, by place."""
        return [d for d in self.compilation([name]).found() if d.span.name == name]

    def checked(self) -> Compilation:
        """The whole set compiled; RulebookError with all that is wrong."""
        work = self.compilation()
        errors = [d for d in work.found() if d.severity is Severity.ERROR]
        if errors:
            raise RulebookError(errors, self.sources(work))
        return work

    def rules(self) -> Rules:
        """The whole set, ready to judge; RulebookError with all that is wrong."""
        work = self.checked()
        with collecting_later():
            books = tuple(self.book(work, name) for name in sorted(work.programs))
        return Rules(books, site_facts(work))

    def sources(self, work: Compilation) -> Mapping[str, SourceFile]:
        """All sources by name, to show diagnostics with."""
        return {**_sources(self.others), **work.all_sources, **work.sources}

    def book(self, work: Compilation, name: str) -> LoadedBook:
        """One rulebook of a compilation without errors, ready to judge."""
        program = work.programs[name]
        source = work.books[name].source
        found = self._loaded.get(source.name, program)
        if found is None:
            code = self._code.setdefault(source.name, KeptCode())
            found = build(program, source, work.all_sources, kept=code)
            self._loaded.put(source.name, program, found)
        return found


def _sources(texts: Iterable[Text]) -> dict[str, SourceFile]:
    return {t.source.name: t.source for t in texts}
