"""`hhrules check FILE...` in its plain form, as scripts call it, without the library of commands.

To load that library takes an eighth of the start. Whatever is not plain here, be it a mistake,
goes to the command itself in `check`: both take the same words to mean the same.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from hhrules.cli.apart import written_onto
from hhrules.cli.inputs import Inputs
from hhrules.cli.output import say
from hhrules.cli.running import Run, report_writer
from hhrules.cli.verdict import THRESHOLDS, Verdict
from hhrules.engine.errors import RulebookError
from hhrules.engine.library import is_shipped, load

FORMATS = ("text", "json", "jsonl")


class Plain(Struct):
    """What a plain command line asks for."""

    claims: list[str] = []
    rulebooks: list[Path] = []
    format_: str = "text"
    fail_on: str = "reduce_payment"


def plain_check(words: Sequence[str]) -> int | None:
    """Judge claims and give the exit code; None where the line is not plain, and nothing was done."""
    asked = understood(words) if _is_plain_here() else None
    if asked is None:
        return None
    try:
        rules = load(asked.rulebooks or None)
    except RulebookError:
        return None
    inputs = Inputs(asked.claims, claim_type=rules.claim_type)
    verdict = Verdict(asked.fail_on)
    run = Run(inputs, rules, verdict, jobs=1, as_of=None, nulls="none")
    if asked.format_ == "jsonl":
        ended = run.as_lines(None, resume=False, options={})
    else:
        ended = run.through(report_writer(asked.format_, colour=False), None)
    for note in inputs.notes:
        say(note)
    return ended or (2 if inputs.notes else verdict.exit_code)


def _is_plain_here() -> bool:
    """Whether nothing around the program says more than its command line, nor wants colour."""
    return not sys.stdout.isatty() and not any(name.startswith(_TOLD) for name in os.environ)


_TOLD = (
    "FORCE_COLOR",
    "HHRULES_CHECK_",
    "HHRULES_HELP",
    "HHRULES_VERSION",
    "_HHRULES_COMPLETE",
)
"""How the variables begin that say more than a command line: click reads options from them."""


def understood(words: Sequence[str]) -> Plain | None:
    """What a command line asks for; None where it is not plain, or what it names is not there."""
    if not words or words[0] != "check":
        return None
    asked = Plain()
    said: set[str] = set()
    rest = iter(words[1:])
    for word in rest:
        if word == "-" or not word.startswith("-"):
            asked.claims.append(word)
            continue
        name, joint, value = word.partition("=")
        if not joint:
            value = next(rest, "")
        if name in said or not _take(asked, name, value):
            return None
        if name != "--rulebooks":
            said.add(name)
    there = asked.claims and all(word == "-" or Path(word).exists() for word in asked.claims)
    return asked if there and not written_onto(asked.claims, None) else None


def _take(asked: Plain, name: str, value: str) -> bool:
    """Take an option in, where it is a plain one with a good value."""
    if name == "--format" and value in FORMATS:
        asked.format_ = value
    elif name == "--fail-on" and value in THRESHOLDS:
        asked.fail_on = value
    elif name == "--rulebooks" and value and not value.startswith("-"):
        path = Path(value)
        asked.rulebooks.append(path)
        return path.exists() or is_shipped(path)
    else:
        return False
    return True
