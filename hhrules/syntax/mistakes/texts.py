"""Text without its quotes: titles, messages, citations."""

from __future__ import annotations

import re

from hhrules.syntax.mistakes.refused import Case
from hhrules.syntax.words import SHAPES

_TEXTS = ("title", "cite", "because", "fix", "note", "means", "absent means", "earlier claim")
_AFTER_ID = ("rule", "replace", "example of", "examples of")
_ID = re.compile(r"[A-Z][A-Z0-9]*-[0-9]+[a-z]?(?![\w-])")
_ROUND = "\"'\u2018\u2019\u201c\u201d\u201e\u201f\u00ab\u00bb\u0060\u00b4"


def text_mistake(case: Case) -> bool:
    """A clause that is a text, and whose text is not in quotes or not there."""
    start = _start(case)
    if start is None:
        return False
    if (colon := re.match(r" *:(?= *\")", case.text[start:])) and case.text.count('"') == 2:  # noqa: PLR2004 - one text
        return case.error(
            "E001",
            "a colon stands before the text",
            case.part(start, start + colon.end()),
            note="What a clause says follows its word after blanks.",
            help="delete it",
            replacement="",
            safe=True,
        )
    said = case.text[start:].strip()
    what = "the title" if case.keyword in _AFTER_ID else "the text"
    begin = start + len(case.text[start:]) - len(case.text[start:].lstrip())
    span = case.part(begin, max(begin + len(said.rstrip()), begin))
    if not said:
        return _missing(case)
    inner = said.strip(_ROUND + " ")
    fixed = '"' + " ".join(inner.replace('""', '"').split()).replace('"', '""') + '"'
    opened = said[0] in _ROUND
    closed = said[-1] in _ROUND and len(said) > 1
    if opened and said[0] == '"' and not closed:
        return case.error(
            "E002",
            "this text has no closing quote",
            span,
            note="Text begins and ends with a double quote; a quote inside it is doubled.",
            help="put a double quote where the text ends",
            replacement=fixed,
        )
    inside = opened and closed and '"' in inner
    return case.error(
        "E002",
        "a quote inside a text is doubled" if inside else f"{what} stands in double quotes",
        span,
        note="A quote inside a text is written twice, so that it does not end it."
        if inside
        else "The double quotes say where a text begins and ends.",
        help="write the inner quotes twice, doubled"
        if inside
        else f"put {what} in double quotes",
        replacement=fixed,
        safe=True,
    )


def _start(case: Case) -> int | None:
    """Where the text of a clause should begin; None where the clause takes none."""
    if case.keyword in _TEXTS:
        return len(case.keyword)
    if case.keyword in _AFTER_ID:
        match = _ID.search(case.text)
        if match is not None and match.end() <= case.failure.start + 1:
            return match.end()
    return None


def _missing(case: Case) -> bool:
    if case.keyword == "example of":
        return case.error(
            "E002",
            "this `example of` has no title",
            case.part(0, len(case.text)),
            note="`example of` tells one claim, in a title and clauses; `examples of` is a table, "
            "with one claim a row.",
            help="give it a title in quotes, or write `examples of` above a table",
        )
    return case.error(
        "E004",
        f"the text of `{case.keyword}` is missing",
        case.part(0, len(case.text)),
        help=f"write `{SHAPES.get(case.keyword, '')}`",
    )
