"""The grammar's terminals in the words of an analyst."""

from __future__ import annotations

from collections.abc import Iterable

# In the order in which they are offered.
_WORDS: dict[str, str] = {
    "_AS": "`as`",
    "_EQUAL": "`=`",
    "STRING": 'text in "quotes"',
    "RULE_ID": "a rule's id such as `OT-15`",
    "VERSION": "a version such as `1.0.0`",
    "_INDENT": "an indented list",
    "_TO": "`to`",
    "_HAS_TYPE": "`has type`",
    "_BY": "`by`",
    "_FROM_FILE": '`from file "…"`',
    "DENY": "`deny the claim`",
    "REJECT": "`reject the claim`",
    "ACTION": "`return to provider`",
    "ACTION_NAME": "an action such as `warn`",
    "REDUCE_PAYMENT": "`reduce payment`",
    "OUTCOME": "`met`, `violated` or another outcome",
    "NAME": "a name",
    "NUMBER": "a number",
    "CODE": "a code",
    "DATE": "a date such as `2024-03-01`",
    "MONEY": "an amount such as `$1,980.00`",
    "DURATION": "a time such as `30 days`",
    "PERCENT": "a percentage",
    "FRACTION": "a fraction such as `6/30`",
    "IS": "`is`",
    "IS_NOT": "`is not`",
    "COMPARE": "`is more than`",
    "IS_ONE_OF": "`is one of`",
    "_IS_BETWEEN": "`is between`",
    "PRESENCE": "`is none`",
    "INCLUDE_ONE": "`include`",
    "_AND": "`and`",
    "_OR": "`or`",
    "_NOT": "`not`",
    "_WHERE": "`where`",
    "_OF": "`of`",
    "_FOR": "`for`",
    "AFTER": "`after`",
    "BEFORE": "`before`",
    "_COMMA": "a comma",
    "_LPAR": "`(`",
    "_RPAR": "`)`",
    "_GROUPED_BY": "`grouped by`",
    "_WITH_GAPS": "`with gaps of at most`",
    "THERE_IS": "`there is a`",
    "_IN_THE_SAME": "`in the same`",
    "$END": "the end of the line",
}
_MOST = 5


def in_words(expected: Iterable[str]) -> str:
    """What could have stood at a place, the likeliest first."""
    wanted = set(expected)
    if {"NAME", "SUM_OF"} <= wanted:
        wanted -= {"_LPAR", "_NOT", "MONEY", "DURATION", "PERCENT", "STRING"}
    said = [word for terminal, word in _WORDS.items() if terminal in wanted]
    if len(said) > _MOST:
        said = [*said[:_MOST], "…"]
    if not said:
        return ""
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} or {said[-1]}"


def only(expected: Iterable[str]) -> str | None:
    """The one word that could have stood at a place, if there is just one."""
    wanted = {t for t in expected if t not in ("_NL", "_CALLED")}
    if len(wanted) != 1:
        return None
    word = _WORDS.get(wanted.pop(), "")
    return word.strip("`") if word.startswith("`") and "…" not in word else None
