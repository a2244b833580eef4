"""Keys of tables that are facts of the claim: a cell that the fact never holds is never found."""

from __future__ import annotations

from hhrules.claims.vocabulary import Fact, Vocabulary
from hhrules.semantics.cells import RawCell, RawGrid
from hhrules.semantics.forms import fits, form_of, near_code, one_of, said_of
from hhrules.semantics.suggest import did_you_mean, renamed, suggestions
from hhrules.source.diagnostic import Diagnostics
from hhrules.source.text import Span
from hhrules.syntax import nodes
from hhrules.values.types import CODE, TEXT, ListOf, Ty


def check_keys(
    vocabulary: Vocabulary, keys: list[str], raw: RawGrid, diagnostics: Diagnostics
) -> None:
    """Report words and codes under a key that the fact of its name never holds."""
    heads = [head for head, _ in raw.heads]
    for key in keys:
        facts = [r.facts[key] for r in vocabulary.records.values() if key in r.facts]
        if not facts or not all(_item(fact.ty) in (CODE, TEXT) for fact in facts):
            continue
        for row in raw.rows:
            _check_cell(row[heads.index(key)], facts, diagnostics)


def _item(ty: Ty) -> Ty:
    return ty.item if isinstance(ty, ListOf) else ty


def _check_cell(cell: RawCell, facts: list[Fact], diagnostics: Diagnostics) -> None:
    for item in cell.items:
        for one in item if isinstance(item, tuple) else (item,):
            if isinstance(one, str):
                _check_word(one, cell, facts, diagnostics)
            elif one.kind in ("code", "number", "pattern") or cell.where:
                _check_code(one, cell, facts, diagnostics)


def _check_word(word: str, cell: RawCell, facts: list[Fact], diagnostics: Diagnostics) -> None:
    """A word in small letters: one of the fact's own, or nothing that it could hold."""
    codes = [code for fact in facts for code in fact.codes]
    if any(fact.code_of(word) for fact in facts):
        return
    if codes and not all(fact.closed for fact in facts if fact.codes):
        return
    known = [code.replace("_", " ") for code in codes]
    near = suggestions(word, [*known, "otherwise", "any"])
    if not codes and _is_code_in_small_letters(word, facts):
        near = [word.upper()]
    near = ["otherwise"] if word in ("else", "other", "others", "rest", "default") else near
    diagnostics.error(
        "E101",
        f"`{word}` is not one of the values of `{facts[0].name}`{cell.where}",
        cell.span,
        label="never found: the fact has no such value",
        note=f"it is one of: {', '.join(known[:12])}"
        if known
        else "codes are in capital letters",
        help=did_you_mean(near, "write one of these words" if known else "write the code"),
        fixes=renamed(cell.span, near) if len(cell.items) == 1 and not cell.where else (),
    )


def _is_code_in_small_letters(word: str, facts: list[Fact]) -> bool:
    forms = [form_of(fact) for fact in facts if form_of(fact)]
    if not forms:
        return word.isalpha() and len(word) <= _LONGEST_CODE
    return any(fits(form, word.upper()) for form in forms)


#: Where any code will do, a word in small letters that may be one is no longer: a state.
_LONGEST_CODE = 2


def _check_code(
    one: nodes.Lit, cell: RawCell, facts: list[Fact], diagnostics: Diagnostics
) -> None:
    forms = [form_of(fact) for fact in facts]
    if not all(forms) or any(fits(form, one.text) for form in forms):
        return
    near = near_code(forms[0], one.text)
    diagnostics.error(
        "E107",
        f"`{one.text}` is no {one_of(facts[0])}{cell.where}",
        _place(one, cell),
        label="the field never holds this",
        note=said_of(facts[0]),
        help=f"write `{near}`" if near else "mend the code, or name the field that holds it",
        fixes=renamed(one.span, [near]) if near and not cell.where else (),
    )


def _place(one: nodes.Lit, cell: RawCell) -> Span:
    return cell.span if cell.where else one.span
