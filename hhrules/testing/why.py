"""Why an example came out otherwise: the clauses that decided, in the words of the rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import field, frozen

from hhrules.engine.explaining.explain import Explanation
from hhrules.engine.explaining.steps import Step

_MOST = 4  # subjects that are told
_WEIGHT = ("violated", "undetermined", "met", "not applicable")


@frozen
class _Clause:
    """A clause of the rule: what it came to, and the steps that it rests on."""

    text: str
    value: str
    within: list[Step] = field(factory=list)

    @property
    def kind(self) -> str:
        return self.text.split(" ", 1)[0]

    @property
    def lets_through(self) -> str:
        """The value with which the rule goes on."""
        return "no" if self.kind == "unless" else "yes"

    @property
    def is_gate(self) -> bool:
        return self.kind in ("when", "unless", "in")


def why(wanted: str, subjects: Sequence[Explanation]) -> str:
    """The lines below `expected …, came out …`: of each subject, the clauses that decided it."""
    if not subjects:
        return "\n  the rule looks at nothing here: no such subject, or the rulebook does not apply"
    told = sorted(subjects, key=lambda s: _WEIGHT.index(s.outcome))
    told = [s for s in told if s.outcome == told[0].outcome] or told
    lines: list[str] = []
    for subject in told[:_MOST]:
        lines += _subject(wanted, subject)
    if len(told) > _MOST:
        lines.append(f"  and {len(told) - _MOST} more")
    return "\n" + "\n".join(lines)


def _subject(wanted: str, subject: Explanation) -> Iterator[str]:
    lacks = f", without {', '.join(subject.missing)}" if subject.missing else ""
    yield f"  {subject.subject}: {subject.outcome}{lacks}"
    clauses = _clauses(subject.steps)
    decided, needed = _decided(wanted, subject.outcome, clauses)
    for clause in decided:
        yield f"    {clause.text} = {clause.value}{_needed(clause, needed)}"
        yield from (f"    {'  ' * s.depth}{s.text} = {s.value}" for s in clause.within[:12])
    if needed == "one":
        yield f"    for `{wanted}` one of these would have to come out otherwise"
    if wanted == "undetermined" and subject.outcome != wanted:
        yield "    for `undetermined` a fact that it reads would have to be missing"
    rest = [c for c in clauses if c not in decided and c.kind != "let"]
    if rest:
        yield "    also looked at:"
        yield from (f"      {c.text} = {c.value}" for c in rest)


def _clauses(steps: Sequence[Step]) -> list[_Clause]:
    found: list[_Clause] = []
    for step in steps:
        if step.depth == 0 or not found:
            found.append(_Clause(step.text, step.value))
        else:
            found[-1].within.append(step)
    return found


def _decided(wanted: str, outcome: str, clauses: list[_Clause]) -> tuple[list[_Clause], str]:
    """The clauses to look at, and whether each of them, or one of them, has to change."""
    gates = [c for c in clauses if c.is_gate]
    checks = [c for c in clauses if c.kind == "require"]
    match outcome:
        case "met" | "violated" if wanted == "undetermined":
            return checks, ""
        case "not applicable":
            shut = [c for c in gates if c.value != c.lets_through]
            needed = "" if wanted == "undetermined" else "each"
            return (shut, needed) if shut else (clauses, "")
        case "undetermined":
            return [c for c in (*gates, *checks) if c.value not in ("yes", "no")], ""
        case _ if wanted == "not applicable":
            return (gates, "one") if gates else (clauses, "")
        case "violated":
            return [c for c in checks if c.value == "no"], "each" if wanted == "met" else ""
        case _:
            return checks, "one" if wanted == "violated" and len(checks) > 1 else "no"


def _needed(clause: _Clause, needed: str) -> str:
    match needed:
        case "each":
            return f"   (has to be {clause.lets_through})"
        case "no":
            return "   (has to be no)"
        case _:
            return ""
