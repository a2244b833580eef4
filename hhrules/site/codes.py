"""The index of codes: which rules, definitions and tables of the rulebooks name a code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from hhrules.site.declared import Carriers, Place, policy_rows
from hhrules.site.pages import BookView, Definition, Figures, RuleView, Sheet

_CODE = r"[0-9]*[A-Z]*[0-9]+[A-Z0-9]*|[A-Z]{2,3}"
_LIST = rf"((?:{_CODE})(?: to (?:{_CODE}))?(?:, (?:{_CODE})(?: to (?:{_CODE}))?)*)(?![\w-])"
_VERB = (
    r"(?:is one of|is not one of|is not|is|include one of|include none of|include all of"
    r"|include|are none of) "
)

KINDS = {
    "HCPCS code": r"hcpcs",
    "revenue code": r"revenue code",
    "modifier": r"modifiers",
    "condition code": r"condition codes",
    "type of bill": r"type of bill",
    "patient status": r"patient status",
}
"""Kinds of code that a sentence compares a field with: the kind, and the field."""

_KEYED = {
    "occurrence code": re.compile(rf"\boccurrences? (?:codes? )?(?:for )?{_LIST}"),
    "value code": re.compile(rf"\bvalue codes? (?:for )?{_LIST}"),
}
_PATTERNS = {kind: re.compile(rf"\b{f} {_VERB}{_LIST}") for kind, f in KINDS.items()}
_REASON = re.compile(r"[Rr]eason codes? ((?:[0-9A-Z]{5})(?:(?:, | and | or )[0-9A-Z]{5})*)")
_COLUMNS = {"hcpcs": "HCPCS code", "revenue code": "revenue code", "modifier": "modifier"}
_QUOTED = re.compile(r'"[^"]*"')

Index = dict[str, dict[str, tuple[Place, ...]]]


def code_index(books: Sequence[BookView]) -> Index:
    """For each kind of code, its codes in order, each with the places that name it."""
    found: dict[str, dict[str, dict[Place, None]]] = {
        kind: {} for kind in (*KINDS, *_KEYED, "reason code")
    }
    for book in books:
        for place, kind, code in _named(book):
            found[kind].setdefault(code, {})[place] = None
    for place, code in _explained(books):
        found["reason code"].setdefault(code, {})[place] = None
    return {
        kind: {code: tuple(places) for code, places in sorted(codes.items())}
        for kind, codes in found.items()
    }


def _named(book: BookView) -> Iterator[tuple[Place, str, str]]:
    for item in book.items:
        match item:
            case RuleView():
                place = Place(item.id, book.page, item.anchor)
                asks = [item.when, *(d.asks for d in item.demands)]
                said = [*(d.message for d in item.demands), *item.cites]
                names = [*_in_sentences(asks), *_reasons(said)]
            case Definition(kind="define"):
                place = Place(f"{item.name} ({book.id})", book.page, item.anchor)
                names = list(_in_sentences([item.text]))
            case Figures():
                place = Place(f"{item.name} ({book.id})", book.page, item.anchor)
                names = list(_in_columns(item.sheet))
            case _:
                continue
        yield from ((place, kind, code) for kind, code in names)


def _explained(books: Sequence[BookView]) -> Iterator[tuple[Place, str]]:
    """Reason codes that a row of policy explains, with what stands for them."""
    carriers = Carriers(tuple(books))
    for row in policy_rows():
        if not row.id.startswith("RS-") or row.kind == "check":
            continue
        carried = [p for c in row.carried_by if (p := carriers.place(c, row.id))]
        for code in re.findall(r"\b(?=[A-Z]*[0-9])[0-9A-Z]{5}\b", row.says):
            for place in (*carried, Place(row.id, "coverage.html", row.id)):
                yield place, code


def _in_sentences(texts: Iterable[str]) -> Iterator[tuple[str, str]]:
    for text in texts:
        words = _QUOTED.sub("", text)
        for kind, pattern in (*_PATTERNS.items(), *_KEYED.items()):
            for match in pattern.finditer(words):
                yield from ((kind, code) for code in match[1].split(", ") if _fits(kind, code))


def _fits(kind: str, code: str) -> bool:
    """Whether a code has the length of its kind: a figure after `for hcpcs is` is none."""
    return kind != "HCPCS code" or all(len(part) == 5 for part in code.split(" to "))  # noqa: PLR2004 - CMS's length


def _in_columns(sheet: Sheet) -> Iterator[tuple[str, str]]:
    for number, head in enumerate(sheet.heads):
        kind = _COLUMNS.get(head)
        if kind is None:
            continue
        for row in sheet.rows:
            for code in row[number].text.split(", "):
                if re.fullmatch(rf"(?:{_CODE})(?: to (?:{_CODE}))?", code):
                    yield kind, code


def _reasons(texts: Iterable[str]) -> Iterator[tuple[str, str]]:
    for text in texts:
        for match in _REASON.finditer(text):
            for code in re.findall(r"[0-9A-Z]{5}", match[1]):
                yield "reason code", code
