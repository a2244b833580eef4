"""A set of rulebooks that the cache has not, or no longer: what changed is compiled, the rest taken."""

from __future__ import annotations

import contextlib
import hashlib
import re
from collections.abc import Callable, Mapping
from typing import TypeAlias

from hhrules.engine import cache
from hhrules.engine.bookdata import BookData
from hhrules.engine.errors import RulebookError
from hhrules.engine.setdata import Facts, SetHead, Stamp
from hhrules.engine.stored import Entry, SetFile, entry_from, entry_of, packed
from hhrules.engine.texts import Text, ids_of, places
from hhrules.engine.wanted import Wanted, bundle_of

Compile: TypeAlias = Callable[[tuple[Text, ...], tuple[Text, ...]], cache.SetData]
"""Compiles some texts, which may use others; RulebookError with everything that is wrong."""

_LINK = re.compile(r"^[ \t]+(?:uses|extends)\s+([^\s#]+)", re.MULTILINE | re.IGNORECASE)
_FACT = re.compile(r"^\s*fact\s", re.MULTILINE | re.IGNORECASE)


def filled(wanted: Wanted, file: SetFile | None, compiling: Compile) -> SetFile | cache.SetData:
    """The set, kept in the cache from now on; as data where it cannot be kept.

    `file` is what the cache has of it, out of date or not.
    """
    stamps = cache.stamps_of(places(wanted.roots()))
    mine, others = wanted.texts()
    keys = keys_of(mine, others, wanted.program)
    stamps = cache.sure(stamps)
    if file is not None and keys == {b.name: b.key for b in file.head.books}:
        if stamps:
            _keep(wanted, file, {}, keys, file.head.facts, stamps)
        return file
    data = _compiled(mine, others, keys, file, compiling)
    _keep(wanted, file, {b.name: b for b in data.books}, keys, data.facts, stamps)
    found = cache.find(wanted.place)
    if found is not None and {b.name: b.key for b in found.head.books} == keys:
        return found
    return data if len(data.books) == len(mine) else compiling(mine, others)


Remade: TypeAlias = Mapping[tuple[str, str], BookData]
"""Rulebooks by name and the hash of their texts."""


def again(wanted: Wanted, compiling: Compile) -> Remade:
    """The rulebooks of a set of which an entry turned out to be damaged; the entry goes.

    None where their texts are gone, or make no set any longer.
    """
    cache.drop(wanted.place)
    with contextlib.suppress(OSError, RulebookError):
        return {(b.name, b.sha256): b for b in compiling(*wanted.texts()).books}
    return {}


def keys_of(mine: tuple[Text, ...], others: tuple[Text, ...], program: str) -> dict[str, str]:
    """What each rulebook is made from, as a hash over its text and all that it sees.

    A text counts as seen where a line may name it, so a key changes rather too often.
    """
    by_id = {**ids_of(others), **ids_of(mine)}
    digests = {name: _digest(text) for name, text in by_id.items()}
    links = {n: set(_LINK.findall(t.source.text)) & by_id.keys() for n, t in by_id.items()}
    facts = [digests[n] for n, t in by_id.items() if _FACT.search(t.source.text)]
    found: dict[str, str] = {}
    for name in ids_of(mine):
        seen = {name}
        while more := {other for one in seen for other in links[one]} - seen:
            seen |= more
        parts = (program, name, *(f"{n} {digests[n]}" for n in sorted(seen)), *facts)
        found[name] = hashlib.sha256("\n".join(parts).encode()).hexdigest()
    return found


def _digest(text: Text) -> str:
    digest = hashlib.sha256()
    for part in text.parts():
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()


def _compiled(
    mine: tuple[Text, ...],
    others: tuple[Text, ...],
    keys: Mapping[str, str],
    file: SetFile | None,
    compiling: Compile,
) -> cache.SetData:
    """What of the set is not kept, compiled; all of it where a part would not tell the whole."""
    kept = {b.key for b in file.head.books} if file is not None else set()
    by_id = ids_of(mine)
    old = [name for name, key in keys.items() if key in kept]
    with_facts = any(_FACT.search(t.source.text) for t in (*mine, *others))
    if not old or with_facts or len(keys) != len(mine):
        return compiling(mine, others)
    fresh = tuple(by_id[name] for name in keys if name not in old)
    return compiling(fresh, (*(by_id[name] for name in old), *others))


def _keep(
    wanted: Wanted,
    file: SetFile | None,
    books: Mapping[str, BookData],
    keys: Mapping[str, str],
    facts: Facts,
    stamps: Mapping[str, Stamp],
) -> None:
    """Write the set's file, of rulebooks just compiled and of those that the old file has."""
    kept = {b.key: b for b in file.head.books} if file is not None else {}
    entries: list[Entry] = []
    for name in sorted(keys):
        if name in books:
            entries.append(entry_of(books[name], keys[name]))
            continue
        old = kept.get(keys[name])
        entry = entry_from(file, old) if file is not None and old is not None else None
        if entry is None:
            cache.drop(wanted.place)  # damaged: all is compiled anew
            return
        entries.append(entry)
    bundle = bundle_of((e.head.name, e.head.sha256) for e in entries)
    head = SetHead(wanted.place, bundle, facts, (), dict(stamps))
    cache.save(wanted.place, packed(head, entries))
