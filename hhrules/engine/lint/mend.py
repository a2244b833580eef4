"""Corrections that say the same in the language's own form, made in rulebooks unasked.

A text that does not load is mended too, and read again after each round, since one mistake can
hide another. What is only a guess at what was meant is never made.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import SequenceMatcher

from attrs import frozen
from msgspec.structs import replace

from hhrules.engine.compiling.compile import compile_texts
from hhrules.engine.texts import Text, known_to
from hhrules.source.diagnostic import Edit
from hhrules.source.fixes import edited, safe_fixes
from hhrules.source.text import SourceFile

_MOST_ROUNDS = 20
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


@frozen
class Mended:
    """The texts after their corrections, and by the name of each source how many were made."""

    texts: tuple[Text, ...]
    made: Mapping[str, int]


def mended(mine: tuple[Text, ...], others: tuple[Text, ...]) -> Mended:
    """`mine` with every safe correction made; `others` are rulebooks that they may use.

    Mending what comes out changes nothing more.
    """
    made = {text.source.name: 0 for text in mine}
    seen = [_sources(mine)]
    for _ in range(_MOST_ROUNDS):
        found = compile_texts(mine, known=known_to(mine, others)).found()
        fixes = {name: safe_fixes(found, name) for name in made}
        after = tuple(
            _edited(text, [e for fix in fixes[text.source.name] for e in fix.edits])
            for text in mine
        )
        if _sources(after) in seen:
            break
        seen.append(_sources(after))
        made = {name: count + len(fixes[name]) for name, count in made.items()}
        mine = after
    return Mended(mine, made)


def _sources(texts: tuple[Text, ...]) -> tuple[str, ...]:
    return tuple(text.source.text for text in texts)


def _edited(text: Text, edits: list[Edit]) -> Text:
    source = SourceFile(text.source.name, edited(text.source.text, edits))
    return replace(text, source=source)


def with_ends_of(old: str, new: str) -> str:
    """`new`, which has plain line ends, with those of `old`: each line that stayed keeps its own."""
    before = _LINE.findall(old)
    plain = [re.sub(r"\r\n?", "\n", line) for line in before]
    after = _LINE.findall(new)
    ends = [line[len(line.rstrip("\r\n")) :] for line in before]
    usual = max(("\n", "\r\n", "\r"), key=ends.count)
    out: list[str] = []
    matcher = SequenceMatcher(None, plain, after, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            out += before[a:b]
        else:
            out += [line.replace("\n", usual) for line in after[c:d]]
    return "".join(out)
