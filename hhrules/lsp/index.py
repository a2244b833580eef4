"""The names and codes of one text, found by place."""

from __future__ import annotations

from bisect import bisect_right

from attrs import define, field

from hhrules.lsp.targets import CodeMention, Mention, Target


@define(eq=False)
class Index:
    """The names and codes of one text, found by place."""

    mentions: list[Mention] = field(factory=list)
    codes: list[CodeMention] = field(factory=list)
    _starts: list[int] = field(factory=list)

    def sort(self) -> None:
        """Put all in the order of the text; of two that say the same, one stays."""
        unique = {(m.span.start, m.span.end, m.target): m for m in self.mentions}
        self.mentions = sorted(unique.values(), key=lambda m: (m.span.start, -m.span.end))
        self.codes.sort(key=lambda c: c.span.start)
        self._starts = [m.span.start for m in self.mentions]

    def at(self, offset: int) -> Mention | None:
        """The smallest name at a place, its end counted."""
        found: Mention | None = None
        for mention in self.mentions[: bisect_right(self._starts, offset)]:
            size = mention.span.end - mention.span.start
            if mention.span.start <= offset <= mention.span.end and (
                found is None or size <= found.span.end - found.span.start
            ):
                found = mention
        return found

    def code_at(self, offset: int) -> CodeMention | None:
        """The code at a place, its end counted."""
        return next((c for c in self.codes if c.span.start <= offset <= c.span.end), None)

    def of(self, target: Target) -> list[Mention]:
        """All places that name a target."""
        return [m for m in self.mentions if target in (m.target, *m.also)]
