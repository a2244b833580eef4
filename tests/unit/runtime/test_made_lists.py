"""Lists that are made of others keep their records: what is kept by a record's identity stays true."""

from __future__ import annotations

import pytest

from hhrules.claims.history import history_for
from hhrules.claims.model import MADE
from hhrules.claims.reader import read_claim
from hhrules.runtime.environment import Environment
from hhrules.values.truth import UNKNOWN
from tests.properties.cases import case


@pytest.mark.parametrize("name", sorted(MADE))
def test_a_made_list_is_made_once_for_a_claim(name: str) -> None:
    claims = [read_claim(case(seed)) for seed in range(20)]
    found = 0
    for claim in claims:
        env = Environment(claim, history_for(claim), {}, None, ())
        first = env.made(claim, name)
        assert env.made(claim, name) is first
        assert first == getattr(claim, name)
        others = (c for c in claims if c is not claim)
        assert all(env.made(c, name) == getattr(c, name) for c in others)
        found += first is not UNKNOWN
    assert found
