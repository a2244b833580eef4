"""Where a fact stands: on which line or earlier claim, and in which box, segment or field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from attrs import frozen

from hhrules.claims.history import History
from hhrules.claims.model import Claim
from hhrules.values.lazy import lazy_property

if TYPE_CHECKING:
    from hhrules.claims.vocabulary import Fact, RecordKind, Vocabulary

Form = Literal["", "x12"]
"""What a claim was read from: an 837I file (x12) has its facts in segments, others in fields."""


def _vocabulary() -> Vocabulary:
    """The names of all facts; only an explanation needs them."""
    from hhrules.claims.standard import VOCABULARY  # noqa: PLC0415 - takes its time

    return VOCABULARY


@frozen
class _Held:
    """A record of a claim: its kind, its number in its list (from 0), in words where that is."""

    kind: RecordKind
    number: int
    where: str
    earlier: bool = False


@frozen(eq=False, slots=False)
class Origins:
    """The places of the facts of one claim and of its earlier claims."""

    claim: Claim
    history: History
    form: Form = ""

    def of(self, label: str, record: object) -> str:
        """Where the fact `label` of a record (None: of the claim) stands; empty if not known."""
        held = self._records.get(id(record)) if record is not None else self._own
        if held is None:
            return ""
        fact = held.kind.facts.get(label)
        box = self._box(fact, held) if fact is not None else ""
        return ", ".join(part for part in (held.where, box) if part)

    def held(self, record: object) -> tuple[RecordKind, int] | None:
        """The kind of a record of this claim and its number in its list, from 0; None: the claim."""
        found = self._records.get(id(record)) if record is not None else self._own
        return None if found is None or found.earlier else (found.kind, found.number)

    def record(self, record: object) -> str:
        """What a member of a set is called: its line, its claim."""
        held = self._records.get(id(record))
        return held.where if held is not None else ""

    @property
    def _own(self) -> _Held:
        return _Held(_vocabulary().claim, 0, "")

    @lazy_property
    def _records(self) -> dict[int, _Held]:
        found = {id(self.claim): self._own, **_lists(self.claim, "")}
        for earlier in self.history.earlier:
            where = f"claim {earlier.claim_id}"
            found[id(earlier)] = _Held(_vocabulary().claim, 0, where, earlier=True)
            found |= _lists(earlier, f"{where}, ")
        return found

    def _box(self, fact: Fact, held: _Held) -> str:
        """The box of the form or segment of the file, else the field of the document."""
        if self.form == "x12" and fact.x12:
            return fact.x12
        if self.form != "x12" and fact.ub04:
            return f"FL {fact.ub04}"
        if held.kind.name == "claim":
            return fact.json_path
        field = fact.json_path.removeprefix(f"{held.kind.json_path}.")
        if held.kind.name == "line":
            return field
        return f"{held.kind.json_path}[{held.number + 1}].{field}"


def _lists(claim: Claim, before: str) -> dict[int, _Held]:
    """The records in the lists of a claim, by identity."""
    found: dict[int, _Held] = {}
    for kind in _vocabulary().records.values():
        if kind.name == "claim" or kind.parent not in (None, "claim"):
            continue
        value: Any = claim
        for name in kind.attr_path:
            value = getattr(value, name, None)
        for number, record in enumerate(value if isinstance(value, list) else ()):
            where = f"line {record.line}" if kind.name == "line" else ""
            words = f"{before}{where}" if where else before.removesuffix(", ")
            found[id(record)] = _Held(kind, number, words, bool(before))
    return found
