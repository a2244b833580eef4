"""The twelve rules as a careful programmer writes them by hand: the measure for our own figures.

Plain functions over the decoded document, one a rule, with dates and decimals. They say what
`rulebooks/benchmark.hhr` says of a claim that gives every fact. A finding is (rule, line or None,
words).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

Claim = dict[str, Any]
Finding = tuple[str, int | None, str]

BY_REVENUE = {"042": "PT", "043": "OT", "044": "SLP", "055": "SN", "056": "MSW", "057": "HHA"}
BY_CODE = {
    code: discipline
    for discipline, codes in {
        "PT": "G0151 G0157 G0159 G2168 97161 97162 97163 97164",
        "OT": "G0152 G0158 G0160 G2169 97165 97166 97167 97168",
        "SLP": "G0153 G0161 92507 92526 92610",
        "SN": "G0162 G0163 G0164 G0299 G0300 G0493 G0494 G0495 G0496",
        "MSW": "G0155",
        "HHA": "G0156",
    }.items()
    for code in codes.split()
}
TIMED = {
    *(f"G{n:04}" for n in (*range(151, 154), *range(155, 165), 299, 300, *range(493, 497))),
    *("G2168", "G2169", "97032", "97035", "97110", "97112", "97116"),
    *("97129", "97130", "97140", "97530", "97535"),
}
FUNCTIONAL = {f"G{n}" for n in (*range(8978, 9000), *range(9158, 9177), 9186)}
THERAPY = {"PT": ("GP", "29"), "OT": ("GO", "17"), "SLP": ("GN", "30")}
THRESHOLDS = dict(
    zip(range(2017, 2026), (1980, 2010, 2040, 2080, 2110, 2150, 2230, 2330, 2410), strict=True)
)


def _discipline(line: Claim) -> str | None:
    return BY_REVENUE.get(line["revenue_code"][:3])


def _day(part: Claim, name: str) -> date | None:
    text = part.get(name)
    return date.fromisoformat(text) if text else None


def units(claim: Claim) -> Iterator[Finding]:
    """Units follow from minutes."""
    for line in claim["lines"]:
        if line["hcpcs"] in TIMED:
            minutes = line.get("minutes")
            if minutes is None:
                yield "a", line["line"], "minutes missing"
            elif line["units"] != (minutes + 7) // 15:
                yield "a", line["line"], f"expected {(minutes + 7) // 15}"


def revenue(claim: Claim) -> Iterator[Finding]:
    """The revenue code is the discipline's."""
    for line in claim["lines"]:
        wanted = BY_CODE.get(line["hcpcs"])
        if wanted is not None and _discipline(line) != wanted:
            yield "b", line["line"], f"expected {wanted}"


def repeated(claim: Claim) -> Iterator[Finding]:
    """One therapy code a day and discipline."""
    seen = set()
    for line in claim["lines"]:
        discipline = _discipline(line)
        if discipline in THERAPY:
            visit = (discipline, line["service_date"])
            if visit in seen:
                yield "c", line["line"], f"duplicate {discipline}"
            seen.add(visit)


def modifiers(claim: Claim) -> Iterator[Finding]:
    """Therapy lines carry their discipline's modifier."""
    for line in claim["lines"]:
        discipline = _discipline(line)
        if discipline in THERAPY:
            own = THERAPY[discipline][0]
            if own not in line["modifiers"]:
                other = {"GP", "GO", "GN"} & set(line["modifiers"])
                yield "d", line["line"], f"{'mismatch' if other else 'missing'} {own}"


def plans(claim: Claim) -> Iterator[Finding]:
    """Each discipline has its plan's occurrence code."""
    given = {occurrence["code"] for occurrence in claim["occurrences"]}
    treated = {_discipline(line) for line in claim["lines"]}
    for discipline, (_, code) in THERAPY.items():
        if discipline in treated and code not in given:
            yield "e", None, f"missing {code}"


def thresholds(claim: Claim) -> Iterator[Finding]:
    """Lines above the year's threshold carry KX."""
    first = date.fromisoformat(claim["statement_from"]).year
    spent = {(pot, first): Decimal(amount) for pot, amount in claim["prior_ytd"].items()}
    for line in claim["lines"]:
        discipline = _discipline(line)
        if discipline not in THERAPY:
            continue
        year = date.fromisoformat(line["service_date"]).year
        pot = ("OT" if discipline == "OT" else "PT_SLP", year)
        spent[pot] = spent.get(pot, Decimal(0)) + Decimal(line["allowed_amount"])
        limit = THRESHOLDS.get(year)
        if limit is not None and spent[pot] > limit and "KX" not in line["modifiers"]:
            yield "f", line["line"], "KX required"


