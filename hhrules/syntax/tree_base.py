"""The decorator of node classes."""

from __future__ import annotations

from typing import TypeVar, dataclass_transform

from attrs import field, frozen

_Class = TypeVar("_Class")


@dataclass_transform(frozen_default=True, eq_default=False, field_specifiers=(field,))
def node(cls: type[_Class]) -> type[_Class]:
    """Make a node class: frozen, compared by identity."""
    return frozen(cls, eq=False)
