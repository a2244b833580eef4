"""What an evaluator is given besides the claim: history, groups made once, and stated results."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from msgspec import Struct

from hhrules.claims.history import History, same_provider
from hhrules.claims.model import Claim
from hhrules.runtime.groups import Kin, RunIndex
from hhrules.values.truth import UNKNOWN

Applies = Callable[[Claim, "Environment"], object]


class Environment(Struct, gc=False):
    """One claim's surroundings for one rulebook; each has dictionaries of its own unless given."""

    claim: Claim
    history: History
    given: Mapping[str, object]
    applies: Applies | None
    makers: Sequence[Callable[[Claim, Environment], Any]]
    memo: dict[Any, Any] = {}  # by what a text works out, in whatever rulebook
    found: dict[object, Any] = {}  # of this rulebook: groups by number, claims by scope

    def __repr__(self) -> str:
        return f"Environment({self.claim!r})"

    def groups(self, number: int) -> Any:
        """The groups of a grouping, made when first asked for; UNKNOWN where the list is."""
        found = self.found.get(number)
        if found is None:
            found = self.found[number] = self.makers[number](self.claim, self)
        return found

    def memo_of(self, claim: Claim) -> dict[Any, Any]:
        """What is kept for another claim than the one at hand, such as an earlier one."""
        found: dict[Any, Any] = self.memo.setdefault(("claim", id(claim)), {})
        return found

    def made(self, claim: Claim, name: str) -> Any:
        """A list of a claim that is made of others: once, so that its records stay the same."""
        key = (name, id(claim))
        found = self.memo.get(key)
        if found is None:
            found = self.memo[key] = getattr(claim, name)
        return found

    def have(self, number: int, groups: list[Any]) -> None:
        """Take the groups of a grouping that were made on the way."""
        self.found[number] = groups

    def have_keys(self, number: int, keys: Collection[tuple[Any, ...]]) -> None:
        """Take the keys of a grouping whose members, and so its groups, are all sure."""
        self.found["keys", number] = keys

    def keyed(self, number: int) -> Collection[tuple[Any, ...]] | None:
        """The keys of each group, if all groups are sure and all keys are known."""
        found: Collection[tuple[Any, ...]] | None = self.found.get(("keys", number))
        if found is None:
            groups = self.groups(number)
            if groups is UNKNOWN or any(not g.sure or UNKNOWN in g.keys for g in groups or ()):
                return None
            found = self.found["keys", number] = [g.keys for g in groups or ()]
        return found

    def group(self, number: int, keys: tuple[Any, ...]) -> Any:
        """The group with these keys, of a grouping that has one."""
        return self._index(number)[0][keys]

    def group_of(self, number: int, keys: tuple[Any, ...]) -> Any:
        """The group with these keys; None if there is none, UNKNOWN if a key or its being is."""
        found = self.found.get(("index", number))
        by_keys, loose = found if found is not None else self._index(number)
        group = by_keys.get(keys)
        if group is not None:
            return group if group.sure else UNKNOWN
        if UNKNOWN in keys or self.groups(number) is UNKNOWN or loose.times(keys):
            return UNKNOWN
        return None

    def run_of(self, number: int, keys: tuple[Any, ...], day: Any) -> Any:
        """The run with these keys in which a day lies; None if in none, UNKNOWN if that is open."""
        found = self.found.get(("run", number))
        if found is None:
            runs = self.groups(number)
            found = self.found["run", number] = (
                runs if runs is UNKNOWN else RunIndex(runs or ())
            )
        return found if found is UNKNOWN else found.of(keys, day)

    def _index(self, number: int) -> tuple[dict[tuple[Any, ...], Any], Kin]:
        """The groups of a grouping by their keys, and the keys of those that lack one."""
        found = self.found.get(("index", number))
        if found is None:
            groups = self.groups(number)
            by_keys = {g.keys: g for g in groups or () if UNKNOWN not in g.keys}
            found = by_keys, Kin([g.keys for g in groups or () if UNKNOWN in g.keys])
            self.found["index", number] = found
        return found

    def claims(self, scope: str, every: bool) -> list[Claim]:
        """The claims of a scope to which the rulebook applies or may apply, earliest first."""
        key = (scope, every)
        found = self.found.get(key)
        if found is None:
            earlier = [c for c in self.history.earlier if every or same_provider(self.claim, c)]
            if self.applies is not None:
                answers = [(c, self.applies(c, self)) for c in earlier]
                earlier = [c for c, answer in answers if answer is not False]
                doubtful = [id(c) for c, answer in answers if answer is UNKNOWN]
                self.found.setdefault("doubtful", set()).update(doubtful)
            found = self.found[key] = [*earlier, *((self.claim,) if scope == "all" else ())]
        return found

    def spread(self, scope: str, every: bool, path: tuple[str, ...]) -> list[tuple[Any, Any]]:
        """Each claim of a scope with each member of one of its lists."""
        key = (scope, every, path)
        found: list[tuple[Any, Any]] | None = self.found.get(key)
        if found is None:
            found = self.found[key] = []
            for claim in self.claims(scope, every):
                members = _list_of(claim, path)
                if members is not UNKNOWN and members is not None:
                    found.extend([(claim, m) for m in members])
        return found

    def unsent(self, scope: str, every: bool, path: tuple[str, ...]) -> bool:
        """Whether some claim of a scope came without the list."""
        return any(_list_of(claim, path) is UNKNOWN for claim in self.claims(scope, every))

    def counts(self, claim: Claim) -> bool:
        """Whether the rulebook is known to apply to a claim of a scope."""
        return id(claim) not in self.found.get("doubtful", ())

    def unknown_before(self, every: bool) -> dt.date:
        """The day before which claims may be missing; the first of all days if none is."""
        if every and not self.history.all_providers:
            return dt.date.max
        return self.history.complete_since or dt.date.min

    def reaches(self, every: bool, since: object) -> dt.date | None:
        """The day before which members of a set since `since` may be missing, or None."""
        edge = self.unknown_before(every)
        if since is UNKNOWN or since is None:
            return edge if edge > dt.date.min else None
        return edge if edge > since else None  # type: ignore[operator]


def _list_of(claim: Claim, path: tuple[str, ...]) -> Any:
    members: Any = claim if path else (claim,)  # no path: the claims themselves are the members
    for name in path:
        members = getattr(members, name)
    return members
