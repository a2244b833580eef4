"""Which files a command line means: files, folders, patterns and `-`, in a stable order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

STDIN = Path("-")


def expand(words: Iterable[str], suffix: str = "") -> list[Path]:
    """List the files that `words` name; a folder stands for its files with `suffix`.

    Names that start with a dot or end with `~` are left out of folders, not where they are
    named.
    """
    return [path for word in words for path in _expand_one(word, suffix)]


def _expand_one(word: str, suffix: str) -> Iterator[Path]:
    path = Path(word)
    if path == STDIN:
        yield STDIN
    elif path.is_dir():
        yield from _files_under(path, suffix)
    elif path.exists():
        yield path
    else:
        import glob  # noqa: PLC0415 - only for a pattern

        found = sorted(Path(name) for name in glob.glob(word, recursive=True))  # noqa: PTH207 - an absolute pattern is welcome
        if not found:
            import click  # noqa: PLC0415 - takes long to load

            raise click.BadParameter(f"there is no file, folder or match: {word}")
        for match in found:
            if match.is_dir():
                yield from _files_under(match, suffix)
            else:
                yield match


def _files_under(folder: Path, suffix: str) -> Iterator[Path]:
    for path in sorted(folder.rglob(f"*{suffix}")):
        inner = path.relative_to(folder).parts
        hidden = any(part.startswith(".") for part in inner)
        if path.is_file() and not hidden and not path.name.endswith("~"):
            yield path
