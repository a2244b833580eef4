"""Earlier texts of rulebooks: from a folder, or from a commit of the folder they stand in."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

import click

from hhrules.engine.texts import Text, at, ids_of


def earlier_texts(since: str, mine: Sequence[Text]) -> dict[str, str]:
    """The earlier text of each rulebook by its id; what is new has none."""
    folder = Path(since)
    if folder.exists():
        return {name: text.source.text for name, text in ids_of(at([folder])).items()}
    found: dict[str, str] = {}
    for name, text in ids_of(mine).items():
        shown = _shown(since, Path(text.path))
        if shown is not None:
            found[name] = shown
    return found


def _shown(commit: str, path: Path) -> str | None:
    """A file as it stood at a commit; None where it did not."""
    if _git(path, "rev-parse", "--verify", "--quiet", f"{commit}^{{commit}}") is None:
        raise click.BadParameter(
            f"{commit} is neither a folder nor a commit of the folder {path.parent}",
            param_hint="--since",
        )
    return _git(path, "show", f"{commit}:./{path.name}")


def _git(path: Path, *words: str) -> str | None:
    try:
        done = subprocess.run(  # noqa: S603 - the words are ours, but for a name that git checks
            ["git", "-C", str(path.parent), *words],  # noqa: S607 - the user's own git
            capture_output=True,
            check=False,
        )
    except FileNotFoundError:
        raise click.UsageError("--since with a commit needs git; a folder does not") from None
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None
