"""A claim gives the same report from its document and from its row in a table."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings

import hhrules
from hhrules.arrow import batches_of, claim_schema, evaluate_batches, reports_of
from hhrules.arrow.claims import read_batch
from hhrules.arrow.files import TableBytes, open_batches
from hhrules.claims.model import Claim
from hhrules.claims.reader import read_claim
from tests.properties.cases import case
from tests.properties.strategies import Document, documents

ROOT = Path(__file__).resolve().parents[3]


def examples() -> list[bytes]:
    files = sorted((ROOT / "examples" / "claims").glob("*.json*"))
    files += sorted((ROOT / "tests" / "corpus" / "claims").glob("*.json"))
    texts = [text for file in files for text in documents_in(file)]
    assert len(texts) > 15
    return texts


def documents_in(file: Path) -> list[bytes]:
    if file.suffix == ".jsonl":
        return [line for line in file.read_bytes().splitlines() if line]
    whole = json.loads(file.read_bytes())
    several = whole if isinstance(whole, list) else [whole]
    return [json.dumps(one).encode() for one in several if "claim_id" in one]


def through_parquet(claims: list[Claim]) -> list[pa.RecordBatch]:
    written = io.BytesIO()
    with pq.ParquetWriter(written, claim_schema()) as writer:
        for batch in batches_of(claims):
            writer.write_batch(batch)
    written.seek(0)
    _, batches = open_batches(io.BufferedReader(written))
    return list(batches)


@pytest.fixture(scope="module")
def sent() -> list[bytes]:
    return [*examples(), *(json.dumps(case(seed)).encode() for seed in range(60))]


def test_the_reports_are_the_same_to_the_byte(
    shipped: hhrules.Rules, sent: list[bytes]
) -> None:
    expected = [report.encode() for report in shipped.evaluate_many(sent)]
    found = evaluate_batches(through_parquet([read_claim(text) for text in sent]), shipped)
    assert [r.encode() for batch in found for r in reports_of(batch)] == expected
    assert sum(b"violated" in text for text in expected) > len(expected) / 2


_SETTINGS = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)


@_SETTINGS
@given(documents())
def test_any_claim_comes_back_as_it_was(one: Document) -> None:
    claim = read_claim(one)
    (batch,) = through_parquet([claim])
    (reading,) = read_batch(batch)
    assert reading.problems == ()
    assert reading.claim == claim


@pytest.mark.parametrize("format_", ["parquet", "arrow"])
def test_a_file_made_in_pieces_holds_every_batch_in_order(format_: str) -> None:
    batches = [pa.record_batch({"n": list(range(k, k + 30_000))}) for k in range(0, 9, 3)]
    file = TableBytes("parquet" if format_ == "parquet" else "arrow", batches[0].schema)
    pieces = [*(file.write(batch) for batch in batches), file.close()]
    stream = io.BufferedReader(io.BytesIO(b"".join(pieces)))
    _, found = open_batches(stream)
    table = pa.Table.from_batches(found)
    assert table.column("n").to_pylist() == [n for b in batches for n in b["n"].to_pylist()]
    assert len([piece for piece in pieces if piece]) > 1
