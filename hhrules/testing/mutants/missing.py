"""The example that is missing: a claim on which a mistake shows, ready to paste."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import define, field, frozen

from hhrules.codegen.emit import emit
from hhrules.runtime.namespace import Evaluators
from hhrules.runtime.outcomes import Outcomes
from hhrules.runtime.words import fraction_words
from hhrules.semantics.stated import StatedSet
from hhrules.source.diagnostic import Diagnostics
from hhrules.source.text import SourceFile
from hhrules.syntax import nodes
from hhrules.syntax.parser import parse
from hhrules.syntax.spoken import cell as say_cell
from hhrules.testing.case import Case, word_of
from hhrules.testing.mutants.bench import Bench, Mutant
from hhrules.testing.mutants.changed import Refused, changed, evaluators
from hhrules.testing.mutants.reach import Reader
from hhrules.testing.search.draft import Draft, example_text
from hhrules.testing.search.vary import Variation

_READERS = 6
_HEADER = 'rulebook draft\n  title       "draft"\n  version     1.0.0\n\n'

Variants = Mapping[StatedSet, tuple[Evaluators, tuple[str, ...]]]
"""For each set of stated definitions: the functions of a rule, and the actions of its checks."""


@frozen(eq=False)
class Missing:
    """An example on which a mistake shows."""

    reader: Reader
    case: Case
    expect: str  # what the rule as it stands says
    instead: str  # what the changed rule says
    text: str  # an `example`, ready to paste
    row: str = ""  # or a row of the table at `table`, where that can say it
    table: str = ""


@define(eq=False)
class Finder:
    """Looks for missing examples, and remembers the claims that it tried."""

    bench: Bench
    variations: dict[Reader, Variation] = field(factory=dict)
    found: list[Missing] = field(factory=list)

    def find(self, mutant: Mutant) -> Missing | None:
        """An example that notices a mistake: one that was found before, or a new one."""
        for reader in mutant.readers[:_READERS]:
            now = self._now(reader)
            then = self._changed(mutant, reader)
            if then is None:
                continue
            for known in self.found:
                if known.reader == reader and _difference(known.case, now, then):
                    return known
            missing = self._new(reader, now, then)
            if missing is not None:
                self.found.append(missing)
                return missing
        return None

    def _now(self, reader: Reader) -> Variants:
        return {
            given: (self.bench.plain(reader, given)[1], self._actions(reader, given))
            for given in self.bench.variants(reader)
        }

    def _actions(self, reader: Reader, given: StatedSet) -> tuple[str, ...]:
        program = self.bench.runner(reader.book).program(reader.rule, given)
        return tuple(c.action for r in program.rules for c in r.checks)

    def _changed(self, mutant: Mutant, reader: Reader) -> Variants | None:
        book = self.bench.work.books[mutant.book]
        wanted = self.bench.variants(reader)
        try:
            with changed(self.bench.work, book, mutant.block, mutant.edit):
                found = {}
                for given in wanted:
                    program = self.bench.lowered(reader, given, keeps_names=False)
                    module = emit(program, self.bench.work.books[reader.book].source)
                    actions = tuple(c.action for r in program.rules for c in r.checks)
                    found[given] = (evaluators(module), actions)
                return found
        except Refused:
            return None

    def _variation(self, reader: Reader) -> Variation:
        if reader not in self.variations:
            runner = self.bench.runner(reader.book)
            cases = self.bench.cases(reader)
            self.variations[reader] = Variation(runner, reader.rule, cases)
        return self.variations[reader]

    def _claims(self, reader: Reader) -> Iterator[tuple[Draft, Case]]:
        variation = self._variation(reader)
        yield from variation.near()
        yield from variation.far()

    def _new(self, reader: Reader, now: Variants, then: Variants) -> Missing | None:
        for draft, case in self._claims(reader):
            said = _difference(case, now, then)
            if said is None:
                continue
            expect, instead = said
            text = example_text(draft, title_of(draft), expect)
            again = read_back(self._variation(reader), text)
            if again is None or _difference(again, now, then) != said:
                continue
            row, table = row_of(draft, expect)
            return Missing(reader, again, expect, instead, text, row, table)
        return None


def read_back(variation: Variation, text: str) -> Case | None:
    """The example as it is read from its text; None where that is not what was meant."""
    diagnostics = Diagnostics()
    tree = parse(SourceFile("draft", _HEADER + text), diagnostics)
    if tree is None or diagnostics.has_errors or len(tree.blocks) != 1:
        return None
    block = tree.blocks[0]
    return variation.made(block) if isinstance(block, nodes.Example) else None


def title_of(draft: Draft) -> str:
    """A title that says what was changed."""
    return ", ".join(draft.said).replace('"', "'") or "as it stands"


def row_of(draft: Draft, expect: str) -> tuple[str, str]:
    """The draft as a row of the table that it was made from, and the place of that table."""
    columns = draft.columns
    if columns is None:
        return "", ""
    said = [say_cell(c) if name != "expect" else expect for name, c in columns.items()]
    return f"  | {' | '.join(said)} |", draft.base.place


def _difference(case: Case, now: Variants, then: Variants) -> tuple[str, str] | None:
    """What the rule says of a claim as it stands, and changed, where that differs."""
    if case.stated not in now:
        return None
    before, actions = now[case.stated]
    after, changed_actions = then[case.stated]
    try:
        first = case.outcomes(before)
    except Exception:  # noqa: BLE001 - a claim on which a rule breaks down is no example
        return None
    try:
        second = case.outcomes(after)
    except Exception:  # noqa: BLE001 - the changed rule breaks down: that is noticed
        return word_of(first), "an error"
    words = word_of(first), word_of(second)
    if words[0] != words[1]:
        return words
    if words[0] != "violated" or first is None or second is None:
        return None
    return _finer(first, second, actions, changed_actions)


def _finer(
    first: Outcomes, second: Outcomes, actions: tuple[str, ...], others: tuple[str, ...]
) -> tuple[str, str] | None:
    """Violations that differ in the share of the payment or in the action."""
    shares = [
        {fraction_words(v.payment) for v in o.violations if v.payment is not None}
        for o in (first, second)
    ]
    if shares[0] - shares[1]:
        other = f"violated by {min(shares[1])}" if shares[1] else "violated"
        return f"violated by {min(shares[0] - shares[1])}", other
    done = [
        {names[v.check] for v in o.violations if v.check < len(names)}
        for o, names in ((first, actions), (second, others))
    ]
    if len(done[0]) == 1 and done[0] != done[1]:  # `with` names the one action that there is
        words = [" and ".join(sorted(d)).replace("_", " ") for d in done]
        return f"violated with {words[0]}", f"violated with {words[1]}"
    return None
