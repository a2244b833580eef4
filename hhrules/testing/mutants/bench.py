"""Mistakes tried on the examples: which ones the examples notice, and which they do not."""

from __future__ import annotations

import re
from typing import Literal

from attrs import define, field, frozen

from hhrules.codegen.emit import emit
from hhrules.engine.compiling.build import build
from hhrules.engine.compiling.compilation import Compilation
from hhrules.engine.compiling.lowering import lower_book
from hhrules.engine.texts import Text
from hhrules.ir import nodes as ir
from hhrules.runtime.namespace import Evaluators
from hhrules.semantics.stated import NOTHING_STATED, StatedSet
from hhrules.semantics.symbols import Book
from hhrules.syntax import nodes
from hhrules.testing.case import Case, word_of
from hhrules.testing.cases import Broken, Runner, examples_in
from hhrules.testing.mutants.blocks import edits_of
from hhrules.testing.mutants.changed import HEADER, Refused, block_of, changed, evaluators
from hhrules.testing.mutants.edit import Edit
from hhrules.testing.mutants.reach import (
    Reach,
    Reader,
    consulted,
    rows_consulted,
    without_messages,
)
from hhrules.testing.mutants.signs import settled, signature

_PLACE = re.compile(r" +# \S+:[0-9]+$", re.MULTILINE)
"""Where a line of generated text comes from: it moves with the text above it."""

_NUMBERED = re.compile(r"\b[a-z][a-z_]*_[0-9]+\b")
"""A variable with its number: that moves with the variables made before it."""

Fate = Literal["noticed", "survived", "refused", "same", "unread"]
"""What became of a mistake: an example failed, none did, the compiler does not take it, it
compiles to the same program, or no rule reads the place."""


@frozen(eq=False)
class Mutant:
    """A mistake, where it was made, and what became of it."""

    book: str
    block: int
    name: str  # of the rule, definition, table or value; "" for the header
    edit: Edit
    fate: Fate
    readers: tuple[Reader, ...] = ()


