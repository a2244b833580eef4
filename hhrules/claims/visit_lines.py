"""Which lines of a claim bill a visit of its chart: those that carry the visit's id."""

from __future__ import annotations

import datetime as dt

from msgspec import UNSET

from hhrules.claims.care import Visit
from hhrules.claims.model import Claim


def line_of_visit(claim: Claim, visit: Visit) -> int | None:
    """The lowest number of the lines that carry a visit's id, where that is sure to mean it.

    Only the visit's id tells for sure: which lines on a day are of which discipline, and which of
    them bill a visit at all, is for rulebooks to say. Ids may begin anew each day and for each
    discipline, so the day has to agree, and one that two disciplines use on it tells nothing.
    """
    day, name, visits = visit.date, visit.visit_id, claim.chart.visits
    if not (isinstance(day, dt.date) and isinstance(name, str) and name and visits):
        return None
    if not any(visit is one for one in visits):
        return None  # on another claim, whose ids are its own
    same = [v for v in visits if v.visit_id == name and v.date in {day, UNSET}]
    disciplines = {v.discipline for v in same}
    if len(same) > 1 and (len(disciplines) > 1 or UNSET in disciplines):
        return None
    numbers = (n.line for n in claim.lines if n.visit_id == name and n.service_date == day)
    return min((n for n in numbers if isinstance(n, int)), default=None)
