"""A set while it is lowered: its source, the frame of a member, and what narrows it."""

from __future__ import annotations

from typing import TypeAlias

from attrs import frozen

from hhrules.ir import nodes as ir
from hhrules.ir.expression_nodes import Across
from hhrules.ir.frames import Frame
from hhrules.syntax import nodes

DayWindow: TypeAlias = nodes.RelativeTo | nodes.AfterDate | nodes.DatedBetween
"""A window that asks for a day."""


@frozen(eq=False)
class Binding:
    """A group looked up once, before the members are walked."""

    name: str
    value: ir.GroupOf


@frozen(eq=False)
class Members:
    """What a set's definition and the windows on it add up to so far.

    `late` are windows of days that the items of a member must meet, not the member.
    """

    source: ir.Source
    frame: Frame
    scope: Across = "own"
    every_provider: bool = False
    conditions: tuple[ir.Expr, ...] = ()
    bindings: tuple[Binding, ...] = ()
    since: tuple[ir.Expr, ...] = ()
    late: tuple[DayWindow, ...] = ()


@frozen(eq=False)
class Lowered:
    """A set's loop, with its member's frame."""

    loop: ir.Loop
    frame: Frame
    bindings: tuple[Binding, ...]
    late: tuple[DayWindow, ...] = ()
