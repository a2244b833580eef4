"""Both ways of reading agree: what the quick way accepts, the careful way reads as the same claim."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hhrules.claims import reader
from hhrules.claims.checker import keys_of
from hhrules.claims.encode import decode_value, encode_claim
from hhrules.claims.extend import SiteFact, extend
from hhrules.claims.fields import Record
from hhrules.claims.model import Claim
from hhrules.claims.problem import ClaimProblems
from hhrules.claims.quick import QuickReader
from hhrules.claims.standard import VOCABULARY
from hhrules.claims.vocabulary import shapes
from hhrules.values.types import DATE, MONEY, TEXT, ListOf
from tests.properties.strategies import Document, disordered, documents, places, spoiled

_SETTINGS = settings(max_examples=150, deadline=None, derandomize=True, database=None)

reader.learn(Claim)
QUICK = QuickReader(Claim)
KEYS = keys_of(Claim)
FACTS = (
    SiteFact("seen by", TEXT, "chart.certifications.seen_by"),
    SiteFact("wound depths", ListOf(MONEY), "lines.wound_depths"),
    SiteFact("first wound", DATE, "wounds.first_day"),
)


def carefully(text: bytes, nulls: reader.Nulls = "none") -> Claim | tuple[Any, ...]:
    """The claim as it is read without the quick way, or its problems."""
    try:
        return reader.read_with_care(text, nulls=nulls)
    except ClaimProblems as found:
        return found.problems


def agree(text: bytes, nulls: reader.Nulls = "none") -> bool:
    """Whether the quick way took the document; it must then be as the careful way reads it."""
    quick = QUICK.claim(text, unknown=nulls == "unknown", keep=True)
    if quick is None:
        return False
    claim = carefully(text, nulls)
    assert quick == claim
    assert isinstance(claim, Claim)
    assert encode_claim(quick) == encode_claim(claim)
    assert reader.claim_warnings(quick) == reader.claim_warnings(claim)
    return True


@_SETTINGS
@given(documents())
def test_a_good_document(document: Document) -> None:
    agree(msgspec.json.encode(document))
    agree(json.dumps(document, indent=1).encode())


@_SETTINGS
@given(spoiled())
def test_a_spoiled_document(document: Document) -> None:
    agree(msgspec.json.encode(document))


@pytest.mark.parametrize("nulls", ["none", "unknown"])
@_SETTINGS
@given(document=documents(), data=st.data())
def test_a_document_to_be_put_in_order(
    nulls: reader.Nulls, document: Document, data: st.DataObject
) -> None:
    raw = disordered(document, data)
    agree(msgspec.json.encode(raw), nulls)
    agree(json.dumps({**raw, "a:b": {":": "at 10:30"}}, indent=1).encode(), nulls)


WORDS = (
    "",
    "none",
    "0329",
    "32",
    "421",
    "04211",
    "1EG4-TE5-MK73",
    "g0151",
    "GP ",
    "é",
    ":",
    "::",
)
NUMBERS = (
    -1,
    0,
    1,
    True,
    False,
    None,
    3.0,
    3.5,
    10**20,
    "3",
    "1849-12-31",
    "2200-01-01",
    "2024-02-30",
)


@_SETTINGS
@given(documents(), st.data())
def test_a_document_with_a_value_on_the_edge(document: Document, data: st.DataObject) -> None:
    copy: Document = msgspec.json.decode(msgspec.json.encode(document))
    path = data.draw(st.sampled_from(places(copy)))
    part: Any = copy
    for key in path[:-1]:
        part = part[key]
    part[path[-1]] = data.draw(st.sampled_from((*WORDS, *NUMBERS)))
    agree(msgspec.json.encode(copy))
    agree(json.dumps(copy).encode())


@pytest.mark.parametrize("nulls", ["none", "unknown"])
@_SETTINGS
@given(document=documents(), data=st.data())
def test_a_document_with_nulls(
    nulls: reader.Nulls, document: Document, data: st.DataObject
) -> None:
    copy: Document = msgspec.json.decode(msgspec.json.encode(document))
    for _ in range(data.draw(st.integers(1, 4))):
        path = data.draw(st.sampled_from(places(copy)))
        part: Any = copy
        for key in path[:-1]:
            part = part[key]
        part[path[-1]] = None
    agree(msgspec.json.encode(copy), nulls)
    agree(json.dumps({**copy, "remarks": "at 10:30"}).encode(), nulls)


def with_a_null(model: type[Record] = Claim, seen: tuple[type[Record], ...] = ()) -> Any:
    """Records of a model, in each of which one field, or one within a part of it, is null."""
    for shape in shapes(model):
        if not shape.required:
            yield {shape.key: None}
        if isinstance(shape.item, type) and issubclass(shape.item, Record):
            if shape.item in (*seen, Claim):
                continue
            for inner in with_a_null(shape.item, (*seen, model)):
                yield {shape.key: [inner, {}, inner] if shape.many else inner}


@pytest.mark.parametrize("nulls", ["none", "unknown"])
def test_nulls_wherever_they_may_stand_are_read_quickly(nulls: reader.Nulls) -> None:
    """Each field of a claim, and of a record of every kind, is null in turn."""
    whole = {
        "claim_id": "A",
        "type_of_bill": "329",
        "statement_from": "2024-01-01",
        "statement_through": "2024-01-30",
        "lines": [{"units": 1}],
    }
    parts = list(with_a_null())
    slow = [p for p in parts if not agree(msgspec.json.encode({**whole, **p}), nulls)]
    assert len(parts) > 200
    assert slow == [{"chart": {"oasis": [{"items": None}, {}, {"items": None}]}}]


@_SETTINGS
@given(documents(), st.data())
def test_a_field_that_stands_twice_is_never_taken(
    document: Document, data: st.DataObject
) -> None:
    if data.draw(st.booleans()):
        document = disordered(document, data)
    text = json.dumps(document, separators=(",", ":")).encode()
    path = data.draw(st.sampled_from([p for p in places(document) if isinstance(p[-1], str)]))
    key = json.dumps(path[-1]).encode() + b":"
    value: Any = document
    for step in path:
        value = value[step]
    once = key + json.dumps(value, separators=(",", ":")).encode()
    twice = text.replace(once, once + b"," + once, 1)
    assert QUICK.claim(twice) is None


@pytest.mark.parametrize("colon", ["\\u003a", "\\u003A"])
@pytest.mark.parametrize("where", ["extra", "nobody knows"])
def test_a_colon_in_escapes_hides_no_field_that_stands_twice(colon: str, where: str) -> None:
    part = '"kind": "initial", "kind": "initial"'
    text = _PLAIN % ('""', part, "", f', "{where}": {{"a": "{colon}"}}')
    assert QUICK.claim(text.encode()) is None


@pytest.mark.parametrize("nulls", ["none", "unknown"])
def test_documents_that_need_some_order_are_read_quickly(nulls: reader.Nulls) -> None:
    document = {
        "claim_id": "A",
        "type_of_bill": "329",
        "statement_from": "2024-01-01",
        "statement_through": "2024-01-30",
        "lines": [{"units": 3.0, "shelf": {"at": "10:30"}}, {"minutes": 1}],
        "x:y": [{"z": 1}],
    }
    assert agree(msgspec.json.encode(document), nulls)
    strange = {"patient": None, "hue": None, "tone": {"pitch": None, "keys": [1, None]}}
    assert agree(msgspec.json.encode({**document, **strange}), nulls)


def test_most_plain_documents_are_read_quickly() -> None:
    document = {
        "claim_id": "A",
        "type_of_bill": "0329",
        "payer": "medicare",
        "statement_from": "2024-01-01",
        "statement_through": "2024-01-30",
        "patient": {"mbi": "1EG4-TE5-MK73", "birth_date": "1950-01-01"},
        "lines": [{"revenue_code": "421", "charge": "12.10", "modifiers": ["GP"]}],
        "chart": {"homebound": {"details": {"device": False, "assist_level": "one"}}},
    }
    assert agree(msgspec.json.encode(document))
    earlier = {**document, "claim_id": "B", "type_of_bill": "327"}
    del document["payer"], earlier["payer"]
    assert agree(msgspec.json.encode({**document, "history": {"claims": [earlier]}}))


def keys_in(value: Any) -> int:
    """How many keys the objects of a document have."""
    if isinstance(value, dict):
        return len(value) + sum(map(keys_in, value.values()))
    return sum(map(keys_in, value)) if isinstance(value, list) else 0


@_SETTINGS
@given(documents())
def test_each_key_of_a_good_document_is_counted(document: Document) -> None:
    try:
        claim = msgspec.json.decode(
            msgspec.json.encode(document), type=Claim, dec_hook=decode_value
        )
    except msgspec.ValidationError:
        return
    claims = [document, *document.get("history", {}).get("claims", [])]
    usual = sum(one.get("payer") == "medicare" for one in claims)
    assert KEYS((claim,), [], []) == keys_in(document) - usual


_PLAIN = """{"claim_id": "A", "type_of_bill": "329", "statement_from": "2024-01-01",
 "statement_through": "2024-01-30", "remarks": %s, "chart": {"certifications": [{%s}]},
 "lines": [{"revenue_code": "0421", "units": 1%s}, {"line": 2}, {}]%s}"""


@cache
def of_a_site() -> type[Claim]:
    """The claim model with facts of a site."""
    _, model = extend(VOCABULARY, FACTS)
    reader.learn(model)
    return model


@pytest.mark.parametrize("model_of", [lambda: Claim, of_a_site], ids=["standard", "site"])
@pytest.mark.parametrize("remarks", ["", "seen: twice", "at 10:30", '"payer": "x"', "{", "\\"])
@pytest.mark.parametrize(
    ("part", "line", "rest"),
    [
        ("", "", ""),
        ("", "", ', "payer": "medicare"'),
        ("", "", ', "chart": {}'),
        ("", ', "units": 1', ""),
        ("", ', "units" : 2', ', "payer": "medicare"'),
        ("", ', "units": 1', ', "extra": {"payer": "medicare"}'),
        ("", "", ', "extra": {"payer": {"payer": 1}}'),
        ('"kind": "initial"', "", ', "payer" : "medicare"'),
        ('"kind": "initial", "kind": "initial"', "", ""),
        ("", "", ', "payer": "medicare", "payer": "medicare"'),
    ],
)
def test_a_claim_with_colons_in_its_texts(
    model_of: Callable[[], type[Claim]], remarks: str, part: str, line: str, rest: str
) -> None:
    """All that stands once is taken, with its lines numbered, and nothing else."""
    model = model_of()
    text = _PLAIN % (json.dumps(remarks), part, line, rest)
    doubled: list[str] = []

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        names = [name for name, _ in items]
        doubled.extend(name for name in names if names.count(name) > 1)
        return dict(items)

    json.loads(text, object_pairs_hook=pairs)
    quick = QuickReader(model).claim(text.encode())
    assert (quick is None) == bool(doubled)
    if quick is not None:
        assert quick == reader.read_with_care(text.encode(), claim_type=model)
        assert [one.line for one in quick.lines] == [1, 2, 3]
    hidden = json.dumps(remarks).replace(":", "\\u003a")
    other = QuickReader(model).claim((_PLAIN % (hidden, part, line, rest)).encode())
    assert other == quick or (other is None and "u003a" in hidden)


def test_a_fact_of_the_site_is_asked_for_its_day() -> None:
    quick = QuickReader(of_a_site())
    text = _PLAIN % ('""', "", ', "wound_depths": ["1.00"]', ', "wounds": {"first_day": "%s"}')
    assert quick.claim((text % "2024-01-02").encode()) is not None
    assert quick.claim((text % "1849-12-31").encode()) is None
