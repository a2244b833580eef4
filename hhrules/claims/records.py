"""What agency and payer keep on file: notices, requests, assessments, requests of records."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from msgspec import UNSET, UnsetType, field

from hhrules.claims.fields import About, Day, Flag, Kind, Money, Record, Text, Texts, Whole


class Notice(Record, frozen=True):
    """A notice of admission."""

    record_kind: ClassVar[Kind] = Kind(
        "notice of admission", "notices of admission", dated_by="submitted date"
    )

    submitted_date: Annotated[Day, About("submitted date", "The day it was sent.")] = UNSET
    received_date: Annotated[Day, About("received date", "The day the payer received it.")] = (
        UNSET
    )
    accepted_date: Annotated[
        Day,
        About("accepted date", "The receipt date the payer gave it; none if never accepted."),
    ] = UNSET
    exception_requested: Annotated[
        Flag, About("exception requested", "The agency asked to be spared the late penalty.")
    ] = UNSET
    exception_granted: Annotated[
        Flag, About("exception granted", "The payer granted the exception.")
    ] = UNSET
    admission_date: Annotated[
        Day, About("admission date", "The admission that the notice tells.")
    ] = UNSET
    condition_codes: Annotated[
        Texts, About("condition codes", "Condition codes of the notice.", "18-28")
    ] = UNSET
    status: Annotated[
        Literal["accepted", "returned", "rejected", "cancelled"] | UnsetType | None,
        About("status", "What the payer did with it; only an accepted one counts."),
    ] = UNSET
    returned_date: Annotated[Day, About("returned date", "The day it was returned.")] = UNSET
    available_for_correction_date: Annotated[
        Day,
        About("correction date", "The day a returned notice could first be corrected."),
    ] = UNSET
    resubmitted_date: Annotated[
        Day, About("resubmitted date", "The day the corrected notice was sent.")
    ] = UNSET
    exception_ground: Annotated[
        Literal[
            "disaster",
            "system_fault",
            "newly_certified",
            "beyond_control",
            "returned_in_error",
            "other",
        ]
        | UnsetType
        | None,
        About("exception ground", "The ground on which the exception was asked for."),
    ] = UNSET


class AnticipatedPaymentRequest(Record, frozen=True):
    """A request for anticipated payment (2021 and earlier)."""

    record_kind: ClassVar[Kind] = Kind(
        "request of anticipated payment",
        "requests of anticipated payment",
        dated_by="received date",
    )

    from_: Annotated[Day, About("from date", "The first day of the period.")] = field(
        name="from", default=UNSET
    )
    received_date: Annotated[Day, About("received date", "The day the payer received it.")] = (
        UNSET
    )
    admission_date: Annotated[Day, About("admission date", "The admission date on it.")] = UNSET
    hipps: Annotated[Text, About("request hipps", "The HIPPS code on it.")] = UNSET
    first_line_date: Annotated[
        Day, About("first line date", "The service date of its 0023 line.")
    ] = UNSET
    status: Annotated[
        Literal["processed", "returned", "cancelled"] | UnsetType | None,
        About("status", "What the payer did with it; only a processed one counts."),
    ] = UNSET
    exception_requested: Annotated[
        Flag, About("exception requested", "The agency asked to be spared the late penalty.")
    ] = UNSET
    exception_granted: Annotated[
        Flag, About("exception granted", "The payer granted the exception.")
    ] = UNSET


class Assessment(Record, frozen=True):
    """An OASIS assessment."""

    record_kind: ClassVar[Kind] = Kind("assessment", "assessments", dated_by="completed date")

    reason: Annotated[
        Literal["SOC", "ROC", "REC", "OTH", "TRN", "DTH", "DC"] | UnsetType | None,
        About("reason", "Why the assessment was made (M0100)."),
    ] = UNSET
    assessment_date: Annotated[
        Day, About("assessment date", "The day the patient was assessed.")
    ] = UNSET
    completed_date: Annotated[
        Day, About("completed date", "The day the assessment was completed (M0090).")
    ] = UNSET
    submitted_date: Annotated[Day, About("submitted date", "The day it was sent.")] = UNSET
    accepted_date: Annotated[
        Day, About("accepted date", "The day it was accepted; none if it never was.")
    ] = UNSET
    hipps: Annotated[Text, About("assessment hipps", "The HIPPS code grouped from it.")] = UNSET
    items: Annotated[
        dict[str, int | str | None] | UnsetType,
        About("items", "Responses by item, such as M1800."),
    ] = UNSET
    status: Annotated[
        Literal["not_sent", "submitted", "accepted", "rejected"] | UnsetType | None,
        About("status", "How far it got; one not sent or rejected was not accepted."),
    ] = UNSET
    ccn: Annotated[Text, About("assessment ccn", "The agency's CCN on it (M0010).")] = UNSET
    mbi: Annotated[
        Text, About("assessment mbi", "The patient's MBI on it (M0063).", identifying=True)
    ] = UNSET
    version: Annotated[
        Text, About("oasis version", "The version of the form, such as OASIS-E.")
    ] = UNSET
    resumed_on: Annotated[Day, About("resumed on", "The day care resumed (M0032).")] = UNSET
    ordered_date: Annotated[
        Day, About("ordered date", "The day care was ordered to start or resume.")
    ] = UNSET
    event_date: Annotated[
        Day, About("event date", "The day of discharge, transfer or death (M0906).")
    ] = UNSET


class RecordsRequest(Record, frozen=True):
    """A request of the payer to see records."""

    record_kind: ClassVar[Kind] = Kind(
        "records request", "records requests", dated_by="requested date"
    )

    kind: Annotated[
        Literal["medical_review", "exception_remarks"] | UnsetType | None,
        About("kind", "What they were asked about."),
    ] = UNSET
    requested_date: Annotated[Day, About("requested date", "The day of the request.")] = UNSET
    answered_date: Annotated[
        Day, About("answered date", "The day of the answer; none if never answered.")
    ] = UNSET


class DisciplineDecision(Record, frozen=True):
    """A pre-claim review decision on one discipline."""

    record_kind: ClassVar[Kind] = Kind(
        "discipline decision", "discipline decisions", keys=("discipline",)
    )

    discipline: Annotated[
        Text,
        About(
            "discipline",
            "The discipline it is about.",
            codes=("PT", "OT", "SLP", "SN", "MSW", "AIDE"),
        ),
    ] = UNSET
    decision: Annotated[
        Literal["affirmed", "non_affirmed"] | UnsetType | None,
        About("decision", "The decision; none where none was made.", written="none"),
    ] = UNSET


class TherapyAmount(Record, frozen=True):
    """Therapy charges allowed to date in a year, before this claim, over all providers."""

    record_kind: ClassVar[Kind] = Kind(
        "therapy amount", "therapy amounts", keys=("year", "group")
    )

    year: Annotated[Whole, About("year", "The calendar year of the services.")] = UNSET
    group: Annotated[
        Literal["PT_SLP", "OT"] | UnsetType | None,
        About("group", "The pot: PT and SLP share one, OT has its own."),
    ] = UNSET
    amount: Annotated[Money, About("amount", "What was allowed to date.", unit="dollars")] = (
        UNSET
    )


class Admission(Record, frozen=True):
    """A home health admission on file, of any agency."""

    record_kind: ClassVar[Kind] = Kind(
        "home health admission", "home health admissions", dated_by="admitted"
    )

    ccn: Annotated[Text, About("ccn", "The agency's CCN.")] = UNSET
    admitted: Annotated[Day, About("admitted", "The day of admission.")] = UNSET
    discharged: Annotated[
        Day, About("discharged", "The day of discharge; none while it is open.")
    ] = UNSET


class Period(Record, frozen=True):
    """A home health period on file, of any agency."""

    record_kind: ClassVar[Kind] = Kind(
        "home health period", "home health periods", dated_by="through date"
    )

    ccn: Annotated[Text, About("ccn", "The agency's CCN.")] = UNSET
    from_: Annotated[Day, About("from date", "Its first day.")] = field(
        name="from", default=UNSET
    )
    through: Annotated[Day, About("through date", "Its last day.")] = UNSET
