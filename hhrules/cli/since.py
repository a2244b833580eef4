"""Earlier texts of rulebooks: from a folder, or from a commit of the folder they stand in."""

from __future__ import annotations

import io
import subprocess
import tarfile
from collections.abc import Sequence
from pathlib import Path

import click

from hhrules.engine.texts import SUFFIX, Text, at, ids_of


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


def folder_at(commit: str, path: Path, into: Path) -> None:
    """Put the rulebooks and tables that stood about `path` at a commit of git into a folder.

    Those beside a rulebook's own folder are taken along, since it may use them.
    """
    own = path.parent if path.is_file() else path
    top = own.parent if any(own.glob(f"*{SUFFIX}")) else own
    _check(commit, top / "x", "OLD")
    listed = _git(top / "x", "ls-tree", "-r", "-z", "--name-only", commit, ".") or ""
    files = [name for name in listed.split("\0") if name.endswith((SUFFIX, ".csv"))]
    packed = _git_bytes(top / "x", "archive", "--format=tar", commit, "--", *files)
    if files and packed is not None:
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            archive.extractall(into, filter="data")


def _check(commit: str, path: Path, said: str) -> None:
    if _git(path, "rev-parse", "--verify", "--quiet", f"{commit}^{{commit}}") is None:
        raise click.BadParameter(
            f"{commit} is neither a folder nor a commit of the folder {path.parent}",
            param_hint=said,
        )


def _shown(commit: str, path: Path) -> str | None:
    """A file as it stood at a commit; None where it did not."""
    _check(commit, path, "--since")
    return _git(path, "show", f"{commit}:./{path.name}")


def _git(path: Path, *words: str) -> str | None:
    said = _git_bytes(path, *words)
    return None if said is None else said.decode("utf-8", "replace")


def _git_bytes(path: Path, *words: str) -> bytes | None:
    """What git says in the folder of `path`; None where it fails."""
    try:
        done = subprocess.run(  # noqa: S603 - the words are ours, but for a name that git checks
            ["git", "-C", str(path.parent), *words],  # noqa: S607 - the user's own git
            capture_output=True,
            check=False,
        )
    except FileNotFoundError:
        raise click.UsageError("a commit needs git; a folder does not") from None
    return done.stdout if done.returncode == 0 else None
