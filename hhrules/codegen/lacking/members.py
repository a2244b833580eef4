"""The members of sets, gone over for what they lack.

Of a member that is left out counts what it was asked before; of one that stays, all that is
open. Where a group may not be one, and nothing else is open, its grouping says what is lacking.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from attrs import define

from hhrules.codegen.figures.members import is_required, source_of
from hhrules.codegen.lacking.expressions import Lacking, asked
from hhrules.ir import nodes as ir
from hhrules.ir.openness import spare_of

Walk = AbstractContextManager[None]


@define(eq=False)
class Members:
    """The walk over the members of a set; `each` opens the block for one."""

    lacking: Lacking
    loop: ir.Loop
    each: Walk
    begun: bool = False  # `m` is what was found of it before, `sure` whether it is sure so far

    @property
    def spare(self) -> tuple[str, ...]:
        """What leaves it open whether a group is one."""
        return spare_of(self.loop, self.lacking.spare)

    @property
    def further(self) -> bool:
        """Whether members may stand on earlier claims."""
        return self.loop.scope != "own"

    @property
    def apart(self) -> bool:
        """Whether what is found of a member is gathered apart from the rest."""
        return bool(self.spare) or self.lacking.chooses or self.further

    @contextmanager
    def all(self) -> Iterator[None]:
        """The whole walk; what is written meanwhile is for members that stay."""
        lacking, writer = self.lacking, self.lacking.emitter.writer
        if self.further:
            writer.line("out = 0")
        with self.each:
            if not self.begun:
                self.begin()
            for condition in self.loop.conditions:
                self.ask(condition)
            if self.spare:
                with writer.block(f"if not sure and not {lacking.facts('m')}:"):
                    writer.line(f"m = {lacking.bits(self.spare)}")
            if self.apart:
                writer.line(f"w |= {lacking.facts('m')}")
            yield

    def begin(self) -> None:
        """Before a member is asked."""
        writer, loop = self.lacking.emitter.writer, self.loop
        if isinstance(loop.source, ir.Grouped):
            self.lacking.emitter.steady.add(loop.var)
        if self.apart:
            writer.line("m = 0")
        if self.spare:
            writer.line(f"sure = {loop.var}.sure")

    def ask(self, condition: ir.Expr) -> None:
        """Ask a condition of a member."""
        name, opened = "m" if self.apart else "w", "sure = False" if self.spare else ""
        asked(self.lacking, condition, name, self._leave, opened)

    def _leave(self) -> None:
        writer = self.lacking.emitter.writer
        if self.apart:
            writer.line("out |= m" if self.further else "w |= m")
        writer.line("continue")


@contextmanager
def each_of(lacking: Lacking, loop: ir.Loop, alike: str = "") -> Iterator[None]:
    """The walk over all that a set is chosen from; a list that was not sent is what is lacking.

    `alike` gives one of all members that say the same.
    """
    writer = lacking.emitter.writer
    source, target = source_of(lacking.emitter, loop)
    source = alike or source
    unsent = f"w |= {lacking.bits((loop.source.label,))}"
    if is_required(loop):
        with writer.block(f"for {target} in {source}:", loop.span):
            yield
        return
    if isinstance(loop.source, ir.Records) and loop.scope != "own":
        scope = f"{loop.scope!r}, {loop.every_provider}, {loop.source.path!r}"
        with writer.block(f"if env.unsent({scope}):"):
            writer.line(unsent)
        with writer.block(f"for {target} in {source}:", loop.span):
            yield
        return
    name = writer.temporary()
    writer.line(f"{name} = {source}", loop.span)
    with writer.block(f"if {name} is UNKNOWN:"):
        writer.line(unsent)
    with writer.block("else:"), writer.block(f"for {target} in {name} or ():", loop.span):
        yield


def reach(lacking: Lacking, loop: ir.Loop) -> None:
    """That claims may be missing is lacking itself: history, in place of what is left out."""
    if loop.scope == "own":
        return
    emitter, writer = lacking.emitter, lacking.emitter.writer
    since = emitter.stored(loop.since) if loop.since is not None else "None"
    if loop.since is not None:
        lacking.add(loop.since, "w")
    with writer.block(f"if env.reaches({loop.every_provider}, {since}) is not None:"):
        writer.line(f"w |= {lacking.bits(('history',))}")
    with writer.block("else:"):
        writer.line("w |= out")
