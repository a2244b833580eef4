"""Whole sentences that people say otherwise: lists after `in`, counts with `where`, stretches of days."""

from __future__ import annotations

import re

from attrs import evolve

from hhrules.syntax.slips.slip import Kinds, Slip

_CODE = r"[A-Z0-9]{1,7}(?![\w-])"
_NAME = (
    r"(?!(?:when|require|unless|and|or|where|there|not)\b)"
    r"[a-z](?:(?!\b(?:and|or|where|is|of)\b)[a-z0-9 -])*?"
)
_ONE_WAY = "Each thing is said in one way only."
_LISTED = (
    "Several values stand after `is one of`, `include one of` or `include all of`, with commas."
)


def _codes(text: str) -> str:
    return ", ".join(re.findall(rf"\b{_CODE}", text))


def _in_list(match: re.Match[str], text: str) -> Slip | None:
    if text[: match.start() + 1].split()[-1:] in (["is"], ["are"], ["not"]):
        return None
    said = "is not one of" if match["no"] else "is one of"
    return said_otherwise(match, said, note=_LISTED)


def _included(match: re.Match[str], _: str) -> Slip:
    """`include GP or KX`, `include GP and KX`, `include GP, KX`, `include neither GP nor KX`."""
    codes, joint = _codes(match["codes"]), match["joint"]
    how = {"or": "one", "nor": "none", "and": "all"}.get(joint, "one")
    slip = said_otherwise(match, f"include {how} of {codes}", note=_LISTED)
    if joint != ",":
        return slip
    return Slip(
        "E003",
        slip.start,
        slip.end,
        "several values stand after `include`",
        _LISTED,
        slip.replacement,
        safe=False,
        others=(f"include all of {codes}", f"include none of {codes}"),
    )


def _dashed(match: re.Match[str], _: str) -> Slip:
    """`is G0151 - G0153`, `is G0151 to G0153`."""
    said = "is not one of" if match["no"] else "is one of"
    return Slip(
        "E003",
        match.start(),
        match.end(),
        "a range of codes stands after `is`",
        "A range says `to`, and both ends count; it stands after `is one of`.",
        f"{said} {match['low']} to {match['high']}",
        dashed=True,
    )


def _hyphened(match: re.Match[str], _: str) -> Slip:
    """`G-0151`."""
    return Slip(
        "E001",
        match.start(),
        match.end(),
        f"`{match[0]}` has a hyphen inside the code",
        "A code is written as it stands on the claim.",
        match[0].replace("-", ""),
        dashed=True,
    )


def _counted(match: re.Match[str], _: str) -> Slip:
    of = match["of"].strip()
    return Slip(
        "E003",
        match.start("where"),
        match.end("where"),
        f"`{of}` is counted, summed or searched as a whole; no `where` stands here",
        "Which of them are meant is said by a name of their own.",
        None,
        f"name them: `define my {of} as {of} where …`, and write `my {of}` here",
    )


def _asked_of_sentence(match: re.Match[str], _: str) -> Slip:
    """`leaving home is contraindicated is known`."""
    said = " ".join(match["what"].split())
    return Slip(
        "E003",
        match.start("what"),
        match.end("what"),
        f"`{said}` stands after a whole sentence",
        "Whether something is known, missing or none is asked of a name.",
        None,
        f"give the sentence a name with `define … as …`, and say `… {said}` of that",
    )


def _of_some(match: re.Match[str], _: str) -> Slip:
    word = "no" if match["how"] == "no" else "a"
    name = match["name"] if match["name"][-2:] == "ss" else match["name"].removesuffix("s")
    return said_otherwise(match, f"there is {word} {name}", start="how")


def _at_most(match: re.Match[str], _: str) -> Slip:
    name = match["name"].strip()
    whole = not match["some"]
    return Slip(
        "E036",
        match.start(),
        match.end(),
        f"`{' '.join(match[0].split())}` is not said",
        "How many there are is asked of a set: `count of …`.",
        f"count of {name} is {match['how']} {match['number']}" if whole else None,
        ""
        if whole
        else f"name them: `define my {name} as {name} where …`; "
        f"then `count of my {name} is {match['how']} {match['number']}`",
        safe=False,
    )


