"""Reports as a table, and back.

Each claim has one row of kind `claim`, which says what became of it and counts its outcomes,
and below it a row for every finding, every error of the document and every warning. So
`WHERE kind = 'finding'` are the findings, `WHERE kind = 'claim'` the claims, each just once;
amounts and counts stand on the claim's row alone, where they can be added up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any, TypeAlias

import pyarrow as pa

from hhrules.arrow.columns import batch_of
from hhrules.engine.blocks import Tally
from hhrules.runtime.report import (
    ClaimPayment,
    Engine,
    Finding,
    Payment,
    Report,
    ReportError,
    RulebookRef,
    Summary,
)

_TEXTS = pa.list_(pa.string())
_MONEY = pa.decimal128(15, 2)

FINDINGS = pa.schema(
    [
        ("claim_id", pa.string()),
        ("kind", pa.string()),  # claim, finding, error, warning
        ("status", pa.string()),  # of the claim: clean, findings, undetermined, error
        ("rule", pa.string()),
        ("outcome", pa.string()),  # violated, undetermined
        ("action", pa.string()),
        ("level", pa.string()),
        ("line", pa.int64()),
        ("service_date", pa.date32()),
        ("message", pa.string()),
        ("fix", pa.string()),
        ("citations", _TEXTS),
        ("missing", _TEXTS),
        ("nulls", _TEXTS),
        ("payment_fraction", pa.string()),
        ("payment_reason", pa.string()),
        ("rulebook", pa.string()),
        ("rulebook_version", pa.string()),
        ("rulebook_edition", pa.string()),
        ("rulebook_sha256", pa.string()),
        ("code", pa.string()),  # of an error or a warning
        ("path", pa.string()),
        ("met", pa.int64()),
        ("violated", pa.int64()),
        ("undetermined", pa.int64()),
        ("not_applicable", pa.int64()),
        ("expected_payment", _MONEY),
        ("payment_at_risk", _MONEY),
        ("payment_unknown_because", pa.string()),
        ("engine_version", pa.string()),
        ("bundle_sha256", pa.string()),
    ]
)
"""The schema of findings tables; columns are added at the end and never change their meaning."""

Row: TypeAlias = dict[str, Any]


def findings_batch(reports: Iterable[Report]) -> pa.RecordBatch:
    """The rows of these reports, in their order."""
    rows = [row for report in reports for row in rows_of(report)]
    return batch_of(rows, FINDINGS)


def rows_of(report: Report) -> Iterator[Row]:
    """The rows of one report, its own first; what a row does not speak of is left out."""
    shared: Row = {
        "claim_id": report.claim_id,
        "status": report.status,
        "engine_version": report.engine.version,
        "bundle_sha256": report.engine.bundle_sha256,
    }
    payment, summary = report.payment, report.summary
    yield {
        **shared,
        "kind": "claim",
        "met": summary.met,
        "violated": summary.violated,
        "undetermined": summary.undetermined,
        "not_applicable": summary.not_applicable,
        "expected_payment": None if payment.expected is None else Decimal(payment.expected),
        "payment_at_risk": None if payment.at_risk is None else Decimal(payment.at_risk),
        "payment_unknown_because": payment.reason or None,
    }
    for finding in report.findings:
        yield {**shared, **_finding_row(finding)}
    for kind, problems in (("error", report.errors), ("warning", report.warnings)):
        for problem in problems:
            said = {"code": problem.code, "path": problem.path, "message": problem.message}
            yield {**shared, "kind": kind, **said}


def _finding_row(finding: Finding) -> Row:
    return {
        "kind": "finding",
        "rule": finding.rule,
        "outcome": finding.outcome,
        "action": finding.action,
        "level": finding.level,
        "line": finding.line,
        "service_date": finding.service_date,
        "message": finding.message,
        "fix": finding.fix,
        "citations": finding.citations,
        "missing": finding.missing,
        "nulls": finding.nulls,
        "payment_fraction": finding.payment and finding.payment.fraction,
        "payment_reason": finding.payment and finding.payment.reason,
        "rulebook": finding.rulebook.id,
        "rulebook_version": finding.rulebook.version,
        "rulebook_edition": finding.rulebook.edition,
        "rulebook_sha256": finding.rulebook.sha256,
    }


def tally_of(batch: pa.RecordBatch) -> Tally:
    """How the reports in a batch came out; of open ones, how many findings are open."""
    kinds = ["kind", "status", "outcome", "action"]
    table = pa.Table.from_batches([batch.select(kinds)])
    tally = Tally()
    for row in table.group_by(kinds).aggregate([([], "count_all")]).to_pylist():
        count = row["count_all"]
        if row["kind"] == "claim":
            tally.claims += count
            tally.errors += count * (row["status"] == "error")
        elif row["outcome"] == "violated":
            tally.actions[row["action"]] = tally.actions.get(row["action"], 0) + count
        elif row["outcome"] == "undetermined":
            tally.open += count
    return tally


def reports_of(batch: pa.RecordBatch) -> Iterator[Report]:
    """The reports that a batch of `findings_batch` was made of, equal to the byte.

    A batch holds whole reports: it begins with the row of a claim.
    """
    gathered: list[Row] = []
    for row in batch.to_pylist():
        if row["kind"] == "claim" and gathered:
            yield _report(gathered)
            gathered = []
        gathered.append(row)
    if gathered:
        yield _report(gathered)


def _report(rows: list[Row]) -> Report:
    head = rows[0]
    amounts = (head["expected_payment"], head["payment_at_risk"])
    expected, at_risk = (None if a is None else str(a) for a in amounts)
    return Report(
        claim_id=head["claim_id"],
        status=head["status"],
        findings=tuple(_finding(r) for r in rows if r["kind"] == "finding"),
        summary=Summary(
            head["met"], head["violated"], head["undetermined"], head["not_applicable"]
        ),
        payment=ClaimPayment(expected, at_risk, head["payment_unknown_because"] or ""),
        errors=tuple(_problem(r) for r in rows if r["kind"] == "error"),
        warnings=tuple(_problem(r) for r in rows if r["kind"] == "warning"),
        engine=Engine(head["engine_version"], head["bundle_sha256"]),
    )


def _problem(row: Row) -> ReportError:
    return ReportError(row["code"], row["path"], row["message"])


def _finding(row: Row) -> Finding:
    fraction = row["payment_fraction"]
    return Finding(
        rule=row["rule"],
        outcome=row["outcome"],
        action=row["action"],
        level=row["level"],
        line=row["line"],
        service_date=row["service_date"],
        message=row["message"],
        fix=row["fix"],
        citations=tuple(row["citations"]),
        missing=tuple(row["missing"]),
        nulls=tuple(row["nulls"]),
        payment=None if fraction is None else Payment(fraction, row["payment_reason"]),
        rulebook=RulebookRef(
            row["rulebook"],
            row["rulebook_version"],
            row["rulebook_edition"],
            row["rulebook_sha256"],
        ),
    )
