"""An interpreter of IR that shares no code with the generator or the runtime: a third opinion.

It walks the tree of a rule for each subject and says what comes of it. Sets are worked out as
lists of members, each sure or not; figures over them follow from those lists alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from attrs import evolve

from hhrules.claims.history import History, same_provider
from hhrules.claims.model import Claim
from hhrules.ir import nodes as ir
from hhrules.values.numbers import range_of
from hhrules.values.truth import UNKNOWN
from tests import oracle_sets as sets
from tests import oracle_values as v
from tests.verdict import Verdict, subject_of


class Oracle:
    """Judges claims by a rulebook's IR."""

    def __init__(self, program: ir.BookProgram) -> None:
        self.program = program
        self.functions = {f.name: f for f in program.functions}
        self.groupings = {g.name: g for g in program.groupings}

    def judge(self, claim: Claim, history: History, given: Mapping[str, object]) -> Verdict:
        """The outcomes of all rules; the caller asks `applies` first."""
        return _Hearing(self, claim, history, given).verdict()

    def applies(self, claim: Claim, history: History) -> Any:
        """Whether the rulebook is for this claim."""
        return _Hearing(self, claim, history, {}).applies(claim)


class _Hearing:
    """One claim before one rulebook."""

    def __init__(
        self, oracle: Oracle, claim: Claim, history: History, given: Mapping[str, object]
    ) -> None:
        self.oracle, self.claim, self.history, self.given = oracle, claim, history, given
        self.parts: dict[str, Any] = {}

    # ------------------------------------------------------------------------------ rules

    def verdict(self) -> Verdict:
        verdict = Verdict()
        for number, rule in enumerate(self.oracle.program.rules):
            scope = {"claim": self.claim}
            if rule.loop is None:
                self._judge(verdict, number, rule, scope, None, sure=True)
                continue
            asked = [v.truth(self.value(switch.condition, scope)) for switch in rule.switches]
            if False in asked:
                verdict.not_applicable += 1
                continue
            subjects = self._candidates(rule.loop, scope)
            if subjects is UNKNOWN:
                if not self._out_of_force(rule, scope):
                    verdict.open.append((number, None))
                continue
            for member in subjects:
                inner = {**scope, rule.loop.var: member}
                tests = [v.truth(self.value(c, inner)) for c in rule.loop.conditions]
                belongs = v.all_of([getattr(member, "sure", True) or UNKNOWN, *tests, *asked])
                if belongs is not False:
                    self._judge(verdict, number, rule, inner, member, sure=belongs is True)
        return verdict

    def _out_of_force(self, rule: ir.Rule, scope: dict[str, Any]) -> bool:
        """Whether the claim's own dates say that the rule is not in force."""
        try:
            return rule.in_force is not None and self.value(rule.in_force, scope) is False
        except KeyError:  # the date is the subject's
            return False

    def _judge(
        self,
        verdict: Verdict,
        number: int,
        rule: ir.Rule,
        scope: dict[str, Any],
        subject: Any,
        *,
        sure: bool,
    ) -> None:
        who = subject_of(subject)
        if rule.in_force is not None:
            in_force = v.truth(self.value(rule.in_force, scope))
            if in_force is False:
                return
            sure = sure and in_force is True
        for step in rule.steps:
            if isinstance(step, ir.Bind):
                scope[step.name] = self.value(step.value, scope)
                continue
            applicable = v.truth(self.value(step.condition, scope))
            if applicable is False:
                verdict.not_applicable += 1
                verdict.outcomes[number, who] = "not applicable"
                return
            sure = sure and applicable is True
        results = [v.truth(self.value(check.condition, scope)) for check in rule.checks]
        if all(r is True for r in results):
            verdict.met += 1
            verdict.outcomes[number, who] = "met"
        elif sure and any(r is False for r in results):
            verdict.violated += 1
            verdict.broken += [(number, n, who) for n, r in enumerate(results) if r is False]
            verdict.outcomes[number, who] = "violated"
        else:
            verdict.open.append((number, who))
            verdict.outcomes[number, who] = "undetermined"

    def applies(self, claim: Claim) -> Any:
        condition = self.oracle.program.applies
        return True if condition is None else v.truth(self.value(condition, {"claim": claim}))

    # ------------------------------------------------------------------------------ values

    def value(self, node: ir.Expr, scope: dict[str, Any]) -> Any:  # noqa: C901, PLR0912
        """What an expression comes to."""
        match node:
            case ir.Const(value=value):
                return value
            case ir.Unstated():
                return UNKNOWN
            case ir.Local(name=name):
                return scope[name]
            case ir.Fact():
                return self._fact(node, scope)
            case ir.KeyOf(group=group, index=index):
                part = scope[group]
                return part.keys[index] if isinstance(part, sets.Part) else part
            case ir.RunEnd(run=run, end=end):
                part = scope[run]
                known = isinstance(part, sets.Part) and not getattr(
                    part, "open_start" if end == "first" else "open_end"
                )
                return getattr(part, end) if known else UNKNOWN
            case ir.Op(op="belongs", args=(member, group)):
                part = self.value(group, scope)
                mine = self.value(member, scope)
                return isinstance(part, sets.Part) and any(m is mine for m in part.members)
            case ir.Op(op="in_run", args=(day, run)):
                return sets.in_run(self.value(day, scope), self.value(run, scope))
            case ir.Op(op="stands_before" | "stands_up_to" as op, args=args):
                lines = [scope[a.record] for a in (args[1], args[3]) if isinstance(a, ir.Fact)]
                return v.operate(op, [*(self.value(a, scope) for a in args), *lines])
            case ir.Op(op=op, args=args):
                return v.operate(op, [self.value(a, scope) for a in args])
            case ir.Matches(operand=operand, codes=codes, patterns=patterns, spans=spans):
                found = v.among(self.value(operand, scope), codes, patterns, spans)
                return v.negate(found) if node.negated else found
            case ir.Junction(op=op, items=items):
                values = [v.truth(self.value(i, scope)) for i in items]
                found = v.all_of(values) if op == "and" else v.any_of(values)
                return v.negate(found) if op == "none" else found
            case ir.Not(operand=operand):
                return v.negate(v.truth(self.value(operand, scope)))
            case ir.Presence(operand=operand, test=test):
                return sets.presence(self.value(operand, scope), test)
            case ir.IfNone(value=value, otherwise=otherwise, missing=missing):
                first = self.value(value, scope)
                taken = first is None or (missing and sets.presence(first, "missing"))
                return self.value(otherwise, scope) if taken else first
            case ir.Call(function=name, args=args):
                function = self.oracle.functions[name]
                own = dict(zip(function.params, (scope[a] for a in args), strict=True))
                return self.value(function.body, own)
            case ir.With(name=name, value=value, body=body):
                return self.value(body, {**scope, name: self.value(value, scope)})
            case ir.Lookup() | ir.InTable() | ir.Dated():
                return self._looked_up(node, scope)
            case _:
                return self._over_set(node, scope)

    def _fact(self, node: ir.Fact, scope: dict[str, Any]) -> Any:
        if node.record == "given":
            value = self.given.get(node.label, UNKNOWN)
        else:
            value = scope[node.record]
            for name in node.path:
                value = getattr(value, name)
        return v.truth(value) if node.convert == "yesno" else value

    def _looked_up(self, node: ir.Lookup | ir.InTable | ir.Dated, scope: dict[str, Any]) -> Any:
        day = None if node.date is None else self.value(node.date, scope)
        match node:
            case ir.Lookup(table=name, column=column, keys=keys):
                table: Any = self.oracle.program.tables[name]
                return table.look(column, tuple(self.value(k, scope) for k in keys), day)
            case ir.InTable(operand=operand, table=name, negated=negated):
                table = self.oracle.program.tables[name]
                found = table.has(self.value(operand, scope), day)
                return v.negate(found) if negated else found
            case ir.Dated(value=name, key=key):
                value: Any = self.oracle.program.values[name]
                return value.on(day, None if key is None else self.value(key, scope))

    # ------------------------------------------------------------------------------ sets

    def _over_set(self, node: ir.Expr, scope: dict[str, Any]) -> Any:
        match node:
            case ir.Exists(loop=loop, negated=negated):
                members = self._members(loop, scope)
                sure = [s or UNKNOWN for _, s in members.found]
                found = v.any_of([*sure, UNKNOWN if members.is_open else False])
                return v.negate(found) if negated else found
            case ir.Aggregate():
                return self._figure(node, scope)
            case ir.Pick(loop=loop, value=value, total=total):
                members = self._members(loop, scope)
                values = [(self.value(value, m), s) for m, s in members.found]
                return UNKNOWN if members.is_open else sets.picked(values, total=total)
            case ir.GroupOf(grouping=name, keys=keys, date=date):
                wanted = tuple(self.value(k, scope) for k in keys)
                if date is None:
                    return sets.group_of(self._parts(name), wanted)
                return sets.run_of(self._parts(name), wanted, self.value(date, scope))
            case _:
                raise NotImplementedError(type(node).__name__)

    def _figure(self, node: ir.Aggregate, scope: dict[str, Any]) -> Any:
        members = self._members(node.loop, scope)
        if node.op == "count":
            low = sum(s for _, s in members.found)
            return range_of(low, None if members.is_open else len(members.found))
        assert node.value is not None
        values = [(self.value(node.value, m), m, s) for m, s in members.found]
        if node.flat:
            members = evolve(
                members, unsent=members.unsent or any(x is UNKNOWN for x, _, _ in values)
            )
            values = self._items(node, values)
        pairs = [(x, s) for x, _, s in values]
        match node.op:
            case "sum":
                return sets.sum_of(pairs, is_open=members.is_open)
            case "count distinct":
                return sets.distinct_of(pairs, is_open=members.is_open)
            case op:
                return UNKNOWN if members.unsent else sets.best_of(op, pairs, members.edge)

    def _items(self, node: ir.Aggregate, values: list[Any]) -> list[Any]:
        found = []
        for items, member, sure in values:
            for item in () if items is UNKNOWN or items is None else items:
                inner = {**member, node.item: item}
                got = v.all_of([v.truth(self.value(c, inner)) for c in node.item_conditions])
                if got is not False:
                    found.append((item, inner, sure and got is True))
        return found

    def _candidates(self, loop: ir.Loop, scope: dict[str, Any]) -> Any:
        """The members of the claim's own list or grouping, before any condition."""
        if isinstance(loop.source, ir.Grouped):
            return self._parts(loop.source.grouping)
        members = scope[loop.source.claim]
        if not loop.source.path:
            return (members,)
        for name in loop.source.path:
            members = getattr(members, name)
        return () if members is None else members

    def _members(self, loop: ir.Loop, scope: dict[str, Any]) -> sets.Members:
        drawn: list[tuple[dict[str, Any], Any]] = []
        unsent = False
        if loop.scope == "own" or isinstance(loop.source, ir.Grouped):
            own = self._candidates(loop, scope)
            unsent = own is UNKNOWN
            drawn = [({loop.var: m}, getattr(m, "sure", True)) for m in (() if unsent else own)]
        else:
            for claim, sure in self._claims(loop):
                own = self._candidates(loop, {loop.source.claim: claim})
                unsent = unsent or own is UNKNOWN
                for member in () if own is UNKNOWN else own:
                    drawn.append(({loop.claim_var: claim, loop.var: member}, sure))
        found = []
        for names, sure in drawn:
            inner = {**scope, **names}
            got = v.all_of([v.truth(self.value(c, inner)) for c in loop.conditions])
            if got is not False:
                found.append((inner, sure and got is True))
        return sets.Members(found, unsent, self._edge(loop, scope))

    def _claims(self, loop: ir.Loop) -> list[tuple[Claim, bool]]:
        """The claims of a scope, earliest first, and whether each is sure to count."""
        found = []
        for claim in self.history.earlier:
            if loop.every_provider or same_provider(self.claim, claim):
                applies = self.applies(claim)
                if applies is not False:
                    found.append((claim, applies is True))
        return [*found, *([(self.claim, True)] if loop.scope == "all" else [])]

    def _edge(self, loop: ir.Loop, scope: dict[str, Any]) -> dt.date | None:
        """The day before which members may be missing, where that matters to the set."""
        if loop.scope == "own":
            return None
        edge = self._complete_from(loop.every_provider)
        since = None if loop.since is None else self.value(loop.since, scope)
        return edge if edge > (since if isinstance(since, dt.date) else v.FIRST) else None

    def _complete_from(self, every_provider: bool) -> dt.date:
        if every_provider and not self.history.all_providers:
            return v.LAST
        return self.history.complete_since or v.FIRST

    # ------------------------------------------------------------------------------ groups

    def _parts(self, name: str) -> Any:
        if name not in self.parts:
            grouping = self.oracle.groupings[name]
            members = self._members(evolve(grouping.loop, since=None), {"claim": self.claim})
            if members.unsent:
                self.parts[name] = UNKNOWN
            elif isinstance(grouping, ir.Grouping):
                self.parts[name] = self._groups(grouping, members)
            else:
                self.parts[name] = self._runs(grouping, members)
        return self.parts[name]

    def _groups(self, grouping: ir.Grouping, members: sets.Members) -> list[sets.Part]:
        return sets.make_groups(
            [
                (tuple(self.value(k, m) for k in grouping.keys), m[grouping.loop.var], sure)
                for m, sure in members.found
            ]
        )

    def _runs(self, grouping: ir.RunGrouping, members: sets.Members) -> list[sets.Part]:
        gap = self.value(grouping.gap, {"claim": self.claim})
        edge = self._complete_from(grouping.every_provider) if grouping.across else v.FIRST
        drawn = []
        for member, sure in members.found:
            keys = tuple(self.value(k, member) for k in grouping.same)
            day = self.value(grouping.date, member)
            drawn.append((keys, day, member[grouping.loop.var], sure))
        return sets.make_runs(drawn, gap, edge)
