"""A rulebook text tried before it is written: its mistakes, its examples, its warnings."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from attrs import frozen

from hhrules.engine.compiling.whole_set import checked
from hhrules.engine.errors import RulebookError
from hhrules.engine.lint.warnings import lint
from hhrules.engine.texts import SUFFIX, Text, at, ids_of, shipped
from hhrules.source.diagnostic import Diagnostic, Diagnostics
from hhrules.source.text import SourceFile, read_lines
from hhrules.syntax import nodes
from hhrules.syntax.parser import parse
from hhrules.testing.cases import Result, run_texts
from hhrules.testing.drafting import formatted_block
from hhrules.testing.proposing import Proposal, propose


@frozen(eq=False)
class Surroundings:
    """What a rulebook at a path may use: the rulebooks beside it, and the shipped ones."""

    path: Path
    others: tuple[Text, ...]

    @classmethod
    def of(cls, path: Path) -> Surroundings:
        """The rulebooks of the same folder and of the folders beside it, then the shipped ones."""
        beside = sorted({*path.parent.glob(f"*{SUFFIX}"), *_neighbours(path)})
        mine = at([one for one in beside if one.resolve() != path.resolve()])
        return cls(path, (*mine, *shipped()))

    def text(self, text: str) -> Text:
        """The text as the rulebook at the path, with the tables that stand beside it."""
        tables = self.path.parent / "tables"
        files = {
            f.name: read_lines(f.read_bytes())
            for f in (sorted(tables.glob("*.csv")) if tables.is_dir() else ())
        }
        return Text(SourceFile(self.path.as_posix(), text), files, str(self.path))

    def mistakes(self, text: str) -> RulebookError | None:
        """What keeps the text from loading; None where nothing does."""
        try:
            checked((self.text(text),), self.others)
        except RulebookError as error:
            return error
        return None

    def proposal(self, text: str, rule: str) -> Proposal | None:
        """Examples for a rule of the text, which must load."""
        mine = self.text(text)
        return propose(checked((mine,), self.others), mine, rule)

    def examples(self, text: str) -> list[Result]:
        """The text's examples, run."""
        return list(run_texts((self.text(text),), self.others))

    def warnings(self, text: str, on: dt.date) -> list[Diagnostic]:
        """What lint says of the text."""
        return lint(checked((self.text(text),), self.others), on)

    def rules(self) -> dict[str, str]:
        """The rules of all rulebooks that this one can see, each with its rulebook's file."""
        return {rule: text.source.name for text in self.others for rule in rules_in(text)}

    def dated_by(self, book: str) -> str:
        """The date that decides in a rulebook in sight."""
        tree = _tree(ids_of(self.others)[book])
        date = tree.header.dated_by if tree is not None else None
        return date.text if date is not None else "statement from"

    def rules_of(self, book: str) -> dict[str, Text]:
        """The rules of a rulebook in sight and of those that it extends, each with its text."""
        texts = ids_of(self.others)
        tree = _tree(texts[book])
        found: dict[str, Text] = {}
        for use in tree.header.extends if tree is not None else ():
            if use.rulebook in texts:
                found |= self.rules_of(use.rulebook)
        blocks = tree.blocks if tree is not None else ()
        found |= {b.id: texts[book] for b in blocks if isinstance(b, nodes.Rule)}
        off = {b.id for b in blocks if isinstance(b, nodes.SwitchOff)}
        return {rule: text for rule, text in found.items() if rule not in off}


def rules_in(text: Text) -> list[str]:
    """The ids of the rules that stand in a text, in its order."""
    tree = _tree(text)
    blocks = tree.blocks if tree is not None else ()
    return [b.id for b in blocks if isinstance(b, nodes.Rule) and not b.replaces]


def _tree(text: Text) -> nodes.Rulebook | None:
    return parse(text.source, Diagnostics())


def examples_text(proposal: Proposal | None) -> str:
    """A proposal as a block in canonical form; nothing where there is none."""
    return formatted_block(proposal.text()) if proposal is not None else ""


def _neighbours(path: Path) -> list[Path]:
    """Rulebooks in the folders beside, where this one has a folder of its own."""
    if path.parent.name != path.stem:
        return []
    return list(path.parent.parent.glob(f"*/*{SUFFIX}"))
