"""Service lines, and the coded pairs of the form: occurrences, spans and value codes."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, TypeAlias

from msgspec import UNSET, UnsetType, field

from hhrules.claims.fields import About, Day, Kind, Money, Record, Text, Texts, Whole
from hhrules.values.types import TEXT

Performer: TypeAlias = (
    Literal["PT", "PTA", "OT", "OTA", "SLP", "RN", "LPN", "MSW", "AIDE"] | UnsetType | None
)


class ServiceLine(Record, frozen=True):
    """One service line."""

    record_kind: ClassVar[Kind] = Kind(
        "line", "lines", dated_by="service date", keys=("line number",)
    )

    line: Annotated[
        Whole,
        About(
            "line number",
            "The number of the line on the claim, counted from 1.",
            x12="2400 LX01",
            absent="its place in the list",
        ),
    ] = UNSET
    revenue_code: Annotated[
        Text,
        About(
            "revenue code",
            "Four digits: the kind of service.",
            "42",
            "2400 SV201",
            pattern="[0-9]{4}",
            written="[0-9]{1,4}",
        ),
    ] = UNSET
    hcpcs: Annotated[
        Text,
        About(
            "hcpcs",
            "The HCPCS code, or the HIPPS code on line 0023.",
            "44",
            "2400 SV202-2",
            pattern="[0-9A-Z]{1,6}",
        ),
    ] = UNSET
    modifiers: Annotated[
        Texts,
        About(
            "modifiers",
            "Modifiers of the HCPCS code.",
            "44",
            "2400 SV202-3 to -6",
            pattern="[0-9A-Z]{2}",
        ),
    ] = UNSET
    service_date: Annotated[
        Day, About("service date", "The day of the service.", "45", "2400 DTP*472")
    ] = UNSET
    units: Annotated[
        Whole, About("units", "Units billed, in the unit of the code.", "46", "2400 SV205")
    ] = UNSET
    minutes: Annotated[
        Whole,
        About("minutes", "Minutes of treatment, from the chart.", unit="minutes"),
    ] = UNSET
    charge: Annotated[
        Money, About("charge", "Total charge of the line.", "47", "2400 SV203", unit="dollars")
    ] = UNSET
    allowed_amount: Annotated[
        Money,
        About("allowed amount", "What the payer allows for the line.", unit="dollars"),
    ] = UNSET
    noncovered_charge: Annotated[
        Money,
        About(
            "noncovered charge",
            "The part of the charge billed as not covered.",
            "48",
            "2400 SV207",
            unit="dollars",
        ),
    ] = UNSET
    description: Annotated[
        Text, About("description", "The service in words.", "43", "2400 SV202-7", ty=TEXT)
    ] = UNSET
    visit_id: Annotated[
        Text,
        About(
            "visit id", "Which visit the line belongs to: lines of one visit share it.", ty=TEXT
        ),
    ] = UNSET
    performer: Annotated[Performer, About("performer", "Who gave the service.")] = UNSET
    therapist_minutes: Annotated[
        Whole,
        About("therapist minutes", "Minutes that the therapist gave alone.", unit="minutes"),
    ] = UNSET
    assistant_minutes: Annotated[
        Whole,
        About("assistant minutes", "Minutes that the assistant gave alone.", unit="minutes"),
    ] = UNSET


class Occurrence(Record, frozen=True):
    """An occurrence code with its date."""

    record_kind: ClassVar[Kind] = Kind(
        "occurrence", "occurrences", dated_by="date", keys=("code",)
    )

    code: Annotated[Text, About("code", "Which event it is.", "31-34", "2300 HI (BH)")] = UNSET
    date: Annotated[Day, About("date", "The day of the event.", "31-34", "2300 HI (BH)")] = (
        UNSET
    )


class OccurrenceSpan(Record, frozen=True):
    """An occurrence span code with its days."""

    record_kind: ClassVar[Kind] = Kind(
        "occurrence span", "occurrence spans", dated_by="span from", keys=("code",)
    )

    code: Annotated[Text, About("code", "Which event it is.", "35-36", "2300 HI (BI)")] = UNSET
    from_: Annotated[Day, About("span from", "Its first day.", "35-36", "2300 HI (BI)")] = (
        field(name="from", default=UNSET)
    )
    through: Annotated[Day, About("span through", "Its last day.", "35-36", "2300 HI (BI)")] = (
        UNSET
    )


class ValueCode(Record, frozen=True):
    """A value code with its amount."""

    record_kind: ClassVar[Kind] = Kind("value code", "value codes", keys=("code",))

    code: Annotated[Text, About("code", "What the amount is.", "39-41", "2300 HI (BE)")] = UNSET
    amount: Annotated[
        Money,
        About(
            "amount",
            "The amount; codes 61 and 85 carry a place code here, CBSA 19740 as 19740.00.",
            "39-41",
            "2300 HI (BE)",
            unit="dollars",
        ),
    ] = UNSET


class EarlierSubmission(Record, frozen=True):
    """An earlier try to submit this claim."""

    record_kind: ClassVar[Kind] = Kind(
        "earlier submission", "earlier submissions", dated_by="received date"
    )

    submitted_date: Annotated[Day, About("submitted date", "The day it was sent.")] = UNSET
    received_date: Annotated[Day, About("received date", "The day the payer received it.")] = (
        UNSET
    )
    outcome: Annotated[
        Literal["returned", "rejected", "denied", "paid"] | UnsetType | None,
        About("outcome", "What the payer did with it."),
    ] = UNSET
    reason_code: Annotated[Text, About("reason code", "The payer's reason code.")] = UNSET


class Coverage(Record, frozen=True):
    """A stretch of other coverage, or of none."""

    record_kind: ClassVar[Kind] = Kind("coverage", "coverages", dated_by="covered from")

    kind_: Annotated[
        Literal["medicare_advantage", "hospice", "incarcerated", "unlawfully_present"]
        | UnsetType
        | None,
        About("kind", "What it is."),
    ] = field(name="kind", default=UNSET)
    from_: Annotated[Day, About("covered from", "Its first day.")] = field(
        name="from", default=UNSET
    )
    through: Annotated[Day, About("covered through", "Its last day; none while it lasts.")] = (
        UNSET
    )
