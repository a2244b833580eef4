"""Properties of judging: evaluators agree, none raises, order and hiding change nothing.

All shipped rulebooks take part, under claims that the schema allows and under claims that look
like real ones.
"""

from __future__ import annotations

import copy
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hhrules.claims.history import history_for
from hhrules.claims.model import Claim
from hhrules.claims.reader import read_claim
from hhrules.ir import nodes as ir
from hhrules.values.truth import UNKNOWN
from tests.judging import (
    Loaded,
    by_oracle,
    by_plain,
    by_twin,
    comparable,
    rules_of_unsent,
    shipped,
)
from tests.properties.cases import case, cases, nulled
from tests.properties.hiding import by_name, hidden_places, speaks_of_missing
from tests.properties.strategies import Document, documents, without
from tests.verdict import Verdict

_COMMON = {
    "deadline": None,
    "derandomize": True,
    "database": None,
    "suppress_health_check": (HealthCheck.too_slow, HealthCheck.data_too_large),
}
_MANY = settings(max_examples=120, **_COMMON)  # type: ignore[arg-type]
_SOME = settings(max_examples=40, **_COMMON)  # type: ignore[arg-type]
_ANY = st.one_of(cases(), cases(), documents())
_SEEDS = st.integers(0, 2**32 - 1)


def _concerned(claim: Claim) -> Iterator[Loaded]:
    history = history_for(claim, ())
    for book in shipped().values():
        if book.oracle.applies(claim, history) is not False:
            yield book


@_MANY
@given(_ANY)
def test_the_plain_evaluators_and_the_oracle_agree(document: Document) -> None:
    claim = read_claim(document)
    for book in _concerned(claim):
        assert comparable(by_plain(book, claim)) == comparable(by_oracle(book, claim))


@_SOME
@given(_ANY)
def test_the_traced_twin_says_what_the_plain_evaluators_say(document: Document) -> None:
    claim = read_claim(document)
    for book in _concerned(claim):
        plain, twin = by_plain(book, claim), by_twin(book, claim)
        twin.open += [(rule, None) for rule in rules_of_unsent(book, claim, plain)]
        # A condition on the claim alone is asked once, of the twin once for each subject.
        twin.not_applicable = plain.not_applicable
        assert comparable(plain) == comparable(twin)


@_MANY
@given(_ANY)
def test_a_checked_rulebook_never_raises(document: Document) -> None:
    claim = read_claim(document)
    for book in shipped().values():  # also those that do not apply
        by_plain(book, claim)


# ------------------------------------------------------------------------------ hiding


def _check_hidden(book: Loaded, told: Claim, hidden: Claim) -> None:
    """What is said of `hidden` holds of `told`, which gives one fact more."""
    violated, undecided = by_name(told, by_plain(book, told))
    less = by_plain(book, hidden)
    violated_less, undecided_less = by_name(hidden, less)
    by_rule = Counter([rule for rule, _ in less.open] + [rule for rule, _, _ in less.broken])
    for rule, who in violated_less - violated - undecided:
        assert speaks_of_missing(book, book.program.rules[rule]), (rule, who)
    for rule, who in violated - violated_less - undecided_less:
        regrouped = isinstance(who, tuple) and who[0] == "group" and by_rule[rule]
        assert (
            regrouped
            or (rule, None) in undecided_less
            or speaks_of_missing(book, book.program.rules[rule])
        ), (rule, who)


@_SOME
@given(_SEEDS)
def test_hiding_a_fact_leads_to_undetermined_never_to_the_opposite(seed: int) -> None:
    chance, document = Random(seed), case(seed)  # noqa: S311
    places = hidden_places(document)
    for place in chance.sample(places, min(len(places), 6)):
        hidden = read_claim(without(document, place))
        none = nulled(copy.deepcopy(document), place)
        for told in (read_claim(document), read_claim(none)):
            for book in _concerned(told):
                _check_hidden(book, told, hidden)


# ------------------------------------------------------------------------------ order


def _by_line(claim: Claim, verdict: Verdict) -> tuple[object, ...]:
    violated, undecided = by_name(claim, verdict)
    return verdict.met, verdict.not_applicable, verdict.violated, violated, undecided


@_SOME
@given(_SEEDS)
def test_the_order_of_lines_does_not_matter(seed: int) -> None:
    document = case(seed)
    for claim in (document, *document.get("history", {}).get("claims", [])):
        for number, line in enumerate(claim["lines"], 1):
            line["line"] = number
    shuffled = copy.deepcopy(document)
    chance = Random(seed)  # noqa: S311
    for claim in (shuffled, *shuffled.get("history", {}).get("claims", [])):
        chance.shuffle(claim["lines"])
    one, other = read_claim(document), read_claim(shuffled)
    for book in _concerned(one):
        assert _by_line(one, by_plain(book, one)) == _by_line(other, by_plain(book, other))


# ------------------------------------------------------------------------------ coverage

_SAMPLE = 260
#: The share of rules that have each outcome under some claim of the sample. What is left are
#: outcomes that need more to come together than chance brings; examples of rulebooks show them.
_MOST = 0.6


def test_the_sample_brings_out_every_outcome_of_most_rules() -> None:
    seen: dict[str, set[str]] = {}
    for seed in range(_SAMPLE):
        claim = read_claim(case(seed))
        for book in _concerned(claim):
            for (number, _), outcome in by_oracle(book, claim).outcomes.items():
                seen.setdefault(book.program.rules[number].id, set()).add(outcome)
    rules = [rule for book in shipped().values() for rule in book.program.rules]
    guarded = [rule for rule in rules if any(isinstance(s, ir.Guard) for s in rule.steps)]
    for outcome in ("met", "violated", "undetermined", "not applicable"):
        asked = guarded if outcome == "not applicable" else rules
        without = [rule.id for rule in asked if outcome not in seen.get(rule.id, ())]
        share = 1 - len(without) / len(asked)
        assert share >= _MOST, (outcome, without)


# ------------------------------------------------------------------------------ determinism

_EMIT = """
import hashlib
from tests.judging import shipped
for name, book in sorted(shipped().items()):
    for module in book.modules:
        print(name, hashlib.sha256(module.text.encode()).hexdigest(), len(module.segments))
"""


def test_the_emitted_text_does_not_depend_on_hashing() -> None:
    root = Path(__file__).parents[2]
    printed = []
    for seed in ("1", "4242"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(root)}
        done = subprocess.run(
            [sys.executable, "-c", _EMIT],
            env=environment,
            cwd=root,
            capture_output=True,
            text=True,
            check=True,
        )
        printed.append(done.stdout)
    assert printed[0] == printed[1]
    assert printed[0].count("\n") == 2 * len(shipped())


@pytest.mark.parametrize("name", ["functional-reporting", "outpatient-therapy-units"])
def test_unknown_is_never_taken_for_a_value(name: str) -> None:
    """An empty claim decides nothing but what rests on the claim's own lines."""
    claim = read_claim(
        {
            "claim_id": "C1",
            "type_of_bill": "341",
            "statement_from": "2017-03-01",
            "statement_through": "2017-03-31",
            "lines": [{}],
        }
    )
    verdict = by_plain(shipped()[name], claim)
    assert claim.lines[0].hcpcs is UNKNOWN
    assert not verdict.broken
