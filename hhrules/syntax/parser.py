"""Text to tree: the whole way from a source to nodes, with all mistakes in one go.

Comes in: the text of a rulebook. Its lines are sorted into blocks, clauses and rows; each is
parsed alone by the grammar and built into nodes; blocks are put together from their clauses.

After this pass: if no error was reported, the tree is whole, each node has its span, each
literal date is a day of the calendar, each check has an action. With errors the tree lacks
what could not be read, and later passes must not run.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from attrs import evolve

from hhrules.source.diagnostic import Diagnostics
from hhrules.source.text import UNREAD, SourceFile, Span
from hhrules.syntax import blocks, nodes
from hhrules.syntax.build import tree as only_tree
from hhrules.syntax.examples import example, example_table
from hhrules.syntax.layout import BlockText, Chunk, Layout, lay_out
from hhrules.syntax.mistakes.foreign import is_foreign, report_control, unseen
from hhrules.syntax.mistakes.mending import ROUNDS, Mended
from hhrules.syntax.mistakes.places import Line, guess_word, report_block, report_indented
from hhrules.syntax.reader import Clause, Reader
from hhrules.syntax.rules import rule
from hhrules.syntax.walk import moved
from hhrules.syntax.words import BLOCK_WORDS

_ASSEMBLE: dict[str, Callable[[Reader, Clause, blocks.Contents], nodes.Block | None]] = {
    "define": blocks.define,
    "table": blocks.table,
    "value": blocks.value,
    "fact": blocks.fact,
    "rule": rule,
    "replace": rule,
    "switch off": blocks.switch_off,
    "examples of": example_table,
    "example of": example,
}


Built: TypeAlias = dict[str, tuple[int, nodes.RulebookHeader | nodes.Block]]
"""Blocks by their text, with their places; those of one source's earlier version save building
them again, also where they have moved."""


def parse(
    source: SourceFile, diagnostics: Diagnostics, known: Built | None = None
) -> nodes.Rulebook | None:
    """The tree of a rulebook; None where it has no `rulebook` line.

    `known` holds blocks of an earlier version of the source, and then those of this one.
    """
    before = known or {}
    if is_foreign(source, diagnostics):
        return None
    if UNREAD in source.text:
        _not_utf_8(source, diagnostics)
    control = Diagnostics()
    report_control(source, control)
    unwanted = [*unseen(source), *(edit for d in control for edit in d.fixes[0].edits)]
    mended = Mended(tuple(sorted(unwanted, key=lambda edit: edit.span.start)))
    for d in control:
        diagnostics.add(evolve(d, mended=True))
    for _ in range(ROUNDS):
        found = Diagnostics()
        tree, now = _read(source, mended, found, before)
        fresh = [d for d in found if not mended.covers(d)]
        mended, made = mended.more(fresh)
        if not made:
            break
        before = {**before, **now}
        for d in made:
            diagnostics.add(d)
    for d in fresh:
        if not any(d == one for one in made):
            diagnostics.add(d)
    if known is not None:
        known.clear()
        known.update(now)
    return tree


def _read(
    source: SourceFile, mended: Mended, diagnostics: Diagnostics, before: Built
) -> tuple[nodes.Rulebook | None, Built]:
    """The tree of a text with edits made, and its blocks; places are those without the edits."""
    layout = lay_out(mended.text(source.text))
    reader = Reader(source, layout.text, diagnostics, mended)
    now = Built()
    header: nodes.RulebookHeader | None = None
    built: list[nodes.Block] = []
    named = _is_named(layout)
    for block in layout.blocks:
        start, end = block.head.start, block.items[-1].end if block.items else block.head.end
        whole = mended.unchanged(start, end)
        place, said = mended.origin(start), layout.text[start:end]
        mistakes = len(diagnostics)
        if header is not None and block.head.keyword == "rulebook":
            _second_header(reader, block)
            continue
        if not named and block.head.keyword not in BLOCK_WORDS:
            continue
        was, found = before.get(said, (0, None)) if whole else (0, None)
        if found is None:
            found = _block(reader, block)
        elif was != place:
            found = moved(found, place - was)
        if found is not None and whole and len(diagnostics) == mistakes:
            now[said] = place, found
        if isinstance(found, nodes.RulebookHeader):
            header = found
        elif found is not None:
            built.append(found)
    if header is None:
        _no_header(reader, layout)
        return None, now
    span = Span(source.name, 0, len(source.text))
    return nodes.Rulebook(header, tuple(built), span, layout.comments), now


def _block(reader: Reader, block: BlockText) -> nodes.RulebookHeader | nodes.Block | None:
    chunk = block.head
    keyword = chunk.keyword
    line = Line(reader, chunk, reader.text[chunk.start : chunk.end])
    if keyword in BLOCK_WORDS:
        if chunk.column:
            report_indented(line)
        head = reader.clause(chunk)
    else:
        guess = guess_word(line.text, BLOCK_WORDS)
        if guess is None:
            report_block(line)
            return None
        keyword = guess.word
        head = reader.corrected(chunk, guess, reader.span(chunk.start, chunk.end))
    contents = reader.contents(block, keyword)
    if keyword == "rulebook":
        return blocks.header(reader, head, contents)
    return _ASSEMBLE[keyword](reader, head, contents)


def _not_utf_8(source: SourceFile, diagnostics: Diagnostics) -> None:
    place = source.text.index(UNREAD)
    diagnostics.error(
        "E040",
        "this file is not text in UTF-8",
        Span(source.name, place, place + 1),
        label="no character that can be read",
        note="The file was saved in another encoding, and a character here was lost with it.",
        help="save the file anew as UTF-8 (in Notepad: Save as, Encoding), and check this place",
    )


def _is_named(layout: Layout) -> bool:
    """Whether a `rulebook` line is there, well or badly written; else that alone is told."""
    heads = (layout.text[b.head.start : b.head.end] for b in layout.blocks)
    guesses = (guess_word(text, ("rulebook",)) for text in heads)
    return any(b.head.keyword == "rulebook" for b in layout.blocks) or any(guesses)


def _second_header(reader: Reader, block: BlockText) -> None:
    reader.diagnostics.error(
        "E022",
        "a second `rulebook` begins here",
        reader.span(block.head.start, block.head.end),
        note="One file holds one rulebook.",
        help="move this part to a file of its own",
    )


def _no_header(reader: Reader, layout: Layout) -> None:
    if any(b.head.keyword == "rulebook" for b in layout.blocks):
        return
    first = layout.blocks[0].head if layout.blocks else Chunk("", 0, 0, 0, 0)
    end = max(first.word_end, min(first.start + 1, len(reader.text)))
    reader.diagnostics.error(
        "E022",
        "the text does not begin with `rulebook`",
        reader.span(first.start, end),
        label="what rulebook is this?",
        note="The first line names the rulebook; findings and other rulebooks refer to it.",
        help="begin with `rulebook my-rules`, and below it `title`, `version` and `dated by`",
    )


def parse_expression(
    source: SourceFile, diagnostics: Diagnostics
) -> nodes.Expr | nodes.Condition | None:
    """A value or a sentence that stands alone, as `hhrules eval` takes it."""
    layout = lay_out(source.text)
    text = layout.text
    start = len(text) - len(text.lstrip())
    end = max(start, len(text.rstrip()))
    reader = Reader(source, text, diagnostics)
    tree = reader.piece(start, end, "question", context="question")
    if tree is None:
        return None
    node = only_tree(tree.children[0])
    if node.data in ("set", "set_where", "groups", "groups_where", "runs", "runs_where"):
        diagnostics.error(
            "E003",
            "a set stands here, not a value",
            reader.span(start, end),
            help="ask something of the set: `count of …`, or `there is a … where …`",
        )
        return None
    return reader.builder(start).body(node)
