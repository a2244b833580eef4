"""Claims in Parquet files of many small row groups, and the reports that one process gives on them."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from attrs import frozen

import hhrules
from hhrules.arrow import claim_schema, pin
from hhrules.arrow.columns import batch_of
from hhrules.arrow.tables import row_of
from hhrules.claims.reader import read_claim
from hhrules.distributed.run import Run
from hhrules.history.store import HistoryStore
from tests.unit.cli.conftest import RULEBOOK, Program, run_with

CLAIMS = 480
GROUP = 20
BOOK = f"""{RULEBOOK}
define filed lines as lines across earlier claims

rule S-3 "Few earlier lines"
  require     count of filed lines is at most 3
  otherwise   review
  because     "There are {{count of filed lines}} before."
  fix         "Look."
  cite        "A policy"
"""


@frozen
class Case:
    """Claims to judge somewhere, and what comes of it, without and with the run's own history."""

    paths: tuple[Path, ...]
    book: Path
    rules: hhrules.Rules
    documents: list[dict[str, object]]
    alone: tuple[bytes, ...]
    related: tuple[bytes, ...]

    def run(self, *, history: bool) -> Run:
        """The run that the claims are for."""
        return Run(pin(self.rules), history=history)

    def expected(self, *, history: bool) -> tuple[bytes, ...]:
        """The reports that one process gives."""
        return self.related if history else self.alone


def _document(number: int) -> dict[str, object]:
    """One of several claims of a patient; ids and Medicare numbers differ in how they are sent."""
    patient = number % 37
    who: dict[str, object] = (
        {"id": f"p{patient}"} if patient % 3 else {"mbi": f"1EG4TE5MK{patient:02}"}
    )
    line = {
        "line": 1,
        "revenue_code": "0421",
        "service_date": "2024-03-04",
        "units": 3 + number % 2,
    }
    days = {"statement_from": f"2024-0{1 + number % 8}-01", "statement_through": "2024-09-02"}
    return {
        "claim_id": f"C{number}",
        "type_of_bill": "329",
        **days,
        "patient": {} if patient == 0 else who,
        "lines": [line],
    }


def _table(documents: list[dict[str, object]]) -> pa.Table:
    """The claims as rows; some lack a day that they must have."""
    rows = [row_of(read_claim(document)) for document in documents]
    for row, document in zip(rows, documents, strict=True):
        if str(document["claim_id"]).endswith("11"):
            del row["statement_through"], document["statement_through"]
    return pa.Table.from_batches([batch_of(rows, claim_schema())])


@pytest.fixture(scope="session")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    folder = tmp_path_factory.mktemp("claims")
    book = folder / "small.hhr"
    book.write_text(BOOK)
    rules = hhrules.load(book)
    documents = [_document(number) for number in range(CLAIMS)]
    table = _table(documents)
    paths = (folder / "first half.parquet", folder / "second+half.parquet")
    middle = len(table) // 2
    for path, rows in zip(paths, (table[:middle], table[middle:]), strict=True):
        pq.write_table(rows, path, row_group_size=GROUP)
    with HistoryStore(":memory:") as store:
        related = tuple(r.encode() for r in rules.evaluate_many(documents, history=store))
    alone = tuple(r.encode() for r in rules.evaluate_many(documents))
    assert alone != related
    return Case(paths, book, rules, documents, alone, related)


@pytest.fixture(scope="session")
def shipped() -> hhrules.Rules:
    """Give the shipped rules."""
    return hhrules.load()


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder for compiled rulebooks that these tests share."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def program(cache: Path) -> Program:
    """Run `hhrules` as a process."""
    return run_with(cache)
