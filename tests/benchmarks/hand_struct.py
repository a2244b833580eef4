"""The twelve rules as an expert writes them for speed: typed structs, one walk over the lines.

It says what `hand` says. The decoder passes over all that no rule reads; a line is settled by one
look-up of its two codes; days are days of the calendar from the start.
"""

from __future__ import annotations

from datetime import date

from msgspec import Struct, json

from tests.benchmarks.hand import (
    BY_CODE,
    BY_REVENUE,
    FUNCTIONAL,
    THERAPY,
    THRESHOLDS,
    TIMED,
    Finding,
)

FROM_2020 = date(2020, 1, 1)
NOTICES_FROM = date(2022, 1, 1)
REPORTING = (date(2013, 7, 1), date(2018, 12, 31))
LIMITS = {year: 100 * dollars for year, dollars in THRESHOLDS.items()}


class Line(Struct, gc=False):
    """What the rules read of a service line."""

    line: int
    revenue_code: str
    hcpcs: str
    service_date: date
    units: int | None = None
    minutes: int | None = None
    modifiers: tuple[str, ...] = ()
    allowed_amount: str = "0"


class Occurrence(Struct, gc=False):
    """An occurrence code."""

    code: str


class Certification(Struct, frozen=True, gc=False):
    """The certification."""

    type: str = ""
    start_of_care: date | None = None
    face_to_face: date | None = None
    noa_received: date | None = None
    recertifications: tuple[date, ...] = ()


class Assessment(Struct, frozen=True, gc=False):
    """The assessment."""

    reason: str = ""
    m0030_start_of_care: date | None = None
    m0090_completed: date | None = None


class Homebound(Struct, frozen=True, gc=False):
    """What is known of being homebound."""

    needs_device: bool | None = None
    needs_assistance: bool | None = None
    special_transport: bool | None = None
    leaving_contraindicated: bool | None = None
    normal_inability: bool | None = None
    taxing_effort: bool | None = None


class Prior(Struct, frozen=True, gc=False):
    """What was allowed before in the year."""

    PT_SLP: str = "0"
    OT: str = "0"


class Claim(Struct, gc=False):
    """What the rules read of a claim."""

    claim_id: str
    type_of_bill: str
    statement_from: date
    statement_through: date
    lines: list[Line]
    occurrences: list[Occurrence] = []
    certification: Certification = Certification()
    assessment: Assessment = Assessment()
    homebound: Homebound = Homebound()
    prior_ytd: Prior = Prior()


decode = json.Decoder(Claim).decode

