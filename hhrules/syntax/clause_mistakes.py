"""What each clause is known to go wrong with."""

from __future__ import annotations

import re

from hhrules.source.diagnostic import nearest
from hhrules.syntax.refused import QUOTED, Case
from hhrules.syntax.words import ACTIONS, RESERVED, SHAPES

_NAMED = ("define", "let", "table", "value", "fact")
_ID = re.compile(r"([A-Za-z]+)[-_ ]?([0-9]+)")


def unfinished(case: Case) -> bool:
    """`define N` or `treat missing F` without `as`."""
    if case.keyword not in ("define", "treat missing") or "_AS" not in case.failure.expected:
        return False
    if re.search(r"(?<![\w-])as(?![\w-])", case.before + QUOTED.sub("", case.rest)):
        return False
    if case.failure.kind == "end" or not re.match(r"is(?![\w-])|=|:", case.found):
        return case.error(
            "E017",
            f"this `{case.keyword}` has no `as`",
            label="`as` belongs before what is said",
            help=f"write `{SHAPES[case.keyword]}`",
        )
    return case.error(
        "E017",
        f"this `{case.keyword}` says `{case.found}` where `as` belongs",
        note="What a name stands for follows the word `as`.",
        replacement="as",
    )


def clause_mistake(case: Case) -> bool:
    """What a clause is known to go wrong with."""
    keyword, expected = case.keyword, case.failure.expected
    if keyword == "otherwise" and case.at_start:
        return _action(case)
    if "RULE_ID" in expected:
        return _rule_id(case)
    if keyword == "version":
        digits = re.search(r"[0-9]+(?:\.[0-9]+)*", case.rest)
        return case.error(
            "E031",
            "a version is numbers with points",
            case.part(case.failure.start, len(case.text)),
            help="" if digits else "write a version such as `1.0.0`",
            replacement=digits[0] if digits else None,
        )
    if expected and expected <= {"STRING", "PATH_WORD", "_NL"}:
        return _no_text(case)
    if keyword in ("effective from", "effective to") and case.failure.kind != "end":
        return case.error(
            "E010",
            f"`{case.found}` is not a date",
            note="A date is written YYYY-MM-DD.",
            help="write a date such as `2024-03-01`",
        )
    if keyword in _NAMED and case.found in RESERVED and expected & {"_AS", "_EQUAL", "_OF"}:
        return case.error(
            "E030",
            f"a name cannot hold the word `{case.found}`",
            label="this word has a meaning of its own",
            note="Not in a name: " + ", ".join(f"`{word}`" for word in RESERVED) + ".",
            help="say it with another word, such as `prior` for `before`",
        )
    return False


def _action(case: Case) -> bool:
    said = " ".join(case.rest.split())
    guess = nearest(said.lower(), ACTIONS)
    if guess == "reduce payment by":
        guess = "reduce payment by 25%"
    known = ", ".join(f"`{word}`" for word in ACTIONS if not word.endswith(" by"))
    start = case.failure.start
    span = case.part(start, start + max(len(case.rest), 1 if case.rest else 0))
    return case.error(
        "E018",
        f"`{said}` is not an action" if said else "`otherwise` names no action",
        span,
        note=f"The actions are {known}.",
        help="" if guess else _likely_actions(said),
        replacement=guess,
    )


def _likely_actions(said: str) -> str:
    """The actions that begin like what was said: `denied` is one of those with `deny`."""
    stem = said.lower()[:3]
    alike = [f"`{word}`" for word in ACTIONS if stem and word.startswith(stem)]
    return f"did you mean {' or '.join(alike)}?" if alike else "write one of them"


def _rule_id(case: Case) -> bool:
    match = _ID.match(case.rest)
    fixed = f"{match[1].upper()}-{match[2]}" if match else None
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
    )


def _no_text(case: Case) -> bool:
    if case.failure.kind == "end":
        return case.error(
            "E004",
            f"the text of `{case.keyword}` is missing",
            case.part(0, len(case.text)),
            help=f"write `{SHAPES.get(case.keyword, '')}`",
        )
    said = case.rest.strip('"').replace('"', "")
    what = "the title" if case.keyword in ("rule", "replace", "example of") else "text"
    return case.error(
        "E002",
        f"{what} stands in double quotes",
        case.part(case.failure.start, case.failure.start + len(case.rest)),
        replacement=f'"{said}"',
    )
