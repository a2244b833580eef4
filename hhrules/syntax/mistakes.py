"""What to say of a piece that the grammar refuses.

Slips that are wrong wherever they stand come first, all of them; then what the clause or cell
at hand is known to go wrong with; then what could have stood at the place.
"""

from __future__ import annotations

import re

from attrs import frozen

from hhrules.source.diagnostic import Diagnostics, nearest
from hhrules.source.text import Span
from hhrules.syntax.expected import in_words, only
from hhrules.syntax.pieces import Failure, Start
from hhrules.syntax.slips import slips
from hhrules.syntax.words import ACTIONS, OUTCOMES, RESERVED, SHAPES

_QUOTED = re.compile(r'"(?:[^"\n]|"")*"|#[^\n]*')
_TEXT_CLAUSES = ("title", "cite", "because", "fix", "note", "means", "absent means", "earlier claim")
_NAMED = ("define", "let", "table", "value", "fact")
_ID = re.compile(r"([A-Za-z]+)[-_ ]?([0-9]+)")


@frozen
class _Case:
    """One refused piece."""

    diagnostics: Diagnostics
    place: Span
    text: str
    failure: Failure
    keyword: str  # of the clause, or the column of the cell

    @property
    def span(self) -> Span:
        return self.part(self.failure.start, self.failure.end)

    @property
    def found(self) -> str:
        """What stands where the grammar stopped."""
        return self.text[self.failure.start : self.failure.end].strip()

    @property
    def rest(self) -> str:
        """What stands from there to the end of the line."""
        return self.text[self.failure.start :].split("\n")[0].rstrip()

    @property
    def before(self) -> str:
        """What was read, without quoted text."""
        return _QUOTED.sub("", self.text[: self.failure.start])

    @property
    def at_start(self) -> bool:
        """Whether nothing but the clause word was read."""
        return len(self.before.split()) <= len(self.keyword.split())

    def part(self, start: int, end: int) -> Span:
        """A place in the piece."""
        return Span(self.place.name, self.place.start + start, self.place.start + end)

    def error(
        self, code: str, message: str, span: Span | None = None, *, label: str = "",
        note: str = "", help: str = "", replacement: str | None = None,  # noqa: A002 - field name
    ) -> bool:
        """Report, and say that something was reported."""
        if replacement and not help:
            help = f"write `{replacement.strip()}`"  # noqa: A001 - the field's own name
        self.diagnostics.error(
            code, message, span or self.span, label=label, note=note, help=help,
            replacement=replacement,
        )
        return True


def report_failure(
    diagnostics: Diagnostics, place: Span, text: str, failure: Failure, kind: Start, context: str
) -> None:
    """Report why `text`, which stands at `place`, could not be read."""
    case = _Case(diagnostics, place, text, failure, context)
    if _unfinished_define(case) or _slips(case, kind):
        return
    by_kind = {"cell": _cell, "outcome": _outcome, "column": _column, "template": _template}
    if kind in by_kind:
        by_kind[kind](case)
    elif not (_clause(case) or _sentence(case)):
        _generic(case)


def _slips(case: _Case, kind: Start) -> bool:
    found = slips(case.text, case.keyword, kind)
    for slip in found:
        case.error(
            slip.code, slip.message, case.part(slip.start, slip.end), note=slip.note,
            help=slip.help, replacement=slip.replacement,
        )
    return bool(found)


# ---------------------------------------------------------------------- cells


def _cell(case: _Case) -> bool:
    whole = case.part(0, len(case.text))
    if case.failure.found.startswith("IS") or case.failure.found in ("_AND", "_OR"):
        note = "A cell holds a value, a list, a range, or `any`, `none`, `undetermined`."
        return case.error(
            "E026", f"the cell under `{case.keyword}` holds a sentence", whole, note=note,
            help="write the value alone, or a list with commas",
        )
    return case.error(
        "E026",
        f"this cell under `{case.keyword}` is not understood",
        whole if case.failure.kind == "end" else case.span,
        label=_could_follow(case),
        note="A cell holds a value, a list with commas, a range such as `8 to 22`, a bound such "
        "as `more than 60`, or `any`, `none`, `undetermined`, `is missing`.",
        help="put text in double quotes",
    )


