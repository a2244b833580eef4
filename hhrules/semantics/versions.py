"""Versions of a rule: the same id again for other days. On each day one of them holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import pairwise

from attrs import frozen

from hhrules.semantics.literals import day_of
from hhrules.source.diagnostic import Diagnostics, Label
from hhrules.source.text import Span
from hhrules.syntax import nodes

_DAY = dt.timedelta(days=1)


@frozen
class _Version:
    """The days of a version, both ends counted, and where they stand."""

    start: dt.date
    end: dt.date
    id: str
    span: Span
    rule: nodes.Rule

    @property
    def title(self) -> str:
        """The title of this version."""
        return self.rule.title


def check_versions(rules: Sequence[nodes.Rule], diagnostics: Diagnostics) -> None:
    """Report days on which two versions of a rule hold, and days between them with none."""
    if len(rules) == 1:
        return
    plain = next((r for r in rules if r.effective is None), None)
    if plain is not None:
        first, again = (rules[0], plain) if plain is not rules[0] else (plain, rules[1])
        _twice(first, again, diagnostics)
        return
    dated = (_version(r, r.effective) for r in rules if r.effective is not None)
    versions = sorted(dated, key=lambda v: (v.start, v.end))
    for earlier, later in pairwise(versions):
        if later.start == earlier.start and later.title != earlier.title:
            _twice(earlier.rule, later.rule, diagnostics)
        elif later.start <= earlier.end:
            _overlap(earlier, later, diagnostics)
        elif later.start - earlier.end > _DAY:
            diagnostics.warning(
                "W127",
                f"no version of rule {later.id} holds from {earlier.end + _DAY} "
                f"to {later.start - _DAY}",
                later.span,
                label="the next version begins here",
                note="on these days the rule says nothing",
                help=f"write `effective from {earlier.end + _DAY}`, or mend the earlier end",
            )


def _version(rule: nodes.Rule, period: nodes.Effective) -> _Version:
    start = day_of(period.start.text) if period.start else dt.date.min
    end = day_of(period.end.text) if period.end else dt.date.max
    return _Version(start, end, rule.id, period.span, rule)


def _twice(first: nodes.Rule, again: nodes.Rule, diagnostics: Diagnostics) -> None:
    diagnostics.error(
        "E110",
        f"rule {again.id} stands twice",
        again.id_span,
        label="again here",
        others=(Label(first.id_span, "first here"),),
        note="an id names one rule, or its versions for different days",
        help="give one of them another id, or each its own `effective from … to …`",
    )


def _overlap(earlier: _Version, later: _Version, diagnostics: Diagnostics) -> None:
    before = later.start - _DAY if later.start > dt.date.min else later.start
    diagnostics.error(
        "E126",
        f"two versions of rule {later.id} hold on {max(later.start, earlier.start)}",
        later.span,
        label="this version",
        others=(Label(earlier.span, "and this one"),),
        note="on each day one version of a rule holds",
        help=f"end the earlier version on {before}, or mend a date"
        + ("" if earlier.rule.title == later.rule.title else "; another rule has another id"),
    )
