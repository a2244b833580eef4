"""Sets of records that people say otherwise: subjects with `where`, windows of days, gaps of runs.

And the type of a site's own fact.
"""

from __future__ import annotations

import re

from hhrules.syntax.slip import Kinds, Slip
from hhrules.syntax.slip_sentences import said_otherwise


def _each_where(match: re.Match[str], _: str) -> Slip:
    one = match["of"].strip()
    some = one if one.endswith("s") else f"{one[:-1]}ies" if one.endswith("y") else f"{one}s"
    return Slip(
        "E003",
        match.start("where"),
        match.end("where"),
        f"each `{one}` is judged; no `where` stands here",
        "Which of them a rule speaks of is said after `when`, or by a name of their own.",
        None,
        f"say the condition after `when`, or name them: `define my {some} as {some} where …`, "
        f"and write `for each my {one.removesuffix('s')}` here",
    )


def _before_day(match: re.Match[str], _: str) -> Slip:
    """`latest evaluations of therapy plan before service date`."""
    said = " ".join(match["what"].split())
    return Slip(
        "E036",
        match.start("what"),
        match.end("what"),
        f"`{said}` is not said of a set",
        "What stands before a record is said with `before this …`, as in `before this line`; "
        "what lies between two days with `dated between`.",
        None,
        "say `before this …`, or `dated between D and D`",
    )


def _gaps(match: re.Match[str], _: str) -> Slip:
    """`with gaps of more than 60 days`."""
    return said_otherwise(
        match,
        f"with gaps of at most {match['span']}",
        note="A run goes on over gaps of at most so many days; a longer gap begins the next run.",
        safe=False,
    )


def _yes_no_type(match: re.Match[str], _: str) -> Slip:
    """`fact consent given has type yes or no`."""
    return Slip(
        "E124",
        match.start("what"),
        match.end("what"),
        f"there is no type `{' '.join(match['what'].split())}`",
        "A fact that is yes or no has the type `yes/no`.",
        "yes/no",
    )


SET_KINDS: Kinds = (
    (
        re.compile(r"^ *fact +[a-z -]+ has +type +(?P<what>(?:a +)?yes(?: +or +|-| )no)\b"),
        _yes_no_type,
    ),
    (
        re.compile(r"^ *for each +(?P<of>[a-z][a-z -]*?) +(?P<where>where)\b"),
        _each_where,
    ),
    (
        re.compile(
            r"(?<![\w-])(?:count|sum|earliest|latest|largest|smallest) +"
            r"(?:(?!(?:is|and|or|before|where)\b)[a-z-]+ +)+"
            r"(?P<what>before +(?!this\b)[a-z0-9-]+(?: +(?!(?:is|and|or|if|across|in)\b)[a-z-]+)*)"
        ),
        _before_day,
    ),
    (
        re.compile(
            r"\b(?:with +)?(?:gaps? +)(?:of +)?(?:more +than|over|longer +than|at +least|less +than|"
            r"up +to|no +more +than|not +more +than|max(?:imum)? +of) +(?P<span>[0-9]+ +days?)\b"
        ),
        _gaps,
    ),
)
