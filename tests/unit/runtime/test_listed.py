"""Lists in messages."""

from hhrules.runtime.lists import listed
from hhrules.values.truth import UNKNOWN


def test_a_list_is_said_with_commas() -> None:
    assert listed(["GP", "KX"]) == "GP, KX"


def test_an_empty_list_is_none_and_a_missing_one_unknown() -> None:
    assert listed([]) is None
    assert listed(None) is None
    assert listed(UNKNOWN) is UNKNOWN
