"""`hhrules check`: judge claims by the rulebooks."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import click

from hhrules.claims.reader import Nulls
from hhrules.cli.apart import refuse_own
from hhrules.cli.clusters import Asked, cluster_option, refuse
from hhrules.cli.colour import color_option, wants_colour
from hhrules.cli.history import history_option, opened_history
from hhrules.cli.inputs import Inputs
from hhrules.cli.options import as_of_option, nulls_option, select_rules
from hhrules.cli.output import say
from hhrules.cli.rulebooks import load_rules, rulebooks_option
from hhrules.cli.running import Run, report_writer
from hhrules.cli.tables import TABLES, line_table, lines_options, table_writer
from hhrules.cli.verdict import THRESHOLDS, Verdict
from hhrules.writers.report import ReportWriter

_FORMATS = ("text", "json", "jsonl", *TABLES)


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
@cluster_option
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
    type=click.Choice(THRESHOLDS),
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
@click.option(
    "--resume",
    is_flag=True,
    help="Go on with a run that was broken off; with --format jsonl and --out.",
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
    cluster: str | None,
    only: tuple[str, ...],
    skip: tuple[str, ...],
    jobs: int,
    fail_on: str,
    profile_: bool,
    resume: bool,
) -> None:
    """Judge CLAIMS by the rulebooks.

    CLAIMS are files, folders, patterns or `-`; JSON, JSON Lines, 837I, Parquet and Arrow are
    told by content.

    Exit codes: 0 nothing at or above --fail-on; 1 there is; 2 bad usage, a bad rulebook, or
    input that could not be read (all the rest is judged all the same).
    """
    if resume and (format_ != "jsonl" or out is None):
        raise click.UsageError("--resume goes with --format jsonl and --out FILE")
    out = None if out is None else _out_of(out, history_at)
    refuse_own(claims, out)
    rules = select_rules(load_rules(rulebooks), only, skip)
    if cluster is not None:
        refuse(history_at, lines, profile=profile_, resume=resume)
        asked = Asked(cluster, claims, rules, jobs, history_at, as_of, nulls)
        ctx.exit(asked.through(format_, _writer(format_, out), out, Verdict(fail_on)))
    table = line_table(lines, on)
    inputs = Inputs(claims, nulls=nulls, claim_type=rules.claim_type, lines=table, out=out)
    verdict = Verdict(fail_on)
    profile = None
    if profile_:
        from hhrules.engine.profile import profiled  # noqa: PLC0415 - only what is asked for

        rules, profile = profiled(rules, rulebooks)
        jobs = 1
    run = Run(inputs, rules, verdict, jobs=jobs, as_of=as_of, nulls=nulls or "none")
    with ExitStack() as stack:
        if history_at:
            run.history = stack.enter_context(opened_history(history_at, rules.claim_type))
        if format_ == "jsonl":
            said = {"only": only, "skip": skip, "history": history_at, "lines": lines}
            ended = run.as_lines(out, resume=resume, options=said)
        else:
            ended = run.through(_writer(format_, out), out)
    for note in (*inputs.notes, *(profile.table() if profile else ())):
        say(note)
    ctx.exit(ended or (2 if inputs.notes else verdict.exit_code))


def _out_of(out: Path, history_at: str | None) -> Path:
    """The file of results, behind a link the one that it leads to; UsageError for a history store."""
    if out.is_symlink():
        out = Path(os.path.realpath(out))
    if history_at is not None and os.path.realpath(history_at) == os.path.realpath(out):
        raise click.UsageError(f"results would be written onto the history store {history_at}")
    return out


def _writer(format_: str, out: Path | None) -> ReportWriter:
    if format_ in TABLES:
        return table_writer(format_, out)
    return report_writer(
        format_, colour=format_ == "text" and out is None and wants_colour(sys.stdout)
    )
