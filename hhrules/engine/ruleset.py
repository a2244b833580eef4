"""A compiled set of rulebooks at work on claims: reports, explanations, many processes.

A set of rules is immutable and safe to share between threads; `library` finds and loads it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import nullcontext
from functools import partial
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from hhrules.claims.document import best_claim_id
from hhrules.claims.history import History, history_for
from hhrules.claims.model import Claim
from hhrules.claims.problem import ClaimProblems, Problem
from hhrules.claims.reader import Nulls, Reading, claim_warnings, read_claim
from hhrules.engine import cache
from hhrules.engine.arguments import given, named, rule_ids, several, store_in, told
from hhrules.engine.blocks import Block, Judged, judged
from hhrules.engine.hearing import Hearing
from hhrules.engine.loaded import LoadedBook
from hhrules.engine.reporting import report_on, reports_on
from hhrules.engine.rulebook_info import RulebookInfo
from hhrules.engine.selected import Selection
from hhrules.engine.setdata import Facts
from hhrules.engine.together import TOGETHER, Turn, runs, turn_of
from hhrules.engine.wanted import bundle_of, program_version
from hhrules.runtime.report import Engine, Report, ReportError
from hhrules.values.lazy import lazy_property
from hhrules.values.truth import UNKNOWN

if TYPE_CHECKING:
    from hhrules.engine.explaining.explain import Explanation
    from hhrules.engine.origins import Form
    from hhrules.engine.processes import Judging
    from hhrules.history.store import HistoryStore

Item = Claim | Reading | bytes | str | dict[str, Any]


class Rules(Struct, frozen=True, eq=False, dict=True):
    """A compiled set of rulebooks."""

    books: tuple[LoadedBook, ...]
    facts: Facts = ()
    wanted: frozenset[str] | None = None
    unwanted: frozenset[str] = frozenset()
    bundle: str = ""  # the hash over all rulebooks, where it is known already

    def __repr__(self) -> str:
        return f"Rules({', '.join(b.name for b in self.books)})"

    @classmethod
    def of(cls, data: cache.SetData, *selected: Any) -> Rules:
        """The rules of a compiled set; `selected`: what stands behind its facts."""
        return cls(tuple(LoadedBook(b) for b in data.books), data.facts, *selected)

    def __copy__(self, memo: object = None) -> Rules:
        return self  # nothing of it ever changes

    __deepcopy__ = __copy__

    def __reduce__(self) -> tuple[Any, ...]:
        from hhrules.engine.carried import carried  # noqa: PLC0415 - only for other processes

        selected = self.wanted, self.unwanted, self.engine.bundle_sha256
        return carried(Rules.of, self.data, *selected)

    @property
    def rulebooks(self) -> tuple[RulebookInfo, ...]:
        """What is loaded, in order of file names."""
        return tuple(RulebookInfo.of(b.data) for b in self.books)

    @property
    def data(self) -> cache.SetData:
        """The set as plain data, with all that another process needs to judge and explain by it."""
        return cache.SetData(tuple(b.whole() for b in self.books), self.facts)

    @lazy_property
    def claim_type(self) -> type[Claim]:
        """The claim model with a site's own facts, made when a document is read."""
        if not self.facts:
            return Claim
        from hhrules.claims.extend import model_of  # noqa: PLC0415 - only with site facts

        return model_of(self.facts)

    @lazy_property
    def engine(self) -> Engine:
        """What makes the reports: the program and the hash over all rulebooks."""
        known = self.bundle or bundle_of((b.data.name, b.data.sha256) for b in self.books)
        return Engine(version=program_version(), bundle_sha256=known)

    def select(self, *, only: Iterable[str] = (), skip: Iterable[str] = ()) -> Rules:
        """The same rules, reporting some only; ValueError where there is none of an id in `only`."""
        wanted, unwanted = rule_ids(only, "only"), rule_ids(skip, "skip")
        if wanted and (strange := wanted - {r.id for b in self.books for r in b.data.rules}):
            raise ValueError(f"no loaded rulebook has a rule {', '.join(sorted(strange))}")
        return replace(self, wanted=wanted or None, unwanted=unwanted)

    def evaluate(
        self,
        claim: Item,
        *,
        history: HistoryStore | None = None,
        as_of: dt.date | None = None,
        nulls: Nulls = "none",
    ) -> Report:
        """The report on one claim: a Claim, a dict or JSON; one that cannot be read has a report too."""
        read = self._read(claim, nulls)
        if isinstance(read, Report):
            return read
        return self._judge(read, history, as_of)

    def evaluate_many(
        self,
        claims: Iterable[Item],
        *,
        history: HistoryStore | None = None,
        jobs: int = 1,
        as_of: dt.date | None = None,
        nulls: Nulls = "none",
    ) -> Iterator[Report]:
        """A report for each claim, in order; with a history, each claim joins it once judged.

        Claims of one run are then each other's history, so they are judged one after another.
        Of an iterator no claim is asked for before the report on the last is taken; claims of a
        list are judged some together, which takes less time.
        """
        several(claims)
        if jobs > 1 and history is None:
            from hhrules.engine.batch import reports_in_processes  # noqa: PLC0415 - only for several

            yield from reports_in_processes(self._judging(as_of, nulls), claims, jobs)
            return
        if history is None and isinstance(claims, Sequence):
            yield from self._judge_list(claims, as_of, nulls)
            return
        for item in claims:
            read = self._read(item, nulls, keep=history is not None)
            if isinstance(read, Report):
                yield read
                continue
            report = self._judge(read, history, as_of)
            if history is not None:
                history.add([read])  # now: who takes the last report may ask for no more
            yield report

    def judge_blocks(
        self,
        blocks: Iterable[Block],
        *,
        history: HistoryStore | None = None,
        jobs: int = 1,
        as_of: dt.date | None = None,
        nulls: Nulls = "none",
        hold: bool = False,
    ) -> Generator[Judged, None, None]:
        """The reports of blocks of claims, as lines of JSON, in order; as `evaluate_many` does.

        With `hold` a history keeps a block's claims when the next is asked for: when its reports
        are dealt with, so that a run which goes on behind them never meets its own claims.
        """
        if jobs > 1 and history is None:
            from hhrules.engine.batch import judged_in_processes  # noqa: PLC0415 - only for several

            yield from judged_in_processes(self._judging(as_of, nulls), blocks, jobs)
            return
        for block in blocks:
            if history is None:
                yield judged(self._judge_list(list(block.claims()), as_of, nulls))
                continue
            with history.batch() if hold else nullcontext():
                yield judged(self.evaluate_block(block, history, as_of=as_of, nulls=nulls))

    def evaluate_block(
        self,
        block: Block,
        history: HistoryStore,
        *,
        as_of: dt.date | None = None,
        nulls: Nulls = "none",
    ) -> list[Report]:
        """The reports on a block, as `evaluate_many` gives them, by one transaction.

        What is kept of its patients is read at once; its claims are safe when it is done.
        """
        items = [self._read(item, nulls, keep=True) for item in block.claims()]
        reports: list[Report] = []
        with history.batch():
            history.foresee(item for item in items if isinstance(item, Claim))
            for some in runs(items):
                reports += self._reports(some, history, as_of)
                history.add(item for item in some if isinstance(item, Claim))
        return reports

    def readable(self, claims: Iterable[Item], nulls: Nulls = "none") -> Iterator[Claim]:
        """The claims that can be read, for a history; the others are passed over."""
        for item in claims:
            read = self._read(item, nulls, keep=True)
            if isinstance(read, Claim):
                yield read

    def _judging(self, as_of: dt.date | None, nulls: Nulls) -> Judging:
        from hhrules.engine.processes import Judging  # noqa: PLC0415 - only for several processes

        told(as_of, nulls)
        evaluate = partial(self.evaluate_many, as_of=as_of, nulls=nulls)
        return Judging(evaluate, self._lost)

    def _lost(self, claim: Item) -> Report:
        """The report of a claim that no process lives through."""
        name = best_claim_id(claim) if isinstance(claim, bytes) else named(claim)
        said = "judging this claim brought its process down"
        return self._unreadable(name, [Problem("internal-error", "$", said)])

    def explain(
        self,
        claim: Item,
        rule: str | None = None,
        *,
        history: HistoryStore | None = None,
        as_of: dt.date | None = None,
        nulls: Nulls = "none",
        form: Form = "",
    ) -> list[Explanation]:
        """Why each outcome came out so; ClaimProblems for a claim that cannot be read.

        With `form` x12 facts are told by the segments of an 837I file, else by boxes of the form.
        """
        read = self._readable(claim, nulls)
        from hhrules.engine.explaining.explain import explain_claim  # noqa: PLC0415 - only what is asked for

        return explain_claim(self.books, read, _known(read, history), rule, given(as_of), form)

    def why_silent(
        self,
        claim: Item,
        rule: str | None = None,
        *,
        history: HistoryStore | None = None,
        as_of: dt.date | None = None,
    ) -> str:
        """Of a claim that has no explanations (of a rule): what the rulebooks ask for instead."""
        from hhrules.engine.unheard import why_silent  # noqa: PLC0415 - only what is asked for

        read = self._readable(claim, "none")
        books = [b for b in self.books if rule in {None, *(r.id for r in b.data.rules)}]
        silent = f"{rule or 'no rule'} is not in force for it or finds nothing to judge"
        return why_silent(books, read, _known(read, history), given(as_of), silent)

    def _readable(self, claim: Item, nulls: Nulls) -> Claim:
        if isinstance(claim, Reading):
            if claim.claim is None:
                raise ClaimProblems(claim.problems, claim.claim_id)
            claim = claim.claim
        return read_claim(claim, nulls=nulls, claim_type=self.claim_type)

    def _turn(self, claim: Claim, store: HistoryStore | None, facts: dict[str, object]) -> Turn:
        """A claim with what it is judged with; `facts` come from the run."""
        known = _known(claim, store)
        noted = claim_warnings(claim)
        warnings = tuple(map(_error, noted)) if noted else ()
        if self._by_payer and claim.payer_name not in self._payers:
            from hhrules.engine.unheard import near_payer  # noqa: PLC0415 - few claims need it

            warnings += near_payer(self._by_payer, claim, known, facts)
        return turn_of(claim, known, facts, warnings)

    def _judge(self, claim: Claim, store: HistoryStore | None, as_of: dt.date | None) -> Report:
        turn = self._turn(claim, store, given(as_of))
        return report_on(self.hearing, turn, self.engine, self._selection)

    def _judge_list(
        self, items: Sequence[Item], as_of: dt.date | None, nulls: Nulls
    ) -> Iterator[Report]:
        """The reports on claims that are all at hand, some together."""
        for start in range(0, len(items), TOGETHER):
            some = [self._read(item, nulls) for item in items[start : start + TOGETHER]]
            yield from self._reports(some, None, as_of)

    def _reports(
        self, some: Sequence[Claim | Report], store: HistoryStore | None, as_of: dt.date | None
    ) -> list[Report]:
        """The reports on claims that are judged together; those that cannot be read have one."""
        facts = given(as_of)
        turns = [self._turn(c, store, facts) for c in some if isinstance(c, Claim)]
        reports = iter(reports_on(self.hearing, turns, self.engine, self._selection))
        return [c if isinstance(c, Report) else next(reports) for c in some]

    @lazy_property
    def hearing(self) -> Hearing:
        """Which of the rulebooks have to hear a claim."""
        return Hearing(self.books)

    @lazy_property
    def _by_payer(self) -> tuple[LoadedBook, ...]:
        """The rulebooks whose headings ask for a payer's name."""
        return tuple(b for b in self.books if b.payers)

    @lazy_property
    def _payers(self) -> frozenset[object]:
        """The names for which nothing has to be said: those of headings, and none at all."""
        return frozenset({name for b in self.books for name in b.payers} | {UNKNOWN, None})

    @lazy_property
    def _selection(self) -> Selection | None:
        some = self.wanted is not None or self.unwanted
        return Selection(self.wanted, self.unwanted) if some else None

    def _read(self, item: Item, nulls: Nulls, *, keep: bool = False) -> Claim | Report:
        try:
            if isinstance(item, Reading):
                if item.claim is None:
                    return self._unreadable(item.claim_id, item.problems)
                item = item.claim
            return read_claim(item, nulls=nulls, claim_type=self.claim_type, keep=keep)
        except ClaimProblems as problem:
            name = problem.claim_id
            if not name and isinstance(item, bytes):
                name = best_claim_id(item)
            return self._unreadable(name, problem.problems)

    def _unreadable(self, claim_id: str, problems: Sequence[Problem]) -> Report:
        return Report(
            claim_id=claim_id or None,
            status="error",
            errors=tuple(_error(p) for p in problems),
            engine=self.engine,
        )


def _known(claim: Claim, store: HistoryStore | None) -> History:
    """The earlier claims of a claim's patient: those it brings, and those of a store."""
    if store is None:
        return history_for(claim)
    store = store_in(store)
    return history_for(claim, store.kept_of(claim), store.complete_since)


def _error(problem: Problem) -> ReportError:
    return ReportError(problem.code, problem.path, problem.message)
