"""Claim documents written as an 837I file, as far as the form carries them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

_OPEN = (
    "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       "
    "*240101*1253*^*00501*000000001*0*T*:~\n"
    "GS*HC*SENDER*RECEIVER*20240101*0802*1*X*005010X223A2~\n"
    "ST*837*0001*005010X223A2~\nBHT*0019*00*1*20240101*0932*CH~\n"
    "NM1*41*2*SENDER*****46*12345~\nPER*IC*DESK*TE*5555550100~\nNM1*40*2*RECEIVER*****46*1~\n"
)
_CLOSE = "SE*1*0001~\nGE*1*1~\nIEA*1*000000001~\n"
_PAYERS = {"medicare": "MA", "medicare_advantage": "16", "medicaid": "MC"}


def x12_file(documents: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    """One interchange with one transaction, in parts: its head, each claim, its end."""
    yield _OPEN.encode()
    for number, document in enumerate(documents):
        segments = [*_parties(document, 2 * number + 1), *_claim(document)]
        yield ("~\n".join(segments) + "~\n").encode()
    yield _CLOSE.encode()


def _digits(day: str) -> str:
    return day.replace("-", "")


def _parties(document: dict[str, Any], level: int) -> Iterator[str]:
    patient, provider = document["patient"], document["provider"]
    yield f"HL*{level}**20*1"
    yield f"NM1*85*2*GOOD HOME CARE*****XX*{provider['npi']}"
    yield "N3*1 MAIN ST"
    yield "N4*PEORIA*IL*61602"
    yield f"REF*1C*{provider['ccn']}"
    yield f"HL*{level + 1}*{level}*22*0"
    yield f"SBR*P*18*******{_PAYERS.get(document['payer'], 'CI')}"
    yield f"NM1*IL*1*{patient['id']}*A****MI*1EG4TE5MK73"
    yield "N3*2 MAIN ST"
    yield f"N4*PEKIN*{patient['state']}*61554"
    yield f"DMG*D8*{_digits(patient['birth_date'])}*{patient['sex']}"
    yield "NM1*PR*2*MEDICARE*****PI*05901"


def _claim(document: dict[str, Any]) -> Iterator[str]:
    bill = document["type_of_bill"]
    charge = sum(float(line["charge"]) for line in document["lines"])
    first, last = (_digits(document[k]) for k in ("statement_from", "statement_through"))
    yield f"CLM*{document['claim_id']}*{charge:.2f}***{bill[:2]}:A:{bill[2]}**A*Y*Y"
    yield f"DTP*434*RD8*{first}-{last}"
    if "admission_date" in document:
        yield f"DTP*435*DT*{_digits(document['admission_date'])}1200"
        yield f"CL1*3*{document['point_of_origin']}*{document['patient_status']}"
    principal, *others = (code.replace(".", "") for code in document["diagnoses"])
    yield f"HI*ABK:{principal}"
    yield "HI*" + "*".join(f"ABF:{code}" for code in others)
    for occurrence in document.get("occurrences", ()):
        yield f"HI*BH:{occurrence['code']}:D8:{_digits(occurrence['date'])}"
    if values := document.get("values"):
        yield "HI*" + "*".join(f"BE:{v['code']}:::{v['amount']}" for v in values)
    for code in document.get("condition_codes", ()):
        yield f"HI*BG:{code}"
    yield f"NM1*71*1*WELBY*MARCUS****XX*{document['attending']['npi']}"
    for line in document["lines"]:
        modifiers = "".join(f":{m}" for m in line.get("modifiers", ()))
        yield f"LX*{line['line']}"
        kind = "HP" if line["revenue_code"] == "0023" else "HC"
        yield (
            f"SV2*{line['revenue_code']}*{kind}:{line['hcpcs']}{modifiers}"
            f"*{line['charge']}*UN*{line.get('units', 0)}"
        )
        yield f"DTP*472*D8*{_digits(line['service_date'])}"
