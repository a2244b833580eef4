"""What could be written at the cursor: names, codes and words, each with what it means."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from attrs import frozen
from lsprotocol import types as lsp

from hhrules.claims.extend import TYPE_WORDS
from hhrules.claims.vocabulary import Fact, RecordKind
from hhrules.lsp.about import about_fact
from hhrules.lsp.codes import Codes
from hhrules.lsp.cursor import Cursor
from hhrules.lsp.resolve import kind_of_set
from hhrules.semantics.symbols import (
    Book,
    Definition,
    PhraseSymbol,
    Symbol,
    TableSymbol,
    ValueSymbol,
)
from hhrules.syntax import nodes
from hhrules.values.types import DATE, YESNO

_Kind = lsp.CompletionItemKind


@frozen
class Offer:
    """One thing to write. `words` are other words under which it may be looked for."""

    text: str
    kind: lsp.CompletionItemKind
    detail: str = ""
    about: str = ""
    words: str = ""
    rank: int = 1


@frozen(eq=False)
class Offers:
    """Offers for one place of a rulebook; `codes` are those that it can see."""

    book: Book
    codes: Codes
    cursor: Cursor

    # ------------------------------------------------------------------ names

    def names(self, before: str) -> Iterator[Offer]:
        """What a name may be after the text `before` of a clause."""
        if _SETS_AFTER.search(before) or self.cursor.clause == "for each":
            yield from self.members()
            if self.cursor.clause == "for each":
                yield Offer("claim", _Kind.Class, "the claim itself")
        elif _FIELDS_AFTER.search(before):
            yield from self.values()
        elif _PLURALS_AFTER.search(before) or self.cursor.clause == "with":
            yield from self.sets()
            if self.cursor.clause == "with":
                yield from self.filed_tables()
        elif re.search(r"\bof +$", before):
            yield from self.sets()
            yield from self.tables()
        else:
            yield from self.values()
            yield from self.sets()

    def values(self) -> Iterator[Offer]:
        """Facts, definitions, tables and dated values, the nearest first."""
        claim = self.book.vocabulary.claim
        kinds = self.kinds()
        for kind in kinds:
            yield from (fact_offer(f, kind, rank=1) for f in kind.facts.values())
        yield from (o for s in self.symbols() if (o := self.symbol_offer(s)) is not None)
        yield from (fact_offer(f, claim, rank=3) for f in claim.facts.values())
        for kind in self.book.vocabulary.records.values():
            if kind.joins and kind not in kinds and kinds:
                yield from (fact_offer(f, kind, rank=4) for f in kind.facts.values())

    def kinds(self) -> list[RecordKind]:
        """The kinds of record around the cursor, innermost first."""
        cursor = self.cursor
        said = [m[1].strip() for m in _WHERE.finditer(cursor.piece)]
        names = [*reversed(said), cursor.records, cursor.subject, self._subject_of(cursor.rule)]
        found = (kind_of_set(self.book, name) for name in names if name)
        return list({k.name: k for k in found if k is not None}.values())

    def _subject_of(self, rule: str) -> str:
        for block in self.book.tree.blocks:
            if isinstance(block, nodes.Rule) and block.id == rule and block.subject:
                return block.subject.text
        return ""

    def symbols(self, book: Book | None = None, depth: int = 0) -> Iterator[Symbol]:
        """What this rulebook defines, and those that it takes names from."""
        book = book or self.book
        yield from book.own.values()
        for other in book.taken() if depth < _DEEPEST else ():
            yield from self.symbols(other, depth + 1)

    def symbol_offer(self, symbol: Symbol) -> Offer | None:
        """A definition, table or value as a value; sets are offered as sets."""
        match symbol:
            case Definition(
                block=nodes.DefineSet() | nodes.DefineGroups() | nodes.DefineRuns()
            ):
                return None
            case Definition(block=block):
                words = symbol.book.source.slice(block.span)
                return Offer(
                    symbol.name, _Kind.Variable, symbol.book.name, _code(words), rank=2
                )
            case TableSymbol(table=table):
                detail = f"table by {', '.join(table.keys)} · {symbol.book.name}"
                return Offer(symbol.name, _Kind.Struct, detail, rank=2)
            case ValueSymbol(key=key):
                detail = f"dated value{f' by {key}' if key else ''} · {symbol.book.name}"
                return Offer(symbol.name, _Kind.Constant, detail, rank=2)
            case PhraseSymbol(items=items):
                some = ", ".join(items[:_FEW])
                return Offer(
                    symbol.name, _Kind.Struct, f"list: {some} · {symbol.book.name}", rank=2
                )

    def sets(self) -> Iterator[Offer]:
        """Sets by their plural."""
        for symbol in self.symbols():
            if _is_set(symbol) and isinstance(symbol, Definition):
                words = symbol.book.source.slice(symbol.block.span)
                yield Offer(symbol.name, _Kind.Class, symbol.book.name, _code(words), rank=2)
        for kind in self.book.vocabulary.records.values():
            if kind.name != "claim":
                yield Offer(
                    kind.plural, _Kind.Class, "records of the claim", kind.means, rank=3
                )

    def members(self) -> Iterator[Offer]:
        """Sets by the name of one member."""
        for symbol in self.symbols():
            if _is_set(symbol) and isinstance(symbol, Definition):
                words = symbol.book.source.slice(symbol.block.span)
                yield Offer(symbol.singular, _Kind.Class, symbol.book.name, _code(words))
        for kind in self.book.vocabulary.records.values():
            if kind.name != "claim":
                yield Offer(kind.name, _Kind.Class, f"one of {kind.plural}", kind.means, rank=2)

    def tables(self) -> Iterator[Offer]:
        """Tables to look something up in."""
        for symbol in self.symbols():
            if isinstance(symbol, TableSymbol | ValueSymbol):
                offer = self.symbol_offer(symbol)
                if offer is not None:
                    yield offer

    def filed_tables(self) -> Iterator[Offer]:
        """Tables of files, whose rows an example may give."""
        for symbol in self.symbols():
            if isinstance(symbol, TableSymbol) and symbol.table.from_file:
                offer = self.symbol_offer(symbol)
                if offer is not None:
                    yield offer

    def lets(self, rule: nodes.Rule | None) -> Iterator[Offer]:
        """The names of the rule's own."""
        for step in rule.steps if rule else ():
            if isinstance(step, nodes.Let):
                yield Offer(step.name.text, _Kind.Variable, "in this rule", rank=0)

    def columns(self, before: str) -> Iterator[Offer]:
        """The columns of the tables, after the beginning of a look-up."""
        del before
        for symbol in self.symbols():
            if isinstance(symbol, TableSymbol):
                for column in symbol.table.columns:
                    if column != symbol.name:
                        text = f"{column} of {symbol.name}"
                        yield Offer(text, _Kind.Field, f"column · {symbol.book.name}", rank=3)

    # ------------------------------------------------------------------ words of certain clauses

    def types(self) -> Iterator[Offer]:
        """The types that a fact of a site's own may have."""
        yield from (
            Offer(word, _Kind.TypeParameter, str(ty)) for word, ty in TYPE_WORDS.items()
        )

    def dates(self) -> Iterator[Offer]:
        """Facts that are dates, to date a rulebook or rule by."""
        for kind in [*self.kinds(), *self.book.vocabulary.records.values()]:
            for fact in kind.facts.values():
                if fact.ty == DATE:
                    yield fact_offer(fact, kind)

    # ------------------------------------------------------------------ codes

    def beside(self, before: str) -> Iterator[Offer]:
        """Codes and words that fit what they are compared with, or the key of a look-up."""
        keyed = _KEYED.search(before)
        if keyed:
            kind = self.book.vocabulary.record(keyed[1])
            if kind is not None and kind.keys:
                yield from self.family(f"{kind.name} {kind.keys[0]}", None)
            return
        compared = _COMPARED.search(before)
        if compared:
            yield from self._of_name(before[: compared.start()])

    def _of_name(self, text: str) -> Iterator[Offer]:
        words = text.split()
        for count in range(min(len(words), 6), 0, -1):
            name = " ".join(words[-count:])
            fact = self.fact(name)
            if fact is not None:
                yield from self.family(self.family_of(name), fact)
                return

    def fact(self, name: str) -> Fact | None:
        """The fact of this name that stands nearest."""
        records = self.book.vocabulary.records
        for kind in (*self.kinds(), records["claim"], *records.values()):
            if name in kind.facts:
                return kind.facts[name]
        return None

    def family_of(self, name: str) -> str:
        """The family of codes beside a fact."""
        inner = self.kinds()
        return f"{inner[0].name} code" if name == "code" and inner else name

    def family(self, family: str, fact: Fact | None) -> Iterator[Offer]:
        """The codes of a family, with their meanings, and the words that a fact takes."""
        for code, meanings in sorted(self.codes.of(family).items()):
            said = "; ".join(m.text for m in meanings)
            yield Offer(code, _Kind.EnumMember, meanings[0].text, said, said, rank=0)
        for word in fact.codes if fact else ():
            spoken = word.replace("_", " ") if word.islower() else word
            yield Offer(spoken, _Kind.EnumMember, fact.name if fact else "", rank=0)
        if fact is not None and fact.ty == YESNO:
            yield from (Offer(w, _Kind.EnumMember, fact.name, rank=0) for w in ("yes", "no"))

    # ------------------------------------------------------------------ tables

    def cells(self) -> Iterator[Offer]:
        """What a cell may hold, by its column and its block."""
        head = self.cursor.column
        in_example = self.cursor.block in ("examples of", "example of")
        name, _, key = head.partition(" of ")
        del key
        fact = self.fact(head) or self.fact(name)
        yield from self.family(self.family_of(head), fact)
        symbol = self.book.find(head)
        if isinstance(symbol, Definition) and isinstance(symbol.block, nodes.DefineCondition):
            yield from (Offer(w, _Kind.EnumMember, head, rank=0) for w in ("yes", "no"))
        words = (
            ("is missing", "is none", "-")
            if in_example
            else ("any", "none", "otherwise", "undetermined")
        )
        if head != "expect":
            yield from (Offer(w, _Kind.Keyword, _CELLS[w], rank=5) for w in words)

    def heads(self) -> Iterator[Offer]:
        """What a column may be headed with."""
        table = self.book.find(self.cursor.records) if self.cursor.records else None
        if isinstance(table, TableSymbol):
            names = dict.fromkeys((*table.table.keys, *table.table.columns))
            yield from (Offer(n, _Kind.Field, "a column of this table", rank=0) for n in names)
            return
        if self.cursor.block in ("examples of", "example of"):
            yield Offer("expect", _Kind.Keyword, "the outcome expected", rank=0)
        else:
            remarks = ("effective from", "effective to", "cite", "certainty", "note")
            yield from (Offer(w, _Kind.Keyword, "a column of remarks", rank=5) for w in remarks)
        yield from (
            Offer(k, _Kind.Field, "a key of this table", rank=0) for k in self.cursor.keys
        )
        kind = kind_of_set(self.book, self.cursor.records) if self.cursor.records else None
        if kind is not None:
            yield from (fact_offer(f, kind) for f in kind.facts.values())
        else:
            yield from self.values()