def _bracketed(match: re.Match[str], _: str) -> Slip:
    return Slip(
        "E032",
        match.start(),
        match.end(),
        "a sentence stands without brackets",
        "Brackets stand around arithmetic only; sentences are grouped by lists.",
        match["inside"].strip(),
        "delete the brackets",
        safe=False,
    )


def _starts_with(match: re.Match[str], _: str) -> Slip:
    digits = match["what"]
    fits = re.fullmatch(r"[0-9]{2,3}", digits) is not None
    return Slip(
        "E036",
        match.start(),
        match.end(),
        f"`{' '.join(match[0].split())}` is not said",
        "The `X` at the end of a pattern such as `042X` stands for any digit; codes that begin "
        "with a letter are listed or given as a range.",
        f"is {digits}X" if fits else None,
        "" if fits else "write the codes: `is one of G0151, G0152`, `is one of G0151 to G0153`",
        safe=False,
    )


def _within(match: re.Match[str], _: str) -> Slip:
    span, way, name = match["span"], match["way"], match["name"].strip()
    low = name if way == "after" else f"{span} before {name}"
    high = name if way == "before" else f"{span} after {name}"
    return said_otherwise(match, f"is between {low} and {high}", safe=way != "of")


def _days_between(match: re.Match[str], _: str) -> Slip:
    return said_otherwise(
        match,
        f"{match['last'].strip()} - {match['first'].strip()}",
        note="A date minus a date is a stretch of days, such as `30 days`.",
    )


def _sign_word(match: re.Match[str], _: str) -> Slip:
    signs = {"minus": "-", "plus": "+", "times": "*", "multiplied by": "*", "divided by": "/"}
    return said_otherwise(
        match, signs[" ".join(match[0].split())], note="Arithmetic is said with signs."
    )


def _year(match: re.Match[str], _: str) -> Slip:
    name = match["name"].strip()
    return said_otherwise(match, f"year of {name} is {match['year']}", start="name")


def _new_line(match: re.Match[str], _: str) -> Slip:
    word = match["word"]
    return Slip(
        "E003",
        match.start("word"),
        match.end("word"),
        f"`{word}` begins a line of its own",
        "Each clause of a rule stands on a line of its own.",
        f"\n  {word:<11}",
        "begin a new line",
    )


def _action_on(match: re.Match[str], _: str) -> Slip:
    action = match["action"]
    return Slip(
        "E018",
        match.start("action"),
        match.end(),
        f"`{' '.join(match.string[match.start('action') : match.end()].split())}` is not an action",
        "Only `deny` and `reject` say what they act on.",
        action,
    )


def said_otherwise(
    match: re.Match[str],
    instead: str,
    *,
    note: str = _ONE_WAY,
    start: str = "",
    safe: bool = True,
) -> Slip:
    """The slip of a saying that the language has other words for, `start` the group it begins at."""
    first = match.start(start) if start else match.start()
    said = " ".join(match.string[first : match.end()].split())
    return Slip("E036", first, match.end(), f"`{said}` is not said", note, instead, safe=safe)


