"""`hhrules history`: the store of earlier claims, and opening it for other commands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from hhrules.claims.history import patient_key
from hhrules.claims.model import Claim
from hhrules.cli.inputs import Inputs
from hhrules.cli.options import Day
from hhrules.cli.output import say
from hhrules.writers.layout import counted, visible

if TYPE_CHECKING:
    from hhrules.history.store import HistoryStore

Decorated = TypeVar("Decorated", bound=Callable[..., Any])
RUN = "run"
"""The history of the claims of one run alone, forgotten at its end."""


def history_option(command: Decorated) -> Decorated:
    """Give a command the `--history` option."""
    return click.option(
        "--history",
        "history_at",
        metavar="DB",
        help="Earlier claims: a history store, or `run` for those of this run alone.",
    )(command)


def open_history(
    at: str, claim_type: type[Claim] = Claim, *, loading: bool = False
) -> HistoryStore:
    """Open the store in the file `at`, or one in memory for the claims of this run.

    A file that is not there is made. But for `loading` that is said: its name may be misspelt, and
    claims that are judged with a new store have no history but each other.
    """
    from hhrules.history.store import HistoryStore, HistoryStoreError  # noqa: PLC0415 - needs SQLite

    is_new = at != RUN and not Path(at).exists()
    try:
        store = HistoryStore(":memory:" if at == RUN else at, claim_type=claim_type)
    except (HistoryStoreError, OSError) as error:
        raise click.BadParameter(str(error)) from None
    if is_new and not loading:
        say(f"{at} is a new history store: no earlier claims are known yet")
    return store


@contextmanager
def opened_history(
    at: str, claim_type: type[Claim] = Claim, *, loading: bool = False
) -> Iterator[HistoryStore]:
    """The same for as long as it is needed; a fault of the file is told with its name."""
    from sqlite3 import Error  # noqa: PLC0415 - only with a store

    from hhrules.history.store import HistoryStoreError  # noqa: PLC0415 - needs SQLite

    try:
        with open_history(at, claim_type, loading=loading) as store:
            yield store
    except Error as error:
        raise HistoryStoreError(f"{at}: {error}") from error


@click.group
def history() -> None:
    """Load, show and forget earlier claims, kept in one file.

    The file holds patient data and is made readable for its owner alone.
    """


def _of_patients(claims: Iterable[Claim], nameless: list[str]) -> Iterator[Claim]:
    """The claims that name a patient; the ids of the others go to `nameless`."""
    for claim in claims:
        if patient_key(claim) is None:
            nameless.append(claim.claim_id)
        else:
            yield claim


@history.command
@click.argument("db", type=click.Path(dir_okay=False))
@click.argument("claims", nargs=-1, required=True, metavar="CLAIMS...")
@click.option(
    "--complete-since",
    type=Day(),
    help="Say that from this day on no claim of this agency is missing in DB.",
)
@click.pass_context
def load(
    ctx: click.Context, db: str, claims: tuple[str, ...], complete_since: date | None
) -> None:
    """Keep CLAIMS in the file DB; what is there already is not kept twice."""
    inputs = Inputs(claims)
    nameless: list[str] = []
    with opened_history(db, loading=True) as store:
        added = store.add(_of_patients(inputs.claims(), nameless))
        if complete_since is not None:
            store.complete_since = complete_since
    say(f"{counted(added, 'claim version')} added")
    if nameless:
        say(f"{counted(len(nameless), 'claim')} without patient id and MBI: not kept")
    for note in inputs.notes:
        say(note)
    ctx.exit(2 if inputs.notes else 0)


@history.command("show")
@click.argument("db", type=click.Path(exists=True, dir_okay=False))
@click.option("--patient", metavar="ID", help="List the claims of this patient (id or MBI).")
def show_store(db: str, patient: str | None) -> None:
    """Count what the file DB keeps, or list the claims of one patient."""
    with opened_history(db) as store:
        if patient is not None:
            for claim in store:
                if patient in {claim.patient.id, claim.patient.mbi}:
                    days = f"{claim.statement_from} to {claim.statement_through}"
                    click.echo(f"{visible(claim.claim_id)}  {claim.type_of_bill}  {days}")
            return
        patients, versions = store.counts()
        since = store.complete_since
    click.echo(f"{counted(versions, 'claim version')} of {counted(patients, 'patient')}")
    click.echo(f"complete since {since}" if since else "not known to be complete since any day")


@history.command
@click.argument("db", type=click.Path(exists=True, dir_okay=False))
@click.option("--patient", metavar="ID", required=True, help="Whose claims (id or MBI).")
@click.pass_context
def forget(ctx: click.Context, db: str, patient: str) -> None:
    """Drop all that the file DB keeps of one patient."""
    with opened_history(db) as store:
        kept = {
            patient_key(claim): claim
            for claim in store
            if patient in {claim.patient.id, claim.patient.mbi}
        }
        dropped = sum(store.forget(claim) for claim in kept.values())
    say(f"{counted(dropped, 'claim version')} dropped")
    ctx.exit(0 if dropped else 1)
