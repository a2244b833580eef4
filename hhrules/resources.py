"""Where the grammar and the shipped rulebooks are, installed or in a checkout."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path


def data_root() -> Traversable:
    """The folder that holds `grammar/` and `rulebooks/`."""
    packaged = files("hhrules").joinpath("_data")
    if packaged.is_dir():
        return packaged
    return Path(__file__).resolve().parent.parent


def grammar_text() -> str:
    """The text of the one grammar."""
    return data_root().joinpath("grammar", "rulebook.lark").read_text(encoding="utf-8")


def rulebook_dir() -> Traversable:
    """The folder of the shipped rulebooks."""
    return data_root().joinpath("rulebooks")
