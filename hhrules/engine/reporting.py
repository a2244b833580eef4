"""Claims to reports: every rulebook that applies, every rule, in one fixed order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from functools import lru_cache

from hhrules.engine.errors import RulesLost
from hhrules.engine.evaluate import Judgement
from hhrules.engine.findings import findings_of, supply
from hhrules.engine.hearing import Heard, Hearing
from hhrules.engine.payment import NOT_SAID, payment_of
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


def _findings(
    judgements: Iterable[Judgement], selection: Selection | None
) -> tuple[Finding, ...]:
    """The findings as the report has them: in order, each once, of the selected rules."""
    found: list[Finding] = []
    for judgement in judgements:
        found += findings_of(judgement, merged=True)
    if len(found) > 1:
        found = _merged(sorted(found, key=_order))
    if selection is not None:
        found = [f for f in found if f.rule in selection]
    return tuple(found)


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
    hearing: Hearing, turn: Turn, engine: Engine, selection: Selection | None
) -> Report:
    """The report on one claim, as `reports_on` gives it."""
    heard = _heard(hearing, turn)
    if heard is not None:
        judge_together(heard, (turn,), every=selection is not None)
    return _report(hearing, turn, engine, selection)


def reports_on(
    hearing: Hearing, turns: Sequence[Turn], engine: Engine, selection: Selection | None
) -> list[Report]:
    """The reports on claims, by the selected rules; a fault of ours is an error, never a pass."""
    kinds: dict[int, tuple[Heard, list[Turn]]] = {}
    for turn in turns:
        heard = _heard(hearing, turn)
        if heard is not None:
            kinds.setdefault(id(heard), (heard, []))[1].append(turn)
    for heard, some in kinds.values():
        judge_together(heard, some, every=selection is not None)
    return [_report(hearing, turn, engine, selection) for turn in turns]


def _heard(hearing: Hearing, turn: Turn) -> Heard | None:
    """The rulebooks that have to hear a claim; None where that could not be told."""
    env = turn.env
    try:
        return hearing.of(env.claim, env.history, env.given)
    except Exception as error:  # noqa: BLE001 - one bad claim is one report
        turn.fault = error
        return None


def _report(
    hearing: Hearing, turn: Turn, engine: Engine, selection: Selection | None
) -> Report:
    """The report on a claim that all its rulebooks have heard."""
    if turn.fault is None:
        try:
            return _told(hearing, turn, engine, selection)
        except Exception as error:  # noqa: BLE001 - one bad claim is one report, whatever went wrong
            turn.fault = error
    lost = isinstance(turn.fault, RulesLost)
    said = str(turn.fault) if lost else "a fault of the program, not of the claim"
    problem = ReportError("internal-error", _where(turn.fault), said)
    claim_id = turn.env.claim.claim_id
    return Report(claim_id=claim_id, status="error", errors=(problem,), engine=engine)


def _told(hearing: Hearing, turn: Turn, engine: Engine, selection: Selection | None) -> Report:
    """What the rulebooks said of a claim, as its report has it."""
    env, judgements, warnings = turn.env, turn.judgements, turn.warnings
    summary = whole = turn.summary()
    if selection is not None:
        summary = selection.summary(judgements)
    if not (whole.met or whole.violated or whole.undetermined):
        from hhrules.engine.unheard import no_rule_applied  # noqa: PLC0415 - few claims need it

        asked = whole.not_applicable
        said = no_rule_applied(hearing.books, env.claim, env.history, env.given, asked=asked)
        warnings = (*warnings, said)
    if not judgements:
        return Report(
            claim_id=env.claim.claim_id,
            status="clean",
            summary=summary,
            payment=NOT_SAID,
            warnings=warnings,
            engine=engine,
        )
    findings = _findings(judgements, selection)
    broken = {f.rule for f in findings if f.outcome == "violated"}
    return Report(
        claim_id=env.claim.claim_id,
        status=("findings" if broken else "undetermined") if findings else "clean",
        findings=findings,
        summary=summary,
        payment=payment_of(judgements, broken, supply),
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
