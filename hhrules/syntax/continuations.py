"""What may stand next: the terminals that the grammar accepts after the beginning of a piece."""

from __future__ import annotations

from functools import lru_cache

from lark import UnexpectedInput

from hhrules.syntax.pieces import Start, StrayColumnError, lark

#: A character that no terminal begins with: reading stops there, with the parser where it stands.
_END = "\0"


@lru_cache(maxsize=4096)
def continuations(text: str, start: Start) -> frozenset[str]:
    """The terminals that may follow `text`, the beginning of a piece; none if it cannot be read."""
    parser = lark().parse_interactive(text + _END, start=start)
    try:
        parser.exhaust_lexer()
    except StrayColumnError:
        return frozenset()
    except UnexpectedInput as stop:
        if stop.pos_in_stream != len(text):
            return frozenset()
    accepted: set[str] = parser.accepts()  # type: ignore[no-untyped-call]
    return frozenset(accepted)
