"""The claims that a command line names, whatever files they stand in.

What a file holds is told by its content. A file without claims, or of a format that is not
read, is noted once with the reason; the rest goes on.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import msgspec

from hhrules.claims.model import Claim
from hhrules.claims.reader import Nulls, Reading, reading
from hhrules.cli.apart import apart
from hhrules.cli.opening import HEAD, Sizes, size_of
from hhrules.cli.paths import expand
from hhrules.engine.blocks import Block, Opened, Stretch
from hhrules.engine.together import TOGETHER
from hhrules.readers.detect import detect, is_object
from hhrules.writers.layout import visible

if TYPE_CHECKING:
    from hhrules.cli.table_claims import LineTable
    from hhrules.engine.origins import Form

_MARK = b"\xef\xbb\xbf"
_BLOCK = 1 << 18
_LINE = 1 << 13
_ITEMS = 100

Item: TypeAlias = bytes | Reading
"""One claim document as it came, or what became of a claim in another format."""


class Inputs:
    """The claims in files, folders, patterns and standard input, in the order of the words.

    `notes` holds what could not be read as a claim, once the claims have been gone through.
    With `assessments`, an assessment counts as a claim that has nothing but its chart. Rows of
    tables become claims of `claim_type`, with the lines of the table `lines` if there is one;
    `nulls` None is what each format means by a null. The files of results in a folder (`out`, else
    standard output) are no claims.
    """

    def __init__(
        self,
        words: Iterable[str],
        *,
        nulls: Nulls | None = None,
        assessments: bool = False,
        claim_type: type[Claim] = Claim,
        lines: LineTable | None = None,
        out: Path | None = None,
    ) -> None:
        words = tuple(words)
        found = {word: expand([word]) for word in words}
        self.paths = apart([path for word in words for path in found[word]], out)
        self.nulls: Nulls = nulls or "none"
        self.assessments = assessments
        self.claim_type = claim_type
        self._of_tables: tuple[Nulls, type[Claim], LineTable | None]
        self._of_tables = (nulls or "unknown", claim_type, lines)
        self.notes = [f"{word}: no file is in this folder" for word in words if not found[word]]
        self.form: Form = ""
        self._sizes = Sizes(self.paths)

    def share(self) -> float | None:
        """The part of all bytes that was read so far; None where nobody can tell."""
        return self._sizes.share()

    def blocks(self) -> Iterator[Block]:
        """Give the claims in blocks: lines of JSON as they were read, others one by one."""
        for path in self.paths:
            try:
                with self._sizes.opened(path) as stream:
                    head = stream.peek(HEAD)[:HEAD]
                    form = detect(head).format
                    if form == "jsonl":
                        yield from _line_blocks(stream)
                        continue
                    if form == "json" and _is_list(head):
                        yield from _blocks_of_lines(self._members(path, stream))
                        continue
                    items = self._items_of(path, stream)
                    while some := list(islice(items, _ITEMS)):
                        yield Block(items=some)
            except OSError as error:
                self.notes.append(f"{path}: {error.strerror or error}")

    def items(self) -> Iterator[Item]:
        """Give each claim as it came; reading JSON is left to whoever judges it."""
        for path in self.paths:
            try:
                with self._sizes.opened(path) as stream:
                    yield from self._items_of(path, stream)
            except OSError as error:
                self.notes.append(f"{path}: {error.strerror or error}")

    def lists(self) -> Iterator[list[Item]]:
        """Give the claims some at a time; of what is no file one by one, each as soon as it comes."""
        for path in self.paths:
            try:
                with self._sizes.opened(path) as stream:
                    most = TOGETHER if size_of(stream) else 1
                    yield from in_lists(self._items_of(path, stream), most)
            except OSError as error:
                self.notes.append(f"{path}: {error.strerror or error}")

    def claims(self) -> Iterator[Claim]:
        """Give each claim that can be read; the others are noted with their problems."""
        for item in self.items():
            read = self._reading(item) if isinstance(item, bytes) else item
            if read.claim is not None:
                yield read.claim
                continue
            name = visible(read.claim_id) or "a claim without a readable id"
            for problem in read.problems:
                self.notes.append(f"{name}: {visible(problem.path)}: {problem.message}")

    def _reading(self, item: bytes) -> Reading:
        return reading(item, nulls=self.nulls, claim_type=self.claim_type, keep=True)

    def _items_of(self, path: Path, stream: io.BufferedReader) -> Iterator[Item]:
        found = detect(stream.peek(HEAD)[:HEAD])
        self.form = "x12" if found.format == "x12" else ""
        match found.format:
            case "json" if _is_list(stream.peek(HEAD)):
                yield from self._members(path, stream)
            case "json":
                yield from _documents(stream)
            case "jsonl":
                yield from _lines(stream)
            case "x12":
                from hhrules.readers.x12 import read_x12  # noqa: PLC0415 - only for X12

                yield from read_x12(stream, claim_type=self.claim_type)
            case "parquet" | "arrow":
                from hhrules.cli.table_claims import Tables  # noqa: PLC0415 - only for tables

                yield from Tables(*self._of_tables).items(path, stream, self.notes)
            case "oasis" if self.assessments:
                from hhrules.readers.oasis import read_oasis  # noqa: PLC0415 - only for OASIS

                yield from read_oasis(stream, claim_type=self.claim_type)
            case _:
                self.notes.append(f"{path}: {found.reason}")

    def _members(self, path: Path, stream: io.BufferedReader) -> Iterator[bytes]:
        from hhrules.readers.json_list import members  # noqa: PLC0415 - only for lists

        try:
            yield from members(stream)
        except ValueError as error:
            self.notes.append(f"{path}: not JSON: {error}")


def in_lists(items: Iterator[Item], most: int) -> Iterator[list[Item]]:
    """So many at a time; what came before a fault of the file is not lost with it."""
    some: list[Item] = []
    try:
        for item in items:
            some.append(item)
            if len(some) == most:
                yield some
                some = []
    except OSError:
        if some:
            yield some
        raise
    if some:
        yield some


def _line_blocks(stream: io.BufferedReader) -> Iterator[Block]:
    """Whole lines: stretches of a file that are read where they are judged, and of a pipe what comes."""
    if size_of(stream):
        yield from _stretches(stream)
        return
    parts: list[bytes] = []
    try:
        while data := stream.read1(_BLOCK):
            end = data.rfind(b"\n") + 1
            if not end:
                parts.append(data)
                continue
            yield Block(lines=b"".join((*parts, data[:end])))
            parts = [data[end:]] if end < len(data) else []
    except OSError:  # what came before a fault is not lost with it
        if parts:
            yield Block(lines=b"".join(parts))
        raise
    if parts:
        yield Block(lines=b"".join(parts))


def _stretches(stream: io.BufferedReader) -> Iterator[Block]:
    file = Opened(stream.fileno())
    start = stream.tell()
    while (size := os.fstat(file.number).st_size) > start:
        end = min(_end_of_line(file.number, start + _BLOCK), size)
        stream.seek(end)
        yield Block(lines=Stretch(file, start, end - start))
        start = end


def _end_of_line(file: int, place: int) -> int:
    """Where the line ends in which the byte before a place stands, or that file."""
    place -= 1
    while some := os.pread(file, _LINE, place):
        at = some.find(b"\n")
        if at >= 0:
            return place + at + 1
        place += len(some)
    return place


_ONE_LINE = bytes.maketrans(b"\r\n", b"  ")


def _blocks_of_lines(documents: Iterator[bytes]) -> Iterator[Block]:
    """Documents that are whole, each in one line: between tokens a line may end, nowhere else."""
    while some := list(islice(documents, _ITEMS)):
        yield Block(lines=b"\n".join(text.translate(_ONE_LINE) for text in some))


def _lines(lines: Iterable[bytes]) -> Iterator[bytes]:
    for line in lines:
        if text := line.removeprefix(_MARK).strip():
            yield text


def _is_list(head: bytes) -> bool:
    return head.removeprefix(_MARK).lstrip().startswith(b"[")


def _documents(stream: io.BufferedReader) -> Iterator[bytes]:
    """The one document of a file, or those of lines of which the first is long, or spoilt."""
    first = stream.readline()
    if is_object(first.removeprefix(_MARK)):
        yield from _lines(chain((first,), stream))
        return
    text = (first + stream.read()).removeprefix(_MARK).strip()
    yield from _lines(text.splitlines()) if _is_one_a_line(text) else (text,)


def _is_one_a_line(text: bytes) -> bool:
    """Tell lines of documents, the first of which is spoilt, from one document."""
    try:
        msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        lines = [line for line in text.splitlines() if line.strip()]
        begin = all(line.lstrip().startswith(b"{") for line in lines)
        return begin or any(line.startswith(b"{") and is_object(line) for line in lines)
    return False
