"""What a rule judges one by one: the claim, its lines, its records, groups of them."""

from __future__ import annotations

from typing import Any

from hhrules.engine.bookdata import RuleData
from hhrules.runtime.environment import Environment
from hhrules.runtime.outcomes import Outcomes
from hhrules.values.truth import UNKNOWN


def subjects_of(data: RuleData, env: Environment) -> list[Any]:
    """The subjects of a rule on a claim: [None] for the claim itself, [UNKNOWN] if not known."""
    if data.record == "":
        return [None]
    if data.record == "line":
        return list(env.claim.lines)
    found = env.groups(data.group) if data.group >= 0 else _listed(data, env)
    return [UNKNOWN] if found is UNKNOWN else list(found or ())


def _listed(data: RuleData, env: Environment) -> Any:
    value: Any = env.claim
    for name in data.path:
        value = getattr(value, name)
    return value


def outcome_word(outcomes: Outcomes) -> str:
    """The outcome of a rule on one subject; empty where it judged nothing."""
    if outcomes.violations:
        return "violated"
    if outcomes.undecided:
        return "undetermined"
    if outcomes.met:
        return "met"
    return "not applicable" if outcomes.not_applicable else ""
