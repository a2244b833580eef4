"""Claims that look like real ones, of which the shipped rulebooks have much to say.

`documents` in `strategies` draws what the schema allows and seldom meets two conditions
at once. Here the parts of a claim fit each other: days lie close together, codes belong to
their discipline, charts speak of the days that are billed. A seed names a claim.
"""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import Any

from hypothesis import strategies as st

from hhrules.claims.chart import Chart
from hhrules.claims.model import Claim, History
from tests.properties.filling import filled
from tests.properties.strategies import Document, hideable, without

DAY = dt.timedelta(days=1)
STARTS = tuple(
    map(
        dt.date.fromisoformat,
        (
            "2024-03-01",
            "2018-12-20",
            "2017-11-05",
            "2014-02-01",
            "2013-06-20",
            "2013-01-02",
            "2019-12-18",
            "2020-01-01",
            "2023-07-01",
            "2025-12-15",
            "2012-10-01",
            "2009-05-01",
        ),
    )
)
REVENUE = {
    "PT": "0421",
    "OT": "0431",
    "SLP": "0441",
    "SN": "0551",
    "AIDE": "0571",
    "MSW": "0561",
}
TREATMENTS = {
    "PT": (
        "97110",
        "97110",
        "97140",
        "97161",
        "97530",
        "97597",
        "97598",
        "97001",
        "G0283",
        "97607",
    ),
    "OT": ("97530", "97530", "97535", "97165", "97110", "97003"),
    "SLP": ("92507", "92507", "92526", "92523", "92610", "92506"),
}
FUNCTIONS = {
    "PT": ("G8978", "G8979", "G8980", "G8981", "G8982", "G8990", "G8993"),
    "OT": ("G8984", "G8985", "G8986", "G8987", "G8988"),
    "SLP": ("G8996", "G8997", "G8998", "G9158", "G9159"),
}
VISITS = {
    "PT": ("G0151", "G0151", "G0157", "G0159", "G2168"),
    "OT": ("G0152", "G0152", "G0158", "G0160", "G2169"),
    "SLP": ("G0153", "G0153", "G0161"),
    "SN": ("G0299", "G0300", "G0154", "G0493"),
    "AIDE": ("G0156",),
    "MSW": ("G0155",),
}
PERFORMERS = {
    "PT": ("PT", "PT", "PTA"),
    "OT": ("OT", "OT", "OTA"),
    "SLP": ("SLP",),
    "SN": ("RN", "LPN"),
    "AIDE": ("AIDE",),
    "MSW": ("MSW",),
}
MARKS = {"PT": "GP", "OT": "GO", "SLP": "GN"}
SEVERITIES = ("CH", "CI", "CJ", "CK", "CL", "CM", "CN")
NARRATIVES = (
    "Patient is homebound.",
    "Walker.",
    "Rests every ten feet, leaves home twice a year.",
    "",
    None,
)


