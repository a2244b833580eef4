"""How well the mistakes of the corpus are told: at the right place, in the right words, mended.

`python -m tests.corpus.mistake_scores [WORDS]` prints the score, and the text of each case whose
name holds WORDS and that falls short.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from itertools import product

from attrs import frozen

from hhrules.engine.compiling.compile import compile_texts
from hhrules.engine.texts import Text, ids_of, shipped
from hhrules.ir.dump import dump
from hhrules.source.diagnostic import Diagnostic, Diagnostics, Fix
from hhrules.source.fixes import compatible, edited
from hhrules.source.render import render_one, render_text
from hhrules.source.text import SourceFile
from hhrules.syntax.parser import parse
from hhrules.syntax.printer import format_rulebook
from tests.checking import check_source
from tests.corpus.mistake_cases import Case, Expected, all_cases

NAME = "book.hhr"
PARTS = ("once", "place", "words", "fix")


@frozen
class Score:
    """What holds of one case, and the diagnostics that were given."""

    case: Case
    once: bool  # as many diagnostics as mistakes
    place: bool
    words: bool
    fix: bool
    shown: str

    @property
    def holds(self) -> bool:
        """Whether all of it holds."""
        return not self.missing

    @property
    def missing(self) -> list[str]:
        """The parts that do not hold."""
        return [part for part in PARTS if not getattr(self, part)]


def score(case: Case) -> Score:
    """Check the case's text and compare what is said with what is expected."""
    source = SourceFile(NAME, case.text)
    found = sorted(check_source(source), key=lambda d: d.span.start)
    wanted = sorted(case.expected, key=lambda e: e.start)
    pairs = list(zip(found, wanted, strict=False))
    once = len(found) == len(wanted)
    return Score(
        case,
        once,
        once and all(e.start <= d.span.start and d.span.end <= e.end for d, e in pairs),
        once and all(_says(d, e, source) for d, e in pairs),
        once and (_means_the_same(case) if case.same else _mended(case, pairs)),
        render_text(found, {NAME: source}),
    )


def _says(found: Diagnostic, wanted: Expected, source: SourceFile) -> bool:
    said = render_one(found, {NAME: source}).split("\n")
    told = "\n".join(line for line in said if "--> " not in line).lower()
    return found.code == wanted.code and all(word.lower() in told for word in wanted.words)


def _mended(case: Case, pairs: list[tuple[Diagnostic, Expected]]) -> bool:
    """The fixes give the text that was meant; where none can, none is offered."""
    choices: list[tuple[Fix, ...]] = []
    for found, wanted in pairs:
        if wanted.fix == "no fix":
            if found.fixes or not (found.help or found.note):
                return False
            continue
        if not found.fixes:
            return False
        choices.append(found.fixes if wanted.fix == "choice" else found.fixes[:1])
    if pairs and not choices:
        return True
    return any(_gives(case, fixes, len(pairs) - len(choices)) for fixes in product(*choices))


def _means_the_same(case: Case) -> bool:
    """Whether the program that was written is the one that was meant."""
    written, meant = (program(text) for text in (case.text, case.meant))
    return written == meant


def program(text: str) -> str:
    """The program of a text, without the places and words that it comes from."""
    known = ids_of(shipped())
    work = compile_texts((Text(SourceFile(NAME, text), {}),), known=known)
    (program,) = work.programs.values()
    words = r"(?:words|span|sha256)=(?:'[^']*'|\"[^\"]*\"|[^ ,)]*)"
    return re.sub(words, "", dump(program))


def _gives(case: Case, fixes: Iterable[Fix], remaining: int) -> bool:
    made = compatible(fixes)
    text = edited(case.text, [edit for fix in made for edit in fix.edits])
    if remaining:
        return len(check_source(SourceFile(NAME, text))) == remaining
    return bool(formatted(text)) and formatted(text) == formatted(case.meant)


def formatted(text: str) -> str:
    """The canonical form of a text; "" where it does not parse."""
    source = SourceFile(NAME, text)
    diagnostics = Diagnostics()
    if parse(source, diagnostics) is None or diagnostics.has_errors:
        return ""
    return format_rulebook(source)


def main(words: str = "") -> None:
    """Print the score of the corpus."""
    scores = [score(case) for case in all_cases() if words in case.name]
    for one in scores:
        if not one.holds:
            print(f"==== {one.case.name}: not {', '.join(one.missing)}")
            print("\n".join(f"     wanted {e}" for e in one.case.expected))
            print(one.shown)
    for part in (*PARTS, "holds"):
        print(f"{part:6} {sum(getattr(s, part) for s in scores)} of {len(scores)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
