"""What columns may hold: every type that holds a value exactly, and one row's fault stays its own."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

import hhrules
from hhrules.arrow import FINDINGS, claim_schema, evaluate_batches, reports_of
from hhrules.arrow.claims import read_batch, unread_columns
from hhrules.claims.model import Claim
from hhrules.claims.reader import Nulls, Reading
from hhrules.runtime.report import Report
from tests.unit.arrow.conftest import document

DAY = dt.date(2024, 3, 4)
LINE = {"line": 1, "revenue_code": "0421", "units": 3}


def batch(**columns: Any) -> pa.RecordBatch:
    """Two claims that differ in the columns given; a list of two values is a column."""
    base = {
        "claim_id": pa.array(["A", "B"]),
        "type_of_bill": pa.array(["329", "329"]),
        "statement_from": pa.array([DAY, DAY]),
        "statement_through": pa.array([dt.date(2024, 4, 2)] * 2),
        "lines": pa.array([[LINE], [LINE]]),
    }
    return pa.record_batch({**base, **{k.replace("__", "."): v for k, v in columns.items()}})


def readings(nulls: Nulls = "unknown", **columns: Any) -> list[Reading]:
    return list(read_batch(batch(**columns), nulls=nulls))


def claims(nulls: Nulls = "unknown", **columns: Any) -> list[Claim]:
    found = [reading.claim for reading in readings(nulls, **columns)]
    assert None not in found, found
    return [claim for claim in found if claim is not None]


def lines_of(values: pa.Array, name: str) -> pa.Array:
    inner = pa.StructArray.from_arrays([values], names=[name])
    return pa.ListArray.from_arrays(pa.array([0, 1, 2], pa.int32()), inner)


AMOUNTS = [
    pa.array([Decimal("12.10"), Decimal("0.00")], pa.decimal128(15, 2)),
    pa.array([Decimal("12.10"), Decimal(0)], pa.decimal128(38, 10)),
    pa.array([Decimal("12.1"), Decimal(0)], pa.decimal256(40, 1)),
    pa.array([12.1, 0.0], pa.float64()),
    pa.array(["12.10", "0"], pa.large_string()),
]


@pytest.mark.parametrize("amounts", AMOUNTS, ids=lambda a: str(a.type))
def test_amounts_are_exact_cents_of_any_type(amounts: pa.Array) -> None:
    found = claims(lines=lines_of(amounts, "charge"))
    assert [claim.lines[0].charge for claim in found] == [1210, 0]


DAYS = [
    pa.array([DAY, DAY], pa.date32()),
    pa.array([DAY, DAY], pa.date64()),
    pa.array([dt.datetime(2024, 3, 4)] * 2, pa.timestamp("ns")),  # noqa: DTZ001 - as pandas has days
    pa.array(["2024-03-04"] * 2).dictionary_encode(),
    pa.array(["2024-03-04"] * 2, pa.string_view()),
]


@pytest.mark.parametrize("days", DAYS, ids=lambda a: str(a.type))
def test_days_are_days_of_any_type(days: pa.Array) -> None:
    assert [claim.admission_date for claim in claims(admission_date=days)] == [DAY, DAY]


COUNTS = [
    pa.array([4, 0], pa.uint8()),
    pa.array([4.0, 0.0], pa.float32()),
    pa.array([Decimal(4), Decimal(0)], pa.decimal128(38, 0)),
]


@pytest.mark.parametrize("counts", COUNTS, ids=lambda a: str(a.type))
def test_whole_numbers_are_whole_of_any_type(counts: pa.Array) -> None:
    found = claims(lines=lines_of(counts, "units"))
    assert [claim.lines[0].units for claim in found] == [4, 0]


BAD: list[tuple[str, pa.Array, str]] = [
    ("charge", pa.array([12.105, 1.0]), "bad-money"),
    ("charge", pa.array([float("nan"), 1.0]), "wrong-type"),
    ("charge", pa.array([Decimal("-1.00"), Decimal(1)]), "negative"),
    ("units", pa.array([2.5, 1.0]), "wrong-type"),
    ("units", pa.array([-1, 1]), "negative"),
    ("units", pa.array(["4", None]), "wrong-type"),
    ("hcpcs", pa.array([97110, None]), "wrong-type"),
    ("hcpcs", pa.array([b"97110", None]), "wrong-type"),
    ("service_date", pa.array(["3/4/2024", None]), "bad-date"),
    ("service_date", pa.array([dt.date(2999, 1, 1), DAY]), "bad-date"),
    ("service_date", pa.array(["9999-12-31", "2024-03-04"]), "bad-date"),
    ("service_date", pa.array([dt.datetime(2024, 3, 4, 9), None]), "bad-date"),  # noqa: DTZ001
    ("service_date", pa.array([20240304, None]), "bad-date"),
    ("modifiers", pa.array(["GP", None]), "wrong-type"),
]


@pytest.mark.parametrize(("name", "values", "code"), BAD)
def test_a_value_that_does_not_fit_is_the_problem_of_its_own_claim(
    name: str, values: pa.Array, code: str, small: hhrules.Rules
) -> None:
    (found,) = evaluate_batches([batch(lines=lines_of(values, name))], small)
    first, second = reports_of(found)
    assert [first.status, second.status] != ["error", "error"]
    assert first.claim_id == "A"
    assert [(e.code, e.path) for e in first.errors] == [(code, f"$.lines[0].{name}")]
    assert found.schema == FINDINGS


def test_columns_of_quite_another_kind_are_problems_of_each_claim() -> None:
    found = readings(lines=pa.array(["one", "two"]), patient=pa.array([1, 2]))
    assert [[p.path for p in reading.problems] for reading in found] == [["$.lines"]] * 2


def test_a_row_without_a_claim_id_is_an_error_and_the_next_goes_on() -> None:
    first, second = readings(claim_id=pa.array([None, "B"]))
    assert [(p.code, p.path) for p in first.problems] == [("missing-field", "$.claim_id")]
    assert second.claim is not None


# ------------------------------------------------------------------------------------ nulls


def only(found: list[Claim]) -> Claim:
    assert len(found) == 2
    return found[1]


def reports(rules: hhrules.Rules, nulls: Nulls = "unknown", **columns: Any) -> list[Report]:
    found = evaluate_batches([batch(**columns)], rules, nulls=nulls)
    return [report for one in found for report in reports_of(one)]


def outcomes(report: Report) -> dict[str, str]:
    return {finding.rule: finding.outcome for finding in report.findings}


def test_a_null_is_not_known_and_none_only_where_that_is_asked_for(
    small: hhrules.Rules,
) -> None:
    numbers = pa.array(["X1", None])
    first, second = reports(small, treatment_authorization=numbers)
    assert "S-2" not in outcomes(first)
    assert outcomes(second)["S-2"] == "undetermined"
    first, second = reports(small, "none", treatment_authorization=numbers)
    assert "S-2" not in outcomes(first)
    assert outcomes(second)["S-2"] == "violated"


def test_known_none_tells_what_is_none_in_one_row(small: hhrules.Rules) -> None:
    named = pa.array([None, ["/treatment_authorization", "/lines/0/units"]])
    first, second = reports(small, known_none=named)
    assert outcomes(first)["S-2"] == "undetermined"
    assert outcomes(second)["S-2"] == "violated"
    assert second.findings[0].nulls == ("treatment authorization",)


def test_an_empty_list_is_known_to_be_empty_and_a_null_list_is_not_known() -> None:
    first, second = claims(condition_codes=pa.array([[], None], pa.list_(pa.string())))
    assert first.condition_codes == []
    assert second.condition_codes != []


def test_padding_of_a_list_of_codes_is_no_code() -> None:
    padded = pa.array([["47", None], [None, None]], pa.list_(pa.string(), 2))
    assert [claim.condition_codes for claim in claims(condition_codes=padded)] == [["47"], []]


def test_a_null_line_is_a_line_of_which_nothing_is_known() -> None:
    assert len(claims(lines=pa.array([[LINE, None], [LINE]]))[0].lines) == 2


# ------------------------------------------------------------------------------------- names


def test_a_dotted_column_is_a_field_of_a_part() -> None:
    found = claims(
        patient__id=pa.array(["p", None]), chart__homebound__needs_device=pa.array([True, None])
    )
    assert found[0].patient.id == "p"
    assert found[0].chart.homebound.needs_device is True
    assert only(found).patient == Claim.__struct_defaults__[2]


def test_columns_that_no_document_has_are_warned_of_and_not_read(small: hhrules.Rules) -> None:
    lines = pa.array([[{**LINE, "drg": "x"}]] * 2)
    table = batch(lines=lines, batch_no=pa.array([1, 2]), patient__ssn=pa.array(["1", "2"]))
    assert unread_columns(table.schema) == ("lines.drg", "batch_no", "patient.ssn")
    (found,) = evaluate_batches([table], small)
    for report in reports_of(found):
        assert [w.path for w in report.warnings] == [
            "$.lines.drg",
            "$.batch_no",
            "$.patient.ssn",
        ]


def test_the_schema_has_every_field_and_is_read_in_full() -> None:
    assert unread_columns(claim_schema()) == ()
    assert pa.types.is_decimal(
        claim_schema().field("lines").type.value_type.field("charge").type
    )


def test_facts_of_a_site_have_columns_of_their_type() -> None:
    book = """\
rulebook site
  title       "Wounds"
  version     1.0.0
  applies to claims where type of bill is 329
  dated by    statement from
  cite        "Ours"

fact wound depth has type number
  means       "Depth in centimetres."
  path        extra.wound_depth

rule W-1 "Wounds are shallow"
  require     wound depth is at most 2
  otherwise   review
  because     "It is {wound depth} deep."
  fix         "Look again."
  cite        "Ours"
"""
    rules = hhrules.compile(book)
    assert pa.types.is_struct(claim_schema(rules.claim_type).field("extra").type)
    extra = pa.array([{"wound_depth": Decimal("2.50")}, {"wound_depth": Decimal("1.00")}])
    first, second = reports(rules, extra=extra)
    assert outcomes(first) == {"W-1": "violated"}
    assert outcomes(second) == {}


def test_a_document_helper_gives_a_claim_that_is_denied(small: hhrules.Rules) -> None:
    assert outcomes(small.evaluate(document()))["S-1"] == "violated"