def reports(claim: Claim) -> Iterator[Finding]:
    """Functional reporting: on the first treatment day, and within ten."""
    for discipline in THERAPY:
        days: dict[date, int] = {}
        reported = set()
        for line in claim["lines"]:
            day = date.fromisoformat(line["service_date"])
            if _discipline(line) == discipline and date(2013, 7, 1) <= day <= date(
                2018, 12, 31
            ):
                if line["hcpcs"] in FUNCTIONAL:
                    reported.add(day)
                else:
                    days.setdefault(day, line["line"])
        count = 0
        for place, day in enumerate(sorted(days)):
            count = 0 if day in reported else count + 1
            if count and not place:
                yield "g", days[day], f"first {discipline}"
            if count == 10:
                yield "g", days[day], f"gap {discipline}"
                count = 0


def encounter(claim: Claim) -> Iterator[Finding]:
    """The face-to-face encounter lies near the start of care."""
    part = claim["certification"]
    start, met = _day(part, "start_of_care"), _day(part, "face_to_face")
    if part["type"] != "initial":
        return
    if start is None:
        yield "h", None, "undetermined"
    elif met is None:
        yield "h", None, "missing"
    elif met < start - timedelta(days=90):
        yield "h", None, "early"
    elif met > start + timedelta(days=30):
        yield "h", None, "late"


def notice(claim: Claim) -> Iterator[Finding]:
    """The notice of admission comes within five days."""
    part = claim["certification"]
    start, received = _day(part, "start_of_care"), _day(part, "noa_received")
    if part["type"] != "initial" or start is None or start < date(2022, 1, 1):
        return
    if received is None:
        yield "i", None, "missing"
    elif (days := (received - start).days) > 5:
        yield "i", None, f"late {days} reduce {min(days, 30)}/30"


def assessment(claim: Claim) -> Iterator[Finding]:
    """The assessment is completed within five days."""
    part = claim["assessment"]
    start, done = _day(part, "m0030_start_of_care"), _day(part, "m0090_completed")
    if part.get("reason") != "01":
        return
    if start is None or done is None:
        yield "j", None, "missing"
    elif done < start:
        yield "j", None, "early"
    elif (done - start).days > 5:
        yield "j", None, "late"


def homebound(claim: Claim) -> Iterator[Finding]:
    """The patient is homebound, as far as is known."""
    part = claim["homebound"]
    needs = ("needs_device", "needs_assistance", "special_transport", "leaving_contraindicated")
    one = [part.get(name) for name in needs]
    two = [part.get("normal_inability"), part.get("taxing_effort")]
    if True in one and all(two):
        return
    open_one = True not in one and None in one
    settled = False in two or (True not in one and not open_one)
    yield "k", None, "not met" if settled else "undetermined"


def period(claim: Claim) -> Iterator[Finding]:
    """The period has its length, and care goes on only when recertified."""
    start = date.fromisoformat(claim["statement_from"])
    length = (date.fromisoformat(claim["statement_through"]) - start).days + 1
    limit = 60 if start < date(2020, 1, 1) else 30
    if length > limit:
        yield "l", None, f"period {length} over {limit}"
    began = _day(claim["certification"], "start_of_care")
    number = (start - began).days // 60 if began is not None else 0
    if began is not None and number >= 1:
        edge = began + timedelta(days=60 * number)
        days = [date.fromisoformat(d) for d in claim["certification"]["recertifications"]]
        if not any(1 <= (edge - day).days <= 5 for day in days):
            yield "l", None, f"recertification {number} missing"


Rule = Callable[[Claim], Iterator[Finding]]
ALWAYS: tuple[Rule, ...] = (units, revenue)
HOME_HEALTH: tuple[Rule, ...] = (repeated, encounter, notice, assessment, homebound, period)
OUTPATIENT: tuple[Rule, ...] = (modifiers, plans, thresholds, reports)


def evaluate(claim: Claim) -> list[Finding]:
    """All findings of a claim."""
    bill = claim["type_of_bill"][:2]
    more = HOME_HEALTH if bill == "32" else OUTPATIENT if bill == "34" else ()
    return [finding for rule in (*ALWAYS, *more) for finding in rule(claim)]
