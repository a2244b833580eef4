"""A command group whose commands are imported when called, so that each starts fast."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import ClassVar

import click


class LazyGroup(click.Group):
    """A group that knows its commands as `name -> ("module:attribute", one-line help)`.

    The help line stands in that table because listing the commands must not import them.
    """

    commands_at: ClassVar[Mapping[str, tuple[str, str]]] = {}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands in the order in which they were given."""
        return [*self.commands_at, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of a command."""
        if cmd_name not in self.commands_at:
            return super().get_command(ctx, cmd_name)
        module, _, attribute = self.commands_at[cmd_name][0].partition(":")
        command = getattr(import_module(module), attribute)
        if not isinstance(command, click.Command):
            raise TypeError(f"{module}:{attribute} is no command")
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command of a line; a slip of the pen gets the nearest name."""
        name = args[0]
        if not name.startswith("-") and name not in self.list_commands(ctx):
            from hhrules.source.diagnostic import nearest  # noqa: PLC0415 - only for a slip

            close = nearest(name, self.commands_at)
            hint = f"; did you mean {close}?" if close else ""
            ctx.fail(f"there is no command {name}{hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands with their help lines, importing none of them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in self.commands_at.items()])
