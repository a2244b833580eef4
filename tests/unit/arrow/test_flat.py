"""A claim table and a line table make one table of claims."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

import hhrules
from hhrules.arrow import evaluate_batches, nested, reports_of
from hhrules.arrow.problems import UnfitTables

CLAIMS: dict[str, list[Any]] = {
    "claim_id": ["A", "B", "C"],
    "type_of_bill": ["329"] * 3,
    "statement_from": ["2024-03-04"] * 3,
    "statement_through": ["2024-04-02"] * 3,
    "patient.id": ["p", "q", "r"],
    "row": [1, 2, 3],
}
LINES: dict[str, list[Any]] = {
    "claim_id": ["B", "A", "B", "A", "A"],
    "revenue_code": ["0421"] * 5,
    "units": [4, 3, 2, 4, 1],
}


def table(columns: dict[str, list[Any]], **changed: list[Any]) -> pa.Table:
    return pa.table({**columns, **changed})


def test_lines_come_to_their_claims_in_their_order(small: hhrules.Rules) -> None:
    whole = nested(table(CLAIMS), table(LINES))
    units = [[line["units"] for line in lines or ()] for lines in whole["lines"].to_pylist()]
    assert units == [[3, 4, 1], [4, 2], []]
    (found,) = evaluate_batches(whole.to_batches(), small)
    first, second, third = reports_of(found)
    assert [f.line for f in first.findings if f.rule == "S-1"] == [1, 3]
    assert [f.line for f in second.findings if f.rule == "S-1"] == [2]
    assert [(e.code, e.path) for e in third.errors] == [("missing-field", "$.lines")]


def test_keys_may_have_any_name_and_type() -> None:
    lines = table(LINES, row=[2, 1, 2, 3, 3]).drop_columns(["claim_id"])
    whole = nested(
        table(CLAIMS), lines.rename_columns({"row": "of"}), claim_key="row", line_key="of"
    )
    assert [len(found) for found in whole["lines"].to_pylist()] == [1, 2, 2]
    assert whole.schema.field("lines").type.value_type.names == ["revenue_code", "units"]


UNFIT: list[tuple[pa.Table, pa.Table, str]] = [
    (table(CLAIMS, claim_id=["A", "A", "B"]), table(LINES), "not unique"),
    (table(CLAIMS), table(LINES, claim_id=["A", "B", "X", "Y", "A"]), "2 lines belong to no"),
    (table(CLAIMS), table(LINES, claim_id=["A", "B", None, "C", "A"]), "null in 1 rows"),
    (table(CLAIMS), table(LINES).drop_columns(["claim_id"]), "line table has no column"),
    (table(CLAIMS, lines=[[], [], []]), table(LINES), "column `lines` already"),
]


@pytest.mark.parametrize(("claims", "lines", "said"), UNFIT, ids=[said for *_, said in UNFIT])
def test_tables_that_do_not_belong_together_are_refused(
    claims: pa.Table, lines: pa.Table, said: str
) -> None:
    with pytest.raises(UnfitTables, match=said):
        nested(claims, lines)
