"""Where a name is looked for while a rulebook is lowered: the claim, the subject, a member.

Frames stand outermost first; the first is the claim. A name means the innermost frame's own
fact first, then the rulebook's definitions, then what stands further out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from attrs import define, evolve, field, frozen

from hhrules.claims.schema import RecordKind
from hhrules.ir import nodes as ir
from hhrules.semantics.symbols import Book
from hhrules.source.diagnostic import Diagnostics
from hhrules.source.text import Span
from hhrules.syntax import nodes
from hhrules.values.types import Ty


@frozen(eq=False)
class Frame:
    """A record or group that names can be facts of."""

    kind: str  # "claim", a record's or a group's singular
    var: str
    claim: str  # variable of the claim that it stands on
    names: frozenset[str] = frozenset()
    keys: tuple[tuple[str, Ty], ...] = ()
    grouping: str = ""
    date_key: int | None = None
    is_run: bool = False
    scope: str = "own"
    every_provider: bool = False
    member_kind: str = ""  # of groups: the kind of what is grouped


Frames = tuple[Frame, ...]


@define(eq=False)
class Context:
    """What lowering one rulebook carries along."""

    book: Book
    diagnostics: Diagnostics
    expression: Callable[..., ir.Expression]
    condition: Callable[..., ir.Expression]
    find_ref: Callable[[Context, nodes.Ref, Frames], ir.Expression | None]
    find_name: Callable[[Context, str, Span, Frames], ir.Expression | None]
    anchor: nodes.Ref | None = None
    given: frozenset[str] = frozenset()
    free: bool = False  # `hhrules eval`: `unknown` is a literal, names need not exist
    lets: dict[str, ir.Local | ir.Unstated] = field(factory=dict)
    assumed: dict[str, nodes.Lit | nodes.NoneCell] = field(factory=dict)
    words: dict[int, frozenset[str]] = field(factory=dict)
    groupings: dict[str, ir.Grouping | ir.RunGrouping] = field(factory=dict)
    grouping_frames: dict[str, Frame] = field(factory=dict)
    functions: dict[object, ir.Function] = field(factory=dict)
    tables: dict[str, object] = field(factory=dict)
    values: dict[str, object] = field(factory=dict)
    used: set[str] = field(factory=set)
    inlining: list[str] = field(factory=list)
    resolved: dict[object, bool] = field(factory=dict)
    text_checks: list[Span] = field(factory=list)
    next_id: int = 0
    next_var: dict[str, int] = field(factory=dict)
    trying: int = 0

    def id(self) -> int:
        """A new node number."""
        self.next_id += 1
        return self.next_id

    def var(self, stem: str) -> str:
        """A new variable name, from a word of the rulebook."""
        clean = "".join(c if c.isascii() and c.isalnum() else "_" for c in stem.lower()).strip(
            "_"
        )
        count = self.next_var.get(clean, 0) + 1
        self.next_var[clean] = count
        return clean if count == 1 else f"{clean}_{count}"

    def kind(self, name: str) -> RecordKind | None:
        """The record kind of that singular name."""
        return self.book.vocabulary.records.get(name)

    def kind_by_plural(self, name: str) -> RecordKind | None:
        """The record kind of that plural name."""
        return self.book.vocabulary.by_plural.get(name)

    @contextmanager
    def attempt(self) -> Iterator[Diagnostics]:
        """Lower something only to see what is wrong with it; nothing is kept."""
        kept, self.diagnostics = self.diagnostics, Diagnostics()
        numbers = (self.next_id, dict(self.next_var), set(self.used), list(self.text_checks))
        groupings, frames = dict(self.groupings), dict(self.grouping_frames)
        functions = dict(self.functions)
        self.trying += 1
        try:
            yield self.diagnostics
        finally:
            self.trying -= 1
            self.diagnostics = kept
            self.next_id, self.next_var, self.used, self.text_checks = numbers
            self.groupings, self.grouping_frames = groupings, frames
            self.functions = functions

    @contextmanager
    def anchored(self, anchor: nodes.Ref | None) -> Iterator[None]:
        """Lower with another deciding date."""
        kept, self.anchor = self.anchor, anchor
        try:
            yield
        finally:
            self.anchor = kept


def claim_frame(frames: Frames) -> Frame:
    """The claim that the innermost frame stands on."""
    return evolve(frames[0], var=frames[-1].claim)


def restrict(frames: Frames, depth: int) -> Frames:
    """The frames up to number `depth`."""
    return frames[: depth + 1]
