"""What two texts of one rulebook say otherwise: rules, figures, rows, definitions and examples.

Blanks, remarks and the order of blocks say nothing, so they are no difference.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from attrs import frozen

from hhrules.engine.texts import Text
from hhrules.source.diagnostic import Diagnostics
from hhrules.source.text import SourceFile
from hhrules.syntax.layout import BlockText, Chunk, lay_out
from hhrules.syntax.parser import parse
from hhrules.syntax.printer import format_rulebook

_NAME_ENDS = re.compile(r' (?:as|by|has type|called|from file) |"')
_EXAMPLES = ("examples of", "example of")


@frozen
class Difference:
    """One block that says something else: its name, and its lines that go (-) and come (+)."""

    block: str  # `rule OT-15`, `value therapy threshold`, `examples of OT-15`
    lines: tuple[str, ...]  # each begins with `- ` or `+ `
    state: str = "changed"  # "changed", "new" or "gone"

    @property
    def is_example(self) -> bool:
        """Whether it is of examples, which judge no claim."""
        return self.block.startswith(_EXAMPLES)


def differences(old: Text | None, new: Text | None) -> list[Difference]:
    """What changed from one text of a rulebook to another, in the order of the new text."""
    before, after = _blocks(old), _blocks(new)
    found = [
        Difference(name, tuple(_changed(before.get(name, ()), lines)), _state(name, before))
        for name, lines in after.items()
        if [_plain(one) for one in before.get(name, ())] != [_plain(one) for one in lines]
    ]
    found += [
        Difference(name, tuple(_changed(lines, ())), "gone")
        for name, lines in before.items()
        if name not in after
    ]
    return [*found, *_files(old, new)]


def version_of(text: Text) -> str:
    """The version that a text names; "" where it cannot be read."""
    tree = parse(text.source, Diagnostics())
    return tree.header.version if tree is not None else ""


def _state(name: str, before: dict[str, tuple[str, ...]]) -> str:
    return "changed" if name in before else "new"


def _changed(old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    """Lines of a block that go and that come; blanks within them count as one."""
    plain = [_plain(one) for one in old], [_plain(one) for one in new]
    for kind, a, b, c, d in SequenceMatcher(None, *plain, autojunk=False).get_opcodes():
        if kind != "equal":
            yield from (f"- {line}" for line in old[a:b])
            yield from (f"+ {line}" for line in new[c:d])


def _plain(line: str) -> str:
    return " ".join(line.split())


def _blocks(text: Text | None) -> dict[str, tuple[str, ...]]:
    """The blocks of a text in canonical form by their names, each with its lines."""
    if text is None:
        return {}
    layout = lay_out(format_rulebook(SourceFile(text.source.name, text.source.text)))
    found: dict[str, tuple[str, ...]] = {}
    for block in layout.blocks:
        name = _name(layout.text, block)
        version = sum(known == name or known.startswith(f"{name} (") for known in found)
        found[f"{name} ({version + 1})" if version else name] = _lines(layout.text, block)
    return found


def _name(text: str, block: BlockText) -> str:
    head = text[block.head.start : block.head.end].split("\n", maxsplit=1)[0]
    if block.head.keyword == "rulebook":
        return "rulebook"
    if block.head.keyword in _EXAMPLES:
        return head
    return _NAME_ENDS.split(head, maxsplit=1)[0].strip()


def _lines(text: str, block: BlockText) -> tuple[str, ...]:
    """A block's first line, clauses and rows, without remarks."""
    lines: list[str] = []
    for part in (block.head, *block.items):
        rows = text[part.start : part.end].split("\n") if isinstance(part, Chunk) else ()
        lines += [
            row.rstrip() for row in rows if row.strip() and not row.lstrip().startswith("#")
        ]
        if not isinstance(part, Chunk):
            lines.append(text[part.start : part.end])
    return tuple(lines)


def _files(old: Text | None, new: Text | None) -> Iterator[Difference]:
    """The rows of tables in files beside the text."""
    before, after = (dict(one.files) if one is not None else {} for one in (old, new))
    for name in sorted({*before, *after}):
        one, other = before.get(name, "").splitlines(), after.get(name, "").splitlines()
        if one != other:
            state = "new" if name not in before else "gone" if name not in after else "changed"
            yield Difference(f"file {name}", tuple(_changed(one, other)), state)
