"""The head of a compiled set's file.

Annotations are not left as text here: a decoder is made of these classes at every start.
"""

from msgspec import Struct

from hhrules.engine.bookdata import PaymentData

Stamp = tuple[int, int, int, int]
"""Of a file or folder: when it was changed, when its entry was, its length, its number."""
Facts = tuple[tuple[str, str, str, str, str], ...]


class Part(Struct, frozen=True, array_like=True):
    """Where a part stands behind the head, and its checksum."""

    start: int
    length: int
    checksum: int


class BookHead(Struct, frozen=True):
    """What is known of a rulebook before it is read; `key` tells what it was made from."""

    name: str
    version: str
    sha256: str
    key: str
    payment: PaymentData | None
    gate: bytes
    idle: bool
    core: Part
    rest: Part
    payers: tuple[str, ...] = ()


class SetHead(Struct, frozen=True):
    """What a file holds, and the state of the texts that it was made from, if that is sure."""

    place: str
    bundle: str
    facts: Facts
    books: tuple[BookHead, ...]
    stamps: dict[str, Stamp]
