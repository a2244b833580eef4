"""The recorder: which steps belong within which."""

from __future__ import annotations

from hhrules.runtime.record import Recorder


def recorder(**children: set[int]) -> Recorder:
    return Recorder({int(k[1:]): frozenset(v) for k, v in children.items()})


def test_an_outer_step_takes_the_inner_ones_over_others_between_them() -> None:
    record = recorder(_3={1, 2}, _2={4})
    for number in (4, 1, 2):
        record.seen(number, True)
    record.seen(3, True)
    (outer,) = record.steps
    assert [inner.id for inner in outer.within] == [1, 2]
    assert [inner.id for inner in outer.within[1].within] == [4]


def test_a_member_takes_its_own_conditions_and_leaves_those_of_others() -> None:
    record = recorder(_9={1}, _10={9, 1})
    record.seen(1, value=False)
    record.seen(1, value=True)
    record.seen(9, True, object())
    record.seen(10, 1)
    (outer,) = record.steps
    assert [(inner.id, inner.value) for inner in outer.within] == [(1, False), (9, True)]
    assert [inner.value for inner in outer.within[1].within] == [True]


def test_a_value_passes_through() -> None:
    assert recorder().seen(1, "GP") == "GP"
