"""A run of `hhrules check`: claims in, results out, and what remains when it is broken off."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import partial
from itertools import chain
from pathlib import Path
from typing import IO, TYPE_CHECKING

from msgspec import Struct

from hhrules.claims.reader import Nulls
from hhrules.cli.inputs import Inputs
from hhrules.cli.interrupts import Interrupts
from hhrules.cli.output import goes_straight_to, results, say
from hhrules.cli.progress import Progress
from hhrules.cli.verdict import Verdict
from hhrules.engine.blocks import Block
from hhrules.writers.report import ReportWriter

if TYPE_CHECKING:
    from hhrules.engine.ruleset import Rules
    from hhrules.history.store import HistoryStore
    from hhrules.runtime.report import Report


class Run(Struct, eq=False):
    """The claims and rules of a run, and how its reports came out so far.

    Both ways to run return 0, or the exit code of a run that was broken off.
    """

    inputs: Inputs
    rules: Rules
    verdict: Verdict
    jobs: int
    as_of: date | None
    nulls: Nulls
    history: HistoryStore | None = None

    def through(self, writer: ReportWriter, out: Path | None) -> int:
        """Write the reports in the writer's format."""
        interrupts = Interrupts()
        try:
            with interrupts.watched(), results(out) as stream:
                self._write(stream, writer)
        except KeyboardInterrupt:
            where = f"; {out} was not written" if out is not None else ""
            say(f"broken off after {self._count()}{where}")
            return interrupts.exit_code
        return 0

    def _write(self, stream: IO[bytes], writer: ReportWriter) -> None:
        progress = Progress(self.inputs.share)
        stream.write(writer.begin())
        for report in progress.over(self._reports()):
            self.verdict.tally.count(report)
            stream.write(writer.report(report))
        stream.write(writer.end())

    def _reports(self) -> Iterator[Report]:
        if self.history is None:
            many = partial(self.rules.evaluate_many, as_of=self.as_of, nulls=self.nulls)
            if self.jobs > 1:
                return many(self.inputs.items(), jobs=self.jobs)
            return chain.from_iterable(many(some) for some in self.inputs.lists())
        evaluate = partial(self.rules.evaluate_block, as_of=self.as_of, nulls=self.nulls)
        store = self.history
        return chain.from_iterable(evaluate(block, store) for block in self.inputs.blocks())

    def as_lines(self, out: Path | None, *, resume: bool, options: Mapping[str, object]) -> int:
        """Write a line of JSON for each report; with `out`, a broken run can be gone on with."""
        interrupts = Interrupts()
        try:
            with interrupts.watched():
                if out is None or goes_straight_to(out):
                    with results(out) as stream:
                        self._lines(stream, self.inputs.blocks(), interrupts, hold=False)
                    return 0
                from hhrules.cli.parts import Part, run_of  # noqa: PLC0415 - only for a file

                said = {**options, "as of": self.as_of, "nulls": self.nulls}
                run = run_of(self.rules.engine, self.inputs.paths, said)
                with Part(out).begun(run, resume=resume) as (stream, done):
                    blocks = self._after(done.claims)
                    self.verdict.tally.add(done)
                    self._lines(stream, blocks, interrupts, hold=True)
        except KeyboardInterrupt:
            self._broken_off(out)
            return interrupts.exit_code
        except Exception as error:
            if not isinstance(error, BrokenPipeError) and self.verdict.tally.claims:
                self._broken_off(out)
            raise
        return 0

    def _broken_off(self, out: Path | None) -> None:
        say(f"broken off after {self._count()}")
        if out is not None and not goes_straight_to(out):
            from hhrules.cli.parts import Part  # noqa: PLC0415 - only for a file

            say(f"they stand in {Part(out).path}; the same command with --resume goes on")

    def _lines(
        self,
        stream: IO[bytes],
        blocks: Iterable[Block],
        interrupts: Interrupts,
        *,
        hold: bool,  # not where a slow reader of the results would hold up others' histories
    ) -> None:
        progress = Progress(self.inputs.share)
        judged = self.rules.judge_blocks(
            blocks,
            history=self.history,
            jobs=self.jobs,
            as_of=self.as_of,
            nulls=self.nulls,
            hold=hold,
        )
        try:
            for block in judged:
                with interrupts.held():
                    stream.write(block.lines)
                    stream.flush()
                    self.verdict.tally.add(block.tally)
                progress.add(block.tally.claims)
        finally:
            progress.close()
            judged.close()  # before the history that it may be in the middle of

    def _after(self, done: int) -> Iterator[Block]:
        """The blocks from claim number `done` on; those before it go into the history alone."""
        for block in self.inputs.blocks():
            if not done:
                yield block
                continue
            claims = list(block.claims())
            passed, rest = claims[:done], claims[done:]
            done -= len(passed)
            if self.history is not None:
                self.history.add(self.rules.readable(passed, self.nulls))
            if rest:
                yield Block(items=rest)

    def _count(self) -> str:
        count = self.verdict.tally.claims
        return f"{count:,} claim{'s' * (count != 1)}"


def report_writer(format_: str, *, colour: bool) -> ReportWriter:
    """The writer of text, JSON or JSON Lines."""
    if format_ == "text":
        from hhrules.writers.text import TextWriter  # noqa: PLC0415 - only what is asked for

        return TextWriter(width=_width(), colour=colour)
    from hhrules.writers import json_reports  # noqa: PLC0415 - only what is asked for

    return json_reports.JsonWriter() if format_ == "json" else json_reports.JsonLinesWriter()


def _width() -> int:
    try:
        columns = int(os.environ.get("COLUMNS", "0")) or os.get_terminal_size(1).columns
    except (OSError, ValueError):
        columns = 80
    return max(40, min(columns, 100))
