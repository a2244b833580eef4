"""What each pass of the compiler is worth: every pass left out in turn, all on the same claims.

    python -m tests.benchmarks.ladder [ROUNDS]

Two workloads: the twelve rules of the common benchmark on claims made up, and the whole shipped
policy on the claims of `examples/claims`, as they are and with their lines repeated. All variants
take turns on the same claims, in changing order; for each claim the least of its turns counts.
`the same text again` is compiled a second time, with all passes: what it differs by is noise.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import hhrules
from hhrules.claims.history import history_for
from hhrules.claims.reader import read_claim
from hhrules.codegen.passes import PASSES
from hhrules.engine.compiling.build import build
from hhrules.engine.compiling.whole_set import checked
from hhrules.engine.evaluate import judge
from hhrules.engine.loaded import LoadedBook
from hhrules.engine.texts import at
from tests.benchmarks.policy import longer
from tests.benchmarks.ratio import RULEBOOKS, evaluator
from tests.benchmarks.whole import EXAMPLES
from tests.benchmarks.workload import workload

SHIPPED = Path(__file__).parents[2] / "rulebooks"
LINES = 60
CLAIMS = 1_000
BLOCK = 50

Judging = Callable[[Any], object]


def variants(folder: Path) -> dict[str, list[LoadedBook]]:
    """The rulebooks of a folder with all passes, with each left out, and with none."""
    texts = tuple(at([folder]))
    sources = {text.source.name: text.source for text in texts}
    programs = list(checked(texts, ()).programs.values())

    def built(*names: str) -> list[LoadedBook]:
        return [build(p, sources[p.file], without=frozenset(names)) for p in programs]

    return {
        "all passes": built(),
        "the same text again": built(),
        **{f"without {name}": built(name) for name in PASSES},
        "no pass": built(*PASSES),
    }


def by_all(books: list[LoadedBook], item: Any) -> None:
    """Judge a claim by every rulebook."""
    claim, history = item
    for book in books:
        judge(book, claim, history)


def least(runs: dict[str, Judging], items: list[Any], rounds: int) -> dict[str, float]:
    """CPU seconds that each run takes for all items, where each item's best turn counts."""
    order = list(runs)
    found = dict.fromkeys(order, 0.0)
    for item in items:
        best = dict.fromkeys(order, float("inf"))
        for _ in range(rounds):
            order.append(order.pop(0))
            for name in order:
                run = runs[name]
                began = time.process_time()
                run(item)
                best[name] = min(best[name], time.process_time() - began)
        for name, spent in best.items():
            found[name] += spent
    return found


def _by_blocks(run: Judging) -> Judging:
    """The run on a block of items: one claim is judged by twelve rules too soon to be timed."""
    return lambda block: [run(item) for item in block]


def _common(rounds: int) -> dict[str, float]:
    rng = Random(11)  # noqa: S311 - claims, not secrets
    claim_type = hhrules.load([RULEBOOKS]).claim_type
    items = []
    for n in range(CLAIMS):
        text = json.dumps({**workload(rng), "claim_id": f"W{n}"}).encode()
        claim = read_claim(text, claim_type=claim_type)
        items.append((claim, history_for(claim)))
    blocks = [items[n : n + BLOCK] for n in range(0, CLAIMS, BLOCK)]
    found = variants(RULEBOOKS)
    gc.freeze()
    return least({n: _by_blocks(evaluator(b[0])) for n, b in found.items()}, blocks, rounds)


def _shipped(rounds: int) -> dict[str, float]:
    claim_type = hhrules.load().claim_type
    items = []
    for path in sorted(EXAMPLES.glob("*.json")):
        document = json.loads(path.read_bytes())
        for one in (document, longer(document, LINES)):
            claim = read_claim(json.dumps(one).encode(), claim_type=claim_type)
            items.append((claim, history_for(claim)))
    found = variants(SHIPPED)
    gc.freeze()
    return least({n: partial(by_all, books) for n, books in found.items()}, items, rounds)


def main() -> None:
    """Measure both workloads, and write one table."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    common, shipped = _common(rounds), _shipped(rounds)
    say = sys.stdout.write
    say("| evaluators | the twelve rules | the shipped policy |\n|---|--:|--:|\n")
    for name, spent in common.items():
        said = name
        if name.startswith("without "):
            said = f"without *{name.split()[1]}*: {PASSES[name.split()[1]]}"
        first = spent / common["all passes"]
        say(f"| {said} | {first:.2f} | {shipped[name] / shipped['all passes']:.2f} |\n")


if __name__ == "__main__":
    main()
