"""Texts of new rulebooks and rules in canonical form, and the place where a new rule goes.

What stands in a rulebook already is kept byte for byte; a new rule follows the last one whose
id comes before its own, with that one's examples.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from attrs import frozen

from hhrules.source.text import SourceFile
from hhrules.syntax.layout import BlockText, Chunk, lay_out
from hhrules.syntax.printer import format_rulebook

RULE_ID = re.compile(r"[A-Z][A-Z0-9]*-[0-9]+[a-z]?")
BOOK_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")

_PARTS = re.compile(r"([A-Z][A-Z0-9]*)-([0-9]+)([a-z]?)")
_OF_RULE = frozenset({"rule", "replace", "switch off", "examples of", "example of"})
_STUB = """\
rulebook draft
  title       "Draft"
  version     0.1.0
  dated by    statement from
  cite        "Draft"

"""


@frozen
class RuleDraft:
    """A rule as its author answered for it; empty clauses are left out."""

    id: str
    title: str = ""
    effective: dt.date | None = None
    require: str = ""
    action: str = "review"
    because: str = ""
    cite: str = ""
    fix: str = ""
    certainty: str = ""
    subject: str = ""
    when: str = ""
    replaces: bool = False
    level: str = ""
    dated_by: str = ""
    kept: tuple[str, ...] = ()  # clauses that are taken over as they stand

    def text(self) -> str:
        """The block in canonical form, without its examples."""
        since = f"from {self.effective.isoformat()}" if self.effective else ""
        clauses = (
            ("effective", since),
            ("dated by", self.dated_by),
            ("level", self.level),
            ("certainty", self.certainty),
            ("for each", self.subject),
            *((clause, " ") for clause in self.kept),
            ("when", self.when),
            ("require", self.require),
            ("otherwise", self.action),
            ("because", quoted(self.because)),
            ("fix", quoted(self.fix)),
            ("cite", quoted(self.cite)),
        )
        head = "replace" if self.replaces else "rule"
        lines = [f"{head} {self.id} {quoted(self.title)}"]
        lines += [f"  {word} {said}".rstrip() for word, said in clauses if said]
        return formatted_block("\n".join(lines) + "\n")


@frozen
class BookDraft:
    """The header of a rulebook."""

    id: str
    title: str
    applies: str
    dated_by: str
    cite: str
    extends: tuple[str, ...] = ()

    def text(self) -> str:
        """The header in canonical form."""
        lines = [f"rulebook {self.id}", f"  title {quoted(self.title)}", "  version 0.1.0"]
        lines += [f"  extends {name}" for name in self.extends]
        lines += [f"  applies to claims where {self.applies}"] if self.applies else []
        lines += [f"  dated by {self.dated_by}", f"  cite {quoted(self.cite)}"]
        return format_rulebook(SourceFile(self.id, "\n".join(lines) + "\n"))

    def changelog(self) -> str:
        """The first entry of the rulebook's list of changes."""
        return (
            f"# Changes to {self.id}\n\n"
            "A star marks what can change a finding on a claim that was already judged.\n\n"
            f"## 0.1.0\n\n- The first rules. Source: {self.cite}.\n"
        )


class SeveralChecks(Exception):
    """A rule with several checks, which no questions can state anew."""


def draft_of(text: str, rule: str) -> RuleDraft:
    """A rule of a rulebook's text as a draft, to be answered anew; raises SeveralChecks."""
    block = next(
        b
        for b in lay_out(text).blocks
        if b.head.keyword in {"rule", "replace"}
        and text[b.head.word_end : b.head.end].split(maxsplit=1)[0] == rule
    )
    said: dict[str, list[str]] = {}
    kept: list[str] = []
    for item in block.items:
        if not isinstance(item, Chunk):
            continue
        words = text[item.word_end : item.end].strip()
        before = said.setdefault(item.keyword, [])
        before.append(words)
        if item.keyword in _KEPT or (item.keyword == "when" and len(before) > 1):
            kept.append(text[item.start : item.end])
    if len(said.get("require", [])) != 1:
        raise SeveralChecks(rule)
    first = {keyword: words[0] for keyword, words in said.items()}
    title = text[block.head.word_end : block.head.end].strip().removeprefix(rule)
    return RuleDraft(
        rule,
        _unquoted(title),
        require=first["require"],
        action=first.get("otherwise", "review"),
        because=_unquoted(first.get("because", "")),
        fix=_unquoted(first.get("fix", "")),
        subject=first.get("for each", ""),
        when=first.get("when", ""),
        level=first.get("level", ""),
        dated_by=first.get("dated by", ""),
        kept=tuple(kept),
    )


_KEPT = frozenset({"let", "unless", "treat missing"})


def _unquoted(text: str) -> str:
    text = text.strip()
    return text[1:-1].replace('""', '"') if text.startswith('"') else text


def quoted(text: str) -> str:
    """A text in quotes; empty stays empty."""
    return '"' + text.replace('"', '""') + '"' if text else ""


def formatted_block(text: str) -> str:
    """One block in canonical form; one with mistakes comes back as it is."""
    return format_rulebook(SourceFile("draft", _STUB + text)).removeprefix(_STUB)


def number_of(rule: str) -> tuple[str, int, str]:
    """An id in its parts, by which ids are ordered: `OT-15b` is OT, 15, b."""
    match = _PARTS.fullmatch(rule)
    return (match[1], int(match[2]), match[3]) if match else (rule, 0, "")


def next_id(rules: Iterable[str], taken: Iterable[str], book: str) -> str:
    """A free id: the next number of the rulebook's own letters, or of its name's initials."""
    own = [number_of(rule) for rule in rules]
    letters = own[-1][0] if own else "".join(w[0] for w in book.split("-")).upper()
    letters = letters if letters[:1].isalpha() else f"R{letters}"
    used = {number_of(rule)[:2] for rule in (*rules, *taken)}
    number = max((n for head, n, _ in own if head == letters), default=0) + 1
    while (letters, number) in used:
        number += 1
    return f"{letters}-{number:02d}"


def inserted(text: str, rule: str, blocks: str) -> str:
    """The rulebook's text with new blocks after the rules that come before; the rest untouched."""
    place = _place(text, rule)
    end = "\r\n" if "\r\n" in text else "\n"
    before, after = text[:place], text[place:]
    gap = end if before.endswith("\n") else end * 2
    body = gap + blocks.rstrip("\n").replace("\n", end) + end
    return before + body + after


def _place(text: str, rule: str) -> int:
    """Where the line ends that the last block of the rule before ends on, or the whole text."""
    earlier = [b for b in lay_out(text).blocks if _comes_before(text, b, number_of(rule))]
    if not earlier:
        return len(text)
    last = earlier[-1]
    end = max(part.end for part in (last.head, *last.items))
    stop = text.find("\n", end)
    return len(text) if stop < 0 else stop + 1


def _comes_before(text: str, block: BlockText, wanted: tuple[str, int, str]) -> bool:
    if block.head.keyword not in _OF_RULE:
        return False
    found = RULE_ID.match(text[block.head.word_end : block.head.end].strip())
    if found is None:
        return False
    here = number_of(found[0])
    return here[0] == wanted[0] and here < wanted
