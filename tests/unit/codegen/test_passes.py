"""Every pass can be left out, and none changes what rulebooks say, whatever is unknown.

The benchmark's rulebook asks for all that the passes are made for: codes, figures along the
lines, groups, windows of days. Its claims are made here, with holes, disorder and breaches.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
from click.testing import CliRunner, Result

from hhrules.claims.extend import TYPE_WORDS, SiteFact, extend
from hhrules.claims.history import history_for
from hhrules.claims.model import Claim
from hhrules.claims.reader import read_claim
from hhrules.claims.standard import VOCABULARY
from hhrules.cli.compile import compile_book
from hhrules.codegen.passes import PASSES
from hhrules.engine.compiling.compile import compile_texts
from hhrules.engine.compiling.whole_set import site_facts
from tests.judging import Loaded, by_oracle, by_plain, comparable, load, shipped, text_of
from tests.properties.cases import case

HERE = Path(__file__).parents[2]
BENCHMARK = HERE / "benchmarks" / "rulebooks" / "benchmark.hhr"
REVENUE = ("0421", "0431", "0441", "0551", "0561", "0571", "0023", "0270")
CODES = (
    "G0151",
    "G0152",
    "G0153",
    "97110",
    "97530",
    "92507",
    "G8978",
    "G8996",
    "G0299",
    "Q5001",
)
MODIFIERS = ("GP", "GO", "GN", "KX", "59")


@cache
def _book(without: frozenset[str]) -> Loaded:
    return next(iter(load((text_of(BENCHMARK),), without=without).values()))


@cache
def _claim_type() -> type[Claim]:
    work = compile_texts((text_of(BENCHMARK),))
    facts = [SiteFact(n, TYPE_WORDS[t], p, m, a) for n, t, p, m, a in site_facts(work)]
    return extend(VOCABULARY, facts)[1]


def _some(random: Random, value: Any, chance: float) -> Any:
    """The value, or that it is not known, or that there is none."""
    draw = random.random()
    return ... if draw < chance else None if draw < 1.5 * chance else value


def _clean(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _clean(v) for k, v in value.items() if v is not ...}
    return [_clean(v) for v in value] if isinstance(value, list) else value


def _line(
    random: Random,
    number: int,
    day: dt.date,
    codes: tuple[tuple[str, ...], ...],
    hole: float,
) -> dict[str, Any]:
    return {
        "line": number,
        "revenue_code": _some(random, random.choice(codes[0]), hole),
        "hcpcs": _some(random, random.choice(codes[1]), hole),
        "service_date": _some(random, day.isoformat(), hole),
        "units": _some(random, random.randint(0, 3), hole),
        "minutes": _some(random, random.randint(0, 60), hole),
        "allowed_amount": _some(random, f"{random.randint(0, 900)}.50", hole),
        "modifiers": _some(random, random.sample(MODIFIERS, random.randint(0, 3)), hole),
    }


def _document(seed: int) -> dict[str, Any]:
    random = Random(seed)  # noqa: S311 - claims, not secrets
    hole = random.choice((0.0, 0.0, 0.02, 0.2))
    first = dt.date(random.choice((2016, 2018, 2021, 2024, 2024)), random.choice((1, 12)), 20)
    days = [first + dt.timedelta(random.randint(0, 25)) for _ in range(random.randint(1, 24))]
    if random.random() < 0.7:
        days.sort()
    codes: tuple[tuple[str, ...], ...] = (REVENUE, CODES)
    if random.random() < 0.2:  # a course of treatment, day by day
        codes, hole = (REVENUE[:1], ("97110",)), 0.0
        first = dt.date(2018, 12, 1)
        days = [first + dt.timedelta(n) for n in range(14)]

    def day(low: int, high: int) -> Any:
        return _some(
            random, (first + dt.timedelta(random.randint(low, high))).isoformat(), hole
        )

    def flag() -> Any:
        return _some(random, random.random() < 0.8, hole)

    flags = ("needs_device", "needs_assistance", "special_transport", "leaving_contraindicated")
    document: dict[str, Any] = _clean(
        {
            "claim_id": f"P{seed}",
            "type_of_bill": random.choice(("329", "329", "341", "341", "331")),
            "statement_from": first.isoformat(),
            "statement_through": (first + dt.timedelta(random.randint(10, 70))).isoformat(),
            "lines": [_line(random, n, d, codes, hole) for n, d in enumerate(days, 1)],
            "occurrences": [
                {"code": random.choice(("29", "17", "30", "50"))} for _ in range(3)
            ],
            "prior_ytd": {"PT_SLP": _some(random, "1500.00", hole), "OT": "1900.00"},
            "certification": {
                "type": _some(random, random.choice(("initial", "recertification")), hole),
                "start_of_care": day(-130, 0),
                "face_to_face": day(-260, 40),
                "noa_received": day(-5, 40) if random.random() < 0.9 else None,
                "recertifications": [
                    d for d in (day(-70, 0), day(-10, 0)) if isinstance(d, str)
                ],
            },
            "assessment": {
                "reason": _some(random, random.choice(("01", "03")), hole),
                "m0030_start_of_care": day(-9, 0),
                "m0090_completed": day(-9, 9),
            },
            "homebound": {
                name: flag() for name in (*flags, "normal_inability", "taxing_effort")
            },
        }
    )
    return document


@cache
def _judged() -> list[tuple[Claim, object]]:
    """Claims, and what the oracle says of them."""
    book = _book(frozenset())
    claims = [read_claim(_document(seed), claim_type=_claim_type()) for seed in range(180)]
    return [(claim, comparable(by_oracle(book, claim))) for claim in claims]


@pytest.mark.parametrize("left_out", ["", *PASSES, "everything"])
def test_a_pass_changes_nothing_that_rules_say(left_out: str) -> None:
    without = frozenset(PASSES) if left_out == "everything" else frozenset({left_out} - {""})
    book = _book(without)
    for claim, said in _judged():
        assert comparable(by_plain(book, claim)) == said, claim.claim_id


@cache
def _texts(without: frozenset[str]) -> tuple[str, ...]:
    """The benchmark's text and that of a rulebook which asks for figures of the whole claim."""
    folder = HERE.parent / "rulebooks"
    names = ("home-health-common", "home-health-other-lines")
    others = load(tuple(text_of(folder / n / f"{n}.hhr") for n in names), without=without)
    books = [_book(without), *others.values()]
    return tuple(book.modules[0].text for book in books)


