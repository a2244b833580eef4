"""Short ways for the tests to read texts."""

from __future__ import annotations

from textwrap import dedent

from hhrules.source.diagnostic import Diagnostic, Diagnostics
from hhrules.source.text import SourceFile
from hhrules.syntax import nodes as n
from hhrules.syntax.parser import parse, parse_expression

HEAD = 'rulebook test\n  title       "Test"\n  version     1.0.0\n\n'


def read(text: str) -> n.Rulebook:
    """The tree of blocks that have no mistake; the header is put before them."""
    diagnostics = Diagnostics()
    tree = parse(SourceFile("test.hhr", HEAD + dedent(text)), diagnostics)
    assert not list(diagnostics), [d.message for d in diagnostics]
    assert tree is not None
    return tree


def block(text: str) -> n.Block:
    """The first block of a text."""
    return read(text).blocks[0]


def mistakes(text: str) -> tuple[SourceFile, list[Diagnostic]]:
    """What is wrong with a text that has its own header or gets one."""
    whole = text if "rulebook" in text else HEAD + text
    source = SourceFile("test.hhr", whole)
    diagnostics = Diagnostics()
    parse(source, diagnostics)
    return source, diagnostics.sorted()


def ask(text: str) -> n.Expr | n.Condition:
    """An expression or a sentence alone."""
    diagnostics = Diagnostics()
    found = parse_expression(SourceFile("question", text), diagnostics)
    assert not list(diagnostics), [d.message for d in diagnostics]
    assert found is not None
    return found


def sentence(text: str) -> n.Condition:
    """The condition of a `require`."""
    rule = block(f'rule OT-1 "T"\n  require     {text}\n  otherwise   review\n')
    assert isinstance(rule, n.Rule)
    return rule.checks[0].condition
