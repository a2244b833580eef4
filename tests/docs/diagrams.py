"""The grammar as railroad diagrams: a page of the reference and its pictures, read off the grammar.

What the pictures call `name`, `value` or `sentence` are the rules of the grammar in an analyst's
words; words of the language stand in rounded boxes.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import railroad
from lark import Token, Tree
from lark.load_grammar import load_grammar

from tests.docs.blocks import ROOT

GRAMMAR = ROOT / "grammar" / "rulebook.lark"
PAGE = ROOT / "docs" / "reference" / "grammar.md"
FOLDER = PAGE.parent / "railroad"

_FEW = 14
_HEADER = "rulebook title version uses extends applies dated_by cite"
_DEFINING = "define table value no_row fact path means absent_means"
_RULE = (
    "rule replace switch_off effective effective_to certainty level for_each let when unless "
    "require otherwise because fix note treat_missing"
)
_EXAMPLE = "examples example given with_rows earlier_claim this_claim expect"
SECTIONS: tuple[tuple[str, str, str, str], ...] = (
    ("header", "The header of a rulebook", "clause", _HEADER),
    ("definitions", "Definitions, tables, values, facts", "clause", _DEFINING),
    ("rule", "Rules and changes of rules", "clause", _RULE),
    ("example", "Examples", "clause", _EXAMPLE),
    ("definition", "What a definition stands for", "body", ""),
    ("sentence", "A sentence", "sentence", ""),
    ("simple-sentence", "A simple sentence", "simple", ""),
    ("list", "A list of sentences", "list", ""),
    ("value", "A value", "expr", ""),
    ("operand", "A single value", "operand", ""),
    ("figure", "A figure over a set", "aggregate", ""),
    ("fact", "A fact, or a look-up", "ref", ""),
    ("day", "A day counted from another", "shift", ""),
    ("window", "A window of a set", "window", ""),
    ("action", "What follows", "action", ""),
    ("literal", "A literal", "literal", ""),
    ("items", "Codes and other values, listed", "items", ""),
    ("cell", "A cell of a table", "cell", ""),
    ("head", "The head of a column", "head", ""),
    ("given", "What an example gives", "given", ""),
    ("expected", "What an example expects", "expect_part", ""),
)
"""Picture, heading, rule of the grammar, and which of its alternatives (by alias) if not all."""

NAMES = {
    "chain": "name",
    "expr": "value",
    "sum": "value",
    "condition": "sentence or list",
    "sentence": "sentence",
    "entry": "sentence or list",
    "simple": "simple sentence",
    "body": "definition",
    "literal": "literal",
    "items": "values, listed",
    "window": "window",
    "first_window": "window",
    "window_date": "day",
    "shift_date": "day",
    "date_atom": "day",
    "action": "action",
    "given": "given",
    "expect_part": "expected",
    "cell": "cell",
    "head": "head",
    "aggregate": "figure",
    "atom": "single value",
    "operand": "single value",
    "ref": "fact",
    "shift": "day",
    "chain_shift": "name before or after a day",
    "list": "list",
    "fact_name": "name",
    "exists_where": "there is …",
    "lookup_key": "key",
}
TERMINALS = {
    "NAME": "name",
    "STRING": '"text"',
    "VERSION": "1.0.0",
    "RULE_ID": "OT-15",
    "DATE": "2026-01-31",
    "DURATION": "30 days",
    "MONEY": "$1,980.00",
    "PERCENT": "25%",
    "FRACTION": "6/30",
    "CODE": "G0151",
    "NUMBER": "17",
    "PATH_WORD": "path.of.a.field",
    "_NL": "next line",
    "_INDENT": "deeper",
    "_DEDENT": "back",
}
_WITHIN = frozenset(
    """
    by_keys from_file called treatment conjunction disjunction not compare one_of between presence
    include mentions says exists members set_base by_chains if_none product lookup_keys as_of
    range item key column bracket pick whole_part year_of month_end duration given_name
    key_year date_name date_literal date_pick inner_shift window_shift
    """.split()  # noqa: SIM905 - a list of words reads better so
)
"""Rules that are drawn within those that name them."""
_WITHIN_OF = frozenset({("window", "first_window"), ("operand", "atom")})
"""Rules that are drawn within one other alone."""


class Diagrams:
    """The grammar's rules, drawn."""

    def __init__(self) -> None:
        text = GRAMMAR.read_text("utf-8")
        grammar, _ = load_grammar(text, GRAMMAR.name, [], False)  # type: ignore[no-untyped-call]
        self.rules = {str(name): tree for name, _, tree, _ in grammar.rule_defs}
        self.terminals = {str(name): tree for name, (tree, _) in grammar.term_defs}

    def svg(self, rule: str, aliases: str) -> str:
        """One picture."""
        tree = self.rules[rule]
        wanted = aliases.split()
        options = [
            self.drawn(option, rule)
            for option in _options(tree)
            if not wanted or (option.data == "alias" and str(option.children[1].name) in wanted)
        ]
        again = self._repeated(tree, rule)
        body = again if again is not None else _choice(options)
        text = io.StringIO()
        railroad.Diagram(body, type="complex").writeStandalone(text.write)
        return text.getvalue().rstrip() + "\n"

    def _repeated(self, tree: Any, rule: str) -> Any:
        """`a: b | a op b` as a loop."""
        options = _options(tree)
        heads = [_parts(o)[0] if _parts(o) else None for o in options]
        if len(options) == 2 and _name(heads[1]) == rule and len(_parts(options[1])) == 3:
            first, (_, between, _) = options[0], _parts(options[1])
            return railroad.OneOrMore(self.drawn(first, rule), self.drawn(between, rule))
        return None

    def drawn(self, tree: Any, rule: str) -> Any:
        """A part of a rule."""
        if not isinstance(tree, Tree):
            return self._symbol(tree, rule)
        match tree.data:
            case "expansions":
                return _choice([self.drawn(c, rule) for c in tree.children])
            case "alias":
                return self.drawn(tree.children[0], rule)
            case "expansion":
                return railroad.Sequence(*(self.drawn(c, rule) for c in tree.children))
            case "maybe":
                return railroad.Optional(self.drawn(tree.children[0], rule))
            case "expr":
                inner, sign = self.drawn(tree.children[0], rule), str(tree.children[1])
                loop = {
                    "*": railroad.ZeroOrMore,
                    "+": railroad.OneOrMore,
                    "?": railroad.Optional,
                }
                return loop[sign](inner)
            case _:
                return self._symbol(tree.children[0], rule)

    def _symbol(self, symbol: Any, rule: str) -> Any:
        name = str(symbol.name)
        if name in self.terminals:
            return self._terminal(name)
        inside = name.startswith("_") or name in _WITHIN or (rule, name) in _WITHIN_OF
        if name == rule or not inside:
            return railroad.NonTerminal(NAMES.get(name, name.replace("_", " ")))
        inner = self.rules[name]
        again = self._repeated(inner, name)
        return again if again is not None else self.drawn(inner, name)

    def _terminal(self, name: str) -> Any:
        if name in TERMINALS:
            known = TERMINALS[name]
            return (railroad.Comment if name.startswith("_") else railroad.NonTerminal)(known)
        words = list(_spelt(self.terminals[name]))
        return _choice([railroad.Terminal(word) for word in words])


