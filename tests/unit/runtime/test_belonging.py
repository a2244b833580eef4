"""What belongs to a group, however many members it has."""

from hhrules.runtime.groups import Groups, belongs
from hhrules.values.truth import UNKNOWN


class Member:
    """A record of which nothing is asked but which one it is."""


def test_a_group_of_many_knows_its_own_also_after_it_has_grown() -> None:
    groups, own = Groups(), [Member() for _ in range(40)]
    for member in own[:20]:
        groups.add(("PT",), member, None, sure=True)
    (group,) = groups.made()
    assert [belongs(m, group) for m in own] == [True] * 20 + [False] * 20
    for member in own[20:]:
        groups.add(("PT",), member, None, sure=True)
    assert all(belongs(m, group) for m in own)
    assert not belongs(Member(), group)


def test_nothing_belongs_to_no_group_or_to_one_that_is_not_known() -> None:
    assert not belongs(Member(), None)
    assert not belongs(Member(), UNKNOWN)
