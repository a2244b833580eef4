"""Examples run while a rulebook is written: on the text as it stands, saved or not."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator

import attrs
from attrs import define, field, frozen
from lsprotocol import types as lsp

from hhrules.lsp.analysis import Analysis
from hhrules.lsp.reports import SOURCE
from hhrules.lsp.session import Session
from hhrules.source.diagnostic import Diagnostics
from hhrules.source.text import Span
from hhrules.syntax import nodes
from hhrules.testing.cases import Result, Runner

RUN = "hhrules.runExamples"

#: How long a text has to stay as it is before examples run anew by themselves, in seconds.
_PAUSE = 0.4

_log = logging.getLogger(__name__)

Block = nodes.Example | nodes.ExampleTable


@frozen
class Ran:
    """How one example came out, and where it stands."""

    span: Span
    result: Result


@define(eq=False)
class _Book:
    """What was run of one rulebook: the rules asked for, and how their examples came out."""

    rules: set[str] = field(factory=set)
    of: Analysis | None = None
    ran: dict[str, list[Ran]] = field(factory=dict)
    running: bool = False
    waiting: asyncio.Task[None] | None = None


@define(eq=False)
class Examples:
    """Runs examples and keeps their results; `told` hears of a source whose results are new."""

    session: Session
    told: Callable[[str], None]
    _books: dict[str, _Book] = field(factory=dict)

    async def run(self, uri: str, rule: str) -> str:
        """Run a rule's examples ("": all of the rulebook), and again whenever the text changes."""
        name = self.session.shelf.name_of(uri)
        analysis = await self.session.analysis(name)
        if analysis is None or analysis.book is None:
            return "there is no rulebook to run"
        if not analysis.is_clean:
            return "the rulebook has errors: mend them, then its examples can run"
        book = self._books.setdefault(name, _Book())
        wanted = {b.rule for b in _blocks(analysis)} if not rule else {rule}
        book.rules |= wanted
        await self._run(name, book, analysis)
        return summary([r for w in wanted for r in book.ran.get(w, ())])

    async def _run(self, name: str, book: _Book, analysis: Analysis) -> None:
        book.running = True
        self.told(name)
        try:
            ran = await asyncio.to_thread(run_examples, analysis, frozenset(book.rules))
            if self.session.shelf.text(name) is analysis.text:
                book.of, book.ran = analysis, ran
        finally:
            book.running = False
            self.told(name)

    def changed(self, analysis: Analysis) -> None:
        """A text was looked at anew: run again what was asked for, as soon as nobody types."""
        book = self._books.get(analysis.name)
        if book is None:
            return
        if book.waiting is not None:
            book.waiting.cancel()
        book.ran = {}
        if analysis.is_clean and analysis.book is not None:
            book.waiting = asyncio.create_task(self._again(analysis, book))

    async def _again(self, analysis: Analysis, book: _Book) -> None:
        try:
            await asyncio.sleep(_PAUSE)
            await self._run(analysis.name, book, analysis)
        except asyncio.CancelledError:
            raise
        except Exception:
            _log.exception("running examples")

    def closed(self, name: str) -> None:
        """A buffer was closed: its results are forgotten."""
        book = self._books.pop(name, None)
        if book is not None and book.waiting is not None:
            book.waiting.cancel()

    # ------------------------------------------------------------------ what is shown

    async def lenses(self, params: lsp.CodeLensParams) -> list[lsp.CodeLens]:
        """Above each rule, what its examples say or the offer to run them."""
        uri = params.text_document.uri
        name = self.session.shelf.name_of(uri)
        analysis, lines = await self.session.analysis(name), self.session.lines_of(name)
        if analysis is None or analysis.book is None or lines is None:
            return []
        counts: dict[str, int] = {}
        for block in _blocks(analysis):
            size = 1 if isinstance(block, nodes.Example) else len(block.grid.rows)
            counts[block.rule] = counts.get(block.rule, 0) + size
        tree = analysis.book.tree
        places = [(tree.header.span, "", sum(counts.values()))]
        places += [
            (b.span, b.id, counts.get(b.id, 0))
            for b in tree.blocks
            if isinstance(b, nodes.Rule)
        ]
        found = []
        for span, rule, count in places:
            title = self._title(name, rule, count)
            spot = lines.position(span.start)
            command = lsp.Command(title, RUN if count else "", arguments=[uri, rule])
            found.append(lsp.CodeLens(lsp.Range(spot, spot), command))
        return found

    def _title(self, name: str, rule: str, count: int) -> str:
        book = self._books.get(name)
        if not count:
            return "no example shows what this rule does" if rule else "no examples"
        if book is not None and book.running and (not rule or rule in book.rules):
            return "examples are running …"
        kept = book.ran if book is not None else {}
        ran = kept.get(rule, []) if rule else [one for every in kept.values() for one in every]
        if ran and (rule or len(ran) == count):
            return summary(ran)
        return f"run {'the' if rule else 'all'} {count:,} {'example' if count == 1 else 'examples'}"

    def failures(self, name: str) -> list[lsp.Diagnostic]:
        """The examples that do not hold, at their places."""
        book, lines = self._books.get(name), self.session.lines_of(name)
        if book is None or lines is None or book.of is None:
            return []
        return [
            lsp.Diagnostic(
                range=lines.range(ran.span),
                message=f"this example of {ran.result.rule} does not hold\n{ran.result.message}",
                severity=lsp.DiagnosticSeverity.Error,
                code="example",
                source=SOURCE,
            )
            for every in book.ran.values()
            for ran in every
            if not ran.result.passed
        ]


def summary(ran: list[Ran]) -> str:
    """How examples came out, in one line."""
    failed = sum(not r.result.passed for r in ran)
    if failed:
        return (
            f"✗ {failed:,} of {len(ran):,} examples {'does' if failed == 1 else 'do'} not hold"
        )
    return f"✓ {len(ran):,} {'example holds' if len(ran) == 1 else 'examples hold'}"


def run_examples(analysis: Analysis, rules: frozenset[str]) -> dict[str, list[Ran]]:
    """The examples of some rules of an analysed text, by rule."""
    if analysis.work is None or analysis.book is None:
        return {}
    # A run lowers rules anew; what the analysis knows of its text has to stay as it is.
    work = attrs.evolve(
        analysis.work, contexts=dict(analysis.work.contexts), diagnostics=Diagnostics()
    )
    runner = Runner(work, analysis.book, analysis.text)
    found: dict[str, list[Ran]] = {}
    for block in _blocks(analysis):
        if block.rule in rules:
            spans = [block.span] if isinstance(block, nodes.Example) else _row_spans(block)
            for span, result in zip(spans, runner.run(block), strict=True):
                found.setdefault(block.rule, []).append(
                    Ran(_first_line(analysis, span), result)
                )
    return found


def _row_spans(block: nodes.ExampleTable) -> list[Span]:
    return [row.span for row in block.grid.rows]


def _first_line(analysis: Analysis, span: Span) -> Span:
    """The first line of a place: an example of many lines is marked by its name."""
    text = analysis.text.source.text
    end = text.find("\n", span.start)
    return Span(span.name, span.start, min(span.end, end if end >= 0 else len(text)))


def _blocks(analysis: Analysis) -> Iterator[Block]:
    for block in analysis.book.tree.blocks if analysis.book else ():
        if isinstance(block, Block):
            yield block
