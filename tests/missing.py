"""What an open rule lacks, told the long way: out of a whole trace of it, step by step."""

from __future__ import annotations

from collections.abc import Mapping

from hhrules.engine.evaluate import Judgement, rule_steps, trace
from hhrules.engine.lacking import Wanting
from hhrules.runtime.missing import NodeInfo, is_open
from hhrules.runtime.record import Step
from hhrules.values.truth import UNKNOWN


def missing_by_trace(judgement: Judgement, rule: int, subject: object) -> Wanting:
    """What would decide a rule for a subject, as its trace shows it."""
    book = judgement.book
    data = book.data.rules[rule]
    if subject is None and data.record:
        return Wanting((data.plural,))
    traced = trace(judgement, rule, subject)
    found: set[str] = set()
    tables: set[str] = set()
    opened: list[bool] = []
    for kind, _, step in rule_steps(data, traced):
        if kind == "require":
            opened.append(is_open(step.value))
        if kind != "let" and is_open(step.value):
            found |= missing_facts(step, book.info, traced.lets)
            tables |= tables_instead(step, book.info).intersection(book.filed)
    if not found and data.record:
        found = _spare(book.info, data.plural) or {data.plural}
    first = opened.index(True) if True in opened else 0
    return Wanting(tuple(sorted(found)), first, tuple(sorted(tables - found)))


def _spare(info: Mapping[int, NodeInfo], plural: str) -> set[str]:
    for kind, label, spare, *_ in info.values():
        if kind == "loop" and label == plural and spare:
            return set(spare)
    return set()


def missing_facts(
    step: Step, info: Mapping[int, NodeInfo], lets: Mapping[str, Step]
) -> set[str]:
    """The facts that would settle a step, in the vocabulary's words."""
    kind, label, spare, *_ = info[step.id]
    value = step.value
    if kind == "loop" and step.record is None:
        return {label} if value is UNKNOWN else {"history"}
    if value is True or (kind != "loop" and not is_open(value)):
        return set()
    if kind == "leaf":
        return {label}
    if kind == "local":
        source = lets.get(label)
        return missing_facts(source, info, lets) if source is not None else set(spare)
    within = step.within
    if kind == "first" and within and is_open(within[0].value):
        within = within[:1]
    found: set[str] = set()
    for inner in within:
        if inner.value is not True:  # a quick way past most of what is settled
            found |= missing_facts(inner, info, lets)
    if not found:
        found = {label} if kind == "table" else set(spare)
    return found


def tables_instead(step: Step, info: Mapping[int, NodeInfo]) -> set[str]:
    """The tables that would stand in for a fact that was not sent: those of `A if missing B`."""
    found: set[str] = set()
    waiting = [(step, False)]
    while waiting:
        outer, instead = waiting.pop()
        if not is_open(outer.value):
            continue
        kind, label, *_ = info[outer.id]
        if instead and kind == "table":
            found.add(label)
        for place, inner in enumerate(outer.within):
            waiting.append((inner, instead or (kind == "first" and place > 0)))
    return found
