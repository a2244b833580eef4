"""Claims out of examples: each stated fact at its place in a claim document.

What an example does not state is absent, so unknown; the deciding date, if it is not stated,
lies within the rule's effective period.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from attrs import define, field

from hhrules.claims.vocabulary import Fact, RecordKind, Vocabulary
from hhrules.semantics.literals import cents_of, value_of
from hhrules.syntax import nodes
from hhrules.values.types import DATE, MONEY, PERCENT, TEXT, WHOLE, YESNO, ListOf, Ty

DISCIPLINES = ("PT", "OT", "SLP")


class Unplaced(Exception):
    """A fact of an example that has no place on a claim document."""

    def __init__(self, name: str, span: object) -> None:
        super().__init__(name)
        self.name = name
        self.span = span


@define(eq=False)
class Document:
    """A claim document while an example states its facts."""

    vocabulary: Vocabulary
    kinds: tuple[str, ...]  # record kinds that the rule reads, its subject first
    data: dict[str, Any] = field(factory=dict)
    named: set[str] = field(factory=set)
    discipline: str | None = None

    def state(self, header: nodes.Header, cell: nodes.Cell) -> None:
        """Put what a cell says of a fact at the fact's place."""
        if isinstance(cell, nodes.NotGivenCell):
            return
        listed = self.vocabulary.by_plural.get(header.name.text)
        if isinstance(cell, nodes.NoneCell) and listed is not None and listed.name != "service":
            self.records(listed).clear()
            return
        kind, fact, number, key = self._target(header)
        self.named.add(fact.name if kind.name == "claim" else f"{kind.name}.{fact.name}")
        if kind.name == "claim":
            self._set_path(fact.json_path.split("."), cell, fact.ty, fact)
            return
        if isinstance(cell, nodes.NoneCell) and _names_record(kind, fact, key):
            self.records(kind)
            return
        for record in self._records_for(kind, number, key):
            _put(record, fact.json_path.split(".")[-1], cell, fact.ty, fact)

    def _target(self, header: nodes.Header) -> tuple[RecordKind, Fact, int, nodes.Lit | None]:
        name, key = header.name, header.key
        claim = self.vocabulary.records["claim"]
        if name.text in claim.facts and key is None:
            return claim, claim.facts[name.text], 0, None
        for split in range(1, len(name.parts)):
            head, rest = " of ".join(name.parts[:split]), " of ".join(name.parts[split:])
            kind = self.vocabulary.records.get(rest) or self.vocabulary.by_plural.get(rest)
            if kind is not None and head in kind.facts:
                if kind.name == "line" and key is not None:
                    return kind, kind.facts[head], int(key.text) - 1, None
                return kind, kind.facts[head], 0, key
        for known in (*self.kinds, *self.vocabulary.records):
            kind = self.vocabulary.records.get(known)
            if kind is not None and kind.name != "claim" and name.text in kind.facts:
                return kind, kind.facts[name.text], 0, None
        raise Unplaced(name.text, header.span)

    def records(self, kind: RecordKind) -> list[dict[str, Any]]:
        """The list of a kind's records, made empty if it was not there."""
        if kind.name in ("service", "functional score", "oasis item"):
            return self._nested(kind)
        target: Any = self.data
        steps = kind.json_path.split(".")
        for step in steps[:-1]:
            target = target.setdefault(step, {})
        found: list[dict[str, Any]] = target.setdefault(steps[-1], [])
        return found

    def _nested(self, kind: RecordKind) -> list[dict[str, Any]]:
        """Services stand in visits, scores in plans: one holder keeps them until `finish`."""
        found: list[dict[str, Any]] = self.data.setdefault(f"+{kind.name}", [])
        return found

    def _records_for(
        self, kind: RecordKind, number: int, key: nodes.Lit | None
    ) -> Iterator[dict[str, Any]]:
        records = self.records(kind)
        if key is not None:
            field_name = kind.facts[kind.keys[-1]].json_path.split(".")[-1]
            for record in records:
                if record.get(field_name) == key.text:
                    yield record
                    return
            records.append({field_name: key.text})
            yield records[-1]
            return
        if kind.joins:
            wanted = [self.discipline] if self.discipline else list(DISCIPLINES)
            if not records:
                records.extend({"discipline": d} for d in wanted)
            yield from records
            return
        while len(records) <= number:
            records.append({})
        yield records[number]

    def _set_path(self, steps: list[str], cell: nodes.Cell, ty: Ty, fact: Fact) -> None:
        target = self.data
        for step in steps[:-1]:
            target = target.setdefault(step, {})
        _put(target, steps[-1], cell, ty, fact)

    def rows(
        self, records: nodes.WithRows, skip: tuple[str, ...] = ("expect",)
    ) -> list[tuple[nodes.Row, int]]:
        """Add the rows of `with lines` and the like; each with the number of its (last) record."""
        kind = self.vocabulary.record(records.records.text)
        if kind is None:
            raise Unplaced(records.records.text, records.records.span)
        held = self.records(kind)
        placed: list[tuple[nodes.Row, int]] = []
        for row in records.grid.rows:
            cells = [
                (h, c)
                for h, c in zip(records.grid.header, row.cells, strict=False)
                if h.name.text not in skip
            ]
            for day in _days(cells):
                record: dict[str, Any] = {}
                for header, cell in cells:
                    name = "line number" if header.name.text == "line" else header.name.text
                    fact = kind.facts.get(name)
                    if fact is None:
                        raise Unplaced(header.name.text, header.span)
                    stated = (
                        nodes.ListCell((day,), cell.span)
                        if day is not None and _is_span(cell)
                        else cell
                    )
                    if not isinstance(stated, nodes.NotGivenCell):
                        _put(record, fact.json_path.split(".")[-1], stated, fact.ty, fact)
                held.append(record)
                placed.append((row, len(held) - 1))
        return placed

    def finish(
        self, bill: str, payer: dict[str, str], default_day: dt.date, anchor: str
    ) -> dict[str, Any]:
        """The whole document, with what every document has."""
        data = self.data
        self._place_services()
        self._place_scores()
        self._place_items()
        data.setdefault("claim_id", "example")
        data.setdefault("type_of_bill", bill)
        for name, value in payer.items():
            if name.replace("_", " ") not in self.named:  # what is said to be missing stays so
                data.setdefault(name, value)
        lines = data.setdefault("lines", [])
        for number, line in enumerate(lines, 1):
            line.setdefault("line", number)
            if anchor == "line.service date" and "line.service date" not in self.named:
                line.setdefault("service_date", default_day.isoformat())
        days = sorted(d for line in lines if isinstance(d := line.get("service_date"), str))
        first = days[0] if days else data.get("admission_date") or default_day.isoformat()
        through = data.get("statement_through") or first
        data.setdefault("statement_from", through if not days else first)
        last = max(days[-1] if days else first, data["statement_from"] or first)
        data.setdefault("statement_through", last)
        return data

    def _place_services(self) -> None:
        for service in self.data.pop("+service", []):
            visits = self.data.setdefault("chart", {}).setdefault("visits", [])
            head = {
                "date": service.pop("service_date", None),
                "discipline": service.pop("discipline", None),
                "visit_id": service.pop("visit_id", None),
            }
            head = {k: v for k, v in head.items() if v is not None}
            for visit in visits:
                if {k: visit.get(k) for k in head} == head:
                    visit.setdefault("services", []).append(service)
                    break
            else:
                visits.append({**head, "services": [service]})

    def _place_scores(self) -> None:
        scores = self.data.pop("+functional score", None)
        if scores is None:
            return
        plans = self.data.setdefault("chart", {}).setdefault("therapy_plans", [])
        if not plans:
            plans.extend({"discipline": d} for d in DISCIPLINES)
        for plan in plans:
            plan["functional_scores"] = [
                {k: v for k, v in s.items() if k != "discipline"}
                for s in scores
                if s.get("discipline") in (None, plan.get("discipline"))
            ]

    def _place_items(self) -> None:
        """Items stand in the assessment of their reason and day."""
        for item in self.data.pop("+oasis item", []):
            held = self.data.setdefault("chart", {}).setdefault("oasis", [])
            head = {k: item[k] for k in ("reason", "completed_date") if k in item}
            for assessment in held:
                if all(assessment.get(k, v) == v for k, v in head.items()):
                    assessment.update(head)
                    break
            else:
                assessment = dict(head)
                held.append(assessment)
            items = assessment.setdefault("items", {})
            said = [item[k] for k in ("response", "number") if k in item]
            if "item" in item and said:
                items[item["item"]] = said[0]


