"""Which words may be a name, by the grammar's own terminals."""

from __future__ import annotations

import re
from functools import cache

from hhrules.syntax.pieces import Failure, lark, parse_piece


@cache
def _terminal(name: str) -> re.Pattern[str]:
    return re.compile(lark().get_terminal(name).pattern.to_regexp())


def is_name(text: str) -> bool:
    """Whether a definition may be called `text`: names joined by `of`, none of them reserved."""
    plain = all(_terminal("NAME").fullmatch(part) for part in text.split(" of "))
    return plain and all(
        not isinstance(parse_piece(piece, start), Failure)
        for piece, start in ((f"define {text} as x", "clause"), (text, "question"))
    )


def is_rule_id(text: str) -> bool:
    """Whether a rule may have this id: letters, a dash, a number."""
    return _terminal("RULE_ID").fullmatch(text) is not None
