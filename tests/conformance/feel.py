"""A reader of the FEEL expressions that the conformance suites hold: text to a small tree.

Only the closed expressions of the suites are covered. What comes out says what was written;
whether our language has a wording for it is decided in `translate`.
"""

from __future__ import annotations

import re
from typing import TypeAlias

from attrs import frozen


@frozen
class Number:
    """A decimal number as written."""

    text: str


@frozen
class Text:
    """A text in quotes."""

    text: str


@frozen
class At:
    """`@"P1D"`: a date, time or duration, told apart by its text."""

    text: str


@frozen
class Word:
    """`true`, `false` or `null`."""

    text: str


@frozen
class Foreign:
    """A list, range, context or function: kinds of value that our language does not have."""

    kind: str
    items: tuple[Node, ...] = ()


@frozen
class Call:
    """A function call; `named` is true if its arguments have names."""

    function: str
    arguments: tuple[Node, ...]
    named: tuple[str, ...] = ()


@frozen
class Minus:
    """A leading minus."""

    operand: Node


@frozen
class Binary:
    """`and`, `or`, `+`, `-`, `*`, `/`, `**`, `xor`, `implies`."""

    op: str
    left: Node
    right: Node


@frozen
class Between:
    """`A between B and C`."""

    operand: Node
    low: Node
    high: Node


@frozen
class Not:
    """`not A`."""

    operand: Node


Node: TypeAlias = Number | Text | At | Word | Foreign | Call | Minus | Binary | Between | Not

_TOKEN = re.compile(
    r"""\s*(?: (?P<at>@"[^"]*") | (?P<text>"[^"]*") | (?P<number>[0-9]+(?:\.(?!\.)[0-9]+)?)
      | (?P<name>date\ and\ time|years\ and\ months\ duration|[A-Za-z_][A-Za-z_0-9]*)
      | (?P<op>\*\*|\.\.|[-+*/()\[\]{},:]) )""",
    re.VERBOSE,
)
_LEVELS = (("implies",), ("or", "xor"), ("and",), ("between",), ("+", "-"), ("*", "/"), ("**",))


def read(text: str) -> Node:
    """The tree of one expression; a ValueError if the suite holds something new."""
    tokens: list[tuple[str, str]] = []
    at = 0
    while at < len(text.rstrip()):
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            msg = f"cannot read {text!r} at {at}"
            raise ValueError(msg)
        tokens.append((match.lastgroup, match.group(match.lastgroup)))
        at = match.end()
    reader = _Reader(tokens)
    tree = reader.level(0)
    reader.end(text)
    return tree


class _Reader:
    """Recursive descent over the tokens of one expression."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self._tokens = tokens
        self._at = 0

    def _peek(self, ahead: int = 0) -> str:
        at = self._at + ahead
        return self._tokens[at][1] if at < len(self._tokens) else ""

    def _take(self, wanted: str = "") -> tuple[str, str]:
        kind, text = self._tokens[self._at]
        if wanted and text != wanted:
            msg = f"{wanted!r} wanted, {text!r} found"
            raise ValueError(msg)
        self._at += 1
        return kind, text

    def end(self, text: str) -> None:
        if self._at != len(self._tokens):
            msg = f"text is left over in {text!r}"
            raise ValueError(msg)

    def level(self, depth: int) -> Node:
        if depth == len(_LEVELS):
            return self._unary()
        left = self.level(depth + 1)
        while self._peek() in _LEVELS[depth]:
            _, op = self._take()
            right = self.level(depth + 1)
            if op == "between":
                self._take("and")
                left = Between(left, right, self.level(depth + 1))
            else:
                left = Binary(op, left, right)
        return left

    def _unary(self) -> Node:
        if self._peek() == "-":
            self._take()
            return Minus(self._unary())
        if self._peek() == "not" and self._peek(1) != "(":
            self._take()
            return Not(self._unary())
        node = self._primary()
        while self._peek() == "(":
            arguments, named = self._arguments()
            name = node.text if isinstance(node, Text | At | Word | Number) else "?"
            node = Call(name, arguments, named)
        return node

    def _primary(self) -> Node:
        kind, text = self._take()
        if kind == "number":
            return Number(text)
        if kind == "text":
            return Text(text[1:-1])
        if kind == "at":
            return At(text[2:-1])
        if text in ("true", "false", "null"):
            return Word(text)
        if kind == "name":
            return self._named(text)
        return self._bracketed(text)

    def _named(self, name: str) -> Node:
        arguments, named = self._arguments()
        if name == "function":
            self._take()  # the body is the one parameter
            return Foreign("a function")
        if name == "not" and len(arguments) == 1:
            return Not(arguments[0])
        return Call(name, arguments, named)

    def _arguments(self) -> tuple[tuple[Node, ...], tuple[str, ...]]:
        self._take("(")
        arguments: list[Node] = []
        named: list[str] = []
        while self._peek() != ")":
            if self._peek(1) == ":":
                named.append(self._take()[1])
                self._take(":")
            if self._peek() == "a":  # the parameter of a function
                self._take()
            else:
                arguments.append(self.level(0))
            if self._peek() == ",":
                self._take()
        self._take(")")
        return tuple(arguments), tuple(named)

    def _bracketed(self, opener: str) -> Node:
        if opener == "(":
            inner = self.level(0)
            self._take(")")
            return inner
        if opener == "{":
            while self._take()[1] != "}":
                pass
            return Foreign("a context")
        items: list[Node] = []
        kind = "a list"
        while self._peek() != "]":
            items.append(self.level(0))
            if self._peek() == "..":
                kind = "a range"
            if self._peek() != "]":
                self._take()
        self._take("]")
        return Foreign(kind, tuple(items))
