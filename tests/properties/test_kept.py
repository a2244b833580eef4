"""Rulebooks kept compiled while they are edited say what a compilation from nothing says."""

from __future__ import annotations

import datetime as dt
import marshal
import re
from collections.abc import Callable
from types import CodeType

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import msgpack
from msgspec.structs import replace

from hhrules.codegen.emit import emit
from hhrules.engine.bookdata import BookData, ModuleData, Told
from hhrules.engine.compiling.build import build
from hhrules.engine.compiling.compilation import Compilation
from hhrules.engine.compiling.compile import compile_texts
from hhrules.engine.compiling.whole_set import compile_data
from hhrules.engine.lint.warnings import lint
from hhrules.engine.texts import Text, ids_of, shipped
from hhrules.engine.workspace import Workspace
from hhrules.source.diagnostic import Severity
from hhrules.source.text import SourceFile

IDS = ids_of(shipped())
NAMES = ("home-health-telehealth", "homebound", "claim-form", "oasis-in-force")
_BLOCK = re.compile(r"^(?=(?:define|table|value|rule|replace|examples? of) )", re.MULTILINE)
_FIGURE = re.compile(r"(?<=[ $])[0-9]+(?=[ \n%])")
_DEFINED = re.compile(r"^define [^\n]*(?:\n +[^\n]*)*", re.MULTILINE)


def _other_figure(text: str, at: int, other: int) -> str:
    """Another number, shorter or longer."""
    return _instead(text, [*_FIGURE.finditer(text)], at, str(other % 120))


def _other_definition(text: str, at: int, other: int) -> str:
    """A figure or a code of a definition, which others may use."""
    found = [*_DEFINED.finditer(text)]
    if not found:
        return text
    match = found[at % len(found)]
    figures = [*re.compile(r"\b[0-9]+\b").finditer(text, match.start(), match.end())]
    return _instead(text, figures, other, str(other % 120))


def _instead(text: str, found: list[re.Match[str]], at: int, new: str) -> str:
    if not found:
        return text
    match = found[at % len(found)]
    return text[: match.start()] + new + text[match.end() :]


def _one_line_more(text: str, at: int, other: int) -> str:
    lines = text.split("\n")
    place = at % len(lines)
    said = ("", "# a remark", '  note        "told"', "  when        units is known")
    return "\n".join([*lines[:place], said[other % len(said)], *lines[place:]])


def _without_a_block(text: str, at: int, _: int) -> str:
    head, *parts = _BLOCK.split(text)
    if parts:
        del parts[at % len(parts)]
    return "".join([head, *parts])


def _moved_block(text: str, at: int, other: int) -> str:
    head, *parts = _BLOCK.split(text)
    if parts:
        parts.insert(other % len(parts), parts.pop(at % len(parts)))
    return "".join([head, *parts])


def _block_twice(text: str, at: int, _: int) -> str:
    head, *parts = _BLOCK.split(text)
    if parts:
        parts.append(f"\n{parts[at % len(parts)]}")
    return "".join([head, *parts])


def _broken(text: str, at: int, other: int) -> str:
    place = at * 7 % (len(text) + 1)
    return text[:place] + '|"#{ x\n$'[other % 8] + text[place + other % 2 :]


EDITS = (
    _other_figure, _other_definition, _one_line_more, _without_a_block, _moved_block,
    _block_twice, _broken,
)  # fmt: skip
NUMBERS = st.integers(0, 10_000)
Edit = tuple[Callable[[str, int, int], str], int, int]
DAY = dt.date(2026, 1, 1)


def positions(code: CodeType) -> list[object]:
    """All that a code object says, its places in the rulebook too."""
    inner = [positions(c) if isinstance(c, CodeType) else repr(c) for c in code.co_consts]
    return [
        code.co_name, code.co_code, code.co_names, code.co_varnames, code.co_filename,
        code.co_firstlineno, list(code.co_positions()), inner,
    ]  # fmt: skip


def code_of(data: bytes) -> CodeType:
    """The code that was just compiled."""
    code = marshal.loads(data)  # noqa: S302 - our own, made a moment ago
    assert isinstance(code, CodeType)
    return code


def module(data: ModuleData) -> list[object]:
    """A module as what can be compared: the bytes of one code are not always the same."""
    return [positions(code_of(data.code)), replace(data, code=b"")]


def plainly(data: BookData) -> list[object]:
    """A compiled rulebook as what can be compared."""
    told = msgpack.decode(data.told, type=Told)
    gate = positions(code_of(data.gate)) if data.gate else None
    asked = [replace(a, test=b"") for a in told.asked]
    rest = replace(told, traced=ModuleData(b"", (), (), ()), asked=())
    return [
        replace(data, plain=ModuleData(b"", (), (), ()), told=b"", gate=b""),
        module(data.plain), module(told.traced), rest, asked, gate,
    ]  # fmt: skip


def texts_of(work: Compilation) -> list[object]:
    """The Python of all programs, with its map to the rulebooks."""
    found: list[object] = []
    for name, program in work.programs.items():
        for traced in (False, True):
            made = emit(program, work.books[name].source, traced=traced)
            found += [made.text, made.segments]
    return found


@given(
    st.sampled_from(NAMES),
    st.lists(
        st.lists(
            st.tuples(st.sampled_from(EDITS), NUMBERS, NUMBERS, st.booleans()),
            min_size=1,
            max_size=2,
        ),
        min_size=2,
        max_size=4,
    ),
)
@settings(max_examples=25, deadline=None)
def test_an_edited_rulebook_is_compiled_as_from_nothing(
    name: str, turns: list[list[tuple[Callable[[str, int, int], str], int, int, bool]]]
) -> None:
    others = {n: t for n, t in IDS.items() if n != name}
    workspace = Workspace(tuple(others.values()))
    first = said = IDS[name]
    path = first.source.name
    workspace.put(first)
    workspace.rules()
    for turn in turns:
        for edit, at, other, anew in turn:
            before = first if anew else said
            changed = SourceFile(path, edit(before.source.text, at, other))
            said = Text(changed, first.files)
        workspace.put(said)
        work = workspace.compilation()
        fresh = compile_texts((said,), known=others)
        assert work.found() == fresh.found()
        if any(d.severity is Severity.ERROR for d in fresh.found()):
            continue
        assert lint(work, DAY) == lint(fresh, DAY)
        assert texts_of(work) == texts_of(fresh)
        (book,) = workspace.rules().books
        alone = build(fresh.programs[name], fresh.books[name].source, fresh.all_sources)
        assert module(book.data.plain) == module(alone.data.plain)
    if not any(d.severity is Severity.ERROR for d in fresh.found()):
        (kept,) = (book.whole() for book in workspace.rules().books)
        (made,) = compile_data((said,), tuple(others.values())).books
        assert plainly(kept) == plainly(made)
