"""What a set lacks, where some of its members are certain."""

from hhrules.runtime.missing import NodeInfo, missing_facts
from hhrules.runtime.record import Step
from hhrules.values.truth import UNKNOWN

COUNT, MEMBER = 1, 2
INFO: dict[int, NodeInfo] = {
    COUNT: ("other", "", ("hcpcs",), "", ""),
    MEMBER: ("loop", "treatment days", ("discipline", "hcpcs"), "", ""),
}
RECORD = object()


def lacking(*members: Step) -> set[str]:
    return missing_facts(Step(COUNT, UNKNOWN, members), INFO, {})


def test_a_certain_member_lacks_nothing() -> None:
    assert lacking(Step(MEMBER, True, (), RECORD), Step(MEMBER, None, ())) == {"history"}


def test_an_uncertain_member_lacks_what_it_is_grouped_by() -> None:
    assert lacking(Step(MEMBER, False, (), RECORD)) == {"discipline", "hcpcs"}


def test_a_list_that_was_not_sent_is_what_is_lacking() -> None:
    assert lacking(Step(MEMBER, UNKNOWN, ())) == {"treatment days"}
