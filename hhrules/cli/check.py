"""`hhrules check`: judge claims by the rulebooks."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import IO

import click

from hhrules.claims.reader import Nulls
from hhrules.cli.colour import color_option, wants_colour
from hhrules.cli.history import history_option, open_history
from hhrules.cli.inputs import Inputs
from hhrules.cli.options import as_of_option, nulls_option, select_rules
from hhrules.cli.output import results, say
from hhrules.cli.progress import counted_by
from hhrules.cli.rulebooks import load_rules, rulebooks_option
from hhrules.cli.tables import TABLES, line_table, lines_options, table_writer
from hhrules.runtime.report import ACTIONS, Report
from hhrules.writers.report import ReportWriter

_FORMATS = ("text", "json", "jsonl", *TABLES)
_THRESHOLDS = (*ACTIONS, "undetermined", "never")


@click.command
@click.argument("claims", nargs=-1, required=True, metavar="CLAIMS...")
@rulebooks_option
@click.option(
    "--format", "format_", type=click.Choice(_FORMATS), default="text", show_default=True
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write results to FILE, which appears whole or not at all.",
)
@history_option
@as_of_option
@nulls_option
@lines_options
@click.option(
    "--only", multiple=True, metavar="RULE", help="Judge by this rule alone; again and again."
)
@click.option(
    "--skip", multiple=True, metavar="RULE", help="Leave this rule out; again and again."
)
@click.option(
    "--jobs",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    help="Worker processes; the output is the same for every number.",
)
@click.option(
    "--fail-on",
    type=click.Choice(_THRESHOLDS),
    default="reduce_payment",
    show_default=True,
    metavar="ACTION",
    help="Leave with exit code 1 if a finding weighs this much or more: "
    "an action, `undetermined` or `never`.",
)
@click.option(
    "--profile",
    "profile_",
    is_flag=True,
    help="Say on standard error which rules took the time; one worker process then.",
)
@color_option
@click.pass_context
def check(
    ctx: click.Context,
    claims: tuple[str, ...],
    rulebooks: tuple[Path, ...],
    format_: str,
    out: Path | None,
    history_at: str | None,
    as_of: date | None,
    nulls: Nulls | None,
    lines: Path | None,
    on: str,
    only: tuple[str, ...],
    skip: tuple[str, ...],
    jobs: int,
    fail_on: str,
    profile_: bool,
) -> None:
    """Judge CLAIMS by the rulebooks.

    CLAIMS are files, folders, patterns or `-`; JSON, JSON Lines, 837I, Parquet and Arrow are
    told by content.

    Exit codes: 0 nothing at or above --fail-on; 1 there is; 2 bad usage, a bad rulebook, or
    input that could not be read (all the rest is judged all the same).
    """
    rules = select_rules(load_rules(rulebooks), only, skip)
    inputs = Inputs(
        claims, nulls=nulls, claim_type=rules.claim_type, lines=line_table(lines, on)
    )
    verdict = _Verdict(fail_on)
    profile = None
    if profile_:
        from hhrules.engine.profile import profiled  # noqa: PLC0415 - only what is asked for

        rules, profile = profiled(rules)
        jobs = 1
    with ExitStack() as stack:
        store = None
        if history_at:
            store = stack.enter_context(open_history(history_at, rules.claim_type))
        stream = stack.enter_context(results(out))
        reports = rules.evaluate_many(
            inputs.items(), history=store, jobs=jobs, as_of=as_of, nulls=nulls or "none"
        )
        _write(stream, _writer(format_, out), verdict.watch(counted_by(reports)))
    for note in (*inputs.notes, *(profile.table() if profile else ())):
        say(note)
    ctx.exit(2 if inputs.notes else verdict.exit_code)


class _Verdict:
    """Keeps in mind what the reports mean for the exit code."""

    def __init__(self, fail_on: str) -> None:
        self.counted = _counted_actions(fail_on)
        self.open_counts = fail_on == "undetermined"
        self.exit_code = 0

    def watch(self, reports: Iterable[Report]) -> Iterable[Report]:
        """Pass reports on and remember the worst of them."""
        for report in reports:
            if report.status == "error":
                self.exit_code = 2
            elif self.exit_code == 0 and self._weighs(report):
                self.exit_code = 1
            yield report

    def _weighs(self, report: Report) -> bool:
        return any(
            self.open_counts or (f.outcome == "violated" and f.action in self.counted)
            for f in report.findings
        )


def _counted_actions(fail_on: str) -> Sequence[str]:
    if fail_on == "never":
        return ()
    if fail_on == "undetermined":
        return ACTIONS
    return ACTIONS[: _THRESHOLDS.index(fail_on) + 1]


def _write(stream: IO[bytes], writer: ReportWriter, reports: Iterable[Report]) -> None:
    stream.write(writer.begin())
    for report in reports:
        stream.write(writer.report(report))
    stream.write(writer.end())


def _writer(format_: str, out: Path | None) -> ReportWriter:
    if format_ == "text":
        from hhrules.writers.text import TextWriter  # noqa: PLC0415 - only what is asked for

        return TextWriter(width=_width(), colour=out is None and wants_colour(sys.stdout))
    if format_ in TABLES:
        return table_writer(format_, out)
    from hhrules.writers import json_reports  # noqa: PLC0415 - only what is asked for

    return json_reports.JsonWriter() if format_ == "json" else json_reports.JsonLinesWriter()


def _width() -> int:
    try:
        columns = int(os.environ.get("COLUMNS", "0")) or os.get_terminal_size(1).columns
    except (OSError, ValueError):
        columns = 80
    return max(40, min(columns, 100))
