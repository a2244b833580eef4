"""Made-up claims, as many as wanted, the same for the same seed: JSON Lines or an 837I file.

    python -m tests.benchmarks.claims 1000000 > claims.jsonl
    python -m tests.benchmarks.claims 20000 --x12 > claims.x12
    python -m tests.benchmarks.claims 10000000 --workload | hhrules check - --format jsonl ...
    python -m tests.benchmarks.claims 100000 --whole > claims.jsonl

No patient, agency or stay stands behind them. Claims are drawn from a few thousand different
bodies; ids and patients are new each time, so a stream of any length costs little to make.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from tests.benchmarks.x12 import x12_file

Maker = Callable[[Random], dict[str, Any]]

BODIES = 2_000
"""How many different claims a stream is drawn from."""

SPARE = "@@@@@@@@@@"
"""Stands where each claim of a stream gets an id of its own."""
_DISCIPLINES = {
    "PT": ("0421", "G0151", "GP"),
    "OT": ("0431", "G0152", "GO"),
    "SLP": ("0441", "G0153", "GN"),
    "RN": ("0551", "G0299", None),
    "LPN": ("0551", "G0300", None),
    "MSW": ("0561", "G0155", None),
    "AIDE": ("0571", "G0156", None),
}
_TIMED = ("97110", "97112", "97116", "97140", "97530")
_STATES = ("IL", "FL", "TX", "OH", "NC", "MI")
_DIAGNOSES = ("I69.351", "I10", "E11.9", "J44.9", "M62.81", "I50.9", "Z48.00", "L89.154")
_STATUSES = ("01", "06", "30", "20", "62")


def _day(day: dt.date) -> str:
    return day.isoformat()


def home_health(rng: Random) -> dict[str, Any]:
    """A claim of a home health period, sometimes with a slip."""
    start = dt.date(2016, 1, 1) + dt.timedelta(days=rng.randrange(3600))
    through = start + dt.timedelta(days=rng.choice((29, 29, 29, 20, 12)))
    admitted = start - dt.timedelta(days=rng.choice((0, 0, 30, 60)))
    visits = sorted(
        rng.randrange((through - start).days + 1) for _ in range(rng.randint(2, 18))
    )
    lines: list[dict[str, Any]] = [
        {
            "line": 1,
            "revenue_code": "0023",
            "hcpcs": rng.choice(("1FC11", "2AA11", "3GB21", "1CC31")),
            "service_date": _day(start),
            "charge": "0.00",
        }
    ]
    for place, offset in enumerate(visits, 2):
        lines.append(_visit(rng, place, start + dt.timedelta(days=offset)))
    if rng.random() < 0.7:
        lines.append(
            {
                "line": len(lines) + 1,
                "revenue_code": "0571",
                "hcpcs": rng.choice(("Q5001", "Q5002")),
                "service_date": _day(start),
                "units": 1,
                "charge": "0.01",
            }
        )
    received = through + dt.timedelta(days=rng.choice((5, 9, 20, 40, 200, 400)))
    found: dict[str, Any] = {
        **_head(rng, "329" if rng.random() < 0.9 else "327", start, through),
        "admission_date": _day(admitted),
        "received_date": _day(received),
        "point_of_origin": "1",
        "patient_status": rng.choice(_STATUSES),
        "condition_codes": ["47"] if rng.random() < 0.05 else [],
        "occurrences": [{"code": "50", "date": _day(admitted)}],
        "values": [{"code": "61", "amount": "19740.00"}, {"code": "85", "amount": "8031.00"}],
        "lines": lines,
    }
    if rng.random() < 0.6:
        found["chart"] = _chart(rng, start, admitted)
    return found


def outpatient(rng: Random) -> dict[str, Any]:
    """A claim of outpatient therapy by a home health agency, sometimes with a slip."""
    start = dt.date(2016, 1, 1) + dt.timedelta(days=rng.randrange(3600))
    through = start + dt.timedelta(days=rng.randint(6, 27))
    lines = []
    for place in range(1, rng.randint(4, 16)):
        day = start + dt.timedelta(days=rng.randrange((through - start).days + 1))
        minutes = rng.choice((15, 23, 30, 38, 45, 53))
        units = (minutes + 7) // 15 + (rng.random() < 0.02)
        lines.append(
            {
                "line": place,
                "revenue_code": "0420",
                "hcpcs": rng.choice(_TIMED),
                "modifiers": ["GP"] if rng.random() < 0.98 else [],
                "service_date": _day(day),
                "units": units,
                "minutes": minutes,
                "charge": f"{40 * units}.00",
                "allowed_amount": f"{31 * units}.25",
                "performer": rng.choice(("PT", "PTA")),
            }
        )
    return {
        **_head(rng, "341", start, through),
        "received_date": _day(through + dt.timedelta(days=rng.randint(3, 60))),
        "occurrences": [{"code": "35", "date": _day(start)}],
        "lines": lines,
    }


def _head(rng: Random, bill: str, start: dt.date, through: dt.date) -> dict[str, Any]:
    return {
        "claim_id": SPARE,
        "type_of_bill": bill,
        "payer": "medicare" if rng.random() < 0.9 else "medicare_advantage",
        "patient": {
            "id": SPARE,
            "birth_date": _day(dt.date(1930 + rng.randrange(25), 1 + rng.randrange(12), 9)),
            "sex": rng.choice("FM"),
            "state": rng.choice(_STATES),
        },
        "provider": {"ccn": f"1471{rng.randrange(90) + 10}", "npi": "1234567893"},
        "attending": {"npi": "1999999984", "role": "MD"},
        "statement_from": _day(start),
        "statement_through": _day(through),
        "diagnoses": rng.sample(_DIAGNOSES, 3),
    }


def _visit(rng: Random, place: int, day: dt.date) -> dict[str, Any]:
    who = rng.choice(("PT", "PT", "OT", "SLP", "RN", "RN", "LPN", "MSW", "AIDE"))
    revenue, code, modifier = _DISCIPLINES[who]
    minutes = rng.choice((30, 38, 45, 53, 60))
    units = (minutes + 7) // 15 + (rng.random() < 0.02)
    line: dict[str, Any] = {
        "line": place,
        "revenue_code": revenue,
        "hcpcs": code,
        "service_date": _day(day),
        "units": units,
        "minutes": minutes,
        "charge": f"{45 * units}.50",
        "performer": who,
    }
    if modifier and rng.random() < 0.1:
        line["modifiers"] = [modifier]
    return line


def _chart(rng: Random, start: dt.date, admitted: dt.date) -> dict[str, Any]:
    seen = admitted + dt.timedelta(days=rng.choice((-95, -40, -3, 10, 28, 31)))
    signed = admitted + dt.timedelta(days=rng.choice((2, 14, 25)))
    notice = admitted + dt.timedelta(days=rng.choice((1, 3, 5, 6, 12)))
    return {
        "start_of_care": _day(admitted),
        "order_received_date": _day(admitted - dt.timedelta(days=1)),
        "initial_visit_date": _day(admitted),
        "notices_of_admission": [
            {
                "submitted_date": _day(notice),
                "received_date": _day(notice),
                "status": "accepted",
            }
        ],
        "face_to_face": [{"date": _day(seen), "by_role": "MD", "related_to_reason": True}],
        "certifications": [
            {"kind": "initial", "from": _day(admitted), "signed_date": _day(signed)}
        ],
        "oasis": [
            {
                "reason": "SOC",
                "completed_date": _day(start + dt.timedelta(days=rng.choice((1, 4, 6)))),
                "status": "accepted",
            }
        ],
        "homebound": {"needs_device": True, "taxing_effort": rng.random() < 0.95},
    }


def mixed(rng: Random) -> dict[str, Any]:
    """A claim of either kind; most are of home health."""
    return home_health(rng) if rng.random() < 0.75 else outpatient(rng)


def documents(count: int, seed: int = 1, make: Maker = mixed) -> Iterator[dict[str, Any]]:
    """Claim documents one by one, with ids and patients of their own."""
    for line in stream(count, seed, make):
        yield json.loads(line)


def stream(count: int, seed: int = 1, make: Maker = mixed) -> Iterator[bytes]:
    """Lines of JSON, one claim each; about six claims to a patient."""
    rng = Random(seed)  # noqa: S311 - made-up claims, not secrets
    spare = SPARE.encode()
    bodies: list[list[bytes]] = []
    for number in range(count):
        if number < BODIES:
            text = json.dumps(make(rng), separators=(",", ":"))
            bodies.append((text + "\n").encode().split(spare))
        before, between, after = bodies[number % BODIES]
        yield b"%bC%09d%bP%09d%b" % (before, number, between, number // 6, after)


def maker(*, whole: bool = False, workload: bool = False) -> Maker:
    """What makes claims: whole ones, some for the benchmark rulebook, or some that lack much."""
    if whole:
        from tests.benchmarks.whole import whole as make  # noqa: PLC0415 - built on this
    elif workload:
        from tests.benchmarks.workload import workload as make  # noqa: PLC0415 - built on this
    else:
        make = mixed
    return make


def main() -> None:
    """Write claims to standard output, until the reader has enough."""
    parser = argparse.ArgumentParser(description="Write made-up claims.")
    parser.add_argument("count", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--x12", action="store_true", help="an 837I file")
    parser.add_argument("--workload", action="store_true", help="for the benchmark rulebook")
    parser.add_argument("--whole", action="store_true", help="claims that lack next to nothing")
    asked = parser.parse_args()
    make = maker(whole=asked.whole, workload=asked.workload)
    parts = (
        x12_file(documents(asked.count, asked.seed, make))
        if asked.x12
        else stream(asked.count, asked.seed, make)
    )
    try:
        sys.stdout.buffer.writelines(parts)
        sys.stdout.flush()
    except BrokenPipeError:
        sys.stderr.close()


if __name__ == "__main__":
    main()
