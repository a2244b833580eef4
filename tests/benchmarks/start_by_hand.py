"""One claim judged by a script as one writes it by hand: typed, three rules, nothing to spare.

What `hhrules check` is measured against when it starts (`python -m tests.benchmarks.start`).
"""

import datetime as dt
import sys
from pathlib import Path

import msgspec


class Line(msgspec.Struct):
    """A service line."""

    revenue_code: str = ""
    hcpcs: str = ""
    modifiers: list[str] = []
    service_date: dt.date | None = None
    units: int | None = None
    minutes: int | None = None


class Claim(msgspec.Struct):
    """The parts of a claim that the rules read."""

    claim_id: str
    type_of_bill: str
    statement_from: dt.date
    statement_through: dt.date
    received_date: dt.date | None = None
    lines: list[Line] = []


class Finding(msgspec.Struct):
    """What a rule says."""

    rule: str
    line: int | None
    message: str


TIMED = frozenset(("G0151", "G0152", "G0153", "G0155", "G0156", "G0157", "G0158", "G0299"))
MODIFIERS = {"042": "GP", "043": "GO", "044": "GN"}


def judge(claim: Claim) -> list[Finding]:
    """All findings of the three rules."""
    found = []
    if claim.received_date and (claim.received_date - claim.statement_through).days > 365:
        found.append(Finding("late", None, "received more than a year after its end"))
    for number, line in enumerate(claim.lines, 1):
        if line.hcpcs in TIMED and line.minutes is not None:
            due = (line.minutes + 7) // 15
            if line.units != due:
                found.append(Finding("units", number, f"expected {due} units"))
        wanted = MODIFIERS.get(line.revenue_code[:3])
        if claim.type_of_bill.startswith("34") and wanted and wanted not in line.modifiers:
            found.append(Finding("modifier", number, f"expected {wanted}"))
    return found


if __name__ == "__main__":
    document = msgspec.json.decode(Path(sys.argv[1]).read_bytes(), type=Claim)
    sys.stdout.buffer.write(msgspec.json.encode(judge(document)) + b"\n")
