"""Places of nodes: what is marked in the author's text is what the node says."""

from __future__ import annotations

from hhrules.source.diagnostic import Diagnostics
from hhrules.source.text import SourceFile
from hhrules.syntax import nodes as n
from hhrules.syntax.parser import parse
from hhrules.syntax.walk import children, dump, span_of, walk
from tests.unit.syntax.reading import HEAD

TEXT = (
    HEAD
    + """\
define days as lines where all of
  units is 1
  minutes is 30   # half an hour
rule OT-1 "T"
  when        service date is on or after 30 days after admission date
                and units is known
  require     any of
    hcpcs is one of G0151 to G0153, KX
    there is a line in this day where minutes is 1
  otherwise   deny the line
  because     "{30 days after service date} is late; \u00e9t\u00e9 {units}"

examples of OT-1
  | date of occurrence 61 | expect         |
  | 2024-01-01            | violated by 6/30 |
"""
)


def tree() -> tuple[SourceFile, n.Rulebook]:
    source = SourceFile("t", TEXT)
    diagnostics = Diagnostics()
    found = parse(source, diagnostics)
    assert found is not None
    assert not list(diagnostics)
    return source, found


def said(kind: type) -> list[str]:
    source, root = tree()
    return [source.slice(span_of(x)) for x in walk(root) if isinstance(x, kind)]


def test_each_kind_of_node_is_where_it_was_written() -> None:
    assert said(n.Between) == []
    assert said(n.OneOf) == ["hcpcs is one of G0151 to G0153, KX"]
    assert said(n.RangeLit) == ["G0151 to G0153"]
    assert said(n.Exists) == ["there is a line in this day where minutes is 1"]
    assert said(n.InThis) == ["in this day"]
    assert said(n.Shift) == ["30 days after admission date", "30 days after service date"]
    assert said(n.Action) == ["deny the line"]
    assert said(n.ExpectCell) == ["violated by 6/30"]
    assert said(n.Header) == ["date of occurrence 61", "expect"]
    assert said(n.Template) == ['"{30 days after service date} is late; \u00e9t\u00e9 {units}"']


def test_lists_end_with_their_last_entry() -> None:
    lists = said(n.Junction)
    assert lists[0] == "all of\n  units is 1\n  minutes is 30"
    assert lists[2].startswith("any of\n")
    assert lists[2].endswith("where minutes is 1")


def test_names_keep_the_place_of_each_part() -> None:
    source, root = tree()
    refs = [x for x in walk(root) if isinstance(x, n.Ref)]
    for ref in refs:
        for part, span in zip(ref.parts, ref.part_spans, strict=True):
            assert " ".join(source.slice(span).split()) == part


def test_every_node_stands_inside_its_parent_and_the_text() -> None:
    _, root = tree()
    for node in walk(root):
        outer = span_of(node)
        assert 0 <= outer.start <= outer.end <= len(TEXT)
        for child in children(node):
            inner = span_of(child)
            assert outer.start <= inner.start, (node, child)
            assert inner.end <= outer.end, (node, child)


def test_comments_are_kept_with_their_places() -> None:
    source, root = tree()
    assert [source.text[o : o + len(c)] for o, c in root.comments] == ["# half an hour"]


def test_dump_tells_trees_apart_and_hides_places() -> None:
    _, root = tree()
    assert "Span" not in dump(root)
    again = parse(SourceFile("other", "\n" + TEXT.replace("  when", "  when  ")), Diagnostics())
    assert dump(root) == dump(again)
    changed = parse(SourceFile("other", TEXT.replace("G0153", "G0154")), Diagnostics())
    assert dump(root) != dump(changed)
