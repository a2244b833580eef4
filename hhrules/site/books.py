"""Rulebook texts to pages: what the author wrote, in the author's order and words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

from hhrules.engine.texts import Text, at, shipped
from hhrules.site.cases import case_of, case_of_rows
from hhrules.site.pages import (
    BookView,
    Case,
    Definition,
    Demand,
    Figures,
    Item,
    Prose,
    RuleView,
    Sheet,
)
from hhrules.site.sheets import sheet_of, sheet_of_file
from hhrules.source.diagnostic import Diagnostics
from hhrules.source.text import SourceFile, Span, one_line
from hhrules.syntax import nodes
from hhrules.syntax.parser import parse

_Other: TypeAlias = (
    nodes.DefineCondition
    | nodes.DefineExpression
    | nodes.DefineSet
    | nodes.DefineGroups
    | nodes.DefineRuns
    | nodes.FactBlock
    | nodes.SwitchOff
)

_RULE_OFF = re.compile(r"^[-=─]{3,}\s*(.*?)\s*[-=─]*$")


class UnreadableRulebookError(Exception):
    """A rulebook that does not parse, so that no page can be made of it."""

    def __init__(self, source: SourceFile, diagnostics: Diagnostics) -> None:
        super().__init__(source.name)
        self.source = source
        self.diagnostics = diagnostics


def read_books(paths: Sequence[Path] | None = None) -> list[BookView]:
    """Rulebooks at some paths (None: the shipped ones), by id."""
    texts = shipped() if paths is None else at(list(paths))
    return sorted((book_of(text) for text in texts), key=lambda book: book.id)


def book_of(text: Text) -> BookView:
    """One rulebook as a page shows it."""
    source = text.source
    diagnostics = Diagnostics()
    tree = parse(source, diagnostics)
    if tree is None or diagnostics.has_errors:
        raise UnreadableRulebookError(source, diagnostics)
    head = tree.header
    return BookView(
        id=head.name,
        title=head.title,
        version=head.version,
        applies=_words(source, head.applies.span) if head.applies else "",
        dated_by=head.dated_by.text if head.dated_by else "",
        uses=tuple(u.rulebook for u in (*head.uses, *head.extends)),
        cites=_texts(head.cites),
        items=tuple(_items(tree, text)),
        changes=_changes(text),
        source=source.text,
    )


def anchor_of(name: str) -> str:
    """The anchor of a definition or table on its page."""
    return "n-" + re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def _items(tree: nodes.Rulebook, text: Text) -> Iterator[Item]:
    cases = _cases(tree, text.source)
    last = {b.id: b for b in tree.blocks if isinstance(b, nodes.Rule)}
    met: dict[str, int] = {}
    parts = [(b.span.start, b) for b in tree.blocks]
    parts += [(start, prose) for start, prose in _prose(tree, text.source)]  # type: ignore[misc]
    for _, part in sorted(parts, key=lambda p: p[0]):
        if isinstance(part, Prose):
            yield part
        elif isinstance(part, nodes.Rule):
            met[part.id] = met.get(part.id, 0) + 1
            own = cases.get(part.id, ()) if last[part.id] is part else ()
            yield _rule(part, tree.header, text.source, met[part.id], own)
        elif isinstance(part, nodes.TableBlock | nodes.ValueBlock):
            yield _figures(part, text)
        elif not isinstance(part, nodes.Example | nodes.ExampleTable):
            yield _definition(part, text.source)


def _rule(
    rule: nodes.Rule,
    head: nodes.RulebookHeader,
    source: SourceFile,
    version: int,
    cases: tuple[Case, ...],
) -> RuleView:
    dated_by = rule.dated_by or head.dated_by
    effective = rule.effective
    return RuleView(
        id=rule.id,
        title=rule.title,
        anchor=rule.id if version == 1 else f"{rule.id}-{version}",
        book=head.name,
        start=effective.start.text if effective and effective.start else "",
        end=effective.end.text if effective and effective.end else "",
        dated_by=dated_by.text if dated_by else "",
        level=rule.level or "",
        subject=rule.subject.text if rule.subject else "",
        certainty=rule.certainty or "",
        when="\n".join(_plain(source, part.span) for part in (*rule.assumes, *rule.steps)),
        demands=tuple(_demand(check, rule, source) for check in rule.checks),
        notes=_texts(rule.notes),
        cites=_texts(rule.cites) or _texts(head.cites),
        cases=cases,
        replaces=rule.replaces,
    )


def _demand(check: nodes.Check, rule: nodes.Rule, source: SourceFile) -> Demand:
    fix = check.fix or rule.fix
    return Demand(
        asks=_plain(source, check.condition.span),
        otherwise=_words(source, check.action.span).removeprefix("otherwise ").strip(),
        message=_quoted(source, check.because),
        fix=_quoted(source, fix),
    )


def _figures(block: nodes.TableBlock | nodes.ValueBlock, text: Text) -> Figures:
    kind, no_row = "value", ""
    keys: tuple[str, ...] = ()
    if isinstance(block, nodes.TableBlock):
        kind, keys = "table", tuple(k.text for k in block.keys)
        no_row = _words(text.source, block.no_row.span) if block.no_row else ""
    elif block.key is not None:
        keys = (block.key.text,)
    name = block.name.text
    if block.file is not None:
        sheet = sheet_of_file(text.files[block.file])
    elif block.grid is not None:
        sheet = sheet_of(block.grid, text.source)
    else:
        sheet = Sheet((), ())
    return Figures(name, anchor_of(name), kind, keys, sheet, no_row, _texts(block.cites))


def _definition(block: _Other, source: SourceFile) -> Definition:
    words = _plain(source, block.span)
    if isinstance(block, nodes.SwitchOff):
        return Definition(block.id, f"off-{block.id}", "switch off", words)
    name = block.name.text
    kind = "fact" if isinstance(block, nodes.FactBlock) else "define"
    return Definition(name, anchor_of(name), kind, words)


def _cases(tree: nodes.Rulebook, source: SourceFile) -> dict[str, tuple[Case, ...]]:
    found: dict[str, tuple[Case, ...]] = {}
    for block in tree.blocks:
        if isinstance(block, nodes.Example):
            found[block.rule] = (*found.get(block.rule, ()), case_of(block, source))
        elif isinstance(block, nodes.ExampleTable):
            found[block.rule] = (*found.get(block.rule, ()), case_of_rows(block, source))
    return found


# ------------------------------------------------------------------------------ prose


def _prose(tree: nodes.Rulebook, source: SourceFile) -> Iterator[tuple[int, Prose]]:
    """Comments that stand at the margin, joined to paragraphs where lines follow each other."""
    start, lines, due = 0, list[str](), -1
    for offset, comment in tree.comments:
        line, column = source.position(offset)
        words = comment.lstrip("#").strip()
        ruled = _RULE_OFF.match(words)
        if column != 1 or ruled or line != due:
            if lines:
                yield start, Prose(" ".join(lines))
            start, lines, due = offset, [], -1
        if ruled and column == 1:
            if ruled[1]:
                yield offset, Prose(ruled[1], heading=True)
        elif column == 1 and words:
            lines.append(words)
            due = line + 1
    if lines:
        yield start, Prose(" ".join(lines))


# ------------------------------------------------------------------------------ words


def _texts(cites: Sequence[nodes.Cite]) -> tuple[str, ...]:
    return tuple(c.text for c in cites)


def _words(source: SourceFile, span: Span) -> str:
    return one_line(source.slice(span))


def _plain(source: SourceFile, span: Span) -> str:
    """The author's lines without remarks and without the indentation of the block."""
    _, column = source.position(span.start)
    lines = (" " * (column - 1) + source.slice(span)).splitlines()
    kept = [re.sub(r"\s+#[^\"]*$", "", line).rstrip() for line in lines]
    kept = [line for line in kept if line.strip() and not line.lstrip().startswith("#")]
    edge = min((len(line) - len(line.lstrip()) for line in kept), default=0)
    return "\n".join(line[edge:] for line in kept)


def _quoted(source: SourceFile, template: nodes.Template | None) -> str:
    if template is None:
        return ""
    words = source.slice(template.span).strip()
    return words.strip('"').replace('\\"', '"')


def _changes(text: Text) -> str:
    """What the rulebook's list of changes says, if it has one."""
    path = Path(text.path).with_name("CHANGELOG.md")
    return path.read_text(encoding="utf-8") if text.path and path.is_file() else ""