def _names_record(kind: RecordKind, fact: Fact, key: nodes.Lit | None) -> bool:
    """Whether `is none` says that there is no such record, not that its fact is none."""
    if kind.name == "line" or kind.joins or isinstance(fact.ty, ListOf):
        return False
    return key is not None or fact.name == kind.dated_by


def _is_span(cell: nodes.Cell) -> bool:
    return (
        isinstance(cell, nodes.ListCell)
        and len(cell.items) == 1
        and isinstance(cell.items[0], nodes.RangeLit)
    )


def _days(cells: list[tuple[nodes.Header, nodes.Cell]]) -> list[nodes.Lit | None]:
    """One day for each day of a cell `D to D`; else one row as it stands."""
    for _, cell in cells:
        if isinstance(cell, nodes.ListCell) and _is_span(cell):
            item = cell.items[0]
            assert isinstance(item, nodes.RangeLit)
            if item.low.kind == "date":
                first, last = (
                    dt.date.fromisoformat(item.low.text),
                    dt.date.fromisoformat(item.high.text),
                )
                return [
                    nodes.Lit("date", (first + dt.timedelta(days=n)).isoformat(), item.span)
                    for n in range((last - first).days + 1)
                ]
    return [None]


def _put(record: dict[str, Any], name: str, cell: nodes.Cell, ty: Ty, fact: Fact) -> None:
    match cell:
        case nodes.NoneCell():
            record[name] = [] if isinstance(ty, ListOf) else None
        case nodes.MissingCell():
            record.pop(name, None)
        case nodes.ListCell(items=items):
            if isinstance(ty, ListOf):
                record[name] = [_json(i, ty.item, fact) for i in items]
            else:
                record[name] = _json(items[0], ty, fact)
        case _:
            raise Unplaced(fact.name, cell.span)


def _json(item: nodes.Lit | nodes.RangeLit | nodes.Ref, ty: Ty, fact: Fact) -> Any:
    if isinstance(item, nodes.Ref):
        return fact.code_of(item.text) or item.text
    if isinstance(item, nodes.RangeLit):
        raise Unplaced(fact.name, item.span)
    if ty == MONEY:
        cents = int(cents_of(item.text) if item.kind == "money" else cents_of(f"${item.text}"))
        return f"{cents // 100}.{cents % 100:02d}"
    if ty == PERCENT:
        return item.text.rstrip("%").strip()
    if ty in (DATE, TEXT):
        return item.text
    if ty == YESNO:
        return item.kind == "yes"
    if ty == WHOLE:
        return int(item.text)
    if item.kind == "number" and str(ty) == "a number":
        value, _ = value_of(item, ty)
        return int(value) if getattr(value, "denominator", 1) == 1 else float(value)  # type: ignore[arg-type, call-overload]
    if item.kind == "duration":
        return int(value_of(item, None)[0])  # type: ignore[call-overload]
    return item.text