Row = tuple[bool, str | None, str | None]
_ROWS: dict[tuple[str, str], Row] = {}
UNITS = tuple((minutes + 7) // 15 for minutes in range(1_441))


def _row(codes: tuple[str, str]) -> Row:
    """Whether a line is timed; the discipline that its code wants, if another; its own therapy."""
    revenue, code = codes
    wanted, discipline = BY_CODE.get(code), BY_REVENUE.get(revenue[:3])
    found = _ROWS[codes] = (
        code in TIMED,
        wanted if wanted != discipline else None,
        discipline if discipline in THERAPY else None,
    )
    return found


def _cents(amount: str) -> int:
    whole, _, part = amount.partition(".")
    return int(whole) * 100 + int(part.ljust(2, "0") or 0)


def _units(line: Line, found: list[Finding]) -> None:
    minutes = line.minutes
    said = "minutes missing" if minutes is None else f"expected {UNITS[minutes]}"
    found.append(("a", line.line, said))


def _home_health(claim: Claim, found: list[Finding]) -> None:
    rows = _ROWS
    seen: set[tuple[str, date]] = set()
    for line in claim.lines:
        codes = (line.revenue_code, line.hcpcs)
        timed, wanted, discipline = rows.get(codes) or _row(codes)
        if timed and (line.minutes is None or line.units != UNITS[line.minutes]):
            _units(line, found)
        if wanted is not None:
            found.append(("b", line.line, f"expected {wanted}"))
        if discipline is not None:
            visit = (discipline, line.service_date)
            if visit in seen:
                found.append(("c", line.line, f"duplicate {discipline}"))
            else:
                seen.add(visit)
    _start(claim, found)
    _assessed(claim.assessment, found)
    _homebound(claim.homebound, found)
    _period(claim, found)


def _start(claim: Claim, found: list[Finding]) -> None:
    part = claim.certification
    start = part.start_of_care
    if part.type == "initial":
        if start is None:
            found.append(("h", None, "undetermined"))
        else:
            met = part.face_to_face
            if met is None:
                found.append(("h", None, "missing"))
            elif not -90 <= (days := (met - start).days) <= 30:
                found.append(("h", None, "early" if days < 0 else "late"))
            if start >= NOTICES_FROM:
                received = part.noa_received
                if received is None:
                    found.append(("i", None, "missing"))
                elif (days := (received - start).days) > 5:
                    found.append(("i", None, f"late {days} reduce {min(days, 30)}/30"))


def _assessed(made: Assessment, found: list[Finding]) -> None:
    if made.reason == "01":
        if made.m0030_start_of_care is None or made.m0090_completed is None:
            found.append(("j", None, "missing"))
        elif not 0 <= (days := (made.m0090_completed - made.m0030_start_of_care).days) <= 5:
            found.append(("j", None, "early" if days < 0 else "late"))


def _homebound(part: Homebound, found: list[Finding]) -> None:
    one = (
        part.needs_device,
        part.needs_assistance,
        part.special_transport,
        part.leaving_contraindicated,
    )
    if part.normal_inability and part.taxing_effort and True in one:
        return
    no = part.normal_inability is False or part.taxing_effort is False
    settled = no or (True not in one and None not in one)
    found.append(("k", None, "not met" if settled else "undetermined"))


def _period(claim: Claim, found: list[Finding]) -> None:
    first = claim.statement_from
    length = (claim.statement_through - first).days + 1
    limit = 30 if first >= FROM_2020 else 60
    if length > limit:
        found.append(("l", None, f"period {length} over {limit}"))
    start = claim.certification.start_of_care
    if start is None or (passed := (first - start).days) < 60:
        return
    edge = 60 * (passed // 60)
    for day in claim.certification.recertifications:
        if 1 <= edge - (day - start).days <= 5:
            return
    found.append(("l", None, f"recertification {passed // 60} missing"))


def _outpatient(claim: Claim, found: list[Finding]) -> None:
    rows = _ROWS
    first = claim.statement_from.year
    spent: dict[tuple[bool, int], int] = {
        (True, first): _cents(claim.prior_ytd.OT),
        (False, first): _cents(claim.prior_ytd.PT_SLP),
    }
    treated: dict[str, list[Line]] = {}
    for line in claim.lines:
        codes = (line.revenue_code, line.hcpcs)
        timed, wanted, discipline = rows.get(codes) or _row(codes)
        if timed and (line.minutes is None or line.units != UNITS[line.minutes]):
            _units(line, found)
        if wanted is not None:
            found.append(("b", line.line, f"expected {wanted}"))
        if discipline is None:
            continue
        treated.setdefault(discipline, []).append(line)
        own, given = THERAPY[discipline][0], line.modifiers
        if own not in given:
            other = "GP" in given or "GO" in given or "GN" in given
            found.append(("d", line.line, f"{'mismatch' if other else 'missing'} {own}"))
        year = line.service_date.year
        pot = (discipline == "OT", year)
        spent[pot] = total = spent.get(pot, 0) + _cents(line.allowed_amount)
        limit = LIMITS.get(year)
        if limit is not None and total > limit and "KX" not in given:
            found.append(("f", line.line, "KX required"))
    if treated:
        _planned(claim, treated, found)


def _planned(claim: Claim, treated: dict[str, list[Line]], found: list[Finding]) -> None:
    given = {occurrence.code for occurrence in claim.occurrences}
    for discipline, lines in treated.items():
        code = THERAPY[discipline][1]
        if code not in given:
            found.append(("e", None, f"missing {code}"))
        if any(line.service_date <= REPORTING[1] for line in lines):
            _reports(discipline, lines, found)


def _reports(discipline: str, lines: list[Line], found: list[Finding]) -> None:
    days: dict[date, int] = {}
    reported: set[date] = set()
    low, high = REPORTING
    for line in lines:
        day = line.service_date
        if low <= day <= high:
            if line.hcpcs in FUNCTIONAL:
                reported.add(day)
            else:
                days.setdefault(day, line.line)
    count = 0
    for place, day in enumerate(sorted(days)):
        count = 0 if day in reported else count + 1
        if count and not place:
            found.append(("g", days[day], f"first {discipline}"))
        if count == 10:
            found.append(("g", days[day], f"gap {discipline}"))
            count = 0


def evaluate(claim: Claim) -> list[Finding]:
    """All findings of a claim."""
    found: list[Finding] = []
    bill = claim.type_of_bill[:2]
    if bill == "32":
        _home_health(claim, found)
    elif bill == "34":
        _outpatient(claim, found)
    else:
        for line in claim.lines:
            timed, wanted, _ = _row((line.revenue_code, line.hcpcs))
            if timed and (line.minutes is None or line.units != UNITS[line.minutes]):
                _units(line, found)
            if wanted is not None:
                found.append(("b", line.line, f"expected {wanted}"))
    return found
