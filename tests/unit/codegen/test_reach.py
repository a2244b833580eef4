"""Generated code reaches the runtime's names and nothing else, whatever a rulebook says."""

from __future__ import annotations

import ast
import dis
from collections.abc import Iterator
from types import CodeType

import pytest

from hhrules.codegen.text.constants import quote
from hhrules.engine.texts import Text
from hhrules.runtime.namespace import NAMES
from hhrules.source.text import SourceFile
from hhrules.values.codes import span_members, spans_fit
from tests.judging import Loaded, load, shipped

HOSTILE = """rulebook hostile
  title       "A title'''); import os; ('''"
  version     1.0.0
  applies to claims where type of bill is 34X
  dated by    statement from
  cite        "x"

rule XX-01 "' + __import__('os').system('true') + '"
  effective from 2020-01-01
  require     payer name is "'''); raise SystemExit  #"
  otherwise   warn
  because     "{payer name} is not {claim id} ''' or ')"
  cite        "x"

examples of XX-01
  | payer name | statement from | expect   |
  | "A"           | 2024-01-01     | violated |
"""


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)


def _globals_read(book: Loaded, *, traced: bool) -> set[str]:
    evaluators = book.traced if traced else book.plain
    found = set()
    functions = [v for v in evaluators.namespace.values() if hasattr(v, "__code__")]
    for function in functions:
        if function.__globals__ is evaluators.namespace:
            for code in _codes(function.__code__):
                found |= {
                    i.argval for i in dis.get_instructions(code) if i.opname == "LOAD_GLOBAL"
                }
    return found


@pytest.mark.parametrize("traced", [False, True])
def test_every_name_is_the_module_s_own_or_the_runtime_s(traced: bool) -> None:
    for book in shipped().values():
        module = book.modules[traced]
        own = {
            name.id if isinstance(name, ast.Name) else name.name
            for statement in ast.parse(module.text).body
            for name in (
                [statement]
                if isinstance(statement, ast.FunctionDef)
                else [t for t in getattr(statement, "targets", []) if isinstance(t, ast.Name)]
            )
        }
        assert _globals_read(book, traced=traced) <= own | set(module.objects) | set(NAMES)


def test_there_are_no_builtins_but_constructors() -> None:
    for book in shipped().values():
        assert book.plain.namespace["__builtins__"] == {}
    assert {"open", "eval", "exec", "getattr", "__import__", "type"}.isdisjoint(NAMES)


def test_generated_text_reads_no_private_attribute() -> None:
    for book in shipped().values():
        for module in book.modules:
            read = {
                n.attr for n in ast.walk(ast.parse(module.text)) if isinstance(n, ast.Attribute)
            }
            assert {name for name in read if name.startswith("_")} <= {"__class__"}


def vars_of(text: str) -> set[str]:
    """The functions that a module's text defines."""
    return {n.name for n in ast.walk(ast.parse(text)) if isinstance(n, ast.FunctionDef)}


def test_what_a_rulebook_says_stays_a_string() -> None:
    (book,) = load((Text(SourceFile("hostile.hhr", HOSTILE), {}),)).values()
    for module in book.modules:
        calls = [
            node.func.id
            for node in ast.walk(ast.parse(module.text))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        ]
        mine = vars_of(module.text)
        assert set(calls) <= set(NAMES) | mine | {"seen"}
        assert "'''); raise SystemExit  #" in [
            n.value for n in ast.walk(ast.parse(module.text)) if isinstance(n, ast.Constant)
        ]


def test_a_literal_is_ascii_and_reads_back() -> None:
    for text in ("plain", "quote ' and \"", "back\\slash", "line\nend", "ünï", "\ue000"):
        assert quote(text).isascii()
        assert ast.literal_eval(quote(text)) == text


def test_spans_are_written_out_where_their_members_can_be_counted() -> None:
    assert span_members("G8978", "G8980") == ["G8978", "G8979", "G8980"]
    assert span_members("098", "101") == ["098", "099", "100", "101"]
    assert span_members(8, 11) == [8, 9, 10, 11]
    assert spans_fit("G8978", "G8999")
    assert not spans_fit("G8999", "G8978")
    assert not spans_fit("A10", "B10")