def _options(tree: Any) -> list[Any]:
    return list(tree.children) if tree.data == "expansions" else [tree]


def _parts(tree: Any) -> list[Any]:
    while isinstance(tree, Tree) and tree.data == "alias":
        tree = tree.children[0]
    return (
        list(tree.children) if isinstance(tree, Tree) and tree.data == "expansion" else [tree]
    )


def _name(tree: Any) -> str:
    while isinstance(tree, Tree) and tree.data == "value":
        tree = tree.children[0]
    return str(getattr(tree, "name", ""))


def _choice(options: list[Any]) -> Any:
    return options[0] if len(options) == 1 else railroad.Choice(0, *options)


def _spelt(tree: Any) -> Iterator[str]:
    """The words that a terminal stands for."""
    for token in tree.scan_values(lambda t: isinstance(t, Token)):
        if token.type == "STRING":
            yield str(token)[1:-1]
        else:
            pattern = _BESIDE.sub("", str(token)[1:-1].replace("\\/", "/"))
            found = [" ".join(word.split()) for word in _alternatives(pattern)]
            yield from dict.fromkeys(found[:_FEW])


_BESIDE = re.compile(r"\(\?<?[=!](?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)")
"""What has to stand, or not to stand, before or after a word."""
_GROUP = re.compile(r"\(\?:((?:[^()]|\((?:[^()]|\([^()]*\))*\))*)\)(\??)|([a-z])\?")
_BAR = re.compile(r"\|(?![^(]*\))")


def _alternatives(pattern: str) -> list[str]:
    """The texts that a pattern of words, blanks and alternatives matches."""
    options = _BAR.split(pattern)
    if len(options) > 1:
        return [word for option in options for word in _alternatives(option)]
    match = _GROUP.search(pattern)
    if match is None:
        return [pattern.replace(" +", " ").replace("\\", "")]
    inside = [match[3]] if match[3] else _alternatives(match[1])
    if match[2] or match[3]:
        inside = ["", *inside]
    before, after = pattern[: match.start()], pattern[match.end() :]
    return [word for one in inside for word in _alternatives(before + one + after)]


_INTRODUCTION = """\
Follow a line from left to right; where it parts, either way is right. Words in rounded boxes are written
as they stand; a box with corners is another picture, or a thing of your own: a name, a text, a code, a
day. [The rule language](language.md) says what each construct means.
"""


def pictures() -> dict[str, str]:
    """Each picture by the name of its file."""
    drawn = Diagrams()
    return {f"{slug}.svg": drawn.svg(rule, aliases) for slug, _, rule, aliases in SECTIONS}


def page() -> str:
    """The page that shows them."""
    parts = [
        "# The grammar in pictures\n",
        _INTRODUCTION,
    ]
    for slug, title, _, _ in SECTIONS:
        parts.append(f"## {title}\n\n![{title}](railroad/{slug}.svg)\n")
    return "\n".join(parts)


def write() -> None:
    """Write the page and its pictures; a picture of an earlier grammar goes."""
    FOLDER.mkdir(exist_ok=True)
    current = pictures()
    for old in FOLDER.glob("*.svg"):
        if old.name not in current:
            old.unlink()
    for name, text in current.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    PAGE.write_text(page(), encoding="utf-8")