SENTENCE_KINDS: Kinds = (
    (
        re.compile(
            r"^ *otherwise +(?P<action>hold|review|warn|inform)(?: +(?:the|this|a|an) +[a-z]+)"
        ),
        _action_on,
    ),
    (
        re.compile(
            rf"(?:^ *|\b(?:when|require|unless|and|or|where) +)(?P<name>{_NAME}) +is +in +"
            r"(?P<year>(?:19|20)[0-9]{2})(?![\w-])",
            re.MULTILINE,
        ),
        _year,
    ),
    (
        re.compile(rf"(?<=\w) +(?P<no>not +)?in(?= +{_CODE} *(?:,|$|\n|or\b|and\b))"),
        lambda m, t: _lead_kept(_in_list(m, t), m),
    ),
    (
        re.compile(
            rf"\b(?:includes?|contains?) +(?:either +|neither +|both +)?(?P<codes>{_CODE}"
            rf"(?: *(?P<joint>,|\bor\b|\bnor\b|\band\b) *{_CODE})+)(?! +(?:is|include)\b)"
        ),
        _included,
    ),
    (
        re.compile(
            r"\bis +(?P<no>not +)?(?P<low>[A-Z][0-9]{4}|[0-9]{4,5}) *(?:[-\u2013\u2014]|\bto\b|"
            r"\bthrough\b|\bthru\b) *(?P<high>[A-Z][0-9]{4}|[0-9]{4,5})(?![\w-])"
        ),
        _dashed,
    ),
    (re.compile(r"(?<![\w-])[A-Z]-[0-9]{4}(?![\w-])"), _hyphened),
    (
        re.compile(
            r"(?<![\w-])(?:count|sum|earliest|latest|largest|smallest) +(?:of +)?"
            r"(?:[a-z -]+? of +)?(?P<of>(?!(?:of|distinct)\b)[a-z][a-z -]*?) +(?P<where>where)\b"
        ),
        lambda m, t: None if re.search(r"\b(?:is|and|or|there)\b", m[0]) else _counted(m, t),
    ),
    (
        re.compile(
            r"\bis +(?P<name>(?:(?!(?:and|or|where|is|not|known|missing|none)\b)[a-z-]+ +)+)"
            r"(?P<what>is +(?:not +)?(?:known|missing|none))\b"
        ),
        _asked_of_sentence,
    ),
    (
        re.compile(
            rf"(?:^ *|\b(?:when|require|unless|and|or) +)(?P<how>no|any|some|at least one) +"
            rf"(?P<name>{_NAME})(?= +where\b)",
            re.MULTILINE,
        ),
        _of_some,
    ),
    (
        re.compile(
            rf"\bthere (?:are|is) +(?P<how>at most|at least|more than|less than|exactly) +"
            rf"(?P<number>[0-9]+) +(?P<name>{_NAME})(?:$|(?P<some> +where)\b)",
            re.MULTILINE,
        ),
        _at_most,
    ),
    (
        re.compile(r"\((?P<inside>[^()\n]*\b(?:is|include|mentions)\b[^()\n]*)\)"),
        _bracketed,
    ),
    (
        re.compile(
            r"(?<![\w-])(?:starts?|begins?|starting|beginning) +with +(?P<what>[A-Z0-9]+)"
        ),
        _starts_with,
    ),
    (
        re.compile(
            r"\bis +within +(?P<span>[0-9]+ +(?:days?|months?)) +(?P<way>of|after|before) +"
            r"(?P<name>[a-z](?:(?!\b(?:and|or|where|is)\b)[a-z0-9 -])*?)(?= *$| +(?:and|or)\b)",
            re.MULTILINE,
        ),
        _within,
    ),
    (
        re.compile(
            r"(?<![\w-])(?:(?:the )?number of +)?days +(?:between|from) +(?P<first>[a-z][a-z -]*?) +"
            r"(?:and|to) +(?P<last>[a-z][a-z -]*?)(?= +is\b)"
        ),
        _days_between,
    ),
    (
        re.compile(r"(?<=\w )(?:minus|plus|times|multiplied +by|divided +by)(?= +[a-z(])"),
        _sign_word,
    ),
    (
        re.compile(r"(?<=\S)(?: +|;|,)+(?P<word>because|fix|cite|note)(?P<blank> +)(?=\")"),
        _new_line,
    ),
)


def _lead_kept(slip: Slip | None, match: re.Match[str]) -> Slip | None:
    """The slip without the blank before it."""
    if slip is None:
        return None
    return evolve(slip, start=slip.start + len(match[0]) - len(match[0].lstrip()))
