"""The chart: what the claim form does not carry, and the history of earlier care."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, UnsetType

from hhrules.claims.care import (
    ROLES,
    Absence,
    Certification,
    FaceToFace,
    InpatientStay,
    PlanOfCare,
    TherapyPlan,
    Visit,
)
from hhrules.claims.fields import About, Day, Detail, Flag, SubRecord, Text, Whole
from hhrules.claims.records import (
    AnticipatedPaymentRequest,
    Assessment,
    DisciplineDecision,
    Notice,
    RecordsRequest,
)
from hhrules.values.types import TEXT


class HomeboundDetails(SubRecord, frozen=True):
    """Seven details that show why a patient is confined to the home."""

    device: Annotated[Detail, About("homebound device", "The device the patient needs.")] = (
        UNSET
    )
    distance_walked: Annotated[
        Detail, About("homebound distance walked", "How far the patient walks.")
    ] = UNSET
    assist_level: Annotated[
        Detail, About("homebound assist level", "How much help the patient needs.")
    ] = UNSET
    stairs_and_exit: Annotated[
        Detail, About("homebound stairs to exit", "Steps and the way out of the home.")
    ] = UNSET
    absences: Annotated[
        Detail,
        About("homebound absences recorded", "How often, how long and why the patient leaves."),
    ] = UNSET
    special_transport: Annotated[
        Detail, About("homebound special transport", "The special transport needed.")
    ] = UNSET
    contraindication: Annotated[
        Detail, About("homebound contraindication", "Why leaving home would do harm.")
    ] = UNSET


class Homebound(SubRecord, frozen=True):
    """What the record says of being confined to the home."""

    needs_device: Annotated[
        Flag, About("needs a supportive device", "Needed to leave home.")
    ] = UNSET
    needs_special_transport: Annotated[
        Flag, About("needs special transportation", "Needed to leave home.")
    ] = UNSET
    needs_help_of_another: Annotated[
        Flag, About("needs help of another person", "Needed to leave home.")
    ] = UNSET
    contraindicated: Annotated[
        Flag,
        About("leaving home is contraindicated", "A condition makes leaving home unwise."),
    ] = UNSET
    normally_unable_to_leave: Annotated[
        Flag, About("normally unable to leave home", "The patient normally cannot leave home.")
    ] = UNSET
    taxing_effort: Annotated[
        Flag,
        About("leaving home takes taxing effort", "Leaving takes considerable, taxing effort."),
    ] = UNSET
    absences: Annotated[
        list[Absence] | UnsetType, About("absences", "Times away from home.")
    ] = UNSET
    narrative: Annotated[
        Text,
        About(
            "narrative",
            "Why the patient is homebound, in the record's words.",
            ty=TEXT,
            identifying=True,
        ),
    ] = UNSET
    psychiatric: Annotated[
        Flag, About("psychiatric condition", "A psychiatric condition keeps the patient home.")
    ] = UNSET
    shown_by: Annotated[
        Literal["certifier", "facility", "agency_signed", "agency_unsigned"] | UnsetType | None,
        About("homebound shown in", "Whose record shows it; agency notes signed or not."),
    ] = UNSET
    assessed_at_initial_visit: Annotated[
        Flag, About("assessed at the initial visit", "Assessed at the initial visit.")
    ] = UNSET
    assessed_at_comprehensive: Annotated[
        Flag,
        About("assessed at the comprehensive assessment", "Assessed in the comprehensive one."),
    ] = UNSET
    details: Annotated[
        HomeboundDetails, About("homebound details", "Details of the record.")
    ] = HomeboundDetails()


class SkilledNeed(SubRecord, frozen=True):
    """The need of skilled services."""

    nursing_intermittent: Annotated[
        Flag, About("needs intermittent nursing", "Skilled nursing, intermittently.")
    ] = UNSET
    physical_therapy: Annotated[
        Flag, About("needs physical therapy", "Skilled physical therapy.")
    ] = UNSET
    speech_language_pathology: Annotated[
        Flag, About("needs speech-language pathology", "Skilled speech-language pathology.")
    ] = UNSET
    occupational_therapy_continuing: Annotated[
        Flag,
        About("needs continuing occupational therapy", "Once another need had opened care."),
    ] = UNSET
    maintenance_needs_therapist_skill: Annotated[
        Flag,
        About("maintenance needs therapist skill", "The programme takes a therapist's skill."),
    ] = UNSET
    ordered_by_role: Annotated[
        Text, About("ordering practitioner role", "Who ordered the services.", codes=ROLES)
    ] = UNSET
    venipuncture_only: Annotated[
        Flag, About("venipuncture only", "Drawing blood is the only skilled need.")
    ] = UNSET
    daily_nursing_ends_on: Annotated[
        Day, About("daily nursing ends on", "The foreseen end of daily nursing.")
    ] = UNSET
    recurring_need_documented: Annotated[
        Flag,
        About("recurring need documented", "The record shows a need at least every 60 days."),
    ] = UNSET
    no_skilled_visit_reason: Annotated[
        Text,
        About("no skilled visit reason", "Why the period had no skilled visit.", ty=TEXT),
    ] = UNSET


class PreClaimReview(SubRecord, frozen=True):
    """The agency's choice in the review demonstration, and the decision on this claim."""

    choice: Annotated[
        Whole, About("choice of pre-claim review", "The agency's choice: 1, 2 or 3.")
    ] = UNSET
    submitted_date: Annotated[
        Day, About("submitted date of pre-claim review", "The day of the request.")
    ] = UNSET
    decision: Annotated[
        Literal["affirmed", "non_affirmed"] | UnsetType | None,
        About(
            "decision of pre-claim review",
            "The decision; none where none was made.",
            written="none",
        ),
    ] = UNSET
    utn: Annotated[
        Text, About("utn of pre-claim review", "The tracking number of the decision.")
    ] = UNSET
    by_discipline: Annotated[
        list[DisciplineDecision] | UnsetType,
        About("discipline decisions", "Decisions on single disciplines."),
    ] = UNSET


