"""The TextMate grammar, made from the words of the language's own grammar.

`python -m tests.lsp.textmate` writes it anew; a test tells when the file has gone stale.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hhrules.syntax.phrases import phrases
from hhrules.syntax.words import BLOCK_WORDS, CLAUSE_WORDS

FILE = (
    Path(__file__).resolve().parents[2]
    / "grammar/editors/vscode/syntaxes/hhrules.tmLanguage.json"
)

#: Terminals whose words are coloured only where they cannot be part of a name.
ACTIONS = ("DENY", "REJECT", "REDUCE_PAYMENT", "ACTION", "ACTION_NAME")
IN_PLACE = {*ACTIONS, "OUTCOME", "_TO", "_ON", "_ON_LINE", "_WITHOUT", "_CALLED", "YES_NO_TYPE"}
FIRST = {*BLOCK_WORDS, *CLAUSE_WORDS}

_CODE = r"(?<![\w$.-])(?=[0-9_]*[A-Z])[0-9A-Z_]+(?:\.[0-9A-Z]+)?(?![\w-])"
_RULE_ID = r"[A-Z][A-Z0-9]*-[0-9]+[a-z]?"


def operators() -> list[str]:
    """The phrases that are coloured wherever they stand, the longest first."""
    said = {
        phrase
        for terminal, words in phrases().items()
        for phrase in words
        if terminal not in IN_PLACE and not (phrase in FIRST and terminal.startswith("_"))
    }
    return sorted(said, key=lambda phrase: (-len(phrase), phrase))


def _any(words: list[str] | tuple[str, ...] | set[str]) -> str:
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return "(?:" + "|".join(word.replace(" ", " +") for word in ordered) + ")"


def _words(*terminals: str) -> set[str]:
    return {phrase for terminal in terminals for phrase in phrases()[terminal]}


def _match(name: str, pattern: str) -> dict[str, Any]:
    return {"name": f"{name}.hhrules", "match": pattern}


def _captured(pattern: str, *names: str) -> dict[str, Any]:
    captures = {str(n): {"name": f"{name}.hhrules"} for n, name in enumerate(names, 1)}
    return {"match": pattern, "captures": captures}


def grammar() -> dict[str, Any]:
    """The whole grammar."""
    parts = ("comment", "message", "string", "block", "clause", "row", "values")
    return {
        "name": "Rulebook",
        "scopeName": "source.hhrules",
        "fileTypes": ["hhr"],
        "patterns": [{"include": f"#{part}"} for part in parts],
        "repository": {
            "comment": {"patterns": [_match("comment.line.number-sign", "#.*$")]},
            "message": _message(),
            "string": {"patterns": [_match("string.quoted.double", r'"(?:[^"]|"")*"?')]},
            "block": {"patterns": _blocks()},
            "clause": {"patterns": _clauses()},
            "row": {"patterns": _rows()},
            "values": {"patterns": _values()},
        },
    }


def _message() -> dict[str, Any]:
    """`because` and `fix`: text with names and values in braces."""
    inner = {
        "name": "meta.embedded.place.hhrules",
        "begin": r"\{(?!\{)",
        "end": r"\}|(?=\"|$)",
        "beginCaptures": {"0": {"name": "punctuation.section.embedded.begin.hhrules"}},
        "endCaptures": {"0": {"name": "punctuation.section.embedded.end.hhrules"}},
        "patterns": [{"include": "#values"}],
    }
    escapes = _match("constant.character.escape", r'\{\{|\}\}|""')
    return {
        "patterns": [
            {
                "begin": r'^\s+(because|fix)\s+(")',
                "end": r'"(?!")|$',
                "beginCaptures": {
                    "1": {"name": "keyword.other.clause.hhrules"},
                    "2": {"name": "string.quoted.double.hhrules"},
                },
                "endCaptures": {"0": {"name": "string.quoted.double.hhrules"}},
                "contentName": "string.quoted.double.hhrules",
                "patterns": [escapes, inner],
            }
        ]
    }


def _blocks() -> list[dict[str, Any]]:
    """The first lines of blocks, with what they name."""
    rules = r"^\s*(rule|replace|switch +off|examples? +of)\s+(" + _RULE_ID + r")(?![\w-])"
    ends = r"(?=\s+(?:as|by|from +file|has +type|called(?= *\"))(?![\w-])|\s*(?:#|$))"
    named = r"^(define|table|value|fact)\s+([a-z][a-z0-9 -]*?)" + ends
    return [
        _captured(rules, "keyword.control.block", "entity.name.function.rule"),
        _captured(named, "keyword.control.block", "entity.name.type"),
        _captured(
            r"^(rulebook)\s+([a-z0-9-]+)", "keyword.control.block", "entity.name.namespace"
        ),
        _captured(
            r"^\s+(uses|extends)\s+([a-z0-9-]+)",
            "keyword.other.clause",
            "entity.name.namespace",
        ),
        _captured(rf"^({_any(BLOCK_WORDS)})(?![\w-])", "keyword.control.block"),
    ]


_BESIDE = ("_ON", "_ON_LINE", "_WITHOUT", "_BY", "_WITH", "_BECAUSE")
"""What may follow the outcome after `expect`."""


def _clauses() -> list[dict[str, Any]]:
    """The words that begin clauses, and those that stand in one clause alone."""
    actions, outcomes = _any(_words(*ACTIONS)), _any(_words("OUTCOME"))
    kind = "keyword.other.clause"
    return [
        _captured(rf"^\s+(otherwise)\s+({actions})(?![\w-])", kind, "keyword.other.action"),
        {
            "begin": r"^\s+(expect)(?![\w-])",
            "end": "$",
            "beginCaptures": {"1": {"name": f"{kind}.hhrules"}},
            "patterns": [
                {"include": "#comment"},
                _match("constant.language.outcome", rf"(?<![\w-]){outcomes}(?![\w-])"),
                _match(
                    "keyword.operator.word", rf"(?<![\w-]){_any(_words(*_BESIDE))}(?![\w-])"
                ),
                _match(
                    "keyword.other.action", rf"(?<![\w-]){_any(_words('ACTION_NAME'))}(?![\w-])"
                ),
                {"include": "#values"},
            ],
        },
        _captured(rf"^\s+({_any(CLAUSE_WORDS)})(?![\w-])", kind),
    ]


def _rows() -> list[dict[str, Any]]:
    """Rows of tables: bars, outcomes, and the words that cells alone have."""
    words = ("any", "none", "otherwise", "undetermined", "expect")
    return [
        {
            "name": "meta.row.hhrules",
            "begin": r"^\s*(?=\|)",
            "end": "$",
            "patterns": [
                _match("punctuation.separator.cell", r"\|"),
                {"include": "#comment"},
                {"include": "#string"},
                _match(
                    "constant.language.outcome",
                    rf"(?<=\| )\s*{_any(_words('OUTCOME'))}(?=\s+(?:\||by|with))",
                ),
                _match("constant.language", rf"(?<=\| )\s*{_any(words)}(?=\s+\|)"),
                _match("constant.language", r"(?<=\| )\s*-(?=\s+\|)"),
                _match(
                    "keyword.operator.word", rf"(?<=\| )\s*{_any(_words('BOUND'))}(?![\w-])"
                ),
                _match(
                    "keyword.other.action", rf"(?<=with ){_any(_words('ACTION_NAME'))}(?![\w-])"
                ),
                {"include": "#values"},
            ],
        }
    ]


def _values() -> list[dict[str, Any]]:
    """Literals, phrases and names, anywhere."""
    return [
        {"include": "#comment"},
        _match("constant.other.date", r"(?<![\w-])[0-9]{4}-[0-9]{2}-[0-9]{2}(?![\w-])"),
        _match("entity.name.function.rule", rf"(?<![\w-]){_RULE_ID}(?![\w-])"),
        _match("constant.numeric.money", r"-?\$[0-9][0-9,]*(?:\.[0-9]{2})?(?![\w])"),
        _match(
            "constant.numeric.duration",
            r"(?<![\w-])-?[0-9]+ +(?:business +)?(?:day|week|month|year|hour)s?(?![\w-])",
        ),
        _match("constant.numeric.percent", r"(?<![\w-])-?[0-9]+(?:\.[0-9]+)?%"),
        _match("constant.numeric.fraction", r"(?<![\w/])[0-9]+/[0-9]+(?![\w/])"),
        _captured(r"(?<=[0-9A-Z%]) +(to)(?= +[0-9A-Z$-])", "keyword.operator.word.span"),
        _match("constant.other.code", _CODE),
        _match("constant.numeric", r"(?<![\w-])-?[0-9]+(?:\.[0-9]+)*(?![\w])"),
        _match("storage.type", r"(?<![\w-])yes/no(?![\w-])"),
        _match("constant.language.boolean", r"(?<![\w-])(?:yes|no)(?![\w/ -]*[a-z])(?![\w-])"),
        _match("keyword.operator.word", rf"(?<![\w-]){_any(operators())}(?![\w-])"),
        _captured(r"(?<![\w-])(called)(?= *\")", "keyword.operator.word"),
        _match("keyword.operator.arithmetic", r"[+*/=]|(?<= )-(?= )"),
        _match("punctuation.section.group", r"[()]"),
        _match("punctuation.separator.list", ","),
        _match("variable.other.name", r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*"),
    ]


def text() -> str:
    """The file as it has to be."""
    return json.dumps(grammar(), indent=2) + "\n"


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
