"""Broken rulebooks and what has to be said of them, read from `mistakes/*.txt`.

A case is a change of a rulebook in `mistakes/bases`, written as people wrote it wrong and as
they meant it:

    ## a name in two words                        what went wrong, in a few words
    base: filing                                  the rulebook that is changed
    E101: receved date | received date            the code, and words of the message or its help
    -   require     ⟦receved date⟧ is known       the line as it is written, the place marked
    +   require     received date is known        the line as it was meant: what the fix gives
    =   require     received date is not none     the line of the base, where it differs from +

`same` is for texts that are taken and mean the same. `E018 choice` is for mistakes that leave a
choice, where one of several fixes is what was meant;
`E120 no fix` for those that no program can mend. `clean` is for texts that are taken as they
are and that `hhrules fmt` puts right. Several codes stand for several marks, in their order.
`<U+00A0>` is a character that cannot be seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from attrs import field, frozen, mutable

FOLDER = Path(__file__).parent / "mistakes"
BASES = FOLDER / "bases"
_EXPECTED = re.compile(r"((?:[EW]\d{3} )*[EW]\d{3})( no fix| choice)?: (.*)")
_MARK = re.compile("\u27e6(.*?)\u27e7", re.DOTALL)
_ENDS = {"CRLF": "\r\n", "CR": "\r", "LF": "\n"}


@frozen
class Expected:
    """One diagnostic: its code, the widest place for it, words that it says, its fix."""

    code: str
    start: int
    end: int
    words: tuple[str, ...]
    fix: str  # "", "choice" or "no fix"


@frozen
class Case:
    """A broken text, what is to be said of it, and the text that was meant ("" if none)."""

    name: str
    text: str = field(repr=False)
    meant: str = field(repr=False)
    expected: tuple[Expected, ...]
    same: bool  # another way to write what was meant, which stays as it is


@mutable
class _Hunk:
    codes: list[tuple[str, tuple[str, ...], str]] = field(factory=list)
    lines: dict[str, list[str]] = field(factory=lambda: {"-": [], "+": [], "=": []})

    def text(self, sign: str) -> str:
        return "\n".join(self.lines[sign])

    @property
    def base(self) -> str:
        return self.text("=") if self.lines["="] else self.text("+")


def cases(path: Path) -> list[Case]:
    """All cases of one file."""
    parts = re.split(r"^## ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    return [_case(path.stem, part.split("\n")) for part in parts]


def all_cases() -> Iterator[Case]:
    """All cases of the corpus, file by file."""
    for path in sorted(FOLDER.glob("*.txt")):
        yield from cases(path)


def base(name: str) -> str:
    """The text of a base, without mistakes."""
    return (BASES / f"{name}.hhr").read_text(encoding="utf-8")


def _case(stem: str, lines: list[str]) -> Case:
    name, text, ends = f"{stem}: {lines[0]}", "", "\n"
    hunks = [_Hunk()]
    for line in lines[1:]:
        if line.startswith("base: "):
            text = base(line[6:])
        elif line.startswith("line ends: "):
            ends = _ENDS[line[11:]]
        elif match := _EXPECTED.fullmatch(line):
            if hunks[-1].lines["-"]:
                hunks.append(_Hunk())
            words = tuple(word.strip() for word in match[3].split(" | "))
            kind = (match[2] or "").strip()
            hunks[-1].codes += [(code, words, kind) for code in match[1].split()]
        elif line[:1] in ("-", "+", "=") and line:
            if line[0] == "-" and (hunks[-1].lines["+"] or hunks[-1].lines["="]):
                hunks.append(_Hunk())
            hunks[-1].lines[line[0]].append(_unescaped(line[1:].removeprefix(" ")))
        elif line and line not in ("clean", "same"):
            message = f"{name}: what is {line!r}?"
            raise ValueError(message)
    return _made(name, text, hunks, ends, same="same" in lines)


def _unescaped(line: str) -> str:
    return re.sub(r"<U\+([0-9A-F]{4})>", lambda m: chr(int(m[1], 16)), line)


def _made(name: str, text: str, hunks: list[_Hunk], ends: str, *, same: bool) -> Case:
    broken = meant = text
    for hunk in hunks:
        if not text:
            broken = hunk.text("-") + "\n" * (len(hunk.lines["-"]) > 1)
        elif hunk.lines["-"]:
            broken = _changed(name, broken, hunk.base, hunk.text("-"))
            meant = _changed(name, meant, hunk.base, hunk.text("+"))
    expected = tuple(_expected(broken, hunks))
    wrong = _MARK.sub(r"\1", broken)
    if ends != "\n":
        wrong = wrong.replace("\n", ends)
    return Case(name, wrong, meant, expected, same)


def _changed(name: str, text: str, old: str, new: str) -> str:
    lines = f"\n{text}\n"
    if lines.count(f"\n{old}\n") != 1:
        message = f"{name}: {lines.count(old)} places in the base hold\n{old}"
        raise ValueError(message)
    return lines.replace(f"\n{old}\n", f"\n{new}\n", 1)[1:-1]


def _expected(broken: str, hunks: Iterable[_Hunk]) -> Iterator[Expected]:
    marks = list(_MARK.finditer(broken))
    for hunk in hunks:
        for at, (code, words, kind) in enumerate(hunk.codes):
            inside = list(_MARK.finditer(hunk.text("-")))
            place = broken.index(hunk.text("-")) + inside[at].start()
            before = sum(1 for mark in marks if mark.start() < place)
            start = place - 2 * before
            yield Expected(code, start, start + len(inside[at][1]), words, kind)
