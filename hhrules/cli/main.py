"""The group of all commands; `start` runs it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import click

from hhrules import __version__
from hhrules.cli.interrupts import INTERRUPTED
from hhrules.cli.lazy import LazyGroup
from hhrules.cli.output import say


class Commands(LazyGroup):
    """All commands of hhrules, in the order in which people meet them."""

    commands_at: ClassVar[Mapping[str, tuple[str, str]]] = {
        "check": ("hhrules.cli.check:check", "Judge claims by the rulebooks."),
        "explain": ("hhrules.cli.explain:explain", "Tell why each outcome came out so."),
        "test": ("hhrules.cli.test:test", "Run the examples in rulebooks."),
        "show": ("hhrules.cli.show:show", "Print rulebooks, or what they say on a day."),
        "lint": (
            "hhrules.cli.lint:lint_rulebooks",
            "Look rulebooks over for what is stale or unused.",
        ),
        "diff": (
            "hhrules.cli.diff:diff",
            "Tell what changed between rulebooks, and for which claims.",
        ),
        "fmt": ("hhrules.cli.fmt:fmt", "Write rulebooks in their one canonical form."),
        "new": ("hhrules.cli.new:new", "Write a new rulebook, rule or overlay."),
        "watch": (
            "hhrules.cli.watch:watch",
            "Look again after each save: mistakes, examples, claims.",
        ),
        "eval": ("hhrules.cli.evaluate:evaluate", "Try an expression, alone or on a claim."),
        "compile": (
            "hhrules.cli.compile:compile_book",
            "Show what the compiler makes of a rulebook.",
        ),
        "convert": (
            "hhrules.cli.convert:convert",
            "Turn claims of any readable format into JSON.",
        ),
        "table": ("hhrules.cli.table:table", "Bring published tables into rulebooks."),
        "history": ("hhrules.cli.history:history", "Load, show and forget earlier claims."),
        "schema": (
            "hhrules.cli.schema:schema",
            "Print the JSON Schema of a claim, or its dictionary.",
        ),
        "docs": (
            "hhrules.cli.docs:docs",
            "Write the rulebooks as a site of pages that read as policy.",
        ),
        "lsp": ("hhrules.lsp.command:lsp", "Serve an editor in which rulebooks are written."),
        "help": ("hhrules.cli.help:help_page", "Explain a diagnostic code, or a command."),
    }

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; after Ctrl-C click's own exit code would mean findings."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            say("\nAborted!")
            ctx.exit(INTERRUPTED)


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": "HHRULES"},
)
@click.version_option(__version__, prog_name="hhrules")
def cli() -> None:
    """Judge home-health claims by rulebooks that people can read."""
