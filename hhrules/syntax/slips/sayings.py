"""Other ways to say what the language says in one way: comparisons, lists, functions of Excel."""

from __future__ import annotations

import re

from hhrules.syntax.slips.lists import (
    between,
    between_to,
    dashed_range,
    either_code,
    list_after_is,
    listed_or,
    slashes,
    to_range,
)
from hhrules.syntax.slips.said_instead import (
    BARE,
    COMPARED,
    NEGATED,
    PRESENCE,
    SAYINGS,
    SETS,
    VERBS,
)
from hhrules.syntax.slips.slip import Kinds, Slip, any_of

_ONE_WAY = "Each thing is said in one way only."


def _said(match: re.Match[str]) -> str:
    return " ".join(match[0].split())


def _slip(
    match: re.Match[str], instead: str, *, note: str = _ONE_WAY, start: int | None = None
) -> Slip:
    first = match.start() if start is None else start
    last = match.end()
    said = " ".join(match.string[first:last].split())
    return Slip("E036", first, last, f"`{said}` is not said", note, instead, safe=True)


def _compared(match: re.Match[str], text: str) -> Slip | None:
    """`must be greater than`: a verb and a comparison, of which one or both are not ours."""
    verb, words = (" ".join(match[k].split()) for k in ("verb", "words"))
    said = COMPARED[words]
    negated = verb.endswith(("not", "n't"))
    if negated:
        opposite = NEGATED.get(said)
        if opposite is None:
            return None
        said = opposite
    right = f"is {said}".strip()
    before = text[: match.start()].split()
    if f"{verb} {words}" == right or (before and before[-1] in ("including", "gaps")):
        return None
    return _slip(match, right)


def _bare(match: re.Match[str], text: str) -> Slip | None:
    """A comparison without its verb."""
    words = " ".join(match["words"].split())
    before = text[: match.start()].split()
    if not before or before[-1] in _TAKES or len(before) == 1:
        return None
    said = COMPARED[words]
    return Slip(
        "E003" if said == words else "E036",
        match.start(),
        match.end(),
        f"`{words}` stands without `is`" if said == words else f"`{words}` is not said",
        "A comparison has its verb: the fact, `is`, and what it is compared with.",
        f"is {said}",
    )


_TAKES = frozenset(
    [
        "is",
        "not",
        "include",
        "mentions",
        "says",
        "of",
        "dated",
        "are",
        "was",
        "were",
        "be",
        "than",
        "least",
        "most",
        "between",
    ]
)


def _verb(match: re.Match[str], _: str) -> Slip | None:
    """A verb that is not ours before a value: `modifiers are KX`, `units was 4`."""
    verb = " ".join(match["verb"].split())
    negated = verb.endswith(("not", "n't"))
    return None if verb in ("is", "is not") else _slip(match, "is not" if negated else "is")


_ANSWERED = {"none": "not none", "missing": "known", "known": "missing"}


def _presence(match: re.Match[str], _: str) -> Slip | None:
    verb, words = (" ".join(match[k].split()) for k in ("verb", "words"))
    said = PRESENCE[words]
    if verb.endswith(("not", "n't")):
        said = _ANSWERED.get(said, said)
    right = f"is {said}"
    return None if f"{verb} {words}" == right else _slip(match, right)


def _or_more(match: re.Match[str], _: str) -> Slip:
    more = match["way"] in ("more", "greater", "higher", "over", "later", "after")
    dated = "-" in match["value"]
    if dated:
        said = "is on or after" if more else "is on or before"
    else:
        said = "is at least" if more else "is at most"
    return _slip(match, f"{said} {match['value']}")


def _range(match: re.Match[str], _: str) -> Slip:
    return _slip(match, f"is between {match[1]} and {match[2]}")


def _not_first(match: re.Match[str], _: str) -> Slip:
    name = match["name"].strip()
    return _slip(
        match, f"{name} is not ", note="`not` stands after `is`.", start=match.start("not")
    )


def _not_is(match: re.Match[str], _: str) -> Slip:
    right = _said(match).removeprefix("not is").strip()
    return _slip(match, f"is not {right}".strip(), note="`not` stands after `is`.")


