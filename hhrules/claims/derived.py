"""Lists that a document holds inside other lists, laid flat so that rules can look them up."""

from __future__ import annotations

from typing import Annotated, ClassVar

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from hhrules.claims.care import Discipline
from hhrules.claims.chart import Chart
from hhrules.claims.fields import About, Day, Kind, Percent, Record, Text, Whole
from hhrules.values.types import TEXT


class DatedService(Record, frozen=True):
    """What the chart says was done of one code, on one day, by one discipline."""

    record_kind: ClassVar[Kind] = Kind(
        "service",
        "services",
        dated_by="service date",
        keys=("service date", "discipline", "hcpcs"),
    )

    service_date: Annotated[Day, About("service date", "The day of the visit.")] = UNSET
    discipline: Annotated[Text, About("discipline", "Who visited.")] = UNSET
    hcpcs: Annotated[Text, About("hcpcs", "The code of the service.")] = UNSET
    minutes: Annotated[
        Whole, About("minutes", "Minutes of the day in all.", unit="minutes")
    ] = UNSET
    visit_id: Annotated[
        Text, About("visit id", "The visit, where there was one only.", ty=TEXT)
    ] = UNSET


class PlanScore(Record, frozen=True):
    """A functional score with the discipline of its plan."""

    record_kind: ClassVar[Kind] = Kind("functional score", "functional scores", dated_by="date")

    discipline: Annotated[Discipline, About("discipline", "The therapy of the plan.")] = UNSET
    date: Annotated[Day, About("date", "The day of the test.")] = UNSET
    percent: Annotated[
        Percent, About("percent", "The share of function that is lost.", unit="percent")
    ] = UNSET
    method: Annotated[Text, About("method", "The test or judgement used.", ty=TEXT)] = UNSET


class OasisItem(Record, frozen=True, kw_only=True):
    """One response of an assessment."""

    record_kind: ClassVar[Kind] = Kind(
        "oasis item", "oasis items", dated_by="completed date", keys=("reason", "item")
    )

    item: Annotated[str, About("item", "The item, such as M1800.")]
    reason: Annotated[Text, About("reason", "Why the assessment was made (M0100).")] = UNSET
    completed_date: Annotated[
        Day, About("completed date", "The day it was completed (M0090).")
    ] = UNSET
    response: Annotated[str | None, About("response", "The response chosen.")]
    number: Annotated[
        int | None, About("number", "The response as a number; none where it is none.")
    ]


def dated_services(chart: Chart) -> list[DatedService] | UnsetType:
    """Give the services of all visits, one record for each day, discipline and code."""
    if chart.visits is UNSET:
        return UNSET
    found: dict[tuple[object, object, object], DatedService] = {}
    for visit in chart.visits:
        for service in [] if visit.services is UNSET else visit.services:
            key = (visit.date, visit.discipline, service.hcpcs)
            seen = found.get(key)
            if seen is None:
                found[key] = DatedService(
                    visit.date, visit.discipline, service.hcpcs, service.minutes, visit.visit_id
                )
                continue
            found[key] = replace(
                seen,
                minutes=_added(seen.minutes, service.minutes),
                visit_id=seen.visit_id if seen.visit_id == visit.visit_id else None,
            )
    return list(found.values())


def _added(a: int | UnsetType | None, b: int | UnsetType | None) -> int | UnsetType | None:
    if a is UNSET or b is UNSET:
        return UNSET
    if a is None or b is None:
        return b if a is None else a
    return a + b


def plan_scores(chart: Chart) -> list[PlanScore] | UnsetType:
    """Give the scores of all therapy plans.

    Unknown where the plans, or one plan's scores, are.
    """
    if chart.therapy_plans is UNSET:
        return UNSET
    scores: list[PlanScore] = []
    for plan in chart.therapy_plans:
        if plan.functional_scores is UNSET:
            return UNSET
        scores += (
            PlanScore(plan.discipline, score.date, score.percent, score.method)
            for score in plan.functional_scores
        )
    return scores


def oasis_items(chart: Chart) -> list[OasisItem] | UnsetType:
    """Give the responses of all assessments.

    Unknown where the assessments, or one's items, are.
    """
    if chart.oasis is UNSET:
        return UNSET
    items: list[OasisItem] = []
    for assessment in chart.oasis:
        if assessment.items is UNSET:
            return UNSET
        items += (
            OasisItem(
                reason=assessment.reason,
                completed_date=assessment.completed_date,
                item=item,
                response=None if response is None else str(response),
                number=_number(response),
            )
            for item, response in assessment.items.items()
        )
    return items


def _number(response: int | str | None) -> int | None:
    if isinstance(response, int):
        return response
    plain = response is not None and response.isascii() and response.isdigit()
    return int(response) if plain and response is not None else None
