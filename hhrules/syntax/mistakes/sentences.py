"""What sentences and lists are known to go wrong with."""

from __future__ import annotations

import re

from hhrules.source.diagnostic import Fix
from hhrules.syntax.mistakes.refused import QUOTED, Case
from hhrules.syntax.mistakes.repairs import repair

_LISTED = re.compile(
    r"(?<!include )(?<!mentions )\b(all|any|none) +of +(?=\S)(?P<rest>.+)$", re.MULTILINE
)
_OPENER = re.compile(r"\b(?:all|any|none) +of *(?=\n|$)")


def sentence_mistake(case: Case) -> bool:
    """What a sentence or a list is known to go wrong with."""
    failure = case.failure
    if failure.kind == "column":
        return _stray(case)
    if "_INDENT" in failure.expected:
        return _not_indented(case)
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
    return _one_line_list(case) or _brackets(case)


# ---------------------------------------------------------------------- lists


def _stray(case: Case) -> bool:
    start = case.failure.start
    line = case.text.rfind("\n", 0, start) + 1
    column = start - line
    end = case.text.find("\n", start)
    stop = end if end >= 0 else len(case.text)
    columns = [
        len(row) - len(row.lstrip()) for row in case.text[:line].split("\n")[1:] if row.strip()
    ]
    near = min(columns, key=lambda c: (abs(c - column), -c), default=column)
    return case.error(
        "E023",
        "this line belongs to no list",
        case.part(start, stop),
        label="it stands between the columns of two lists",
        note="The lines of one list begin at the same column; a list inside stands deeper.",
        help="move it to the column of the list that it belongs to",
        fixes=(case.fix(f"begin the line at column {near + 1}", (line, start, " " * near)),),
    )


def _not_indented(case: Case) -> bool:
    place = case.failure.start
    line = case.text.rfind("\n", 0, max(place, 1)) + 1
    opener = list(_OPENER.finditer(case.text, line)) or list(_OPENER.finditer(case.text))
    if not opener:
        return False
    head = opener[0]
    line = case.text.rfind("\n", 0, head.start()) + 1
    column = len(case.text[line:]) - len(case.text[line:].lstrip())
    edits: list[tuple[int, int, str]] = []
    at = case.text.find("\n", head.end())
    while at >= 0:
        end = case.text.find("\n", at + 1)
        row = case.text[at + 1 : end if end >= 0 else len(case.text)]
        indent = len(row) - len(row.lstrip())
        if row.strip() and (indent > column or (line and indent < column)):
            break
        if row.strip():
            edits.append((at + 1, at + 1, "  "))
        at = end
    fix = (case.fix("indent the entries", *edits),) if edits else ()
    return case.error(
        "E023",
        "this list has no entries",
        case.part(head.start(), head.end()),
        note="Below `all of`, `any of` or `none of` stand the entries, one a line.",
        help="indent the entries deeper than the line above",
        fixes=fix,
    )


def _one_line_list(case: Case) -> bool:
    """`all of A, B` on one line."""
    blank = QUOTED.sub(lambda m: "\x00" * len(m[0]), case.text)
    match = _LISTED.search(blank)
    if match is None or "\n" in case.text or match.start() > case.failure.start:
        return False
    whole = case.text[match.start("rest") : match.end("rest")]
    parts = [p.strip(" ;") for p in re.split(r",(?: +(?:and|or)\b)?|;", whole)]
    if len(parts) == 1:
        parts = [p.strip() for p in re.split(r"\b(?:and|or)\b", whole)]
    lines = "".join(f"\n    {part}" for part in parts if part)
    new = f"{match[1]} of{lines}"
    return case.error(
        "E023",
        f"the entries of `{match[1]} of` stand on one line",
        case.part(match.start(), match.end()),
        note="Below `all of`, `any of` or `none of` stand the entries, one a line.",
        help="write one entry a line, indented",
        fixes=(case.fix("write one entry a line", (match.start(), match.end(), new)),),
    )


# ---------------------------------------------------------------------- joints and brackets


def _mixed(case: Case) -> bool:
    head = re.match(r"\s*", case.text)
    lead = _lead(case, head.end() if head else 0)
    body = " ".join(case.text[lead:].split())
    fixes = tuple(
        case.fix(f"write it as a list: {title}", (lead, len(case.text), lines))
        for title, lines in (_as_list(body, "or"), _as_list(body, "and"))
    )
    shown = _as_list(body, "or")[1].replace("\n  ", "\n")
    return case.error(
        "E007",
        "`and` and `or` stand in one sentence",
        label="which of them binds first?",
        note="People read such a sentence in two ways, so a list has to show what is meant.",
        help=f"write it as a list, for instance:\n{shown}\nor as `all of`, if `or` binds first",
        fixes=fixes,
    )


def _lead(case: Case, start: int) -> int:
    """Where the sentence begins, after its clause word."""
    match = re.compile(r".*?(?:\bas\b|=)\s+", re.DOTALL).match(case.text)
    if case.keyword in ("define", "let") and match:
        return match.end()
    if case.keyword == "question":
        return start
    after = start + len(case.keyword)
    return after + len(case.text[after:]) - len(case.text[after:].lstrip())


def _as_list(body: str, outer: str) -> tuple[str, str]:
    word = "any of" if outer == "or" else "all of"
    parts = [part.strip() for part in re.split(rf" {outer} ", body)]
    return f"`{word}`, {len(parts)} entries", word + "".join(f"\n    {part}" for part in parts)


def _brackets(case: Case) -> bool:
    opened = case.text.count("(") > case.text.count(")")
    balanced = case.text.count("(") == case.text.count(")")
    place = case.text.rfind("(") if opened else case.failure.start
    if balanced:
        return case.found == "(" and _no_brackets(case)
    if not opened and case.found != ")":
        return False
    fix = _closed(case) if opened else (case.fix("delete it", (place, place + 1, "")),)
    return case.error(
        "E032",
        "this bracket is not closed" if opened else "this bracket was never opened",
        case.part(place, place + 1),
        note="Brackets stand around arithmetic only, in pairs.",
        help="add `)`" if opened else "delete it",
        fixes=fix,
    )


def _closed(case: Case) -> tuple[Fix, ...]:
    end = len(case.text.rstrip())
    return (case.fix("add `)` at the end", (end, end, ")")),)


def _no_brackets(case: Case) -> bool:
    change = repair(case.text, case.failure, "clause")
    if change is None:
        return False
    start, end, text = change
    return case.error(
        "E032",
        "no brackets stand here: `(`",
        case.part(start, end),
        note="Brackets stand around arithmetic only.",
        help="delete the brackets",
        replacement=text,
        safe=True,
    )
