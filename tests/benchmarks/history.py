"""What a history store adds to a claim: look-up and keeping, in blocks as a run makes them.

    python -m tests.benchmarks.history [CLAIMS]

Claims of 2.6 KB, three to a patient in no order. *Read* asks for the claims that come before, as
a rule does that reads them; else nobody asks. Reading the documents is in every figure. The ways
are measured in turn, the least of a few tries of each block, in microseconds of processor time for a claim.
"""

from __future__ import annotations

import gc
import json
import sys
import tempfile
import time
from pathlib import Path
from random import Random

from hhrules.claims.history import history_for
from hhrules.claims.model import Claim
from hhrules.claims.reader import read_claim
from hhrules.history.store import HistoryStore
from tests.benchmarks.claims import documents

CLAIMS = 12_000
A_PATIENT = 3
BLOCK = 100
TRIES = 5
say = sys.stdout.write


def texts(count: int) -> list[bytes]:
    """Documents whose patients come in no order."""
    rng = Random(5)  # noqa: S311 - made-up claims
    found = []
    for number, document in enumerate(documents(count)):
        patient = {**document["patient"], "id": f"P{rng.randrange(count // A_PATIENT):07}"}
        made = {**document, "claim_id": f"C{number:08}", "patient": patient}
        made.pop("history", None)
        found.append(json.dumps(made).encode())
    return found


def alone(block: list[Claim], *, read: bool) -> None:
    """No store: what the documents say of earlier claims."""
    for claim in block:
        history = history_for(claim)
        if read:
            _ = history.earlier


def kept(block: list[Claim], store: HistoryStore, *, read: bool) -> None:
    """Look up and keep every claim of a block."""
    with store.batch():
        store.foresee(block)
        for claim in block:
            history = history_for(claim, store.kept_of(claim), store.complete_since)
            if read:
                _ = history.earlier
            store.add([claim])


def took(made: list[bytes], path: str | None, *, read: bool) -> list[float]:
    """Seconds of processor time for each block, by a store in `path` or without one."""
    gc.collect()
    spent = []
    store = HistoryStore(path) if path else None
    for start in range(0, len(made), BLOCK):
        began = time.process_time()
        keep = store is not None
        block = [read_claim(text, keep=keep) for text in made[start : start + BLOCK]]
        if store is None:
            alone(block, read=read)
        else:
            kept(block, store, read=read)
        del block
        spent.append(time.process_time() - began)
    if store is not None:
        store.close()
    return spent


def main() -> None:
    """Write a row for each way."""
    gc.set_threshold(50_000, 20, 20)  # as the command line does
    made = texts(int(sys.argv[1]) if len(sys.argv) > 1 else CLAIMS)
    least: dict[tuple[str, bool], list[float]] = {}
    for _ in range(TRIES):
        for read in (False, True):
            with tempfile.TemporaryDirectory() as folder:
                ways = {"none": None, "run": ":memory:", "file": str(Path(folder, "h.db"))}
                for name, path in ways.items():
                    spent = took(made, path, read=read)
                    before = least.get((name, read), spent)
                    least[name, read] = list(map(min, before, spent))
    figures = {way: 1e6 * sum(spent) / len(made) for way, spent in least.items()}
    say("| store | earlier claims | a claim, µs | added, µs |\n|---|---|--:|--:|\n")
    for (name, read), figure in figures.items():
        added = figure - figures["none", read]
        say(f"| {name} | {'read' if read else 'not read'} | {figure:.1f} | {added:.1f} |\n")


if __name__ == "__main__":
    main()