def _outcome(case: _Case) -> bool:
    whole = case.part(0, len(case.text))
    known = ", ".join(f"`{word}`" for word in OUTCOMES)
    guess = nearest(case.text.lower().replace("-", " "), OUTCOMES)
    return case.error(
        "E026", f"`{case.text}` is not an outcome", whole,
        note=f"An `expect` column holds {known}, or `violated by 6/30`.",
        help="" if guess else "write one of these", replacement=guess,
    )


def _column(case: _Case) -> bool:
    return case.error(
        "E027", f"`{case.text}` is not understood as the head of a column",
        case.part(0, len(case.text)),
        note="A head is a name from the vocabulary, also with a key: `date of occurrence 61`.",
        help=_reserved_help(case) or "write the name of a fact in lower-case words",
    )


def _template(case: _Case) -> bool:
    return case.error(
        "E028", f"`{{{case.text}}}` does not name a value", case.part(0, len(case.text)),
        label=_could_follow(case),
        note="Braces in a message hold a name or a value, such as `{30 days after last look}`.",
        help="name a fact, or write braces twice to print them",
    )


# ---------------------------------------------------------------------- clauses


def _unfinished_define(case: _Case) -> bool:
    """`define N` or `treat missing F` without `as`."""
    if case.keyword not in ("define", "treat missing") or "_AS" not in case.failure.expected:
        return False
    if re.search(r"(?<![\w-])as(?![\w-])", case.before + _QUOTED.sub("", case.rest)):
        return False
    if case.failure.kind == "end" or not re.match(r"is(?![\w-])|=|:", case.found):
        return case.error(
            "E017", f"this `{case.keyword}` has no `as`",
            label="`as` belongs before what is said",
            help=f"write `{SHAPES[case.keyword]}`",
        )
    return case.error(
        "E017", f"this `{case.keyword}` says `{case.found}` where `as` belongs",
        note="What a name stands for follows the word `as`.", replacement="as",
    )


def _clause(case: _Case) -> bool:
    """What a clause is known to go wrong with."""
    keyword, expected = case.keyword, case.failure.expected
    if keyword == "otherwise" and case.at_start:
        return _action(case)
    if "RULE_ID" in expected:
        return _rule_id(case)
    if keyword == "version":
        digits = re.search(r"[0-9]+(?:\.[0-9]+)*", case.rest)
        return case.error(
            "E031", "a version is numbers with points", case.part(case.failure.start, len(case.text)),
            help="" if digits else "write a version such as `1.0.0`",
            replacement=digits[0] if digits else None,
        )
    if expected and expected <= {"STRING", "PATH_WORD", "_NL"}:
        return _no_text(case)
    if keyword in ("effective from", "effective to") and case.failure.kind != "end":
        return case.error(
            "E010", f"`{case.found}` is not a date",
            note="A date is written YYYY-MM-DD.", help="write a date such as `2024-03-01`",
        )
    if keyword in _NAMED and case.found in RESERVED and expected & {"_AS", "_EQUAL", "_OF"}:
        return case.error(
            "E030", f"a name cannot hold the word `{case.found}`",
            label="this word has a meaning of its own",
            note="Not in a name: " + ", ".join(f"`{word}`" for word in RESERVED) + ".",
            help="say it with another word, such as `prior` for `before`",
        )
    return False


def _action(case: _Case) -> bool:
    said = " ".join(case.rest.split())
    guess = nearest(said.lower(), ACTIONS)
    if guess == "reduce payment by":
        guess = "reduce payment by 25%"
    known = ", ".join(f"`{word}`" for word in ACTIONS if not word.endswith(" by"))
    start = case.failure.start
    span = case.part(start, start + max(len(case.rest), 1 if case.rest else 0))
    return case.error(
        "E018", f"`{said}` is not an action" if said else "`otherwise` names no action", span,
        note=f"The actions are {known}.", help="" if guess else "write one of them",
        replacement=guess,
    )


def _rule_id(case: _Case) -> bool:
    match = _ID.match(case.rest)
    fixed = f"{match[1].upper()}-{match[2]}" if match else None
    end = case.failure.start + (match.end() if match else len(case.found))
    return case.error(
        "E029", f"`{match[0] if match else case.found}` is not the id of a rule"
        if case.found else "the id of the rule is missing",
        case.part(case.failure.start, end),
        note="An id is capital letters, a hyphen and a number, as in the catalogue.",
        help="" if fixed else "write an id such as `OT-15`", replacement=fixed,
    )


