"""How cost grows: with rules that apply and rules that do not, with lines, with rules to compile.

    python -m tests.benchmarks.growth [rules] [lines] [compiling] [single]

All figures are the least processor time of a few tries. `single` judges made-up claims by the
shipped rulebooks with `--profile`'s evaluators and writes what single rules cost, by type of
bill and year.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any

import hhrules
from hhrules.claims.history import history_for
from hhrules.claims.model import Claim
from hhrules.claims.reader import read_claim
from hhrules.engine.compiling.whole_set import compile_data
from hhrules.engine.evaluate import judge
from hhrules.engine.profile import profiled
from hhrules.engine.ruleset import Rules
from hhrules.engine.texts import Text
from hhrules.engine.workspace import Workspace
from hhrules.source.text import SourceFile
from tests.benchmarks.claims import documents
from tests.benchmarks.policy import longer
from tests.benchmarks.synthetic import rulebooks

RULES = (10, 30, 100, 300)
LINES = (1, 10, 100, 1_000, 10_000)
CLAIMS = 200
LONGEST = 5
_TRIES = 3
_LONG = 500
"""Lines from which on a claim is judged only once."""
_OTHER_BILL = "  applies to claims where type of bill is 34X\n  dated by"
_OVER = "  effective from 2010-01-01 to 2010-12-31\n"
say = sys.stdout.write


def least(work: Callable[[], object], tries: int = _TRIES) -> float:
    """Seconds of processor time, the least of some tries."""
    found = []
    for _ in range(tries):
        started = time.process_time()
        work()
        found.append(time.process_time() - started)
    return min(found)


def judging(rules: hhrules.Rules, claim: Claim, times: int = 1) -> float:
    """Microseconds to judge a claim, findings not put into words."""
    history = history_for(claim)

    def work() -> None:
        for _ in range(times):
            for book in rules.books:
                judge(book, claim, history)

    if len(claim.lines) > _LONG:
        return 1e6 * least(work, 1)
    work()
    return 1e6 * least(work) / times


def edited(texts: tuple[Text, ...], old: str, new: str) -> tuple[Text, ...]:
    """The texts with something else in each."""
    return tuple(
        Text(SourceFile(t.source.name, t.source.text.replace(old, new))) for t in texts
    )


def by_rules() -> None:
    """Rules that apply, rules of another type of bill, rules that are no longer in force."""
    document = next(d for d in documents(100) if d["type_of_bill"].startswith("32"))
    claim = read_claim(json.dumps(longer(document, 12)).encode())
    say(
        "| rules | apply, µs | of another bill, µs | no longer in force, µs |\n|--:|--:|--:|--:|\n"
    )
    for count in RULES:
        texts = rulebooks(count, max(1, count // 10))
        kinds = (
            texts,
            edited(texts, "  dated by", _OTHER_BILL),
            edited(texts, "  effective from 2010-01-01\n", _OVER),
        )
        took = [judging(Rules.of(compile_data(kind, ())), claim, 100) for kind in kinds]
        say(f"| {count} | {' | '.join(f'{t:,.1f}' for t in took)} |\n")


def by_lines() -> None:
    """The shipped rulebooks on one claim whose lines are repeated."""
    rules = hhrules.load()
    say("| type of bill | lines | judge, µs | a line, µs |\n|---|--:|--:|--:|\n")
    for kind in ("32", "34"):
        document = next(d for d in documents(100) if d["type_of_bill"].startswith(kind))
        for lines in LINES:
            claim = read_claim(json.dumps(longer(document, lines)).encode())
            took = judging(rules, claim)
            say(f"| {kind}X | {lines:,} | {took:,.0f} | {took / lines:,.1f} |\n")


def by_size() -> None:
    """Compiling from nothing, and again after one rule has changed, in one file and in many."""
    Rules.of(compile_data(rulebooks(10), ()))  # the parser itself is made once
    say("| rules | files | compile, s | one rule changed, s |\n|--:|--:|--:|--:|\n")
    for count in RULES:
        for files in sorted({1, max(1, count // 10)}):
            texts = rulebooks(count, files)
            whole = least(lambda texts=texts: compile_data(texts, ()), 1)  # type: ignore[misc]
            say(f"| {count} | {files} | {whole:.2f} | {_again(texts):.3f} |\n")


def _again(texts: tuple[Text, ...]) -> float:
    workspace = Workspace()
    workspace.put(*texts)
    workspace.compilation()
    first = texts[0].source
    turns = iter(range(2, 2 + _TRIES))

    def change() -> None:
        text = first.text.replace("is more than 1", f"is more than {next(turns)}", 1)
        workspace.put(Text(SourceFile(first.name, text)))
        workspace.compilation([first.name])

    return least(change)


def by_rule() -> None:
    """What single rules cost, the dearest of each type of bill and year."""
    groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for document in documents(CLAIMS):
        key = (f"{document['type_of_bill'][:2]}X", document["statement_from"][:4])
        groups.setdefault(key, []).append(document)
    shipped = hhrules.load()
    rules, profile = profiled(shipped)
    say(
        "| type of bill | year | claims | judge, µs | dearest rules alone, µs |\n|---|---|--:|--:|---|\n"
    )
    for (bill, year), made in sorted(groups.items()):
        for spent in (*profile.books.values(), *profile.rules.values()):
            spent.seconds, spent.claims = 0.0, 0
        whole = 0.0
        for document in made:
            claim = read_claim(json.dumps(document).encode())
            judging(rules, claim)
            whole += judging(shipped, claim)
        alone = {
            rule: 1e6 * s.seconds / s.claims
            for (_, rule), s in profile.rules.items()
            if s.claims
        }
        dearest = sorted(alone.items(), key=lambda one: -one[1])[:LONGEST]
        told = ", ".join(f"{rule} {took:,.0f}" for rule, took in dearest)
        say(f"| {bill} | {year} | {len(made)} | {whole / len(made):,.0f} | {told} |\n")


PARTS = {"rules": by_rules, "lines": by_lines, "compiling": by_size, "single": by_rule}


def main() -> None:
    """Write the tables that are asked for."""
    for name in sys.argv[1:] or PARTS:
        say(f"\n{name}\n\n")
        PARTS[name]()
        sys.stdout.flush()


if __name__ == "__main__":
    main()
