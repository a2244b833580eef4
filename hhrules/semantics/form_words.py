"""What the claim form and its manuals call a fact: `patient discharge status`, `from date`, `FL 17`."""

from __future__ import annotations

import re

from hhrules.claims.vocabulary import Vocabulary

_SAID = {
    "patient status": "patient discharge status, discharge status, discharge disposition",
    "statement from": "statement covers period from, statement covers from, from date, period from,"
    " period from date, claim from, claim from date, billing period from, period start,"
    " period start date, claim start date, beginning date, service from date",
    "statement through": "statement covers period through, statement covers through, through date,"
    " thru date, to date, period through, period through date, period to, claim through,"
    " claim through date, claim thru date, billing period through, period end, period end date,"
    " claim end date, statement to, statement thru, statement to date, service through date",
    "type of bill": "claim type, facility type",
    "units": "service units, units of service, quantity, unit count, units billed, billed units",
    "charge": "total charges, total charge, line charge, line charges, submitted charge,"
    " submitted charges, covered charges, covered charge",
    "noncovered charge": "non-covered charges, noncovered charges",
    "service date": "line item date of service, line item service date, visit date, line date",
    "mbi": "medicare number, medicare beneficiary identifier, medicare id, beneficiary id, insured id",
    "old claim number": "hicn, health insurance claim number",
    "document control number": "dcn, icn, internal control number, original claim number",
    "received date": "claim receipt date, claim received date",
    "attending npi": "attending physician, attending provider, attending practitioner, physician npi",
    "attending name": "attending physician name, physician name",
    "certifying npi": "certifying physician, certifying practitioner",
    "point of origin": "source of admission, admission source, source of referral,"
    " point of origin for admission or visit",
    "diagnoses": "icd-10, icd 10, icd-10-cm, principal diagnosis, primary diagnosis,"
    " secondary diagnosis, other diagnosis, other diagnoses",
    "payer": "insurance, payer type, payer kind, insurer, carrier",
    "payer name": "plan name, insurance name, health plan",
    "modifiers": "hcpcs modifier, hcpcs modifiers, procedure modifier",
    "treatment authorization": "utn, unique tracking number, prior authorization",
    "birth date": "dob, patient birth date",
    "died on": "date of death, death date, deceased date",
    "sex": "gender, patient sex",
    "patient state": "state",
    "provider ccn": "ccn, provider number, medicare provider number",
    "provider npi": "npi, billing npi, billing provider npi, agency npi",
    "revenue code": "revenue center, revenue centre",
    "performer": "performed by, rendering provider",
}
_BY_WORDS = {said.strip(): name for name, ways in _SAID.items() for said in ways.split(",")}
_LOOSE_ENDS = ("", " code", " codes", " number")
_BOX = re.compile(
    r"(?:fl|box|form locator|locator|field)[ -]?0?([0-9]{1,2}[a-q]?)", re.IGNORECASE
)


def fact_said(word: str) -> str | None:
    """The fact that a form or manual calls `word`, whatever records it is a fact of."""
    plain = word.lower()
    for end in _LOOSE_ENDS:
        if plain.endswith(end) and (name := _BY_WORDS.get(plain.removesuffix(end))):
            return name
    return None


def fact_in_box(word: str, vocabulary: Vocabulary) -> list[str]:
    """The facts of a box of the UB-04, as `FL17`, `FL 6` or `box 45` name it."""
    match = _BOX.fullmatch(word.strip())
    if match is None:
        return []
    box = match[1].upper()
    facts = [f for kind in vocabulary.records.values() for f in kind.facts.values()]
    return list(dict.fromkeys(f.name for f in facts if _covers(f.ub04, box)))


def _covers(places: str, box: str) -> bool:
    """Whether `18-28`, or `67, 67A-Q`, holds a box."""
    for place in places.split(","):
        low, _, high = place.strip().partition("-")
        if box == low:
            return True
        numbers = low.isdigit() and high.isdigit() and box.isdigit()
        if numbers and int(low) <= int(box) <= int(high):
            return True
    return False
