"""Names that were most likely meant: slips of the pen, other words for the same, words in another order."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

from hhrules.semantics.form_words import fact_said
from hhrules.source.diagnostic import Edit, Fix
from hhrules.source.text import Span

_NEAR = 0.72
_TIE = 0.02
_MOST = 3
_ARTICLES = ("the ", "a ", "an ", "this ", "its ", "each ", "that ", "of ")
_SHORT = {
    "rev": "revenue", "serv": "service", "svc": "service", "dt": "date", "dos": "service date",
    "adm": "admission", "admit": "admission", "stmt": "statement", "amt": "amount", "auth":
    "authorization", "recd": "received", "rcvd": "received", "mod": "modifiers", "mods": "modifiers",
    "dx": "diagnoses", "diag": "diagnoses", "diagnosis": "diagnoses", "tob": "type of bill",
    "disch": "discharge", "occ": "occurrence", "cond": "condition", "soc": "start of care", "pt":
    "patient", "cert": "certification", "recert": "recertification", "f2f": "face-to-face encounter",
    "ftf": "face-to-face encounter", "noa": "notice of admission", "num": "number", "no": "number",
    "hcpc": "hcpcs", "cpt": "hcpcs", "procedure": "hcpcs", "thru": "through", "through": "through",
    "charges": "charge", "billed": "charge",
}  # fmt: skip
_LOOSE = frozenset(
    {"code", "codes", "date", "field", "number", "amount", "value", "of", "on", "the"}
)


def suggestions(word: str, known: Iterable[str]) -> list[str]:
    """The known names that `word` may be meant for, the likeliest first; those about as near too."""
    names = sorted(set(known) - {word})
    plain = _plain(word)
    by_plain = {_plain(name): name for name in reversed(names)}
    for said in _readings(word.lower()):
        if (exact := by_plain.get(_plain(said))) is not None:
            return [exact]
    if (on_form := fact_said(word)) in names:
        return [on_form]
    words = set(re.split(r"[ -]+", plain))
    same = [n for n in names if set(re.split(r"[ -]+", _plain(n))) == words]
    same = same or [n for n in names if sorted(_plain(n)) == sorted(plain)]
    if same:
        return same[:_MOST]
    core = words - _LOOSE
    near = sorted(
        ((_score(plain, _plain(name)), name) for name in names), key=lambda p: (-p[0], p[1])
    )
    best = near[0][0] if near else 0.0
    if best >= _NEAR:
        return [name for score, name in near if score >= best - _TIE][:_MOST]
    loose = [n for n in names if core and set(re.split(r"[ -]+", _plain(n))) - _LOOSE == core]
    return loose[:_MOST]


def _plain(name: str) -> str:
    return name.lower().replace("-", " ").replace("_", " ")


def _readings(word: str) -> Iterable[str]:
    """The word without article, with abbreviations written out, without `code` or `date` behind."""
    bare = next((word[len(a) :] for a in _ARTICLES if word.startswith(a)), word)
    long = " ".join(_SHORT.get(part, part) for part in bare.split(" "))
    for said in dict.fromkeys((word, bare, long)):
        yield said
        head, _, last = said.rpartition(" ")
        if head and last in _LOOSE:
            yield head
        yield said + " date"
        yield said + "s"


def _score(word: str, name: str) -> float:
    """How alike two names are, from 0 to 1; a missing blank counts little."""
    if word.replace(" ", "") == name.replace(" ", ""):
        return 1.0
    matcher = SequenceMatcher(None, word, name, autojunk=False)
    if matcher.quick_ratio() < _NEAR:
        return 0.0
    return matcher.ratio()


def renamed(span: Span, names: Iterable[str]) -> tuple[Fix, ...]:
    """A fix for each name that may have been meant."""
    return tuple(Fix(f"write `{name}`", (Edit(span, name),)) for name in names)


def did_you_mean(names: Iterable[str], otherwise: str) -> str:
    """Help that offers names, or says something else where there are none."""
    said = " or ".join(f"`{name}`" for name in names)
    return f"did you mean {said}?" if said else otherwise
