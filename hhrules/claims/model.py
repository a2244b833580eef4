"""The claim document. What each field is stands beside it; `vocabulary` makes words of it.

An absent field is UNKNOWN, a field sent as null is None. A part that a document has once
(chart, patient, ...) is always there: with all its fields unknown where it was absent, none
where null.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from msgspec import UNSET, UnsetType

from hhrules.claims.characters import MbiCharacter, mbi_characters
from hhrules.claims.chart import Chart
from hhrules.claims.derived import (
    DatedService,
    OasisItem,
    PlanScore,
    dated_services,
    oasis_items,
    plan_scores,
)
from hhrules.claims.diagnoses import (
    DiagnosisPair,
    ListedDiagnosis,
    diagnosis_pairs,
    listed_diagnoses,
)
from hhrules.claims.fields import About, Day, Flag, Id, Record, SubRecord, Text, Texts
from hhrules.claims.lines import (
    Coverage,
    EarlierSubmission,
    Occurrence,
    OccurrenceSpan,
    ServiceLine,
    ValueCode,
)
from hhrules.claims.parties import Patient, Practitioner, Provider
from hhrules.claims.records import Admission, Period, TherapyAmount
from hhrules.values.types import CODE, TEXT


class TimelyFilingException(SubRecord, frozen=True):
    """A ground on which a claim may be filed late."""

    ground: Annotated[
        Literal[
            "contractor_error",
            "retroactive_entitlement",
            "medicaid_take_back",
            "retroactive_ma_disenrollment",
        ]
        | UnsetType
        | None,
        About("timely filing ground", "The ground of the exception."),
    ] = UNSET
    notice_date: Annotated[
        Day, About("timely filing notice date", "The day the agency was told.")
    ] = UNSET
    granted: Annotated[
        Flag, About("timely filing exception granted", "The payer granted the exception.")
    ] = UNSET


class History(SubRecord, frozen=True):
    """What is known of earlier claims and earlier care, from the document itself."""

    claims: Annotated[
        list[Claim] | UnsetType, About("earlier claims", "Earlier claims of the patient.")
    ] = UNSET
    complete_since: Annotated[
        Day,
        About(
            "complete since",
            "Every claim with services on or after this day is known.",
            absent="claims that are given are all there are",
        ),
    ] = UNSET
    all_providers: Annotated[
        Flag,
        About(
            "all providers",
            "The history is whole for every provider, not this agency alone.",
            absent="nothing is known of others' claims",
        ),
    ] = UNSET
    therapy_amounts: Annotated[
        list[TherapyAmount] | UnsetType,
        About("therapy amounts", "Charges to date; they take the place of earlier claims."),
    ] = UNSET
    admissions: Annotated[
        list[Admission] | UnsetType, About("home health admissions", "Of any agency.")
    ] = UNSET
    periods: Annotated[
        list[Period] | UnsetType, About("home health periods", "Of any agency.")
    ] = UNSET


class Claim(Record, frozen=True, gc=True, dict=True, kw_only=True):
    """One claim document."""

    claim_id: Annotated[Id, About("claim id", "The sender's id of the claim.", ty=TEXT)]
    type_of_bill: Annotated[
        str,
        About(
            "type of bill",
            "Three digits: facility, class of care, frequency.",
            "4",
            "2300 CLM05-1, CLM05-3",
            pattern="[0-9]{2}[0-9A-Z]",
            written="0?[0-9]{2}[0-9A-Z]",
        ),
    ]
    payer: Annotated[
        Literal["medicare", "medicare_advantage", "medicaid", "other"] | None,
        About("payer", "Who is to pay.", "50", "2000B SBR09", absent="medicare"),
    ] = "medicare"
    payer_name: Annotated[
        Text,
        About("payer name", "Which plan or state programme.", "50", "2010BB NM103", ty=TEXT),
    ] = UNSET
    patient: Annotated[Patient, About("patient", "The patient.")] = Patient()
    provider: Annotated[Provider, About("provider", "The agency.")] = Provider()
    attending: Annotated[
        Practitioner,
        About("attending practitioner", "Who is in charge of the care.", prefix="attending"),
    ] = Practitioner()
    certifying: Annotated[
        Practitioner,
        About(
            "certifying practitioner",
            "Who certified, if someone other than the attending one.",
            "78-79",
            "2310F NM1",
            prefix="certifying",
        ),
    ] = Practitioner()
    statement_from: Annotated[
        dt.date, About("statement from", "First day billed.", "6", "2300 DTP*434")
    ]
    statement_through: Annotated[
        dt.date, About("statement through", "Last day billed.", "6", "2300 DTP*434")
    ]
    admission_date: Annotated[
        Day, About("admission date", "The day of admission.", "12", "2300 DTP*435")
    ] = UNSET
    received_date: Annotated[
        Day, About("received date", "The day the payer received this version of the claim.")
    ] = UNSET
    submitted_date: Annotated[
        Day, About("submitted date", "The day this version was sent.")
    ] = UNSET
    processed_date: Annotated[
        Day, About("processed date", "The day the payer processed it.")
    ] = UNSET
    point_of_origin: Annotated[
        Text, About("point of origin", "Where the patient came from.", "15", "2300 CL102")
    ] = UNSET
    patient_status: Annotated[
        Text,
        About("patient status", "Where the patient is at the end.", "17", "2300 CL103"),
    ] = UNSET
    treatment_authorization: Annotated[
        Text,
        About(
            "treatment authorization",
            "Authorization or tracking number.",
            "63",
            "2300 REF*G1",
        ),
    ] = UNSET
    document_control_number: Annotated[
        Text,
        About(
            "document control number",
            "The payer's number of the claim that this one changes or cancels.",
            "64",
            "2300 REF*F8",
        ),
    ] = UNSET
    control_number: Annotated[
        Text, About("control number", "The payer's own number of this claim.")
    ] = UNSET
    remarks: Annotated[
        Text,
        About("remarks", "Remarks.", "80", "2300 NTE*ADD", ty=TEXT, identifying=True),
    ] = UNSET
    earlier_submissions: Annotated[
        list[EarlierSubmission] | UnsetType,
        About("earlier submissions", "Earlier tries to submit this claim."),
    ] = UNSET
    timely_filing_exception: Annotated[
        TimelyFilingException,
        About("timely filing exception", "A ground on which it may be filed late."),
    ] = TimelyFilingException()
    coverage: Annotated[
        list[Coverage] | UnsetType, About("coverages", "Other coverage, or none.")
    ] = UNSET
    condition_codes: Annotated[
        Texts, About("condition codes", "Condition codes.", "18-28", "2300 HI (BG)")
    ] = UNSET
    occurrences: Annotated[
        list[Occurrence] | UnsetType,
        About("occurrences", "Occurrence codes and dates.", "31-34", "2300 HI (BH)"),
    ] = UNSET
    occurrence_spans: Annotated[
        list[OccurrenceSpan] | UnsetType,
        About("occurrence spans", "Occurrence span codes.", "35-36", "2300 HI (BI)"),
    ] = UNSET
    values: Annotated[
        list[ValueCode] | UnsetType,
        About("value codes", "Value codes and amounts.", "39-41", "2300 HI (BE)"),
    ] = UNSET
    diagnoses: Annotated[
        Texts,
        About(
            "diagnoses",
            "ICD-10 codes, the principal one first.",
            "67, 67A-Q",
            "2300 HI (ABK, ABF)",
            ty=CODE,
        ),
    ] = UNSET
    lines: Annotated[list[ServiceLine], About("lines", "Service lines.", "42-48", "2400")]
    chart: Annotated[Chart, About("chart", "What the form does not carry.")] = Chart()
    history: Annotated[History, About("history", "Earlier claims and care.")] = History()
    extra: Annotated[
        dict[str, Any] | UnsetType | None, About("extra", "A site's own facts.")
    ] = UNSET

    def __repr__(self) -> str:
        return f"Claim(claim_id={self.claim_id!r}, type_of_bill={self.type_of_bill!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        """What another process makes the same claim of."""
        return (*super().__reduce__(), noted_with(self))

    @property
    def services(self) -> list[DatedService] | UnsetType:
        """The services of all visits; minutes of one day, discipline and code add up."""
        return dated_services(self.chart)

    @property
    def functional_scores(self) -> list[PlanScore] | UnsetType:
        """The functional scores of all therapy plans, each with its plan's discipline."""
        return plan_scores(self.chart)

    @property
    def mbi_characters(self) -> list[MbiCharacter] | UnsetType:
        """The characters of the Medicare number, each with its place."""
        return mbi_characters(self.patient.mbi)

    @property
    def listed_diagnoses(self) -> list[ListedDiagnosis] | UnsetType:
        """The diagnoses, each with its place."""
        return listed_diagnoses(self.diagnoses)

    @property
    def diagnosis_pairs(self) -> list[DiagnosisPair] | UnsetType:
        """Every two secondary diagnoses."""
        return diagnosis_pairs(self.diagnoses)

    @property
    def oasis_items(self) -> list[OasisItem] | UnsetType:
        """The responses of all assessments, each with its assessment's reason and date."""
        return oasis_items(self.chart)


_NOTED = ("unread", "warnings")


def noted_with(claim: Claim) -> dict[str, Any]:
    """What the reader of a claim noted beside its fields: those that nobody knows, and warnings."""
    return {name: claim.__dict__[name] for name in _NOTED if name in claim.__dict__}


MADE = frozenset(name for name, value in vars(Claim).items() if isinstance(value, property))
"""The lists of a claim that are worked out of others, anew each time that they are asked for."""
