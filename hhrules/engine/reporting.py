"""One claim to a report: every rulebook that applies, every rule, in one fixed order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import lru_cache

from hhrules.claims.history import History
from hhrules.claims.model import Claim
from hhrules.engine.evaluate import judge_all
from hhrules.engine.findings import findings_of, supply
from hhrules.engine.hearing import Hearing
from hhrules.engine.payment import Ledger
from hhrules.engine.selected import Selection
from hhrules.runtime.report import Engine, Finding, Report, ReportError


def _merged(findings: Iterable[Finding]) -> list[Finding]:
    """Undetermined findings of one rule that lack the same facts are one: the first of them."""
    seen: set[tuple[str, tuple[str, ...]]] = set()
    kept: list[Finding] = []
    for finding in findings:
        if finding.outcome == "undetermined":
            key = (finding.rule, finding.missing)
            if key in seen:
                continue
            seen.add(key)
        kept.append(finding)
    return kept


def _told(findings: list[Finding], selection: Selection | None) -> tuple[Finding, ...]:
    """The findings as the report has them: in order, each once, of the selected rules."""
    merged = _merged(sorted(findings, key=_order)) if len(findings) > 1 else findings
    if selection is not None:
        merged = [f for f in merged if f.rule in selection]
    return tuple(merged)


def _order(finding: Finding) -> tuple[int, int, str, str, dt.date]:
    line = finding.line if finding.line is not None else 0
    return (
        finding.line is not None,
        line,
        *_id_order(finding.rule),
        finding.service_date or dt.date.min,
    )


@lru_cache(maxsize=1 << 14)
def _id_order(rule: str) -> tuple[str, str]:
    head, _, tail = rule.partition("-")
    return head, tail.zfill(4)


def report_on(
    hearing: Hearing,
    claim: Claim,
    history: History,
    engine: Engine,
    *,
    selection: Selection | None = None,
    given: Mapping[str, object] | None = None,
    warnings: tuple[ReportError, ...] = (),
) -> Report:
    """The report on one claim, by the selected rules; a fault of ours is an error, never a pass."""
    findings: list[Finding] = []
    ledger = Ledger(supply)
    try:
        heard = hearing.of(claim, history, given or {})
        judged = judge_all(heard, claim, history, given or {}, every=selection is not None)
        for judgement in judged.judgements:
            outcomes = judgement.outcomes
            ledger.note(judgement.book, judgement.env, outcomes)
            if outcomes.violations or outcomes.undecided:
                findings.extend(findings_of(judgement, merged=True))
        summary = whole = judged.summary()
        if selection is not None:
            summary = selection.summary(judged.judgements)
    except Exception as error:  # noqa: BLE001 - one bad claim is one report, whatever went wrong
        problem = ReportError(
            "internal-error", _where(error), "a fault of the program, not of the claim"
        )
        return Report(claim_id=claim.claim_id, status="error", errors=(problem,), engine=engine)
    if not (whole.met or whole.violated or whole.undetermined):
        from hhrules.engine.unheard import no_rule_applied  # noqa: PLC0415 - few claims need it

        asked = whole.not_applicable
        warning = no_rule_applied(hearing.books, claim, history, given or {}, asked=asked)
        warnings = (*warnings, warning)
    told = _told(findings, selection) if findings else ()
    broken = {f.rule for f in told if f.outcome == "violated"}
    return Report(
        claim_id=claim.claim_id,
        status=("findings" if broken else "undetermined") if told else "clean",
        findings=told,
        summary=summary,
        payment=ledger.payment(broken),
        warnings=warnings,
        engine=engine,
    )


def _where(error: BaseException) -> str:
    """The innermost place of an error that is a rulebook's, else the program's; no values."""
    import traceback  # noqa: PLC0415 - slow to load; only for a fault of ours

    frames = traceback.extract_tb(error.__traceback__)
    for frame in reversed(frames):
        if frame.filename.endswith(".hhr"):
            return f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}"
    return f"{frames[-1].name}" if frames else ""
