"""Names for what is worked out once for a claim: equal wherever the text that works it out is.

Rulebooks that use one definition have each a function of their own for it. What it comes to is
kept for the claim under a name made of its text, with the constants and the functions that
it reaches in place of their names; so the first rulebook that asks works it out for all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import blake2b
from keyword import kwlist

from attrs import define, field
from msgspec import Struct
from msgspec.structs import astuple

from hhrules.codegen.text.constants import Constants
from hhrules.runtime.namespace import NAMES

_TOKENS = re.compile(
    r"""(?P<text>'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")"""
    r"|(?P<remark>[ ]*\#[^\n]*)"
    r"|(?P<groups>\benv\.(?:found\.get|groups|group|group_of|run_of|keyed)\((?P<number>\d+))"
    r"|(?P<scope>\benv\.(?:spread|unsent|counts)\b)"
    r"|(?P<name>(?<![\w.])[A-Za-z_]\w*(?!\w|=[^=]))",
)
_OWN = frozenset({*kwlist, *NAMES})
"""Names that mean the same in every module."""


def key_name(function: str) -> str:
    """The constant under which a function keeps what it found."""
    return f"KEY_{function}"


@define(eq=False)
class Contents:
    """The functions of one module by what they work out."""

    constants: Constants
    functions: Mapping[str, str]
    makers: tuple[str, ...]
    _known: dict[str, str] = field(factory=dict)

    def keys(self) -> dict[str, str]:
        """The constants of the functions that keep what they found."""
        return {
            key_name(name): repr(self.of(name))
            for name, text in self.functions.items()
            if re.search(rf"\bkey = \(?{key_name(name)}\b", text)
        }

    def of(self, name: str) -> str:
        """What the text of a function, a constant or a table comes to: equal texts, equal names."""
        found = self._known.get(name)
        if found is None:
            self._known[name] = ""  # its own name, within its text
            found = self._known[name] = _digest(self._text(name))
        return found

    def _text(self, name: str) -> str:
        if name in self.functions:
            return self._plainly(self.functions[name])
        if name in self.constants.names:
            return self.constants.names[name]
        return _said(self.constants.objects[name])

    def _plainly(self, text: str) -> str:
        """The text of a function with its variables by number, and with what other names mean."""
        variables: dict[str, str] = {}

        def plain(token: re.Match[str]) -> str:
            word = token.group()
            match token.lastgroup:
                case "text":
                    return word
                case "remark":
                    return ""
                case "groups":
                    number = token["number"]
                    made = self.of(self.makers[int(number)])
                    return f"{word.removesuffix(number)}:{made}"
                case "scope":
                    return f"{word}:{self.of('applies')}"
                case _:
                    if word in _OWN:
                        return word
                    if word.startswith("KEY_"):
                        return "KEY"
                    if self._is_global(word):
                        return self.of(word)
                    return variables.setdefault(word, f"v{len(variables)}")

        return _TOKENS.sub(plain, text)

    def _is_global(self, word: str) -> bool:
        return (
            word in self.functions
            or word in self.constants.names
            or word in self.constants.objects
        )


def functions_in(lines: list[str]) -> dict[str, str]:
    """The functions of a module's text by their names."""
    found: dict[str, list[str]] = {}
    own: list[str] | None = None
    for line in lines:
        if line.startswith("def "):
            own = found[line[4 : line.index("(")]] = []
        elif not line.startswith(" "):
            own = None
        if own is not None:
            own.append(line)
    return {name: "\n".join(text) for name, text in found.items()}


def _digest(text: str) -> str:
    return blake2b(text.encode(), digest_size=9).hexdigest()


def _said(value: object) -> str:
    """A table, or a part of one, in words that do not hang on the order of sets."""
    match value:
        case Struct():
            return f"{type(value).__name__}({_said(astuple(value))})"
        case tuple() | list():
            return f"[{', '.join(map(_said, value))}]"
        case dict():
            return (
                f"{{{', '.join(sorted(f'{_said(k)}: {_said(v)}' for k, v in value.items()))}}}"
            )
        case frozenset() | set():
            return f"{{{', '.join(sorted(map(_said, value)))}}}"
        case _:
            return f"{type(value).__name__} {value!r}"
