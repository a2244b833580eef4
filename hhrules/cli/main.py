"""The entry point: the group of commands, and what happens when one of them breaks off."""

from __future__ import annotations

import atexit
import gc
import os
import sys
import threading
from collections.abc import Mapping
from typing import ClassVar

import click

from hhrules import __version__
from hhrules.cli.lazy import LazyGroup


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


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": "HHRULES"},
)
@click.version_option(__version__, prog_name="hhrules")
def cli() -> None:
    """Judge home-health claims by rulebooks that people can read."""


def run() -> None:
    """Run the command line and leave with its code, or with `UNHEARD`."""
    gc.set_threshold(_SELDOM, 20, 20)
    code: object = 0
    stdout = sys.stdout
    try:
        cli(prog_name="hhrules")
    except SystemExit as ended:
        # Where nobody reads on, click puts something else in the place of standard output.
        code = ended.code if sys.stdout is stdout else UNHEARD
    except BrokenPipeError:
        code = UNHEARD
    except OSError as error:  # a full disk, a folder that may not be written to
        _silence_stdout()
        where = f"{error.filename}: " if error.filename else ""
        sys.stderr.write(f"hhrules: error: {where}{error.strerror or error}\n")
        code = 2
    _leave(code)


UNHEARD = 141
"""The exit code where the reader of the output stopped reading, as `| head` does.

It is what shells say of a program that SIGPIPE ended: most of the output was not asked for, and
0 and 1 would say something about all claims.
"""

_SELDOM = 50_000
"""New objects between two searches for cyclic garbage: starting makes many that all stay."""


def _leave(code: object) -> None:
    """End the process; where nobody waits for its end, without taking it apart piece by piece."""
    if code == UNHEARD:
        _silence_stdout()
    alone = threading.active_count() == 1 and atexit._ncallbacks() == 0  # noqa: SLF001 - there is no other way to ask
    if not alone or not isinstance(code, int | None):
        sys.exit(code)  # type: ignore[arg-type]  # what it was given by others
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:
        code = UNHEARD
    os._exit(code or 0)


def _silence_stdout() -> None:
    """Point standard output at nothing, so that the interpreter's last flush stays quiet."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, sys.stdout.fileno())
