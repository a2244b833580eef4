"""Small pieces of text lay-out: wrapped paragraphs with hanging indents, and counted words."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from textwrap import wrap


def visible(text: str) -> str:
    """Show characters that a terminal would obey in escapes: an id from a claim may hold any."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


@lru_cache(maxsize=1 << 12)
def paragraph(text: str, width: int, indent: int, lead: str = "") -> tuple[str, ...]:
    """Wrap `text` at `width`; `lead` opens the first line, later lines hang under it."""
    first = " " * indent + lead
    later = " " * (indent + len(lead))
    lines = wrap(
        visible(text),
        max(width, indent + len(lead) + 20),
        initial_indent=first,
        subsequent_indent=later,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return tuple(lines) or (first.rstrip(),)


def counted(number: int, singular: str, plural: str = "") -> str:
    """Say a number with its noun: "1 claim", "2,000 claims"."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"


def listed(words: Iterable[str]) -> str:
    """Join words as people do: "a", "a and b", "a, b and c"."""
    all_words = list(words)
    if len(all_words) < 2:  # noqa: PLR2004 - one word needs no joint
        return "".join(all_words)
    return f"{', '.join(all_words[:-1])} and {all_words[-1]}"