class PriorAuthorization(SubRecord, frozen=True):
    """The payer's authorization."""

    required: Annotated[Flag, About("authorization required", "The payer asks for one.")] = (
        UNSET
    )
    number: Annotated[Text, About("authorization number", "Its number.")] = UNSET
    approved_from: Annotated[Day, About("approved from", "Its first day.")] = UNSET
    approved_through: Annotated[Day, About("approved through", "Its last day.")] = UNSET
    approved_visits: Annotated[Whole, About("approved visits", "Visits approved.")] = UNSET


class Transfer(SubRecord, frozen=True):
    """A transfer between agencies within an admission."""

    from_ccn: Annotated[Text, About("transferring ccn", "CCN of the first agency.")] = UNSET
    to_ccn: Annotated[Text, About("receiving ccn", "CCN of the receiving agency.")] = UNSET
    eligibility_checked_on: Annotated[
        Day, About("eligibility checked on", "The day the eligibility file was read.")
    ] = UNSET
    patient_told_on: Annotated[
        Day, About("patient told on", "The day the patient was told of the transfer.")
    ] = UNSET
    agency_contacted_on: Annotated[
        Day, About("agency contacted on", "The day the first agency was contacted.")
    ] = UNSET


class AdvanceNotice(SubRecord, frozen=True):
    """The notice to the patient that Medicare may not pay."""

    given_date: Annotated[Day, About("advance notice date", "The day it was given.")] = UNSET
    form: Annotated[
        Text, About("advance notice form", "Which form.", codes=("ABN", "HHABN"))
    ] = UNSET


