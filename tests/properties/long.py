"""Claims of many lines, made of the examples: facts missing or none, out of order, codes mixed."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from tests.properties.strategies import Document

EXAMPLES = Path(__file__).parents[2] / "examples" / "claims"
_FIELDS = (
    "hcpcs",
    "revenue_code",
    "service_date",
    "modifiers",
    "visit_id",
    "units",
    "minutes",
    "charge",
    "allowed_amount",
    "performer",
)
_REVENUE = ("0421", "0431", "0441", "0551", "0571", "0270")
_CODES = ("G0151", "G0299", "G0300", "G8978", "G8979", "G8980", "G8981", "97110", "97161")


@cache
def examples() -> tuple[Document, ...]:
    """The claims of the examples that have lines."""
    texts = [p.read_text() for p in sorted(EXAMPLES.glob("*.json"))]
    for path in sorted(EXAMPLES.glob("*.jsonl")):
        texts += path.read_text().splitlines()
    found: list[Document] = [json.loads(text) for text in texts if text.strip()]
    return tuple(document for document in found if document.get("lines"))


def repeated(document: Document, lines: int, days: int = 0) -> Document:
    """The claim with its lines again and again, on so many of its days if that is given."""
    first, last = (
        dt.date.fromisoformat(document[f"statement_{end}"]) for end in ("from", "through")
    )
    days = min(days, (last - first).days + 1)
    own = document["lines"]
    made = [{**own[n % len(own)], "line": n + 1} for n in range(lines)]
    for number, line in enumerate(made if days else ()):
        line["service_date"] = (first + dt.timedelta(days=number % days)).isoformat()
    return {**document, "lines": made}


def long_claims(
    count: int, most: int, made_of: tuple[Document, ...] = ()
) -> Iterator[Document]:
    """Claims of up to so many lines that lack facts, each some fields on some lines or on all."""
    rng = Random(11)  # noqa: S311  # made-up claims need no secret
    for number in range(count):
        document = repeated(
            rng.choice(made_of or examples()), rng.randint(2, most), rng.choice((0, 4, 30))
        )
        document["claim_id"] = f"LONG-{number}"
        if rng.random() < 0.6:
            _mix(rng, document["lines"])
        _leave_out(rng, document["lines"])
        if rng.random() < 0.4 and "chart" in document:
            kept = {k: v for k, v in document["chart"].items() if rng.random() < 0.6}
            document["chart"] = kept
        yield document


def _mix(rng: Random, lines: list[dict[str, Any]]) -> None:
    """Other codes, days out of order, numbers that stand twice, and visits of few lines or one."""
    visits = rng.choice((3, len(lines)))
    for line in lines:
        if rng.random() < 0.3:
            line["service_date"] = rng.choice(lines)["service_date"]
        if rng.random() < 0.2:
            line["line"] = rng.randint(1, 60)
        if rng.random() < 0.3:
            line["revenue_code"] = rng.choice(_REVENUE)
        if rng.random() < 0.3:
            line["hcpcs"] = rng.choice(_CODES)
        if rng.random() < 0.3:
            line["visit_id"] = f"V{rng.randint(1, visits)}"


def _leave_out(rng: Random, lines: list[dict[str, Any]]) -> None:
    """Take some fields away from some lines or all; in some claims they are sent as null."""
    nulls = rng.choice((0, 0, 0.3, 1))
    for name in rng.sample(_FIELDS, rng.randint(1, 4)):
        share = rng.choice((0.1, 0.35, 0.6, 1))
        for line in lines:
            if rng.random() >= share:
                continue
            if rng.random() < nulls:
                line[name] = None
            else:
                line.pop(name, None)
