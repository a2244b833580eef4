"""Members of a set by their keys: those that may have given keys, in one look.

A key that is not known may be any. So members are kept apart by which of their keys are known,
and looked up by those of them that are known of what is asked for.
"""

from __future__ import annotations

from typing import Any

from hhrules.values.numbers import Range
from hhrules.values.truth import UNKNOWN

Keys = tuple[Any, ...]
Member = tuple[Any, bool]
"""A member, and whether it surely is one."""

Places = tuple[int, ...]


class Near:
    """Members by their keys; `rows` are the keys of each with the member, in order."""

    __slots__ = ("_found", "_indexes", "_members", "_rows")

    def __init__(self, rows: list[tuple[Keys, Member]]) -> None:
        self._rows: dict[Places, list[tuple[int, Keys, Member]]] = {}
        self._indexes: dict[tuple[Places, Places], dict[Keys, list[tuple[int, Member]]]] = {}
        self._found: dict[Keys, list[Member]] = {}
        self._members: dict[int, list[Member]] = {}
        for number, (keys, member) in enumerate(rows):
            self._rows.setdefault(_known(keys), []).append((number, keys, member))

    def of(self, *keys: Any) -> list[Member]:
        """The members that have these keys, or may have them, in order."""
        asked = _known(keys)
        if len(asked) < len(keys):
            keys = tuple(k if n in asked else UNKNOWN for n, k in enumerate(keys))
        found = self._found.get(keys)
        if found is None:
            numbered: list[tuple[int, Member]] = []
            for known in self._rows:
                both = known if asked == known else tuple(n for n in known if n in asked)
                index = self._index(known, both)
                numbered += index.get(tuple([keys[n] for n in both]), ())
            numbered.sort(key=_number)
            found = self._found[keys] = [member for _, member in numbered]
        return found

    def alone(self, record: object) -> list[Member]:
        """The member that a record is, if it is one."""
        if not self._members:
            members = (row[2] for rows in self._rows.values() for row in rows)
            self._members = {id(member[0]): [member] for member in members}
        return self._members.get(id(record), [])

    def _index(self, known: Places, both: Places) -> dict[Keys, list[tuple[int, Member]]]:
        """The members of which these keys are known, by some of them."""
        index = self._indexes.get((known, both))
        if index is None:
            index = self._indexes[known, both] = {}
            for number, keys, member in self._rows[known]:
                place = tuple([keys[n] for n in both])
                index.setdefault(place, []).append((number, member))
        return index


def _known(keys: Keys) -> Places:
    return tuple(
        [n for n, k in enumerate(keys) if k is not UNKNOWN and k.__class__ is not Range]
    )


def _number(row: tuple[int, Member]) -> int:
    return row[0]
