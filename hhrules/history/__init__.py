"""Where earlier claims are kept between runs."""

from hhrules.history.store import HistoryStore

__all__ = ["HistoryStore"]
