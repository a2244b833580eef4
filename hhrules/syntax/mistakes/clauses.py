"""What each clause is known to go wrong with."""

from __future__ import annotations

import re

from hhrules.source.diagnostic import Fix
from hhrules.syntax.mistakes.refused import QUOTED, Case
from hhrules.syntax.words import RESERVED, SHAPES

_NAMED = ("define", "let", "table", "value", "fact")
_QUOTED_ID = re.compile(r"[\"'(]([A-Za-z]+)[-_ ]?([0-9]+)[\"')]")
_ID = re.compile(r"([A-Za-z]+)[-_ ]?([0-9]+(?:[OIl][0-9OIl]*)?)")
_DIGITS = str.maketrans("OIl", "011")


def unfinished(case: Case) -> bool:
    """`define N`, `let N` or `treat missing F` without `as` or `=`."""
    if case.keyword not in ("define", "treat missing", "let"):
        return False
    joint = "=" if case.keyword == "let" else "as"
    wanted = "_EQUAL" if case.keyword == "let" else "_AS"
    if wanted not in case.failure.expected and not case.found.startswith(("is", "as")):
        return False
    if _has(joint, case.before + QUOTED.sub("", case.rest)):
        return False
    match = re.match(
        r"(?:is|as|means|equals|be|to)(?![\w-])|=|:=|:",
        case.found + case.rest[len(case.found) :],
    )
    if match is None or case.failure.kind == "end":
        if wanted not in case.failure.expected:
            return False
        return case.error(
            "E017",
            f"this `{case.keyword}` has no `{joint}`",
            label=f"`{joint}` belongs before what is said",
            help=f"write `{SHAPES[case.keyword]}`",
        )
    start = case.failure.start
    return case.error(
        "E017",
        f"this `{case.keyword}` says `{match[0]}` where `{joint}` belongs",
        case.part(start, start + match.end()),
        note=f"What a name stands for follows `{joint}`.",
        replacement=joint,
        safe=True,
    )


def _has(joint: str, text: str) -> bool:
    if joint == "=":
        return "=" in text
    return re.search(r"(?<![\w-])as(?![\w-])", text) is not None


def clause_mistake(case: Case) -> bool:
    """What a clause is known to go wrong with."""
    keyword, expected = case.keyword, case.failure.expected
    if keyword == "version":
        digits = re.search(r"[0-9]+(?:\.[0-9]+)*", case.rest)
        return case.error(
            "E031",
            "a version is numbers with points",
            case.part(case.failure.start, len(case.text)),
            help="" if digits else "write a version such as `1.0.0`",
            replacement=digits[0] if digits else None,
            safe=True,
        )
    if keyword in ("effective from", "effective to") and case.failure.kind != "end":
        return _period(case)
    if keyword in ("uses", "extends", "rulebook"):
        return _book_id(case)
    if keyword == "given" and case.found in ("and", ","):
        return _two_givens(case)
    if keyword == "fact" and "_HAS_TYPE" in expected:
        return _type(case)
    if keyword in ("table", "value") and case.text.count('"') == 2:  # noqa: PLR2004 - one text
        return _quoted_name(case)
    if keyword in _NAMED and case.at_start and re.match(r"[0-9]", case.found):
        return case.error(
            "E030",
            f"a name begins with a letter, not with `{case.found}`",
            note="A name is lower-case words with blanks; figures may stand further on in it.",
            help="begin it with a word: `limit of 30 days` for `30 days limit`",
        )
    reserved = expected & {"_AS", "_EQUAL", "_OF"} or (case.at_start and "NAME" in expected)
    if keyword in _NAMED and case.found in RESERVED and reserved:
        return case.error(
            "E030",
            f"a name cannot hold the word `{case.found}`",
            label="this word has a meaning of its own",
            note="Not in a name: " + ", ".join(f"`{word}`" for word in RESERVED) + ".",
            help="say it with another word, such as `prior` for `before`",
        )
    return False


_OPEN_END = re.compile(
    r"to +(?:the +)?(?:present|today|now|date|further notice|open|current|ongoing|none|infinity|\?)\b.*"
    r"|(?:and )?(?:onwards?|forward|on|later|thereafter|until further notice|ongoing)\b.*|to *$"
)
_TO = re.compile(
    r"(?:through|thru|until|till|up to(?: and including)?|and|ends?|ending|-+|/|,)(?= *[0-9])"
)