def fact_offer(fact: Fact, kind: RecordKind, rank: int = 1) -> Offer:
    """A fact with its type, its record and its meaning."""
    detail = f"{fact.ty} · {kind.name}"
    return Offer(fact.name, _Kind.Property, detail, about_fact(fact, kind), rank=rank)


def rulebook_offers(ids: Iterable[str], titles: dict[str, str]) -> Iterator[Offer]:
    """Rulebooks by their ids."""
    yield from (Offer(i, _Kind.Module, titles.get(i, "")) for i in sorted(ids))


def _is_set(symbol: Symbol) -> bool:
    return isinstance(symbol, Definition) and isinstance(
        symbol.block, nodes.DefineSet | nodes.DefineGroups | nodes.DefineRuns
    )


def _code(text: str) -> str:
    return f"```hhrules\n{text}\n```"


_FEW = 4
_DEEPEST = 8
_SETS_AFTER = re.compile(r"\b(?:there +is +(?:an?|no)|in +this|before +this|up +to +this) +$")
_PLURALS_AFTER = re.compile(r"\b(?:count +of|runs +of) +$")
_FIELDS_AFTER = re.compile(
    r"\b(?:sum +of|count +of +distinct|earliest|latest|largest|smallest|in +the +same|grouped +by) +$"
)
_WHERE = re.compile(r"(?:there +is +(?:an?|no)|\bas) +([a-z][a-z0-9 -]*?) +where\b")
_KEYED = re.compile(r"\bof +([a-z][a-z -]*?) +for +(?:[0-9A-Z]+, +)*$")
_COMPARED = re.compile(
    r" +(?:is(?: +not)?(?: +one +of)?|include(?: +(?:one|all|none) +of)?) +"
    r"(?:[0-9A-Z.]+(?: +to +[0-9A-Z]+)?, *)*$"
)
_CELLS = {
    "any": "every value of this column",
    "none": "known to be none",
    "otherwise": "what no other row says",
    "undetermined": "policy does not say",
    "is missing": "the fact is not sent",
    "is none": "known to be none",
    "-": "says nothing",
}
