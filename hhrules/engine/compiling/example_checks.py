"""The facts and values that examples state, checked before an example runs.

A column that names no fact, or a date in a column of hours, would make a claim that nobody meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import frozen

from hhrules.claims.vocabulary import Fact, RecordKind
from hhrules.semantics.converted import converted
from hhrules.semantics.forms import form_of, mended_code, one_of
from hhrules.semantics.literals import WrongType, value_of
from hhrules.semantics.stated import check_rows, is_table
from hhrules.semantics.suggest import did_you_mean, renamed, suggestions
from hhrules.semantics.symbols import Book
from hhrules.source.diagnostic import Diagnostics
from hhrules.source.text import Span
from hhrules.syntax import nodes
from hhrules.values.types import CODE, TEXT, WHOLE, YESNO, ListOf, Ty

_MISSING = frozenset(
    {"missing", "unknown", "not known", "not sent", "blank", "null", "n/a", "na"}
)


@frozen
class _Checker:
    """Checks the examples of one rulebook."""

    book: Book
    diagnostics: Diagnostics

    # -------------------------------------------------------------------------- columns

    def grid(
        self, header: Iterable[nodes.Header], kind: RecordKind | None
    ) -> list[Fact | None]:
        """The facts that the columns of a table name; None where one names none, or no fact."""
        seen: dict[str, nodes.Header] = {}
        found: list[Fact | None] = []
        for head in header:
            said = self.book.source.slice(head.span)
            if said in seen:
                self.diagnostics.error(
                    "E110",
                    f"the column `{said}` stands twice",
                    head.span,
                    label="again here",
                    note="each column of a table has a name of its own",
                    help="give one of them its right name",
                )
            seen[said] = head
            found.append(self.fact(head, kind))
        return found

    def once(self, span: Span, seen: set[str]) -> None:
        """A fact that is given twice has two values, of which one would win in silence."""
        said = " ".join(self.book.source.slice(span).split())
        if said in seen:
            self.diagnostics.error(
                "E110",
                f"`{said}` is given twice",
                span,
                label="given again here",
                note="a fact of a claim has one value",
                help="take one of them out, or name the fact that was meant",
            )
        seen.add(said)

    def fact(self, head: nodes.Header, kind: RecordKind | None) -> Fact | None:
        """The fact that a column or a `given` names."""
        name = head.name.text
        if name in ("expect", "line") or (not name and head.key is not None):
            return None
        known = self._facts(kind)
        if name in known:
            return known[name]
        if kind is None and self._is_known(head):
            return self._of_record(head)
        if kind is not None and self.book.find(name) is not None:
            return None
        names = {*known, *(() if kind else self.book.names()), "expect"}
        near = suggestions(name, names)
        self.diagnostics.error(
            "E101",
            f"there is no `{name}` here",
            head.name.span,
            label=f"not a fact of each {kind.name}"
            if kind
            else "not a name that is known here",
            note="an example states facts of the vocabulary, or what a definition comes to",
            help=did_you_mean(near, "see `hhrules schema` for all names"),
            fixes=renamed(head.name.span, near),
        )
        return None

    def _facts(self, kind: RecordKind | None) -> dict[str, Fact | None]:
        """The facts by name; None where records of several kinds differ in it."""
        if kind is not None:
            return dict(kind.facts)
        claim = self.book.vocabulary.records["claim"]
        found: dict[str, Fact | None] = {}
        for record in self.book.vocabulary.records.values():
            for name, fact in record.facts.items():
                other = found.setdefault(name, fact)
                if other is None or (other.ty, other.codes) != (fact.ty, fact.codes):
                    found[name] = None
        return {**found, **claim.facts}

    def _is_known(self, head: nodes.Header) -> bool:
        vocabulary = self.book.vocabulary
        name = head.name.text
        if self.book.find(name) is not None or self.book.find_set(name) is not None:
            return True
        if name in vocabulary.by_plural or name in vocabulary.records:
            return True
        parts = head.name.parts
        splits = (" of ".join(parts[n:]) for n in range(1, len(parts)))
        return any(
            vocabulary.record(rest) is not None or self.book.find(rest) for rest in splits
        )

    def _of_record(self, head: nodes.Header) -> Fact | None:
        parts = head.name.parts
        for split in range(1, len(parts)):
            kind = self.book.vocabulary.record(" of ".join(parts[split:]))
            if kind is not None:
                return kind.facts.get(" of ".join(parts[:split]))
        return None

    # -------------------------------------------------------------------------- cells

    def cell(self, cell: nodes.Cell, fact: Fact | None) -> None:
        """What stands in a cell under a fact's name."""
        if fact is None or not isinstance(cell, nodes.ListCell):
            return
        ty: Ty = fact.ty.item if isinstance(fact.ty, ListOf) else fact.ty
        for item in cell.items:
            if isinstance(item, nodes.Ref):
                self._word(item, fact, ty)
            elif isinstance(item, nodes.Lit):
                self._literal(item, fact, ty)

    def _word(self, item: nodes.Ref, fact: Fact, ty: Ty) -> None:
        if item.text in _MISSING:
            self._report(
                item.span, f"`{item.text}` is no value of `{fact.name}`", ["is missing"]
            )
        elif ty == YESNO and item.text not in ("yes", "no"):
            instead = converted(item.text, ty)
            self._report(
                item.span, f"`{item.text}` is no yes or no", [instead] if instead else []
            )
        elif fact.closed and fact.code_of(item.text) is None:
            words = [code.replace("_", " ") for code in fact.codes]
            near = suggestions(item.text, words)
            self._report(item.span, f"`{item.text}` is not one of its values", near, words)

    def _literal(self, lit: nodes.Lit, fact: Fact, ty: Ty) -> None:
        try:
            value, _ = value_of(lit, ty)
            fits = ty != WHOLE or isinstance(value, int)
        except WrongType:
            fits = ty == WHOLE and lit.kind == "duration"
        if ty == TEXT:
            fits = True
        if not fits:
            instead = converted(lit.text, ty)
            self.diagnostics.error(
                "E010" if str(ty) == "a date" and instead else "E104",
                f"`{lit.text}` is not how a date is written"
                if str(ty) == "a date" and instead
                else f"`{fact.name}` takes {ty}, and this is `{lit.text}`",
                lit.span,
                label=f"`{fact.name}` is {ty}",
                help=f"write `{instead}`" if instead else f"write {ty}",
                replacement=instead,
            )
            return
        if fact.closed and lit.text not in fact.codes:
            words = [code.replace("_", " ") for code in fact.codes]
            near = suggestions(lit.text.strip().lower(), words)
            meant = fact.code_of(lit.text.strip())
            near = [meant.replace("_", " ")] if meant is not None else near
            self._report(lit.span, f"`{lit.text}` is not one of its values", near, words)
            return
        form = form_of(fact)
        instead = (
            mended_code(form, lit.text) if ty == CODE and form and lit.kind != "text" else ""
        )
        if instead is not None and instead != "":
            self.diagnostics.error(
                "E107",
                f"`{lit.text}` is no {one_of(fact)}",
                lit.span,
                label="the field never holds this",
                help=f"write `{instead}`",
                replacement=instead,
            )

    def _report(
        self, span: Span, message: str, near: list[str], words: Iterable[str] = ()
    ) -> None:
        said = ", ".join(list(words)[:12])
        self.diagnostics.error(
            "E101",
            message,
            span,
            label="not a value that it can have",
            note=f"it is one of: {said}" if said else "",
            help=did_you_mean(near, "write one of its values, or `is missing`"),
            fixes=renamed(span, near),
        )