def _no_text(case: _Case) -> bool:
    if case.failure.kind == "end":
        return case.error(
            "E004", f"the text of `{case.keyword}` is missing",
            case.part(0, len(case.text)), help=f"write `{SHAPES.get(case.keyword, '')}`",
        )
    said = case.rest.strip('"').replace('"', "")
    what = "the title" if case.keyword in ("rule", "replace", "example of") else "text"
    return case.error(
        "E002", f"{what} stands in double quotes",
        case.part(case.failure.start, case.failure.start + len(case.rest)),
        replacement=f'"{said}"',
    )


# ---------------------------------------------------------------------- sentences


def _sentence(case: _Case) -> bool:
    """What a sentence or a list is known to go wrong with."""
    failure = case.failure
    if failure.kind == "column":
        return case.error(
            "E023", "this line belongs to no list",
            label="it stands between the columns of two lists",
            note="The lines of one list begin at the same column; a list inside stands deeper.",
            help="move it to the column of the list that it belongs to",
        )
    if "_INDENT" in failure.expected:
        return case.error(
            "E023", "this list has no entries",
            note="Below `all of`, `any of` and `none of` stand the entries, one a line, indented.",
            help="indent the entries deeper than the line above",
        )
    if failure.found in ("_AND", "_OR"):
        other = "or" if failure.found == "_AND" else "and"
        if re.search(rf"(?<![\w-]){other}(?![\w-])", case.before):
            return _mixed(case)
    if failure.found == "_WHERE" and re.search(r"(?<![\w-])(?:and|or)(?![\w-])", case.before):
        return case.error(
            "E025", "a sentence with `where` is not joined to others",
            label="how far does this reach?",
            note="What follows `where` runs to the end of the sentence, so it stands alone.",
            help="write a list, one sentence a line, below `all of` or `any of`",
        )
    if case.text.count("(") != case.text.count(")"):
        return _brackets(case)
    return False


def _mixed(case: _Case) -> bool:
    head = re.match(r"\s*", case.text)
    lead = len(case.keyword) + 1 if case.keyword not in ("question", "define", "let") else 0
    body = " ".join(case.text[lead + (head.end() if head else 0) :].split())
    outer, inner = ("any of", "and") if " or " in body else ("all of", "or")
    lines = "\n".join(f"  {part.strip()}" for part in re.split(r" or ", body))
    return case.error(
        "E007", "`and` and `or` stand in one sentence",
        label="which of them binds first?",
        note="People read such a sentence in two ways, so a list has to show what is meant.",
        help=f"write it as a list, for instance:\n{outer}\n{lines}" if inner == "and" else "",
    )


def _brackets(case: _Case) -> bool:
    opened = case.text.count("(") > case.text.count(")")
    place = case.text.rfind("(") if opened else case.failure.start
    if not opened and case.found != ")":
        return False
    return case.error(
        "E032", "this bracket is not closed" if opened else "this bracket was never opened",
        case.part(place, place + 1),
        note="Brackets stand around arithmetic only, in pairs.",
        help="add `)`" if opened else "delete it",
    )


# ---------------------------------------------------------------------- anything else


def _could_follow(case: _Case) -> str:
    words = in_words(case.failure.expected)
    return f"here could stand {words}" if words else ""


def _reserved_help(case: _Case) -> str:
    if case.found in RESERVED:
        return f"a name cannot hold the word `{case.found}`"
    return ""


def _generic(case: _Case) -> bool:
    last = case.before.split()[-1] if case.before.split() else case.keyword
    wanted = only(case.failure.expected)
    hint = f"write `{wanted}` here" if wanted else ""
    if case.failure.kind == "end":
        return case.error(
            "E004", f"the sentence ends too early, after `{last}`",
            case.part(max(case.failure.start - len(last), 0), case.failure.start),
            label=_could_follow(case), help=hint or "finish the sentence",
        )
    if case.failure.kind == "character" and not case.found.isalnum():
        return case.error(
            "E001", f"`{case.found}` has no meaning here",
            label=_could_follow(case), help=hint or "delete it, or say it in words",
        )
    return case.error(
        "E003", f"`{case.found}` is not understood after `{last}`",
        label=_could_follow(case), help=hint or "say it in one of the sentence forms, or put text in quotes",
    )
