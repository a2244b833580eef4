"""Sets of records that people say otherwise: subjects with `where`, windows of days, gaps of runs.

And the type of a site's own fact.
"""

from __future__ import annotations

import re

from hhrules.syntax.slips.sentences import said_otherwise
from hhrules.syntax.slips.slip import Kinds, Slip, any_of


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


_CODES_OF = ("condition", "occurrence", "occurrence span", "value")
_ON_CLAIM = (
    r"is +(?P<no>not +)?(?:present|on +the +claim|on +the +bill|billed|reported|there|shown|entered)"
    r"|exists?"
)


def _code_on_claim(match: re.Match[str], _: str) -> Slip:
    """`occurrence code 55 is present`, `condition code 47 or 54 is not on the claim`."""
    codes = re.findall(_CODE, match["codes"])
    record = match["record"]
    several, no = len(codes) > 1, match["no"]
    if record == "condition":
        how = "none of " if no else "one of " if several else ""
        said = f"condition codes include {how}{', '.join(codes)}"
    else:
        kind = "value code" if record == "value" else record
        article = "no" if no else "an" if kind[0] == "o" else "a"
        said = (
            f"there is {article} {kind} where code is {'one of ' * several}{', '.join(codes)}"
        )
    return said_otherwise(match, said, start="record", safe=False)


def _with_fact(match: re.Match[str], _: str) -> Slip:
    """`there is an occurrence with code 55`."""
    return said_otherwise(
        match,
        f"where {match['fact']} is {match['value']}",
        start="what",
        note="What a record has to be like follows `where`.",
    )


def _no_commas(match: re.Match[str], _: str) -> Slip | None:
    """`is one of 042X 043X, 044X`."""
    if not re.search(rf"{_CODE} +{_CODE}", match["codes"]):
        return None
    codes = re.findall(_CODE, match["codes"])
    return Slip(
        "E003",
        match.start("codes"),
        match.end("codes"),
        "there are values without a comma between them",
        "The values of a list are parted by commas.",
        ", ".join(codes),
        "write commas between the values",
        safe=False,
    )


def _last_days(match: re.Match[str], _: str) -> Slip:
    """`in the last 60 days`, of which the last is not said."""
    span = match["span"]
    return Slip(
        "E036",
        match.start("what"),
        match.end("what"),
        f"`{' '.join(match['what'].split())}` does not say before which day",
        "A window of days is said with its first and its last day.",
        f"dated between {span} before service date and service date",
        safe=False,
        others=(f"dated between {span} before statement from and statement from",),
    )


_CODE = r"[A-Z0-9]{1,7}(?![\w-])"

SET_KINDS: Kinds = (
    (
        re.compile(
            rf"(?<![\w-])(?P<record>{any_of(_CODES_OF)}) +codes? +"
            rf"(?P<codes>{_CODE}(?: *(?:,|\bor\b|, *or\b) *{_CODE})*) +(?:{_ON_CLAIM})(?![\w-])"
        ),
        _code_on_claim,
    ),
    (
        re.compile(
            r"\bthere +is +(?:an?|no) +[a-z][a-z -]*? +(?P<what>with +(?P<fact>[a-z]+(?: +[a-z]+)?)"
            rf" +(?P<value>{_CODE}))(?= *$)",
            re.MULTILINE,
        ),
        _with_fact,
    ),
    (
        re.compile(rf"\b(?:one|all|none) +of +(?P<codes>{_CODE}(?:(?: *, *| +){_CODE})+)"),
        _no_commas,
    ),
    (
        re.compile(r"\bacross +(?P<what>(?:prior|previous|past|former|preceding) +claims)\b"),
        lambda m, _: said_otherwise(m, "earlier claims", start="what"),
    ),
    (
        re.compile(r"\b(?P<what>(?:with|for|having|on|of) +the +same)(?= +[a-z])"),
        lambda m, _: said_otherwise(m, "in the same", start="what"),
    ),
    (
        re.compile(
            r"\b(?P<what>(?:in|within|during|over) +the +(?:last|past|previous|prior|preceding) +"
            r"(?P<span>[0-9]+ +(?:days?|weeks?)))(?![\w-])"
        ),
        _last_days,
    ),
    (
        re.compile(r"(?<![\w-])[0-9]+ +(?P<what>calendar +)(?=days?\b)"),
        lambda m, _: said_otherwise(m, "", start="what", note="Days are days of the calendar."),
    ),
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