@pytest.mark.parametrize("left_out", PASSES)
def test_a_pass_does_something(left_out: str) -> None:
    assert _texts(frozenset({left_out})) != _texts(frozenset())


def test_the_claims_above_meet_every_rule() -> None:
    said = [verdict for _, verdict in _judged()]
    book = _book(frozenset())
    broken = {rule for verdict in said for rule, *_ in verdict[3]}  # type: ignore[index]
    left_open = {rule for verdict in said for rule, *_ in verdict[4]}  # type: ignore[index]
    assert broken == set(range(len(book.program.rules)))
    assert len(left_open) > len(broken) / 2


def test_the_shipped_rulebooks_say_the_same_without_any_pass() -> None:
    texts = tuple(text_of(p) for p in sorted((HERE.parent / "rulebooks").glob("*/*.hhr")))
    bare = load(texts, without=frozenset(PASSES))
    for seed in range(40, 55):
        claim = read_claim(case(seed))
        history = history_for(claim, ())
        for name, book in shipped().items():
            if book.oracle.applies(claim, history) is not False:
                assert comparable(by_plain(book, claim)) == comparable(
                    by_plain(bare[name], claim)
                )


def test_the_command_shows_the_text_without_a_pass_and_knows_all_of_them() -> None:
    def shown(*words: str) -> Result:
        return CliRunner().invoke(compile_book, [str(BENCHMARK), "--show", "python", *words])

    whole, bare = shown().output, shown("--no-opt", "clean", "--no-opt", "rows").output
    assert "def each_line_1_2(" in whole
    assert "def each_line_" not in bare
    wrong = shown("--no-opt", "magic")
    assert wrong.exit_code == 2
    assert all(name in wrong.output for name in PASSES)
