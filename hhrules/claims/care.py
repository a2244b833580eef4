"""What the chart holds of certification and of care: records that a chart has many of."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, TypeAlias

from msgspec import UNSET, UnsetType, field

from hhrules.claims.fields import (
    About,
    Day,
    Days,
    Exact,
    Flag,
    Kind,
    Percent,
    Record,
    Text,
    Texts,
    Whole,
)
from hhrules.claims.lines import Performer
from hhrules.values.types import TEXT

ROLES = ("MD", "DO", "NP", "PA", "CNS", "DPM", "CNM")
Discipline: TypeAlias = Literal["PT", "OT", "SLP"] | UnsetType | None


class FaceToFace(Record, frozen=True):
    """A face-to-face encounter."""

    record_kind: ClassVar[Kind] = Kind(
        "face-to-face encounter", "face-to-face encounters", dated_by="date"
    )

    date: Annotated[Day, About("date", "The day of the encounter.")] = UNSET
    by_role: Annotated[
        Text, About("practitioner role", "Who met the patient.", codes=ROLES)
    ] = UNSET
    mode: Annotated[
        Literal["in_person", "telehealth"] | UnsetType | None,
        About("mode", "How they met."),
    ] = UNSET
    related_to_reason: Annotated[
        Flag, About("related to reason", "It concerned the main reason of home care.")
    ] = UNSET
    supports_homebound: Annotated[
        Flag, About("supports homebound", "Its note shows that the patient is homebound.")
    ] = UNSET
    supports_skilled_need: Annotated[
        Flag, About("supports skilled need", "Its note shows the need of skilled care.")
    ] = UNSET
    note: Annotated[
        Text, About("note", "The note of the encounter.", ty=TEXT, identifying=True)
    ] = UNSET
    relationship: Annotated[
        Literal["certifier", "facility", "with_certifier", "with_facility"] | UnsetType | None,
        About("relationship", "How the practitioner stands to who certified.", written="none"),
    ] = UNSET
    coordinated_with_certifier: Annotated[
        Flag, About("coordinated with certifier", "The findings were told to who certified.")
    ] = UNSET
    two_way_video: Annotated[
        Flag, About("two-way video", "A telehealth encounter had live sound and picture.")
    ] = UNSET
    barred_financial_tie: Annotated[
        Flag,
        About("barred financial tie", "The practitioner has a barred tie to the agency."),
    ] = UNSET


class Certification(Record, frozen=True):
    """A certification or recertification."""

    record_kind: ClassVar[Kind] = Kind(
        "certification", "certifications", dated_by="certified from"
    )

    kind: Annotated[
        Literal["initial", "recertification"] | UnsetType | None,
        About("kind", "Whether it is the first one or a later one."),
    ] = UNSET
    from_: Annotated[Day, About("certified from", "Its first day.")] = field(
        name="from", default=UNSET
    )
    through: Annotated[Day, About("certified through", "Its last day.")] = UNSET
    signed_date: Annotated[Day, About("signed date", "The day it was signed.")] = UNSET
    by_role: Annotated[Text, About("practitioner role", "Who certified.", codes=ROLES)] = UNSET
    dated_by: Annotated[
        Literal["practitioner", "agency"] | UnsetType | None,
        About("dating party", "Who wrote the date beside the signature."),
    ] = UNSET
    states: Annotated[
        Texts,
        About(
            "statements",
            "What the certification says.",
            codes=(
                "homebound",
                "skilled_need",
                "plan_of_care",
                "under_care",
                "face_to_face_date",
            ),
        ),
    ] = UNSET
    estimated_duration: Annotated[
        Text, About("estimated duration", "How much longer care is to go on.", ty=TEXT)
    ] = UNSET
    narrative: Annotated[
        Text,
        About("certification narrative", "What it says in words.", ty=TEXT, identifying=True),
    ] = UNSET
    management_narrative: Annotated[
        Text,
        About(
            "management narrative",
            "Why a nurse has to manage and evaluate the plan, in words.",
            ty=TEXT,
            identifying=True,
        ),
    ] = UNSET
    by_facility_practitioner: Annotated[
        Flag,
        About("facility practitioner certified", "A practitioner of the facility certified."),
    ] = UNSET
    community_practitioner: Annotated[
        Text,
        About(
            "community practitioner",
            "Who follows the patient after a facility's practitioner certified.",
            ty=TEXT,
        ),
    ] = UNSET
    barred_financial_tie: Annotated[
        Flag,
        About("barred financial tie", "Who certified has a barred tie to the agency."),
    ] = UNSET


class PlanOfCare(Record, frozen=True):
    """A plan of care or its review."""

    record_kind: ClassVar[Kind] = Kind(
        "plan of care", "plans of care", dated_by="established date"
    )

    established_date: Annotated[
        Day, About("established date", "The day the plan was set up.")
    ] = UNSET
    reviewed_date: Annotated[Day, About("reviewed date", "The day of its review.")] = UNSET
    signed_date: Annotated[Day, About("signed date", "The day it was signed.")] = UNSET
    verbal_order_date: Annotated[
        Day, About("verbal order date", "The day of the verbal order it rests on.")
    ] = UNSET
    verbal_order_signed_date: Annotated[
        Day, About("verbal order signed date", "The day the verbal order was signed.")
    ] = UNSET
    mentions_telehealth: Annotated[
        Flag, About("telehealth noted", "The plan names the telehealth services it uses.")
    ] = UNSET
    contents: Annotated[
        Texts,
        About(
            "contents",
            "What the plan covers.",
            codes=(
                "diagnoses",
                "disciplines",
                "frequency",
                "duration",
                "medications",
                "limitations",
                "goals",
                "safety",
                "rehab_potential",
                "discharge_plan",
            ),
        ),
    ] = UNSET


class Absence(Record, frozen=True):
    """A time the patient was away from home."""

    record_kind: ClassVar[Kind] = Kind("absence", "absences", dated_by="date")

    date: Annotated[Day, About("date", "The day of the absence.")] = UNSET
    reason: Annotated[
        Text,
        About(
            "reason",
            "Why the patient left; any other word is a non-medical absence.",
            codes=("medical", "adult_day_care", "religious"),
        ),
    ] = UNSET
    hours: Annotated[Exact, About("hours", "How long it lasted.", unit="hours")] = UNSET


class InpatientStay(Record, frozen=True):
    """A stay in a facility."""

    record_kind: ClassVar[Kind] = Kind(
        "inpatient stay", "inpatient stays", dated_by="discharged"
    )

    facility: Annotated[
        Literal["hospital", "ipps", "snf", "irf", "ltch", "ipf", "observation", "emergency"]
        | UnsetType
        | None,
        About("facility", "The kind of facility."),
    ] = UNSET
    admitted: Annotated[Day, About("admitted", "The day of admission.")] = UNSET
    discharged: Annotated[
        Day, About("discharged", "The day of discharge; none while the stay lasts.")
    ] = UNSET


class FunctionalScore(Record, frozen=True):
    """A functional score of a therapy plan."""

    date: Annotated[Day, About("date", "The day of the test.")] = UNSET
    percent: Annotated[
        Percent, About("percent", "The share of function that is lost.", unit="percent")
    ] = UNSET
    method: Annotated[Text, About("method", "The test or judgement used.", ty=TEXT)] = UNSET


class TherapyPlan(Record, frozen=True):
    """The plan of one therapy discipline."""

    record_kind: ClassVar[Kind] = Kind(
        "therapy plan",
        "therapy plans",
        dated_by="established date",
        keys=("discipline",),
        joins=True,
    )

    discipline: Annotated[Discipline, About("discipline", "The therapy of the plan.")] = UNSET
    established_date: Annotated[
        Day, About("established date", "The day the plan was set up.")
    ] = UNSET
    reviewed_date: Annotated[Day, About("reviewed date", "The day of its review.")] = UNSET
    episode_start: Annotated[
        Day, About("episode start", "The first day of the therapy episode.")
    ] = UNSET
    discharged_on: Annotated[
        Day, About("discharged on", "The day therapy ended; none while it goes on.")
    ] = UNSET
    evaluations: Annotated[Days, About("evaluations", "Days of evaluation.")] = UNSET
    progress_reports: Annotated[
        Days, About("progress reports", "Days of progress reports.")
    ] = UNSET
    reassessments: Annotated[
        Days,
        About(
            "reassessments",
            "Days on which the therapist personally reassessed, with objective measures.",
        ),
    ] = UNSET
    first_treatment_date: Annotated[
        Day, About("first treatment date", "The day of the first treatment.")
    ] = UNSET
    certified_date: Annotated[
        Day, About("certified date", "The day the plan was certified.")
    ] = UNSET
    recertified_dates: Annotated[
        Days, About("recertified dates", "Days on which the plan was certified again.")
    ] = UNSET
    ends_on: Annotated[Day, About("plan ends on", "The last day of the plan.")] = UNSET
    planned_last_visit: Annotated[
        Day,
        About("planned last visit", "The last visit as planned; none where none is planned."),
    ] = UNSET
    evaluation_only: Annotated[
        Flag, About("evaluation only", "The patient was evaluated and not treated.")
    ] = UNSET
    functional_scores: Annotated[
        list[FunctionalScore] | UnsetType,
        About("functional scores", "The scores that severity modifiers rest on."),
    ] = UNSET


class VisitService(Record, frozen=True):
    """A service within a visit, as the chart tells it."""

    hcpcs: Annotated[Text, About("hcpcs", "The code of the service.")] = UNSET
    minutes: Annotated[Whole, About("minutes", "Minutes of the service.", unit="minutes")] = (
        UNSET
    )


class Visit(Record, frozen=True):
    """A visit from the chart, billed or not."""

    record_kind: ClassVar[Kind] = Kind("visit", "visits", dated_by="service date")

    date: Annotated[Day, About("service date", "The day of the visit.")] = UNSET
    discipline: Annotated[
        Text,
        About("discipline", "Who visited.", codes=("PT", "OT", "SLP", "SN", "MSW", "AIDE")),
    ] = UNSET
    minutes: Annotated[Whole, About("minutes", "Minutes of the visit.", unit="minutes")] = UNSET
    services: Annotated[
        list[VisitService] | UnsetType,
        About("services", "What was done in the visit, billed or not."),
    ] = UNSET
    visit_id: Annotated[
        Text, About("visit id", "The visit's own id, as on its lines.", ty=TEXT)
    ] = UNSET
    performer: Annotated[Performer, About("performer", "Who gave the visit.")] = UNSET
    mode: Annotated[
        Literal["in_person", "video", "audio", "monitoring"] | UnsetType | None,
        About("mode", "How the visit was made."),
    ] = UNSET
    reassessment: Annotated[
        Flag, About("reassessment", "The patient was reassessed in this visit.")
    ] = UNSET
    objective_measures: Annotated[
        Flag, About("objective measures", "The reassessment used objective measures.")
    ] = UNSET
    device_only: Annotated[
        Flag, About("device only", "Nothing but a device was brought or collected.")
    ] = UNSET