class Chart(SubRecord, frozen=True):
    """The chart."""

    start_of_care: Annotated[
        Day,
        About(
            "start of care",
            "The day of the first billable visit of the admission (M0030).",
            absent="the admission date",
        ),
    ] = UNSET
    discharge_date: Annotated[
        Day, About("discharge date", "The day of discharge; none while care goes on.")
    ] = UNSET
    discharge_expected: Annotated[
        Flag, About("discharge expected", "Care ended as planned; no: unexpectedly.")
    ] = UNSET
    referral_date: Annotated[Day, About("referral date", "The day of referral.")] = UNSET
    order_received_date: Annotated[
        Day, About("order received date", "The day the order of the first visit came.")
    ] = UNSET
    ordered_start_date: Annotated[
        Day, About("ordered start date", "The start of care that was ordered.")
    ] = UNSET
    initial_visit_date: Annotated[
        Day, About("initial visit date", "The day of the initial assessment visit.")
    ] = UNSET
    residence: Annotated[
        Literal["home", "relative", "assisted_living", "other_home", "hospital", "snf"]
        | UnsetType
        | None,
        About("residence", "Where the patient lives."),
    ] = UNSET
    notices_of_admission: Annotated[
        list[Notice] | UnsetType, About("notices of admission", "From 2022 on.")
    ] = UNSET
    requests_for_anticipated_payment: Annotated[
        list[AnticipatedPaymentRequest] | UnsetType,
        About("requests of anticipated payment", "Until 2021."),
    ] = UNSET
    face_to_face: Annotated[
        list[FaceToFace] | UnsetType, About("face-to-face encounters", "All encounters.")
    ] = UNSET
    certifications: Annotated[
        list[Certification] | UnsetType, About("certifications", "First and later ones.")
    ] = UNSET
    plan_of_care: Annotated[
        list[PlanOfCare] | UnsetType, About("plans of care", "Plans and their reviews.")
    ] = UNSET
    oasis: Annotated[
        list[Assessment] | UnsetType, About("assessments", "OASIS assessments.")
    ] = UNSET
    homebound: Annotated[Homebound, About("homebound", "Confined to the home.")] = Homebound()
    skilled_need: Annotated[SkilledNeed, About("skilled need", "Skilled services.")] = (
        SkilledNeed()
    )
    inpatient_stays: Annotated[
        list[InpatientStay] | UnsetType, About("inpatient stays", "Stays around this claim.")
    ] = UNSET
    therapy_plans: Annotated[
        list[TherapyPlan] | UnsetType, About("therapy plans", "One for each discipline.")
    ] = UNSET
    visits: Annotated[list[Visit] | UnsetType, About("visits", "Visits, billed or not.")] = (
        UNSET
    )
    pre_claim_review: Annotated[
        PreClaimReview, About("pre-claim review", "Choice and decision.")
    ] = PreClaimReview()
    prior_authorization: Annotated[
        PriorAuthorization, About("prior authorization", "The payer's approval.")
    ] = PriorAuthorization()
    hipps: Annotated[Text, About("hipps", "The HIPPS code the agency's grouper gave.")] = UNSET
    admission_source: Annotated[
        Literal["institutional", "community"] | UnsetType | None,
        About("admission source", "The source the grouper used."),
    ] = UNSET
    timing: Annotated[
        Literal["early", "late"] | UnsetType | None,
        About("period timing", "The timing the grouper used."),
    ] = UNSET
    functional_points: Annotated[
        Whole, About("functional points", "The points the grouper counted.")
    ] = UNSET
    lupa_threshold: Annotated[
        Whole, About("lupa threshold", "Visits that the payer's table asks, if known.")
    ] = UNSET
    transfer: Annotated[Transfer, About("transfer", "Between agencies.")] = Transfer()
    advance_notice: Annotated[AdvanceNotice, About("advance notice", "To the patient.")] = (
        AdvanceNotice()
    )
    end_of_care_notice_date: Annotated[
        Day, About("end notice date", "The day the patient was told care would end.")
    ] = UNSET
    records_requests: Annotated[
        list[RecordsRequest] | UnsetType, About("records requests", "Of the payer.")
    ] = UNSET