def check_examples(book: Book, diagnostics: Diagnostics) -> None:
    """Report what the examples of a rulebook state and no claim could hold."""
    checker = _Checker(book, diagnostics)
    for block in book.tree.blocks:
        match block:
            case nodes.ExampleTable(givens=givens, grid=grid, records=shared, earlier=earlier):
                _givens(checker, givens)
                for records in shared:
                    _records(checker, records)
                _earlier(checker, earlier)
                facts = checker.grid(grid.header, None)
                for row in grid.rows:
                    for cell, fact in zip(row.cells, facts, strict=False):
                        checker.cell(cell, fact)
            case nodes.Example(givens=givens, earlier=earlier, claim=claim):
                _givens(checker, (*givens, *claim.givens))
                for records in claim.records:
                    _records(checker, records)
                _earlier(checker, earlier)
            case _:
                pass


def _earlier(checker: _Checker, claims: tuple[nodes.ExampleClaim, ...]) -> None:
    for claim in claims:
        _givens(checker, claim.givens)
        for records in claim.records:
            _records(checker, records, earlier=True)


def _givens(checker: _Checker, givens: tuple[nodes.Given, ...]) -> None:
    seen: set[str] = set()
    for given in givens:
        checker.once(given.fact.span, seen)
        if isinstance(given, nodes.GivenValue):
            if any(
                name in checker.book.vocabulary.records["claim"].facts for name in _whole(given)
            ):
                continue
            checker.cell(given.cell, checker.fact(given.fact, None))
        else:
            checker.fact(given.fact, None)


def _whole(given: nodes.GivenValue) -> Iterator[str]:
    """Names that hold `is`, as in `given leaving home is contraindicated`."""
    cell = given.cell
    if isinstance(cell, nodes.ListCell) and cell.items and isinstance(cell.items[0], nodes.Ref):
        yield f"{given.fact.name.text} is {cell.items[0].text}"


def _records(checker: _Checker, records: nodes.WithRows, *, earlier: bool = False) -> None:
    vocabulary = checker.book.vocabulary
    name = records.records
    if not earlier and is_table(records, checker.book):
        check_rows(checker.book, records, checker.diagnostics)
        return
    kind = vocabulary.record(name.text)
    if kind is None or (name.text not in vocabulary.by_plural and name.text == kind.name):
        near = [kind.plural] if kind else suggestions(name.text, vocabulary.by_plural)
        checker.diagnostics.error(
            "E103",
            f"there is no list `{name.text}`",
            name.span,
            label="not a list of the claim document",
            help=did_you_mean(near, "see `hhrules schema` for all lists"),
            fixes=renamed(name.span, near),
        )
        if kind is None:
            return
    facts = checker.grid(records.grid.header, kind)
    for row in records.grid.rows:
        for cell, fact in zip(row.cells, facts, strict=False):
            checker.cell(cell, fact)
