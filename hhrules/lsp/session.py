"""What one editor has open, and what is known of it; texts are looked at a moment after they change.

Compiling runs beside the loop that answers the editor. A text is compiled again only when it, or
a rulebook that it uses, has changed.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache

from attrs import define, field, frozen

from hhrules.engine.compiling.kept import Kept
from hhrules.engine.texts import Text
from hhrules.lsp.analysis import Analysis, analyse
from hhrules.lsp.places import Lines
from hhrules.lsp.shelf import Shelf
from hhrules.source.text import SourceFile

#: How long a text has to stay as it is before it is looked at, in seconds.
PAUSE = 0.06

_TRIES = 5
"""How often a text is looked at anew because others changed meanwhile; a later change asks again."""

_log = logging.getLogger(__name__)

Told = Callable[[Analysis], Awaitable[None]]


@frozen(eq=False)
class _Work:
    """A compilation under way, and what it was begun with."""

    text: Text
    known: Mapping[str, Text]
    users: list[Text]
    result: asyncio.Future[Analysis]


@define(eq=False)
class Session:
    """The open rulebooks with their latest analyses; `tell` hears of each that is new."""

    shelf: Shelf
    tell: Told
    encoding: str = "utf-16"
    analyses: dict[str, Analysis] = field(factory=dict)
    _kept: Kept = field(factory=Kept)
    _bench: ThreadPoolExecutor = field(factory=lambda: ThreadPoolExecutor(1, "compiling"))
    _waiting: dict[str, asyncio.Task[None]] = field(factory=dict)
    _working: dict[str, _Work] = field(factory=dict)

    # ------------------------------------------------------------------ changes

    def changed(self, name: str, pause: float = PAUSE) -> None:
        """A text is new or has changed: look at it soon, and at the open ones that use it."""
        before = self._waiting.pop(name, None)
        if before is not None:
            before.cancel()
        self._waiting[name] = asyncio.create_task(self._settle(name, pause))

    async def _settle(self, name: str, pause: float) -> None:
        try:
            await asyncio.sleep(pause)
            await self._follow(name)
            for other in self._users_of(name):
                await self._follow(other)
        except asyncio.CancelledError:
            raise
        except Exception:
            _log.exception("looking at a rulebook")

    async def _follow(self, name: str) -> None:
        """Look at a text until what was found is of the texts as they stand."""
        for _ in range(_TRIES):
            found = await self.analysis(name)
            if found is None or not self._is_stale(found):
                return

    def _users_of(self, name: str) -> list[str]:
        return [
            other
            for other, analysis in self.analyses.items()
            if other != name and self.shelf.is_open(other) and self._is_stale(analysis)
        ]

    def closed(self, name: str) -> None:
        """A buffer was closed: nothing is kept of it."""
        task = self._waiting.pop(name, None)
        if task is not None:
            task.cancel()
        self.analyses.pop(name, None)

    # ------------------------------------------------------------------ what is known

    async def analysis(self, name: str) -> Analysis | None:
        """The analysis of a text as it stands now; None where there is no such text."""
        text = self.shelf.text(name)
        if text is None:
            return None
        latest = self.analyses.get(name)
        if latest is not None and not self._is_stale(latest):
            return latest
        running = self._working.get(name)
        known = self.shelf.known_to(name)
        users = self.shelf.users_of(name)
        if (
            running is None
            or running.text is not text
            or (running.known, running.users) != (known, users)
        ):
            loop = asyncio.get_running_loop()
            today = dt.datetime.now(tz=dt.UTC).date()
            result = loop.run_in_executor(
                self._bench, analyse, text, known, users, today, self._kept
            )
            running = self._working[name] = _Work(text, known, users, result)
            result.add_done_callback(lambda _: self._done(name, running))
        found = await asyncio.shield(running.result)
        if self.analyses.get(name) is not found and self.shelf.text(name) is text:
            self.analyses[name] = found
            if self.shelf.is_open(name):
                await self.tell(found)
        return found

    def _done(self, name: str, work: _Work) -> None:
        if self._working.get(name) is work:
            del self._working[name]

    def latest(self, name: str) -> Analysis | None:
        """The last analysis of a text, maybe of one that has changed since."""
        return self.analyses.get(name)

    def _is_stale(self, analysis: Analysis) -> bool:
        """Whether the text, or a rulebook that it was compiled with or asked for, has changed."""
        text = self.shelf.text(analysis.name)
        if text is not analysis.text:
            return True
        if analysis.work is None:
            return False
        if analysis.users is not None and (
            list(analysis.users) != self.shelf.users_of(analysis.name)
        ):
            return True
        known = self.shelf.known_to(analysis.name)
        for book in analysis.work.books.values():
            if book.source.name == analysis.name:
                continue
            now = known.get(book.name)
            if now is None or now.source.text != book.source.text or now.files != book.files:
                return True
        asked = {
            use.rulebook
            for book in analysis.work.books.values()
            for use in (*book.tree.header.uses, *book.tree.header.extends)
        }
        return any(name in known for name in asked - analysis.work.books.keys())

    # ------------------------------------------------------------------ places

    def lines_of(self, name: str) -> Lines | None:
        """The lines of a source as it stands now."""
        text = self.shelf.text(name)
        return None if text is None else lines(text.source, self.encoding)


@lru_cache(maxsize=512)
def lines(source: SourceFile, encoding: str) -> Lines:
    """The lines of a source, found once."""
    return Lines(source.text, encoding)
