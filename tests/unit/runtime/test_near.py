"""Members by their keys: all that may have given keys, and no others, in their order."""

from __future__ import annotations

from itertools import product
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from hhrules.runtime.near import Near
from hhrules.values.numbers import Range
from hhrules.values.truth import UNKNOWN

KEYS = st.tuples(
    st.sampled_from(("a", "b", None, UNKNOWN)), st.sampled_from((1, 2, UNKNOWN, Range(1, 2)))
)


def _open(key: Any) -> bool:
    return key is UNKNOWN or isinstance(key, Range)


def _may_be(one: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    return all(_open(a) or _open(b) or a == b for a, b in zip(one, other, strict=True))


@given(st.lists(KEYS, max_size=12))
def test_members_that_may_have_keys_are_found_by_them(rows: list[tuple[Any, ...]]) -> None:
    near = Near([(keys, (number, True)) for number, keys in enumerate(rows)])
    for asked in product(("a", "b", None, UNKNOWN), (1, 2, 3, UNKNOWN, Range(2, 3))):
        expected = [(n, True) for n, keys in enumerate(rows) if _may_be(keys, asked)]
        assert near.of(*asked) == near.of(*asked) == expected
