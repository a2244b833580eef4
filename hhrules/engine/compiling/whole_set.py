"""Compiling as the library and other programs ask for it: all or nothing, with every mistake."""

from __future__ import annotations

from collections.abc import Mapping

from hhrules.engine.cache import SetData
from hhrules.engine.compiling.build import book_data
from hhrules.engine.compiling.compilation import Compilation
from hhrules.engine.compiling.compile import compile_texts
from hhrules.engine.compiling.pausing import collecting_later
from hhrules.engine.errors import RulebookError
from hhrules.engine.ruleset import Rules
from hhrules.engine.texts import Text, known_to, shipped
from hhrules.source.diagnostic import Severity
from hhrules.source.text import SourceFile
from hhrules.syntax import nodes


def checked(mine: tuple[Text, ...], others: tuple[Text, ...]) -> Compilation:
    """A compilation without errors; RulebookError otherwise."""
    known = known_to(mine, others)
    work = compile_texts(mine, known=known)
    errors = [d for d in work.found() if d.severity is Severity.ERROR]
    if errors:
        sources = {**work.sources, **{t.source.name: t.source for t in known.values()}}
        raise RulebookError(errors, sources)
    return work


def compile_data(mine: tuple[Text, ...], others: tuple[Text, ...]) -> SetData:
    """A compiled set as data."""
    work = checked(mine, others)
    with collecting_later():
        books = tuple(
            book_data(program, work.books[name].source, work.all_sources)
            for name, program in sorted(work.programs.items())
        )
    return SetData(books, site_facts(work))


def site_facts(work: Compilation) -> tuple[tuple[str, str, str, str, str], ...]:
    """What the site declares as facts of its own: name, type, path, meaning, what absence means."""
    facts = (
        (b.name.text, b.type_name, b.path, b.means, b.absent_means)
        for book in work.books.values()
        for b in book.tree.blocks
        if isinstance(b, nodes.FactBlock)
    )
    return tuple(dict.fromkeys(facts))


def compile_rulebook(
    text: str, *, name: str = "rulebook.hhr", files: Mapping[str, str] | None = None
) -> Rules:
    """Rules out of one rulebook's text, which may use shipped ones; RulebookError with all its mistakes."""
    return Rules.of(
        compile_data((Text(SourceFile(name, text), files or {}),), tuple(shipped()))
    )
