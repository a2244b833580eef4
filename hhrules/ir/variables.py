"""Variables for the records and groups that a rulebook speaks of, from its own words.

An author may call a group anything. What the generated text calls so itself is another name.
"""

from __future__ import annotations

import re
from keyword import kwlist

from hhrules.runtime.namespace import NAMES

_OURS = frozenset(
    {
        *(
            "_",
            "applies",
            "before",
            "claims",
            "dated",
            "env",
            "extra",
            "first",
            "found",
            "given",
        ),
        *(
            "group",
            "groups",
            "key",
            "keys",
            "later",
            "members",
            "memo",
            "met",
            "not_applicable",
            "nothing",
        ),
        *(
            "number",
            "out",
            "quick",
            "record",
            "report",
            "row",
            "rows",
            "rule",
            "seen",
            "sure",
            "w",
            "m",
        ),
        *("asked", "b", "doubt", "most", "p", "s", "some"),
    }
)
_NUMBERED = re.compile(r"t\d+|.*_\d+|(let|lacks|def|rule|on|broken)_.*")


def variable_of(words: str) -> str:
    """The name of a variable for what is called so: `visit day` gives `visit_day`."""
    name = "".join(c if c.isascii() and c.isalnum() else "_" for c in words.lower()).strip("_")
    ours = name in _OURS or name in NAMES or name in kwlist or _NUMBERED.fullmatch(name)
    return f"the_{name}" if ours or not name[:1].isalpha() else name
