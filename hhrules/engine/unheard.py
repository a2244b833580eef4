"""Claims that no rule speaks of: a report without findings that is no praise of the claim.

Nothing here changes an outcome. It is asked of a claim after it was judged, and only where no
rule came to anything, or where the payer's name is no rulebook's but nearly one's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from hhrules.claims.history import History
from hhrules.claims.model import Claim
from hhrules.engine.heading import Heading
from hhrules.engine.loaded import LoadedBook
from hhrules.runtime.report import NO_RULE, ReportError

NEAR_PAYER = "payer-name-unknown"
_MOST = 3
_PASSED_OVER = "none of {own} rules applies to it"
_NOT_ASKED = "none of {own} rules is in force for it and finds something to judge"
_LONG = 6


def no_rule_applied(
    books: Sequence[LoadedBook],
    claim: Claim,
    history: History,
    given: Mapping[str, object],
    *,
    asked: int,
) -> ReportError:
    """The warning that no rule came to anything on a claim, and why none did.

    `asked` is how many times a rule was asked and did not apply.
    """
    why = why_silent(books, claim, history, given, _PASSED_OVER if asked else _NOT_ASKED)
    return ReportError(NO_RULE, "", f"no rule applied: {why}")


def why_silent(
    books: Iterable[LoadedBook],
    claim: Claim,
    history: History,
    given: Mapping[str, object],
    silent: str,
) -> str:
    """What the headings of rulebooks ask for that a claim has not; three reasons at most.

    `silent` says why the rulebooks that speak of such claims say nothing of this one.
    """
    speaking: list[str] = []
    wanted: dict[str, list[str]] = {}
    alone: set[str] = set()
    others = 0
    for heading, names in _headings(tuple(books)):
        unmet = [a.words for a in heading.unmet(claim, history, given)]
        for words in unmet:
            wanted.setdefault(words, []).extend(names)
        if len(unmet) == 1:
            alone.add(unmet[0])
        if unmet:
            others += len(names)
        else:
            speaking += names
    ranked = sorted(wanted.items(), key=lambda w: (w[0] not in alone, -len(w[1]), w[0]))
    said = [_asking(names, words) for words, names in ranked[:_MOST]]
    if speaking:
        own = "its" if len(speaking) == 1 else "their"
        said.append(f"{_few(speaking, 'speak')} of such claims, but {silent.format(own=own)}")
    count = f"of {others + len(speaking)} rulebooks, " if others + len(speaking) > 1 else ""
    return count + "; ".join(said)


@lru_cache(maxsize=2)
def _headings(books: tuple[LoadedBook, ...]) -> list[tuple[Heading, list[str]]]:
    """The headings with the rulebooks that have them; plain ones of the same words are one."""
    found: dict[object, tuple[Heading, list[str]]] = {}
    for book in books:
        if not book.idle and book.data.rules:
            asked = book.heading.asked
            same = tuple(a.words for a in asked) if all(a.plain for a in asked) else book.name
            found.setdefault(same, (book.heading, []))[1].append(book.name)
    return list(found.values())


def _asking(names: Sequence[str], words: str) -> str:
    return f"{_few(names, 'ask')} that {words}"


def _few(names: Sequence[str], verb: str) -> str:
    """Who does it: rulebooks by name where they are few."""
    if len(names) == 1:
        return f"{names[0]} {verb}s"
    return f"{len(names) if len(names) > _MOST else ', '.join(names)} {verb}"


def near_payer(
    books: Sequence[LoadedBook], claim: Claim, history: History, given: Mapping[str, object]
) -> tuple[ReportError, ...]:
    """A warning where a rulebook would judge the claim if its payer's name were written so."""
    said = claim.payer_name
    if not isinstance(said, str):
        return ()
    for book in books:
        close = [name for name in book.payers if _alike(said, name)]
        if close and said not in book.payers:
            unmet = book.heading.unmet(claim, history, given)
            if unmet and all(a.payers for a in unmet):
                text = f'{book.name} judges claims whose payer name is "{close[0]}", letter by letter'
                return (ReportError(NEAR_PAYER, "$.payer_name", f"{text}; is it meant here?"),)
    return ()


def _alike(said: str, name: str) -> bool:
    """Whether one name may be meant for the other: but for capitals and signs, words left out or a letter."""
    one, other = _words(said), _words(name)
    if not one or not other:
        return False
    if one == other or set(one) < set(other) or set(other) < set(one):
        return True
    return _one_letter(" ".join(one), " ".join(other))


def _words(name: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in name.casefold()).split()


def _one_letter(one: str, other: str) -> bool:
    """Whether two long names differ by one letter: another, one more, or two in turned order."""
    short, long = sorted((one, other), key=len)
    if len(short) < _LONG or len(long) - len(short) > 1:
        return False
    at = next((i for i, c in enumerate(short) if c != long[i]), len(short))
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    if short[at + 1 :] == long[at + 1 :]:
        return True
    return short[at : at + 2] == long[at : at + 2][::-1] and short[at + 2 :] == long[at + 2 :]
