"""Unknown names that another rulebook defines: which one, and how to use it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from attrs import evolve

from hhrules.engine.texts import Text
from hhrules.semantics.symbols import singular
from hhrules.source.diagnostic import Diagnostic, Edit, Fix
from hhrules.source.text import SourceFile, Span

_UNKNOWN = frozenset({"E101", "E103"})
_DEFINES = re.compile(
    r"^(?:define|table|value) +([a-z][a-z0-9 -]*?)(?= +(?:as|by|from file|called)\b| *$)"
    r'(?: +called "([^"]*)")?',
    re.MULTILINE,
)
_SAID = re.compile(r"there is no `([^`]+)` here$")
_BEFORE_USES = re.compile(r"^ +(?:rulebook|title|version|uses)\b[^\n]*\n", re.MULTILINE)


def with_homes(
    found: Iterable[Diagnostic], known: Mapping[str, Text], sources: Mapping[str, SourceFile]
) -> Iterator[Diagnostic]:
    """The diagnostics; those of a name that one of the `known` rulebooks defines say which."""
    homes: dict[str, str] | None = None
    for d in found:
        source = sources.get(d.span.name)
        if d.code not in _UNKNOWN or source is None:
            yield d
            continue
        homes = _homes(known) if homes is None else homes
        said = _SAID.match(d.message)
        home = homes.get(said[1] if said else source.slice(d.span).strip())
        yield _said(d, home, source) if home is not None else d


def _homes(known: Mapping[str, Text]) -> dict[str, str]:
    """What the rulebooks define, each name with the id of the one that nothing but names it first."""
    homes: dict[str, str] = {}
    for book, text in sorted(known.items()):
        for match in _DEFINES.finditer(text.source.text):
            for name in (match[1], singular(match[1]), match[2]):
                if name:
                    homes.setdefault(name, book)
    return homes


def _said(d: Diagnostic, home: str, source: SourceFile) -> Diagnostic:
    title = f"write `uses {home}` in the header"
    fixes: tuple[Fix, ...] = ()
    head = source.text.partition("\n\n")[0] + "\n"
    before = list(_BEFORE_USES.finditer(head))
    if before:
        at = Span(d.span.name, before[-1].end(), before[-1].end())
        fixes = (Fix(title, (Edit(at, f"  {'uses':<11} {home}\n"),)),)
    return evolve(d, note=f"the rulebook {home} defines it", help=title, fixes=fixes)
