"""Where the grammar and the shipped rulebooks are, installed or in a checkout."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


def data_root() -> Traversable:
    """The folder that holds `grammar/` and `rulebooks/`."""
    here = Path(__file__).resolve().parent
    for folder in (here / "_data", here.parent):
        if (folder / "grammar").is_dir():
            return folder
    from importlib.resources import files  # noqa: PLC0415 - slow to load; only from an archive

    return files("hhrules").joinpath("_data")


def grammar_text() -> str:
    """The text of the one grammar."""
    return data_root().joinpath("grammar", "rulebook.lark").read_text(encoding="utf-8")


def rulebook_dir() -> Traversable:
    """The folder of the shipped rulebooks."""
    return data_root().joinpath("rulebooks")
