"""Claims to reports: every rulebook that applies, every rule, in one fixed order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from msgspec import Struct

from hhrules.claims.history import History
from hhrules.claims.model import Claim
from hhrules.engine.findings import findings_of, supply
from hhrules.engine.hearing import Heard, Hearing
from hhrules.engine.payment import Ledger
from hhrules.engine.selected import Selection
from hhrules.engine.together import Turn, judge_together
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


class Asked(Struct, frozen=True):
    """A claim to report on, with the earlier claims of its patient and what its reader noted."""

    claim: Claim
    history: History
    warnings: tuple[ReportError, ...] = ()


def report_on(
    hearing: Hearing,
    one: Asked,
    engine: Engine,
    selection: Selection | None,
    given: Mapping[str, object],
) -> Report:
    """The report on one claim, as `reports_on` gives it."""
    turn = Turn.of(one.claim, one.history, given)
    try:
        heard = hearing.of(one.claim, one.history, given)
    except Exception as error:  # noqa: BLE001 - one bad claim is one report
        turn.fault = error
    else:
        judge_together(heard, (turn,), every=selection is not None)
    return _report(hearing, turn, one.warnings, engine, selection)


def reports_on(
    hearing: Hearing,
    asked: Sequence[Asked],
    engine: Engine,
    selection: Selection | None,
    given: Mapping[str, object],
) -> list[Report]:
    """The reports on claims, by the selected rules; a fault of ours is an error, never a pass."""
    turns = [Turn.of(one.claim, one.history, given) for one in asked]
    kinds: dict[int, tuple[Heard, list[Turn]]] = {}
    for turn in turns:
        try:
            heard = hearing.of(turn.claim, turn.history, turn.given)
        except Exception as error:  # noqa: BLE001 - one bad claim is one report
            turn.fault = error
        else:
            kinds.setdefault(id(heard), (heard, []))[1].append(turn)
    for heard, some in kinds.values():
        judge_together(heard, some, every=selection is not None)
    return [
        _report(hearing, turn, one.warnings, engine, selection)
        for turn, one in zip(turns, asked, strict=True)
    ]


def _report(
    hearing: Hearing,
    turn: Turn,
    warnings: tuple[ReportError, ...],
    engine: Engine,
    selection: Selection | None,
) -> Report:
    """The report on a claim that all its rulebooks have heard."""
    if turn.fault is not None:
        return _fault(turn.claim, turn.fault, engine)
    findings: list[Finding] = []
    ledger = Ledger(supply)
    try:
        for judgement in turn.judgements:
            outcomes = judgement.outcomes
            ledger.note(judgement.book, judgement.env, outcomes)
            if outcomes.violations or outcomes.undecided:
                findings.extend(findings_of(judgement, merged=True))
        summary = whole = turn.summary()
        if selection is not None:
            summary = selection.summary(turn.judgements)
    except Exception as error:  # noqa: BLE001 - one bad claim is one report, whatever went wrong
        return _fault(turn.claim, error, engine)
    if not (whole.met or whole.violated or whole.undetermined):
        from hhrules.engine.unheard import no_rule_applied  # noqa: PLC0415 - few claims need it

        count = whole.not_applicable
        warning = no_rule_applied(
            hearing.books, turn.claim, turn.history, turn.given, asked=count
        )
        warnings = (*warnings, warning)
    told = _told(findings, selection) if findings else ()
    broken = {f.rule for f in told if f.outcome == "violated"}
    return Report(
        claim_id=turn.claim.claim_id,
        status=("findings" if broken else "undetermined") if told else "clean",
        findings=told,
        summary=summary,
        payment=ledger.payment(broken),
        warnings=warnings,
        engine=engine,
    )


def _fault(claim: Claim, error: Exception, engine: Engine) -> Report:
    said = "a fault of the program, not of the claim"
    problem = ReportError("internal-error", _where(error), said)
    return Report(claim_id=claim.claim_id, status="error", errors=(problem,), engine=engine)


def _where(error: BaseException) -> str:
    """The innermost place of an error that is a rulebook's, else the program's; no values."""
    import traceback  # noqa: PLC0415 - slow to load; only for a fault of ours

    frames = traceback.extract_tb(error.__traceback__)
    for frame in reversed(frames):
        if frame.filename.endswith(".hhr"):
            return f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}"
    return f"{frames[-1].name}" if frames else ""
