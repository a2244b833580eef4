"""Who stands on the claim: patient, agency, practitioners."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, UnsetType

from hhrules.claims.care import ROLES
from hhrules.claims.fields import About, Day, Flag, SubRecord, Text
from hhrules.values.types import TEXT

# The form of an identifier only: whether it is a valid NPI is for rules to say.
NPI = "[0-9A-Za-z]{1,15}"


class Patient(SubRecord, frozen=True):
    """The patient."""

    id: Annotated[
        Text,
        About("patient id", "The sender's own id of the patient.", identifying=True, ty=TEXT),
    ] = UNSET
    mbi: Annotated[
        Text,
        About(
            "mbi",
            "Medicare number, without dashes.",
            "60",
            "2010BA NM109 (MI)",
            identifying=True,
            pattern="[0-9A-Z]{1,12}",
            written="-*(?:[0-9A-Z]-*){1,12}",
        ),
    ] = UNSET
    birth_date: Annotated[
        Day, About("birth date", "Date of birth.", "10", "2010BA DMG02", identifying=True)
    ] = UNSET
    sex: Annotated[Text, About("sex", "Sex as billed.", "11", "2010BA DMG03")] = UNSET
    state: Annotated[
        Text, About("patient state", "The state the patient lives in.", "9", "2010BA N402")
    ] = UNSET
    died_on: Annotated[
        Day,
        About("died on", "The day of death; none if alive.", identifying=True),
    ] = UNSET
    claim_number: Annotated[
        Text,
        About("old claim number", "The number that came before the MBI.", identifying=True),
    ] = UNSET


class Provider(SubRecord, frozen=True):
    """The agency that bills."""

    ccn: Annotated[
        Text, About("provider ccn", "The agency's CMS certification number.", "57")
    ] = UNSET
    npi: Annotated[
        Text, About("provider npi", "The agency's NPI.", "56", "2010AA NM109 (XX)", pattern=NPI)
    ] = UNSET
    name: Annotated[
        Text, About("provider name", "The agency's name.", "1", "2010AA NM103", ty=TEXT)
    ] = UNSET
    state: Annotated[
        Text, About("provider state", "The agency's state.", "1", "2010AA N402")
    ] = UNSET
    medicare_certified: Annotated[
        Flag, About("medicare certified", "The agency takes part in Medicare.")
    ] = UNSET
    certified_on: Annotated[
        Day, About("agency certified on", "The day it was certified for Medicare.")
    ] = UNSET
    contractor: Annotated[
        Literal["palmetto_gba", "cgs", "ngs"] | UnsetType | None,
        About("contractor", "The Medicare contractor of the agency."),
    ] = UNSET


class Practitioner(SubRecord, frozen=True):
    """A practitioner on the claim."""

    npi: Annotated[
        Text, About("npi", "The NPI of the {}.", "76", "2310A NM109 (XX)", pattern=NPI)
    ] = UNSET
    name: Annotated[
        Text, About("name", "The name of the {}.", "76", "2310A NM103", ty=TEXT)
    ] = UNSET
    role: Annotated[Text, About("role", "The credential of the {}.", codes=ROLES)] = UNSET
