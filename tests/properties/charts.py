"""Charts that speak of the days that are billed, out of one source of chance."""

from __future__ import annotations

import datetime as dt
from random import Random

from tests.properties.strategies import Document

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
NARRATIVES = (
    "Patient is homebound.",
    "Walker.",
    "Rests every ten feet, leaves home twice a year.",
    "",
    None,
)


class ChartMaker:
    """Makes the chart of one document out of one source of chance."""

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