def _period(case: Case) -> bool:
    rest = case.text[case.failure.start :]
    back = case.text[: case.failure.start].rstrip()
    if back.endswith(" to"):
        start = len(back) - 2
        rest = case.text[start:]
    else:
        start = case.failure.start
    if match := _OPEN_END.match(rest):
        begin = len(case.text[:start].rstrip())
        return case.error(
            "E010",
            f"`{match[0].split(chr(10))[0].strip()}` is not a date",
            case.part(start, start + len(match[0].rstrip())),
            note="A period without `to` has an open end.",
            help="delete it: without `to` the end is open",
            fixes=(case.fix("delete it", (begin, start + match.end(), "")),),
        )
    if match := _TO.match(case.rest):
        signs = not match[0][0].isalpha()
        return case.error(
            "E010" if signs else "E036",
            f"`{match[0]}` stands before the last day",
            case.part(case.failure.start, case.failure.start + match.end()),
            note="A period is said with `to`, and both days count.",
            replacement="to",
            safe=True,
        )
    if case.rest.startswith(":"):
        return case.error(
            "E001",
            "a colon stands after the word of the clause",
            case.part(case.failure.start, case.failure.start + 1),
            note="What a clause says follows its word after blanks.",
            help="delete it",
            replacement="",
            safe=True,
        )
    bare = re.match(r"([0-9]{4})(?:-([0-9]{1,2}))?(?![\w-])", case.rest)
    said = bare[0] if bare else case.found
    first = f"{said}-01" if bare and bare[2] else f"{said}-01-01"
    return case.error(
        "E010",
        f"`{said}` is not a date",
        case.part(case.failure.start, case.failure.start + len(said)),
        note="A date is written YYYY-MM-DD.",
        help=f"write the day too, such as `{first}`"
        if bare
        else "write a date such as `2024-03-01`",
    )


def _book_id(case: Case) -> bool:
    said = case.text[len(case.keyword) :].strip()
    begin = case.text.index(said) if said else len(case.text)
    if "," in said:
        return case.error(
            "E003",
            f"`{case.keyword}` names one rulebook",
            case.part(case.failure.start, begin + len(said)),
            note="Each rulebook that is used has a line of its own.",
            help=f"write a line with `{case.keyword}` for each of them",
            fixes=(_apart(case, said, begin),),
        )
    fixed = said.strip("\"'").removesuffix(".hhr").split("/")[-1].strip().lower()
    fixed = re.sub(r"[ _]+", "-", fixed)
    good = re.fullmatch(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*", fixed) is not None
    quoted = said.startswith(('"', "'"))
    only_case = fixed == said.lower() and fixed != said
    return case.error(
        "E015" if only_case else "E029" if case.keyword == "rulebook" else "E113",
        f"`{' '.join(said.split())}` is not the id of a rulebook",
        case.part(begin, begin + len(said)),
        note="An id is lower-case words with hyphens, without quotes and without `.hhr`."
        if quoted or said.endswith(".hhr")
        else "An id is lower-case words with hyphens.",
        help="" if good else "write an id such as `outpatient-therapy`",
        replacement=fixed if good else None,
        safe=True,
    )


def _apart(case: Case, said: str, begin: int) -> Fix:
    names = [part.strip() for part in re.split(r",|\band\b", said) if part.strip()]
    lines = [f"{case.keyword:<11} {name}" for name in names]
    return case.fix(f"write {len(names)} lines", (0, begin + len(said), "\n  ".join(lines)))


def _two_givens(case: Case) -> bool:
    start = len(case.text[: case.failure.start].rstrip())
    return case.error(
        "E003",
        f"`given` states one thing, and more follows after `{case.found}`",
        case.part(case.failure.start, case.failure.start + len(case.rest)),
        note="Each fact that an example states has a `given` of its own.",
        help="write a line with `given` for each fact",
        fixes=(case.fix("write two lines", (start, case.failure.end, "\n  given      ")),),
    )


def _type(case: Case) -> bool:
    match = re.match(
        r"(?:is +(?:an? +)?|as +|: *|= *|has +(?:an? +)?|of type +|type +)", case.rest
    )
    if match is None:
        return False
    return case.error(
        "E003",
        f"`{match[0].strip()}` stands before the type",
        case.part(case.failure.start, case.failure.start + len(match[0].rstrip())),
        note="A fact says its kind of value with `has type`.",
        replacement="has type",
        safe=True,
    )


def _quoted_name(case: Case) -> bool:
    match = re.search(r'"([^"]*)"', case.text)
    if match is None or match.start() > case.failure.start:
        return False
    return case.error(
        "E002",
        f"the name of a {case.keyword} stands without quotes",
        case.part(match.start(), match.end()),
        note="Quotes stand around texts; names are lower-case words.",
        replacement=match[1].lower().strip(),
        safe=True,
    )


def rule_id_mistake(case: Case) -> bool:
    """A rule's id that is missing or written in another form."""
    match = _ID.match(case.rest) or _QUOTED_ID.match(case.rest)
    fixed = f"{match[1].upper()}-{match[2].translate(_DIGITS)}" if match else None
    end = case.failure.start + (match.end() if match else len(case.found))
    return case.error(
        "E029",
        f"`{match[0] if match else case.found}` is not the id of a rule"
        if case.found
        else "the id of the rule is missing",
        case.part(case.failure.start, end),
        note="An id is capital letters, a hyphen and a number, as in the catalogue.",
        help="" if fixed else "write an id such as `OT-15`",
        replacement=fixed,
        safe=True,
    )