class Maker:
    """Makes one document out of one source of chance."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)  # noqa: S311 - a seed has to name a claim
        self.start = self.chance.choice(STARTS)
        self.length = self.chance.choice((3, 13, 29, 59))
        self.payable: list[Document] = []

    def often(self, share: float = 0.8) -> bool:
        return self.chance.random() < share

    def day(self, low: int = 0, high: int | None = None) -> dt.date:
        return self.start + DAY * self.chance.randint(
            low, self.length if high is None else high
        )

    def iso(self, low: int = 0, high: int | None = None) -> str:
        return self.day(low, high).isoformat()

    def some(self, most: int) -> range:
        return range(self.chance.randint(0, most))

    def flag(self) -> bool | None:
        return self.chance.choice((True, True, False, None))

    # ------------------------------------------------------------------------------ lines

    def therapy_line(self, disciplines: tuple[str, ...], span: int) -> Document:
        choice = self.chance.choice
        discipline = choice(disciplines)
        reports = self.often(0.35)
        codes = FUNCTIONS if reports else TREATMENTS
        marks = [MARKS[discipline]] if self.often(0.9) else []
        if reports:
            marks += self.chance.sample(SEVERITIES, choice((1, 1, 1, 0, 2)))
        elif self.often(0.3):
            marks.append(choice(("KX", "CQ", "CO", "59", "GA")))
        minutes = choice((0, 5, 7, 8, 14, 23, 30, 38, 53))
        cents = choice((1, 1, 100)) if reports else choice((2000, 4550, 120000, 200000, 240001))
        return {
            "revenue_code": REVENUE[discipline],
            "hcpcs": choice(codes[discipline]),
            "modifiers": marks,
            "service_date": self.iso(0, span),
            "units": 1 if reports else choice((1, 1, 2, 3, 4)),
            "minutes": minutes,
            "charge": _money(cents),
            "allowed_amount": _money(cents),
            "performer": choice(PERFORMERS[discipline]),
            "therapist_minutes": minutes // 2,
            "assistant_minutes": choice((0, minutes - minutes // 2)),
        }

    def home_line(self, disciplines: tuple[str, ...], span: int) -> Document:
        choice = self.chance.choice
        discipline = choice(disciplines)
        other = choice(
            (None,) * 6
            + (
                ("0023", "1AA11"),
                ("0270", "A4216"),
                ("0421", "Q5001"),
                ("0551", "G0320"),
                ("0421", "G8978"),
                ("0551", "G0162"),
                ("0551", "97607"),
                ("0274", "L4350"),
                ("0292", "E0100"),
            )
        )
        minutes = choice((5, 8, 22, 23, 45, 53))
        line: Document = {
            "revenue_code": REVENUE[discipline],
            "hcpcs": choice(VISITS[discipline]),
            "modifiers": choice(([], [], [], ["GP"], ["CQ"])),
            "service_date": self.iso(0, span),
            "units": choice((1, (minutes + 7) // 15)),
            "minutes": minutes,
            "charge": _money(choice((0, 18500, 18500))),
            "visit_id": choice(("V1", "V2", "V3")),
            "performer": choice(PERFORMERS[discipline]),
        }
        if other is not None:
            line.update(revenue_code=other[0], hcpcs=other[1])
        return line

    def lines(self, *, home: bool) -> list[Document]:
        kinds = ("PT", "OT", "SLP", "SN", "AIDE", "MSW") if home else ("PT", "OT", "SLP")
        disciplines = tuple(self.chance.sample(kinds, self.chance.choice((1, 1, 2, 3))))
        span = min(self.length, self.chance.choice((0, 2, 12, 59)))
        make = self.home_line if home else self.therapy_line
        lines = [make(disciplines, span) for _ in range(self.chance.choice((0, 2, 4, 6, 13)))]
        for number, line in enumerate(lines, 1):
            line["line"] = number
        return lines

    # ------------------------------------------------------------------------------ chart

    def plan(self, discipline: str) -> Document:
        first = self.day(-100, 3)
        score = {
            "date": self.iso(),
            "percent": self.chance.choice((0, 10, 25, 45, 70, 90, 100)),
            "method": self.chance.choice(("AM-PAC", None)),
        }
        return {
            "discipline": discipline,
            "established_date": first.isoformat(),
            "episode_start": first.isoformat(),
            "first_treatment_date": first.isoformat(),
            "certified_date": (first + DAY * self.chance.choice((0, 20, 40))).isoformat(),
            "recertified_dates": [self.iso(-30, 30) for _ in self.some(2)],
            "evaluations": [self.iso() for _ in self.some(2)],
            "progress_reports": [self.iso(-20, 20) for _ in self.some(3)],
            "reassessments": [self.iso(-40, 20) for _ in self.some(3)],
            "ends_on": self.chance.choice((None, self.iso(0, 90))),
            "planned_last_visit": self.chance.choice((None, self.iso())),
            "evaluation_only": self.flag(),
            "functional_scores": [score for _ in self.some(2)],
        }

    def homebound(self) -> Document:
        words = (
            "needs_device",
            "needs_special_transport",
            "needs_help_of_another",
            "contraindicated",
            "normally_unable_to_leave",
            "taxing_effort",
            "psychiatric",
            "assessed_at_initial_visit",
            "assessed_at_comprehensive",
        )
        absences = [
            {
                "date": self.iso(-10, 30),
                "reason": self.chance.choice(("medical", "social", "religious")),
                "hours": self.chance.choice((1, 4, 9)),
            }
            for _ in self.some(5)
        ]
        details = (
            "device",
            "distance_walked",
            "assist_level",
            "stairs_and_exit",
            "absences",
            "special_transport",
            "contraindication",
        )
        return {
            **{w: self.flag() for w in words},
            "absences": absences,
            "narrative": self.chance.choice(NARRATIVES),
            "shown_by": self.chance.choice(("certifier", "agency_unsigned", None)),
            "details": {d: self.chance.choice(("cane", "ten feet", None)) for d in details},
        }

    def encounter(self) -> Document:
        choice = self.chance.choice
        return {
            "date": self.iso(-120, 40),
            "related_to_reason": self.flag(),
            "mode": choice(("in_person", "in_person", "telehealth")),
            "by_role": choice(("MD", "NP", "PT", None)),
            "two_way_video": self.flag(),
            "relationship": choice(("certifier", "facility", "with_certifier", None)),
            "coordinated_with_certifier": self.flag(),
            "barred_financial_tie": self.often(0.2),
            "supports_homebound": self.flag(),
            "supports_skilled_need": self.flag(),
        }

    def certification(self) -> Document:
        choice = self.chance.choice
        return {
            "kind": choice(("initial", "recertification")),
            "from": self.iso(-60, 5),
            "through": self.iso(0, 60),
            "signed_date": self.iso(-10, 70),
            "by_role": choice(("MD", "DO", "RN")),
            "estimated_duration": choice(("60 days", None)),
            "dated_by": choice(("practitioner", "agency")),
            "barred_financial_tie": self.often(0.2),
            "management_narrative": choice(("Unstable wound.", None)),
            "by_facility_practitioner": self.flag(),
            "community_practitioner": choice(("Example Doctor", None)),
            "states": ["homebound", "skilled_need", "plan", "care_of_practitioner"][
                : choice((2, 4))
            ],
        }

    def chart(self, lines: list[Document]) -> Document:
        visits = [
            {
                "date": line["service_date"],
                "discipline": self.chance.choice(("PT", "OT", "SLP")),
                "services": [{"hcpcs": line["hcpcs"], "minutes": line["minutes"]}],
                "visit_id": "V1",
                "mode": self.chance.choice(("in_person", "in_person", "video")),
                "reassessment": self.flag(),
                "performer": "PT",
            }
            for line in lines
            if self.often(0.6)
        ]
        stay = {
            "facility": self.chance.choice(("hospital", "snf", "irf")),
            "admitted": self.iso(-40, -20),
            "discharged": self.iso(-19, 3),
        }
        return {
            "start_of_care": self.iso(-70, 1),
            "residence": self.chance.choice(("home", "snf", None)),
            "therapy_plans": [self.plan(d) for d in ("PT", "OT", "SLP") if self.often(0.6)],
            "visits": visits,
            "homebound": self.homebound(),
            "inpatient_stays": [stay for _ in self.some(2)],
            "face_to_face": [self.encounter() for _ in self.some(2)],
            "certifications": [self.certification() for _ in self.some(2)],
            "records_requests": [
                {
                    "kind": self.chance.choice(("medical_review", "exception_remarks")),
                    "requested_date": self.iso(0, 20),
                    "answered_date": self.chance.choice((None, self.iso(20, 90))),
                }
                for _ in self.some(1)
            ],
            "plan_of_care": [
                {"established_date": self.iso(-10, 5), "mentions_telehealth": self.flag()}
            ],
            "skilled_need": {"no_skilled_visit_reason": self.chance.choice(("refused", None))},
        }

    # ------------------------------------------------------------------------------ claims

    def claim(self, *, home: bool, number: int) -> Document:
        choice = self.chance.choice
        bills = (
            ("329", "329", "327", "320", "32Q") if home else ("341", "341", "342", "343", "347")
        )
        return {
            "claim_id": f"C{number}",
            "type_of_bill": choice(bills),
            "payer": "medicare",
            "statement_from": self.start.isoformat(),
            "statement_through": (self.start + DAY * self.length).isoformat(),
            "provider": {"ccn": choice(("997001", "997001", "997002"))},
            "lines": self.lines(home=home),
        }

    def document(self) -> Document:
        home = self.often(0.5)
        claim = self.claim(home=home, number=9)
        codes = ("11", "29", "35", "50", "61", "62", "17", "30", "44", "45")
        claim.update(
            admission_date=self.iso(-60, 0),
            received_date=self.iso(60, 500),
            processed_date=self.iso(60, 500),
            condition_codes=self.chance.sample(
                ("47", "54", "DR", "20", "21"), self.chance.randint(0, 2)
            ),
            occurrences=[
                {"code": c, "date": self.iso(-20, 20)} for c in codes if self.often(0.4)
            ],
            values=[{"code": c, "amount": "19740.00"} for c in ("61", "85") if self.often(0.7)],
            chart=self.chart(claim["lines"]),
            attending={"npi": "1999999976"},
            point_of_origin=self.chance.choice(("1", "B")),
            coverage=[
                {
                    "kind": self.chance.choice(
                        ("medicare_advantage", "hospice", "incarcerated", "unlawfully_present")
                    ),
                    "from": self.iso(-30, 0),
                    "through": self.chance.choice((None, self.iso(1, 40))),
                }
                for _ in self.some(1)
            ],
        )
        chart = filled(Chart, self.chance, self.start, self.chance.choice((0.3, 0.9)))
        claim["chart"] = chart | claim["chart"]
        claim = filled(Claim, self.chance, self.start, 0.7) | claim
        claim["history"] = self.history(home=home)
        for key in ("chart", "history", "occurrences", "values", "condition_codes"):
            if self.often(0.1):
                del claim[key]
        return claim

    def history(self, *, home: bool) -> Document:
        start = self.start
        history = filled(History, self.chance, start, 0.6)
        for key in ("complete_since", "therapy_amounts"):
            history.pop(key, None)
        if self.often(0.7):
            claims: list[Document] = []
            for number in self.some(2):
                self.start = self.start - DAY * self.chance.choice((14, 31, 75))
                claims.append(self.claim(home=home, number=number))
            history["claims"] = claims
        self.start = start
        if self.often(0.6):
            history["complete_since"] = self.iso(-400, 0)
        if self.often(0.4):
            history["therapy_amounts"] = [
                {
                    "year": start.year,
                    "group": g,
                    "amount": self.chance.choice(("0.00", "1900.00")),
                }
                for g in ("PT_SLP", "OT")
                if self.often(0.7)
            ]
        return history


def case(seed: int) -> Document:
    """The claim of a seed, with a few of its facts left out or given as none."""
    maker = Maker(seed)
    document = maker.document()
    for _ in range(maker.chance.choice((0, 0, 1, 3))):
        hidden = maker.chance.choice(hideable(document))
        document = without(document, hidden) if maker.often(0.7) else nulled(document, hidden)
    return document


def nulled(document: Document, path: tuple[str | int, ...]) -> Document:
    """The document with a simple value given as none; a list or a required one stays."""
    part: Any = document
    for key in path[:-1]:
        part = part[key]
    if not isinstance(part[path[-1]], list | dict) and path[-1] not in (
        "payer",
        "statement_from",
        "statement_through",
        "type_of_bill",
        "claim_id",
        "line",
    ):
        part[path[-1]] = None
    return document


def cases() -> st.SearchStrategy[Document]:
    """Claims that look like real ones."""
    return st.integers(0, 2**32 - 1).map(case)


def _money(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02}"
