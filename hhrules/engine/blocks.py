"""Claims in blocks: what goes to a judge at a time, and what comes back as lines of JSON.

A block of JSON Lines is passed on as it was read, or as the stretch of a file that it is, and taken
apart where it is judged, so that whoever hands blocks out does next to nothing for a claim.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import Any, NoReturn

from msgspec import Struct, field, json

from hhrules.runtime.report import Report

_MARK = b"\xef\xbb\xbf"


class Opened:
    """A file that stays open for as long as somebody may read a stretch of it."""

    def __init__(self, number: int) -> None:
        self.number = os.dup(number)

    _close = staticmethod(os.close)  # still at hand when the interpreter takes modules apart

    def __del__(self) -> None:
        self._close(self.number)

    def __reduce__(self) -> NoReturn:
        # A copy would close the descriptor a second time, which may be another file by then.
        raise TypeError("an open file of claims is not to be copied")


class Stretch(Struct, frozen=True):
    """Bytes of a file, not read yet."""

    file: Opened
    start: int
    length: int

    def read(self) -> bytes:
        """The bytes; fewer where the file was cut short meanwhile."""
        return os.pread(self.file.number, self.length, self.start)


class Block(Struct):
    """Claims to judge: lines of JSON, read already or not, or claims one by one."""

    lines: bytes | Stretch = b""
    items: list[Any] = []

    def claims(self) -> Iterator[Any]:
        """The claims of the block; blank lines and byte order marks are none."""
        if self.items:
            yield from self.items
            return
        text = self.lines if isinstance(self.lines, bytes) else self.lines.read()
        for line in text.splitlines() if b"\r" in text else text.split(b"\n"):
            if text := line.removeprefix(_MARK).strip():
                yield text


class Tally(Struct):
    """How reports came out: what a run's exit code and its last words are made of."""

    claims: int = 0
    errors: int = 0
    open: int = 0
    actions: dict[str, int] = field(default_factory=dict)

    def count(self, report: Report) -> None:
        """Take one report in."""
        self.claims += 1
        self.errors += report.status == "error"
        found_open = False
        for finding in report.findings:
            if finding.outcome == "violated":
                self.actions[finding.action] = self.actions.get(finding.action, 0) + 1
            else:
                found_open = True
        self.open += found_open

    def add(self, other: Tally) -> None:
        """Take the counts of other reports in."""
        self.claims += other.claims
        self.errors += other.errors
        self.open += other.open
        for action, count in other.actions.items():
            self.actions[action] = self.actions.get(action, 0) + count


class Judged(Struct):
    """The reports of a block, one a line, and how they came out."""

    lines: bytes
    tally: Tally


def judged(reports: Iterable[Report]) -> Judged:
    """The reports of a block as lines of JSON."""
    tally = Tally()
    lines: list[bytes] = []
    for report in reports:
        tally.count(report)
        lines.append(report.encode())
    lines.append(b"")
    return Judged(b"\n".join(lines), tally)


class _Outcome(Struct):
    outcome: str
    action: str


class _Written(Struct):
    status: str
    findings: tuple[_Outcome, ...] = ()


_written = json.Decoder(_Written).decode


def tally_of(line: bytes) -> Tally:
    """The counts of one report that was written before; msgspec.DecodeError where it is none."""
    report = _written(line)
    tally = Tally(1, int(report.status == "error"))
    for finding in report.findings:
        if finding.outcome == "violated":
            tally.actions[finding.action] = tally.actions.get(finding.action, 0) + 1
        else:
            tally.open = 1
    return tally
