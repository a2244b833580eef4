"""What a trace says of its steps."""

from __future__ import annotations

from typing import Any

from hhrules.values.numbers import Range
from hhrules.values.truth import UNKNOWN

NodeInfo = tuple[str, str, tuple[str, ...], str, str]
"""Kind, label, labels to fall back on, the rulebook's words, type name of an IR node."""


def is_open(value: Any) -> bool:
    """Whether a value is not settled."""
    return value is UNKNOWN or isinstance(value, Range)
