"""The life of a rulebook, on one page: text, tree, symbols, IR; Python is made in `build`.

A rulebook that does not parse and check in full never becomes a program.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from hhrules.engine.compiling.compilation import Compilation
from hhrules.engine.compiling.declare import declare_books, report_links
from hhrules.engine.compiling.kept import Kept, LoweredBook, Parsed
from hhrules.engine.compiling.lowering import lower_book
from hhrules.engine.compiling.pausing import collecting_later
from hhrules.engine.compiling.site_facts import with_site_facts
from hhrules.engine.texts import Text
from hhrules.source.diagnostic import Diagnostics
from hhrules.syntax import nodes


def compile_texts(
    texts: tuple[Text, ...],
    *,
    known: Mapping[str, Text] | None = None,
    kept: Kept | None = None,
    wanted: Collection[str] | None = None,
) -> Compilation:
    """Compile rulebooks together; `known` are others that they may use, found by id.

    With `kept`, what did not change since the last call is taken over. With `wanted` (names of
    sources) only those rulebooks get a program, and only those that they see are looked at.
    """
    kept = kept or Kept()
    with collecting_later():
        parsed = _parse_all(texts, known or {}, kept)
        work = Compilation(tuple(kept.parsed(t).text for t in texts), known=known or {})
        work.diagnostics.found += [d for p in parsed for d in p.found]
        facts = (b for p in parsed if p.tree for b in p.tree.blocks)
        work.vocabulary, work.claim_type, said = kept.extended(
            (b for b in facts if isinstance(b, nodes.FactBlock)), with_site_facts
        )
        work.diagnostics.found += said
        asked = {t.source.name for t in texts} if wanted is None else set(wanted)
        seen = declare_books(work, parsed, kept, None if wanted is None else asked)
        for text in seen:
            report_links(work, text, known or {})
        for text in seen:
            if text.text.source.name in asked:
                _lowered(work, text, kept)
    return work


def _lowered(work: Compilation, parsed: Parsed, kept: Kept) -> None:
    """The program of a rulebook, made or taken over."""
    book = work.books[parsed.name]
    made = kept.programs.get(book.source.name, book)
    if made is None:
        said, work.diagnostics = work.diagnostics, Diagnostics()
        try:
            program = lower_book(work, book, parsed.text)
            made = LoweredBook(work.contexts[book.name], program, tuple(work.diagnostics.found))
        finally:
            work.diagnostics = said
        kept.programs.put(book.source.name, book, made)
    work.programs[book.name] = made.program
    work.contexts[book.name] = made.context
    work.diagnostics.found += made.found


def _parse_all(texts: tuple[Text, ...], known: Mapping[str, Text], kept: Kept) -> list[Parsed]:
    """The texts and, of the known ones, those that they use."""
    found: list[Parsed] = []
    have: set[str] = set()
    queue = list(texts)
    named = {t.source.name for t in texts}
    while queue:
        parsed = kept.parsed(queue.pop(0))
        found.append(parsed)
        have.add(parsed.name)
        for use in parsed.links():
            other = known.get(use)
            if use not in have and other is not None and other.source.name not in named:
                named.add(other.source.name)
                queue.append(other)
    return found
