"""A small claim document, and what is wrong with one."""

from typing import Any

import pytest

from hhrules.claims.problem import ClaimProblems
from hhrules.claims.reader import read_claim


def document(**fields: Any) -> dict[str, Any]:
    return {
        "claim_id": "A-1",
        "type_of_bill": "329",
        "statement_from": "2024-01-01",
        "statement_through": "2024-01-30",
        "lines": [],
    } | fields


def problems_of(data: Any, **options: Any) -> set[tuple[str, str]]:
    with pytest.raises(ClaimProblems) as caught:
        read_claim(data, **options)
    return {(p.code, p.path) for p in caught.value.problems}
