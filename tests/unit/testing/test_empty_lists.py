"""Examples that state a list to be empty."""

import datetime as dt

from hhrules.claims.schema import VOCABULARY
from hhrules.source.text import Span
from hhrules.syntax import nodes
from hhrules.testing.documents import Document

HERE = Span("example", 0, 0)


def header(name: str) -> nodes.Header:
    name_of = nodes.Ref(parts=(name,), part_spans=(HERE,), span=HERE)
    return nodes.Header(name=name_of, key=None, span=HERE)


def test_no_scores_are_an_empty_list_in_each_plan() -> None:
    document = Document(VOCABULARY, ())
    document.state(header("functional scores"), nodes.NoneCell(HERE))
    data = document.finish("341", {}, dt.date(2017, 3, 1), "")
    plans = data["chart"]["therapy_plans"]
    assert [plan["functional_scores"] for plan in plans] == [[], [], []]


def test_no_absences_are_an_empty_list() -> None:
    document = Document(VOCABULARY, ())
    document.state(header("absences"), nodes.NoneCell(HERE))
    assert document.data["chart"]["homebound"]["absences"] == []