def _saying(match: re.Match[str], text: str) -> Slip | None:
    if _said(match) == "has" and text[match.end() :].lstrip().startswith("type "):
        return None  # of a `fact`
    return _slip(match, SAYINGS[_said(match)])


def _there_is(match: re.Match[str], _: str) -> Slip | None:
    word = match["no"] or "a"
    if not match["no"] and re.match(r"(?:an?|no) ", match["name"]):
        return None
    name = _one(match["name"])
    right = f"there is {word} {name}"
    return None if _said(match) == right else _slip(match, right)


def _exists(match: re.Match[str], _: str) -> Slip:
    negated = "not" in match["exists"]
    name = _one(re.sub(r"^(?:an?|the|any|one|some) +", "", match["name"].strip()))
    article = "an" if name[:1] in "aeiou" else "a"
    right = f"there is {'no' if negated else article} {name}"
    return _slip(match, right, start=match.start("name"))


def _one(name: str) -> str:
    """The singular of a set's name: of `notices of admission`, the notice."""
    head, of, rest = name.strip().partition(" of ")
    if head.endswith("ies"):
        head = head[:-3] + "y"
    elif head.endswith("s") and not head.endswith("ss"):
        head = head[:-1]
    return head + of + rest


def _shifted(match: re.Match[str], _: str) -> Slip:
    way = "before" if match["way"] in ("minus", "-", "less") else "after"
    name = match["name"].strip()
    return Slip(
        "E003",
        match.start("name"),
        match.end(),
        f"`{match['way']}` is not said of a date",
        "A date is counted from another: so many days before or after it.",
        f"{match['span']} {way} {name}",
    )


def _function(match: re.Match[str], _: str) -> Slip | None:
    name, inside = match["function"].upper(), match["inside"].strip()
    two = [part.strip() for part in inside.split(",")]
    if name in ("MIN", "MAX") and len(two) == 2:  # noqa: PLR2004 - of two values
        word = "smaller" if name == "MIN" else "larger"
        return _slip(match, f"{word} of {two[0]} and {two[1]}", note=_FUNCTIONS)
    if name in _NAMED_FUNCTIONS and len(two) == 1:
        return _slip(match, f"{_NAMED_FUNCTIONS[name]} {inside}".strip(), note=_FUNCTIONS)
    return None


def _whole_part(match: re.Match[str], _: str) -> Slip:
    return _slip(match, "whole part of ", note=_FUNCTIONS)


def _pick(match: re.Match[str], _: str) -> Slip:
    low = match[1].lower() in ("min", "minimum", "lowest", "least", "lower", "lesser")
    return _slip(match, "smaller of" if low else "larger of")


_FUNCTIONS = "The language has words in the place of Excel's functions."
_NAMED_FUNCTIONS = {
    "SUM": "sum of",
    "COUNT": "count of",
    "COUNTA": "count of",
    "YEAR": "year of",
    "EOMONTH": "last day of the month of",
    "TODAY": "today",
}
_CODE = r"(?:[A-Z][0-9]{4}|[0-9]{3,5})"
_NAME = (
    r"(?P<name>(?!(?:when|require|unless|and|or|where|there|not|define|let|treat|given|value"
    r"|table|fact)\b)[a-z](?:(?!\b(?:and|or|where|is)\b)[a-z0-9 -])*?)"
)
_VERB = rf"(?P<verb>{any_of(VERBS)})"
_VALUE = r"[$]?[0-9][\w.,-]*(?: +(?:days?|months?|years?|hours?))?%?"

