"""Claims of examples: lists that are stated to be empty, and facts stated to be missing."""

import datetime as dt

from hhrules.claims.standard import VOCABULARY
from hhrules.source.text import Span
from hhrules.syntax import nodes
from hhrules.testing.documents import Document

HERE = Span("example", 0, 0)


def header(name: str, key: str = "") -> nodes.Header:
    name_of = nodes.Ref(parts=(name,), part_spans=(HERE,), span=HERE)
    return nodes.Header(name_of, nodes.Lit("code", key, HERE) if key else None, HERE)


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


def test_a_payer_name_that_is_said_to_be_missing_is_not_filled_in() -> None:
    open_name = Document(VOCABULARY, ())
    missing = Document(VOCABULARY, ())
    missing.state(header("payer name"), nodes.MissingCell(HERE))
    payer = {"payer": "medicaid", "payer_name": "example state"}
    assert open_name.finish("329", payer, dt.date(2024, 3, 1), "")["payer_name"]
    data = missing.finish("329", payer, dt.date(2024, 3, 1), "")
    assert "payer_name" not in data
    assert data["payer"] == "medicaid"


def test_a_record_found_by_several_keys_is_named_by_the_last() -> None:
    document = Document(VOCABULARY, ())
    asked = header("response", "M1830")
    name = nodes.Ref(("response", "oasis item"), (HERE, HERE), HERE)
    answer = nodes.ListCell((nodes.Lit("code", "3", HERE),), HERE)
    document.state(nodes.Header(name, asked.key, HERE), answer)
    data = document.finish("329", {}, dt.date(2018, 5, 1), "")
    assert data["chart"]["oasis"] == [{"items": {"M1830": "3"}}]
