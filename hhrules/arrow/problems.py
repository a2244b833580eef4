"""What can be wrong with tables as a whole. Needs no library: commands catch it without Arrow."""

from __future__ import annotations


class TableProblem(ValueError):
    """A table or file that cannot be used, with the reason; no values of rows."""


class Unreadable(TableProblem):
    """A file that is not what its first bytes promise."""


class UnfitTables(TableProblem):
    """A claim table and a line table that do not belong together."""


class Unwritable(TableProblem):
    """A claim that holds a number which no column holds exactly."""


class MissingExtra(TableProblem):
    """A library that is not installed."""


def require(library: str, extra: str) -> None:
    """Make sure that a library of an extra is there; MissingExtra, which names it, otherwise."""
    try:
        __import__(library)
    except ModuleNotFoundError as missing:
        if missing.name != library:
            raise
        raise MissingExtra(f'needs: pip install "hhrules[{extra}]"') from None