SAYING_KINDS: Kinds = (
    (
        re.compile(
            r"\bis +(?P<no>not +)?(?P<codes>[A-Z0-9]+(?: *,? +or +[A-Z0-9]+)+)"
            r"(?![\w-]| +is| +includes?)"
        ),
        either_code,
    ),
    (re.compile(r"\bis(?: +not)?(?= +[A-Z0-9]+ *,)"), list_after_is),
    (
        re.compile(
            r"(?<=of )(?:[A-Z0-9]+(?: to [A-Z0-9]+)?, *)*[A-Z0-9]+(?P<joint>,? +(?:or|and))"
            r"(?= +[A-Z0-9]+(?: *$| *\n))"
        ),
        listed_or,
    ),
    (
        re.compile(
            r"(?<![\w/])[A-Z0-9]*[A-Z0-9]{2}(?: */ *[A-Z0-9]{2,})+(?![\w/])(?= *(?:$|\n|,))"
        ),
        slashes,
    ),
    (
        re.compile(
            r"(?:^ *|\b(?:between|than|before|after|and|is|least|most|on or after|on or before)\b) *"
            r"(?P<name>(?!(?:when|require|unless|and|or|where|there|not|between|is)\b)"
            r"[a-z](?:(?!\b(?:and|or|where|is|than|between)\b)[a-z0-9 -])*?)"
            r" +(?P<way>minus|plus|less) +(?P<span>[0-9]+ +(?:days?|months?|years?|weeks?))(?![\w-])",
            re.MULTILINE,
        ),
        _shifted,
    ),
    (
        re.compile(
            rf"\bis +(?P<value>{_VALUE}) +(?:or|and) +(?P<way>more|greater|higher|over|later|after"
            r"|less|fewer|lower|under|earlier|before)(?![\w-])"
        ),
        _or_more,
    ),
    (
        re.compile(
            rf"\bis +(?:from|between) +({_VALUE}) +(?:to|through|thru|until) +({_VALUE})(?![\w-])"
        ),
        lambda m, t: _range(m, t) if "from" in m[0] else between_to(m),
    ),
    (re.compile(rf"\bbetween +({_VALUE})( +- +|-| +to +| +through +)(?={_VALUE})"), between),
    (re.compile(rf"(?<![\w'-]){_VERB} +(?P<words>{any_of(COMPARED)})(?![\w-])"), _compared),
    (re.compile(rf"(?<![\w'-]){_VERB} +(?P<words>{any_of(PRESENCE)})(?![\w-])"), _presence),
    (re.compile(r"\bnot +is(?: +one +of)?(?![\w-])"), _not_is),
    (
        re.compile(
            r"(?:^|\b(?:when|require|unless|and|or|where)\b) *(?P<not>not) +"
            rf"{_NAME} +is +(?=\w)",
            re.MULTILINE,
        ),
        _not_first,
    ),
    (re.compile(rf"(?<![\w-])(?:{any_of(SAYINGS)})(?![\w-])"), _saying),
    (
        re.compile(
            rf"(?<![\w-])(?:{any_of(SETS)}) +(?P<no>no)?\b *(?P<name>[a-z][a-z0-9 -]*?)"
            r"(?= *$| +(?:where|in|with|before|after|dated|across|up)\b)",
            re.MULTILINE,
        ),
        _there_is,
    ),
    (
        re.compile(
            r"(?:^|\b(?:when|require|unless|and|or)\b) *"
            rf"{_NAME} +(?P<exists>exists?|(?:does|do) not exist)(?![\w-])",
            re.MULTILINE,
        ),
        _exists,
    ),
    (re.compile(rf"(?<![\w-])(?P<words>{any_of(BARE)})(?![\w-])"), _bare),
    (re.compile(rf"(?<![\w'-]){_VERB}(?= +[A-Z0-9$\"])"), _verb),
    (re.compile(r"(?<=[0-9A-Z]) +(?:through|thru|until|till|up to) +(?=[0-9A-Z])"), to_range),
    (re.compile(rf"(?<![\w-])(?P<low>{_CODE})-(?P<high>{_CODE})(?![\w-])"), dashed_range),
    (
        re.compile(
            rf"\b(?:is|are|include)\b[^\n|\"]*?\bof\b[^\n|\"]*?(?<![\w-])(?P<low>{_CODE})"
            rf" *[-\u2013\u2014] *(?P<high>{_CODE})(?![\w-])"
        ),
        dashed_range,
    ),
    (
        re.compile(
            r"(?<![\w-])(?:the +)?(min|max|minimum|maximum|lowest|highest|least|greatest|lower"
            r"|higher|lesser|greater) +of(?= +[^\n]* and )"
        ),
        _pick,
    ),
    (
        re.compile(
            r"\b(?P<function>MIN|MAX|SUM|COUNT|COUNTA|YEAR|EOMONTH|TODAY) *\((?P<inside>[^()]*)\)",
            re.IGNORECASE,
        ),
        _function,
    ),
    (re.compile(r"\b(?:INT|TRUNC|FLOOR|ROUNDDOWN) *(?=\()"), _whole_part),
)
