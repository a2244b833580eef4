"""What stands before a walk: its tables, empty."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

from hhrules.codegen.plan import Flag

if TYPE_CHECKING:
    from hhrules.codegen.along import Along
    from hhrules.codegen.walks import Walk


def begin(walk: Walk, along: Along) -> None:
    """Before the walk, for rules that are on: empty tables."""
    writer = walk.emitter.writer
    for number, group in enumerate(walk.groups):
        tables = along.begin({n for n, _ in group})
        for steps, taken in walk.gathers:
            if any(isinstance(s, Flag) and s.number == number for s in steps):
                tables.append(f"{taken.table} = {{}}")
        flag = walk.flags[number]
        if tables:
            with writer.block(f"if {flag}:") if flag else nullcontext():
                for line in tables:
                    writer.line(line)
