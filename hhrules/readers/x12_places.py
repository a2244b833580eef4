"""Where in an 837I file the fields of a claim document stand, for who reads of a problem."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from msgspec.structs import replace

from hhrules.claims.problem import Problem

_INDEX = re.compile(r"\[(\d+)\]")


def in_file(problem: Problem, document: dict[str, Any]) -> Problem:
    """The problem, with the line and the segment of its field, as explanations write them.

    A field that no segment carries is told by its path alone.
    """
    segment = _segments().get(_INDEX.sub("", problem.path).removeprefix("$."), "")
    if not segment:
        return problem
    index = _INDEX.search(problem.path)
    line = ""
    if index is not None and problem.path.startswith("$.lines["):
        line = f"line {document['lines'][int(index[1])]['line']}, "
    return replace(problem, message=f"{problem.message} ({line}{segment})")


@cache
def _segments() -> dict[str, str]:
    """The segment of each field, by its path without places in lists."""
    from hhrules.claims.standard import VOCABULARY  # noqa: PLC0415 - takes its time

    return {f.json_path: f.x12 for f in VOCABULARY.facts() if f.x12}
