"""A set of rules on its way to other processes and machines, the same bytes everywhere.

What travels is the compiled set, not the name of one: a worker judges by the driver's rulebooks
or not at all. It is put together once in each process and then kept.
"""

from __future__ import annotations

import hashlib
from importlib.util import MAGIC_NUMBER

from attrs import field, frozen

from hhrules import __version__
from hhrules.engine import cache
from hhrules.engine.library import load
from hhrules.engine.ruleset import Rules

_kept: dict[Pinned | None, Rules] = {}


class OtherRules(RuntimeError):
    """A worker that cannot judge by the very rules of the driver."""


@frozen
class Pinned:
    """Compiled rules as data, with the hashes that they must have where they arrive."""

    data: bytes = field(repr=False, eq=False)
    sha256: str
    bundle_sha256: str
    program: str
    only: tuple[str, ...]
    skip: tuple[str, ...]

    def rules(self) -> Rules:
        """The rules, ready to judge; OtherRules where this process would judge by others."""
        found = _kept.get(self)
        if found is None:
            found = _kept[self] = self._made()
        return found

    def _made(self) -> Rules:
        if self.program != program():
            raise OtherRules(
                f"rules of {self.program} were sent to {program()}: "
                "install the same release on every machine"
            )
        if hashlib.sha256(self.data).hexdigest() != self.sha256:
            raise OtherRules("the rules that arrived are not those that were sent")
        rules = Rules.of(cache.decode(self.data)).select(only=self.only, skip=self.skip)
        if rules.engine.bundle_sha256 != self.bundle_sha256:
            raise OtherRules("the rules that arrived are not those that were sent")
        return rules


def pin(rules: Rules | None = None) -> Pinned:
    """The rules (None: the shipped set) as they are sent to workers."""
    rules = rules or shipped_rules()
    data = cache.encode(rules.data)
    return Pinned(
        data=data,
        sha256=hashlib.sha256(data).hexdigest(),
        bundle_sha256=rules.engine.bundle_sha256,
        program=program(),
        only=tuple(sorted(rules.wanted or ())),
        skip=tuple(sorted(rules.unwanted)),
    )


def shipped_rules() -> Rules:
    """The shipped set, loaded once in a process."""
    found = _kept.get(None)
    if found is None:
        found = _kept[None] = load()
    return found


def program() -> str:
    """What must be the same for compiled rules to run: the release, and the form of its code."""
    return f"hhrules {__version__} (code {MAGIC_NUMBER[:2].hex()})"
