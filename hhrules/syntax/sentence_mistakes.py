"""What sentences and lists are known to go wrong with."""

from __future__ import annotations

import re

from hhrules.syntax.refused import Case


def sentence_mistake(case: Case) -> bool:
    """What a sentence or a list is known to go wrong with."""
    failure = case.failure
    if failure.kind == "column":
        return case.error(
            "E023",
            "this line belongs to no list",
            label="it stands between the columns of two lists",
            note="The lines of one list begin at the same column; a list inside stands deeper.",
            help="move it to the column of the list that it belongs to",
        )
    if "_INDENT" in failure.expected:
        return case.error(
            "E023",
            "this list has no entries",
            note="Below `all of`, `any of` or `none of` stand the entries, one a line.",
            help="indent the entries deeper than the line above",
        )
    if failure.found in ("_AND", "_OR"):
        other = "or" if failure.found == "_AND" else "and"
        if re.search(rf"(?<![\w-]){other}(?![\w-])", case.before):
            return _mixed(case)
    if failure.found == "_WHERE" and re.search(r"(?<![\w-])(?:and|or)(?![\w-])", case.before):
        return case.error(
            "E025",
            "a sentence with `where` is not joined to others",
            label="how far does this reach?",
            note="What follows `where` runs to the end of the sentence, so it stands alone.",
            help="write a list, one sentence a line, below `all of` or `any of`",
        )
    if case.text.count("(") != case.text.count(")"):
        return _brackets(case)
    return False


def _mixed(case: Case) -> bool:
    head = re.match(r"\s*", case.text)
    lead = len(case.keyword) + 1 if case.keyword not in ("question", "define", "let") else 0
    body = " ".join(case.text[lead + (head.end() if head else 0) :].split())
    outer, inner = ("any of", "and") if " or " in body else ("all of", "or")
    lines = "\n".join(f"  {part.strip()}" for part in re.split(r" or ", body))
    return case.error(
        "E007",
        "`and` and `or` stand in one sentence",
        label="which of them binds first?",
        note="People read such a sentence in two ways, so a list has to show what is meant.",
        help=f"write it as a list, for instance:\n{outer}\n{lines}" if inner == "and" else "",
    )


def _brackets(case: Case) -> bool:
    opened = case.text.count("(") > case.text.count(")")
    place = case.text.rfind("(") if opened else case.failure.start
    if not opened and case.found != ")":
        return False
    return case.error(
        "E032",
        "this bracket is not closed" if opened else "this bracket was never opened",
        case.part(place, place + 1),
        note="Brackets stand around arithmetic only, in pairs.",
        help="add `)`" if opened else "delete it",
    )
