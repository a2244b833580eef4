"""The passes between a program and its Python text, by name; each can be left out.

What a rulebook says does not depend on them: without them rules ask everything, one by one.
"""

from __future__ import annotations

from collections.abc import Mapping

PASSES: Mapping[str, str] = {
    "inline": "small definitions are worked out where they are read",
    "clean": "what is surely met or surely not applicable is settled in plain tests first",
    "guards": "rules on the same subjects that ask the same stand under one question",
    "cases": "a walk is written for each case of what switches its rules",
    "rows": "what a line's codes say is worked out once for each combination of codes",
    "along": "figures along the lines are kept up in the walk over the lines",
    "years": "what hangs on the year of a line's day is worked out when the year changes",
    "gather": "groups of lines are made in the walk over the lines",
    "keys": "of groups that are only asked for their keys no more is made",
    "tables": "figures over keys and windows of days are taken from tables in place",
    "once": "a figure of the whole claim is worked out once for it",
    "chosen": "the lines that several figures are about are found once for the claim",
    "shared": "a figure over a set is worked out once for subjects of which it reads the same",
    "breaches": "a plain breach is reported where it is found",
    "entry": "walks that the claim switches off are not entered",
}