@define(eq=False)
class Bench:
    """The examples of compiled rulebooks, made ready once, and mistakes to try them on."""

    work: Compilation
    texts: dict[str, Text]  # by the name of the rulebook
    runners: dict[str, Runner] = field(factory=dict)
    _cases: dict[Reader, list[Case]] = field(factory=dict)
    _plain: dict[tuple[Reader, StatedSet], tuple[str, Evaluators]] = field(factory=dict)
    _bares: dict[tuple[Reader, StatedSet], str] = field(factory=dict)
    _signs: dict[int, object] = field(factory=dict)
    _read: set[str] = field(factory=set)
    _resolved: dict[Reader, dict[object, bool]] = field(factory=dict)
    reach: Reach = field(init=False)

    def __attrs_post_init__(self) -> None:
        """Look up who reads what when it is first asked."""
        self.reach = Reach(self.work)

    def runner(self, name: str) -> Runner:
        """What makes the examples of a rulebook ready."""
        if name not in self.runners:
            book = self.work.books[name]
            self.runners[name] = Runner(self.work, book, self.texts[name])
        return self.runners[name]

    def cases(self, reader: Reader) -> list[Case]:
        """The examples of a rule that hold as the rulebook stands."""
        if reader.book not in self._read:
            self._read.add(reader.book)
            runner = self.runner(reader.book)
            for block in examples_in(runner.book.tree):
                mine = self._cases.setdefault(Reader(reader.book, block.rule), [])
                mine += [c for c in runner.cases(block) if not isinstance(c, Broken)]
        return self._cases.get(reader, [])

    def variants(self, reader: Reader) -> list[StatedSet]:
        """The sets of definitions that the examples of a rule state."""
        return list(dict.fromkeys(c.stated for c in self.cases(reader))) or [NOTHING_STATED]

    def plain(self, reader: Reader, given: StatedSet) -> tuple[str, Evaluators]:
        """The module of a rule as it stands: its text and its functions."""
        found = self._plain.get((reader, given))
        if found is None:
            program = self.runner(reader.book).program(reader.rule, given)
            module = emit(program, self.work.books[reader.book].source)
            found = self._plain[reader, given] = (module.text, evaluators(module))
        return found

    def _bare(self, reader: Reader, given: StatedSet) -> str:
        """The text of a rule as it stands without what only its messages read."""
        found = self._bares.get((reader, given))
        if found is None:
            program = self.runner(reader.book).program(reader.rule, given)
            found = self._bares[reader, given] = self._bare_text(reader, program)
        return found

    def _bare_text(self, reader: Reader, program: ir.BookProgram) -> str:
        text = emit(without_messages(program), self.work.books[reader.book].source).text
        return _renumbered(_PLACE.sub("", text)) + rows_consulted(program)

    def _looks_up(
        self, reader: Reader, given: StatedSet, program: ir.BookProgram, name: str
    ) -> bool:
        """Whether a rule looks a table or value up, or has its codes written out."""
        if name in consulted(program):
            return True
        return self._bare(reader, given) != self._bare_text(reader, program)

    def sign(self, reader: Reader, case: Case) -> object:
        """What the rule as it stands says of an example, in a form that can be compared."""
        found = self._signs.get(id(case))
        if found is None:
            _, plain = self.plain(reader, case.stated)
            found = self._signs[id(case)] = signature(case.outcomes(plain))
        return found

    # ------------------------------------------------------------------ trying mistakes

    def mutants(self, name: str, rules: frozenset[str] = frozenset()) -> list[Mutant]:
        """All mistakes in a rulebook (that some rules can show), each tried."""
        book = self.work.books[name]
        found: list[Mutant] = []
        for number in range(HEADER, len(book.tree.blocks)):
            block = block_of(book.tree, number)
            if isinstance(block, nodes.Example | nodes.ExampleTable):
                continue
            readers = self.reach.of(book, block.span, header=number == HEADER)
            if rules and not any(r.rule in rules for r in readers):
                continue
            found += [
                self.tried(book, number, edit, readers) for edit in edits_of(book.source, block)
            ]
        return found

    def tried(self, book: Book, number: int, edit: Edit, readers: tuple[Reader, ...]) -> Mutant:
        """One mistake and what becomes of it."""
        block = block_of(book.tree, number)
        fate: Fate = "unread"
        touched: list[Reader] = []
        for reader in readers:  # what is kept is made while the rulebook is as it stands
            for given in self.variants(reader):
                self.plain(reader, given)
                self._bare(reader, given)
        try:
            with changed(self.work, book, number, edit):
                for reader in readers:
                    said = self._on_rule(reader, book, block, edit)
                    if said in ("same", "unread"):
                        fate = said if fate == "unread" else fate
                        continue
                    touched.append(reader)
                    fate = said
                    if said == "noticed":
                        break
        except Refused:
            fate = "refused"
        return Mutant(book.name, number, _name(block), edit, fate, tuple(touched))

    def _on_rule(
        self,
        reader: Reader,
        book: Book,
        block: nodes.Block | nodes.RulebookHeader,
        edit: Edit,
    ) -> Fate:
        """Run the examples of one rule on the rulebook `book`, changed in a block."""
        cases = self.cases(reader)
        told = isinstance(block, nodes.TableBlock | nodes.ValueBlock)
        defines = not told and not isinstance(block, nodes.Rule | nodes.RulebookHeader)
        fate: Fate = "unread"
        for given in self.variants(reader):
            program = self.lowered(reader, given, keeps_names=edit.keeps_names or not defines)
            if told and not self._looks_up(
                reader, given, program, f"{book.name}/{_name(block)}"
            ):
                continue  # messages alone read it, or its name means something else there
            module = emit(program, self.work.books[reader.book].source)
            if module.text == self.plain(reader, given)[0] and not (told and module.objects):
                fate = "same" if fate == "unread" else fate
                continue
            functions = evaluators(module)
            for case in cases:
                if case.stated == given and self._notices(reader, case, functions, program):
                    return "noticed"
            if self._bare(reader, given) != self._bare_text(reader, program):
                fate = "survived"
        return fate

    def lowered(self, reader: Reader, given: StatedSet, *, keeps_names: bool) -> ir.BookProgram:
        """The program of one rule as the compilation now is; Refused where it is wrong.

        `keeps_names`: the change takes no name out of the text, so that each definition is
        found where it was found before.
        """
        book = self.work.books[reader.book]
        self.work.resolved = self._resolved.setdefault(reader, {}) if keeps_names else None
        try:
            program = lower_book(
                self.work,
                book,
                self.texts[reader.book],
                given=given,
                only=frozenset({reader.rule}),
            )
        finally:
            self.work.resolved = None
        if self.work.diagnostics.has_errors:
            raise Refused
        return program

    def _notices(
        self, reader: Reader, case: Case, functions: Evaluators, program: ir.BookProgram
    ) -> bool:
        """Whether an example fails."""
        try:
            outcomes = case.outcomes(functions)
            if case.says_only_outcomes:
                word = word_of(outcomes)
                return any(w.word != word for w in case.wanted)
            sure = settled(case, outcomes, self.sign(reader, case))
            if sure is not None:
                return sure
            source = self.work.books[reader.book].source
            book = build(program, source, self.work.all_sources)
            return bool(case.problems(book))
        except Exception:  # noqa: BLE001 - a rule that breaks down is noticed, whatever broke
            return True


def _name(block: nodes.Block | nodes.RulebookHeader) -> str:
    match block:
        case nodes.Rule(id=name):
            return name
        case nodes.RulebookHeader():
            return ""
        case _:
            return str(getattr(getattr(block, "name", None), "text", ""))


def _renumbered(text: str) -> str:
    """Generated text with its variables numbered in the order in which they stand."""
    names: dict[str, str] = {}

    def new(found: re.Match[str]) -> str:
        stem = found[0].rstrip("0123456789")
        return names.setdefault(found[0], f"{stem}{len(names)}")

    return _NUMBERED.sub(new, text)
