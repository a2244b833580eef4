"""Whatever is done to a rulebook's text, its author gets diagnostics, never an exception."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from hhrules.engine.texts import Text, shipped
from hhrules.source.render import render_text
from hhrules.source.text import SourceFile
from hhrules.syntax.layout import lay_out, sorted_lines, tidy
from tests.checking import check_source

TEXTS = sorted(shipped(), key=lambda t: len(t.source.text))[:12]
SIGNS = '|"{}()X,$-#9a '


def _without_a_line(lines: list[str], at: int, _: int) -> list[str]:
    return lines[:at] + lines[at + 1 :]


def _line_twice(lines: list[str], at: int, other: int) -> list[str]:
    return [*lines[:at], lines[other % len(lines)], *lines[at:]]


def _without_a_word(lines: list[str], at: int, other: int) -> list[str]:
    words = lines[at].split(" ")
    del words[other % len(words)]
    return [*lines[:at], " ".join(words), *lines[at + 1 :]]


def _other_word(lines: list[str], at: int, other: int) -> list[str]:
    words, all_words = lines[at].split(" "), " ".join(lines).split()
    words[other % len(words)] = all_words[other % len(all_words)]
    return [*lines[:at], " ".join(words), *lines[at + 1 :]]


def _one_sign_more(lines: list[str], at: int, other: int) -> list[str]:
    place = other % (len(lines[at]) + 1)
    line = lines[at][:place] + SIGNS[other % len(SIGNS)] + lines[at][place:]
    return [*lines[:at], line, *lines[at + 1 :]]


def _cut_short(lines: list[str], at: int, other: int) -> list[str]:
    return [*lines[:at], lines[at][: other % (len(lines[at]) + 1)], *lines[at + 1 :]]


SLIPS = (
    _without_a_line, _line_twice, _without_a_word, _other_word, _one_sign_more, _cut_short,
)  # fmt: skip
NUMBERS = st.integers(0, 10_000)
Slip = tuple[Callable[[list[str], int, int], list[str]], int, int]


@given(
    st.sampled_from(TEXTS),
    st.lists(st.tuples(st.sampled_from(SLIPS), NUMBERS, NUMBERS), min_size=1, max_size=4),
)
@settings(max_examples=60, deadline=None)
def test_a_text_with_slips_gives_diagnostics_inside_it(text: Text, slips: list[Slip]) -> None:
    lines = text.source.text.split("\n")
    for slip, at, other in slips:
        lines = slip(lines, at % len(lines), other) or [""]
    source = SourceFile(text.source.name, "\n".join(lines))
    found = check_source(source, files=text.files)
    mine = [d for d in found if d.span.name == source.name]
    assert all(0 <= d.span.start <= d.span.end <= len(source.text) for d in mine)
    assert all(d.message and "\n" not in d.message for d in found)
    render_text(mine, {source.name: source})
    layout = lay_out(source.text)
    assert ([*layout.blocks], [*layout.comments]) == sorted_lines(
        source.text, tidy(source.text)
    )
