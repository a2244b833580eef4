"""`hhrules help`: the page of a diagnostic code, or the help of a command."""

from __future__ import annotations

import re

import click

from hhrules.resources import data_root

_CODE = re.compile(r"[EWew][0-9]{3}")


@click.command("help")
@click.argument("topic", required=False, metavar="CODE|COMMAND")
@click.pass_context
def help_page(ctx: click.Context, topic: str | None) -> None:
    """Explain a diagnostic code such as E012, or a command."""
    parent = ctx.find_root()
    if topic is None:
        click.echo(parent.get_help())
    elif _CODE.fullmatch(topic):
        click.echo(_page(topic.upper()).rstrip())
    else:
        click.echo(_command_help(parent, topic))


def _page(code: str) -> str:
    page = data_root().joinpath("docs", "diagnostics", f"{code}.md")
    if not page.is_file():
        raise click.BadParameter(f"there is no diagnostic {code}")
    return page.read_text(encoding="utf-8")


def _command_help(parent: click.Context, name: str) -> str:
    group = parent.command
    command = group.get_command(parent, name) if isinstance(group, click.Group) else None
    if command is None:
        raise click.BadParameter(f"{name} is neither a diagnostic code nor a command")
    with click.Context(command, parent=parent, info_name=name) as ctx:
        return command.get_help(ctx)
