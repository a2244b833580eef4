"""One look at rulebooks after a save: mistakes, examples, and what changed for an archive.

The last rulebooks that loaded stay the ones that claims are compared against, however often a
text that does not load is saved in between.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from attrs import define, field, frozen

from hhrules.claims.reader import Nulls
from hhrules.engine.compiling.compilation import Compilation
from hhrules.engine.compiling.whole_set import site_facts
from hhrules.engine.errors import RulebookError
from hhrules.engine.filling import keys_of
from hhrules.engine.library import kept_rules, wanted_at
from hhrules.engine.loaded import LoadedBook
from hhrules.engine.ruleset import Item, Rules
from hhrules.engine.texts import ids_of, uses_in
from hhrules.engine.workspace import Workspace
from hhrules.history.store import HistoryStore
from hhrules.testing.cases import Result, run_compiled
from hhrules.testing.changes import Change, Standing, changes, standing


@frozen
class Look:
    """What a look found: what was saved, what is wrong, the claims that changed.

    `examples` runs those of what was saved, which may take long; RulebookError where one does not
    fit its rule.
    """

    saved: tuple[str, ...]
    error: RulebookError | None = None
    examples: Callable[[], tuple[Result, ...]] = tuple
    changed: tuple[Change, ...] = ()
    claims: int = 0
    compared: bool = False  # whether there was a judgement before this one


@define(eq=False)
class Watched:
    """Rulebooks that are being edited, and an archive of claims to see what an edit does."""

    paths: Sequence[Path]
    claims: Sequence[Item] = ()
    open_history: Callable[[], HistoryStore] | None = None
    as_of: dt.date | None = None
    nulls: Nulls = "none"
    _workspace: Workspace = field(factory=Workspace, init=False)
    _texts: dict[str, bytes] = field(factory=dict, init=False)
    _books: dict[str, LoadedBook] = field(factory=dict, init=False)
    _keys: dict[str, str] = field(factory=dict, init=False)
    _standing: dict[str, list[Standing]] = field(factory=dict, init=False)
    _names: list[str] = field(factory=list, init=False)

    def look(self) -> Look | None:
        """What the texts as they are now bring; None where nothing has changed in them."""
        wanted = wanted_at(self.paths)
        texts, others = wanted.texts()
        read = {t.source.name: b"\0".join(t.parts()) for t in texts}
        saved = tuple(
            sorted(n for n in {*read, *self._texts} if read.get(n) != self._texts.get(n))
        )
        first = not self._texts
        if not saved and not first:
            return None
        for gone in self._texts.keys() - read.keys():
            self._workspace.drop(gone)
        self._texts = read
        self._workspace.others = others
        self._workspace.put(*texts)
        keys = keys_of(texts, others, wanted.program)
        rules = kept_rules(wanted, keys) if first and self.claims else None
        if rules is None:
            try:
                rules = self._rules(self._workspace.checked(), keys) if self.claims else None
            except RulebookError as error:
                return Look(saved, error)
        began = bool(self._books)
        changed = self._compare(rules) if rules else ()
        self._keys = keys
        return Look(
            saved,
            None,
            lambda: self._examples(self._workspace.checked(), saved),
            changed if began else (),
            len(self.claims),
            began,
        )

    def _rules(self, work: Compilation, keys: Mapping[str, str]) -> Rules:
        """The whole set; what is made from the same as before is taken over."""
        books = tuple(
            self._books[name]
            if name in self._books and self._keys.get(name) == keys.get(name)
            else self._workspace.book(work, name)
            for name in sorted(work.programs)
        )
        return Rules(books, site_facts(work))

    def _examples(self, work: Compilation, saved: Sequence[str]) -> tuple[Result, ...]:
        """The examples of what was saved, and of the rulebooks that use it."""
        texts = ids_of(self._workspace.texts.values())
        touched = {name for name, text in texts.items() if text.source.name in saved}
        mine = [
            text.source.name
            for name, text in texts.items()
            if name in touched or touched & set(uses_in(text))
        ]
        return tuple(run_compiled(work, mine))

    def _compare(self, rules: Rules) -> tuple[Change, ...]:
        """Judge the claims by the rulebooks that changed; what they found otherwise than before."""
        books = {b.name: b for b in rules.books}
        altered = [n for n, b in books.items() if self._books.get(n) is not b]
        gone = [n for n in self._books if n not in books]
        before = {n: self._standing.get(n, []) for n in (*altered, *gone)}
        after = self._judge(rules, [books[n] for n in altered])
        self._books = books
        self._standing = {n: s for n, s in self._standing.items() if n not in gone} | after
        found: list[Change] = []
        for number, claim in enumerate(self._names):
            old = _merged([before[n][number] for n in before if before[n]])
            new = _merged([after[n][number] for n in altered])
            found += changes(claim, old, new)
        return tuple(found)

    def _judge(self, rules: Rules, books: list[LoadedBook]) -> dict[str, list[Standing]]:
        """What each of the rulebooks finds on each claim."""
        if not books:
            return {}
        some = Rules(tuple(books), rules.facts)
        found: dict[str, list[Standing]] = {b.name: [] for b in books}
        store = self.open_history() if self.open_history is not None else None
        self._names = []
        for number, report in enumerate(
            some.evaluate_many(self.claims, history=store, as_of=self.as_of, nulls=self.nulls)
        ):
            self._names.append(report.claim_id or f"claim {number + 1}")
            for name, list_ in found.items():
                list_.append(standing(report, [name]))
        if store is not None:
            store.close()
        return found


def _merged(parts: Sequence[Standing]) -> Standing:
    return {place: words for part in parts for place, words in part.items()}
