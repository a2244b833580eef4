"""Parquet and Arrow on the command line, read by the tools that people have."""

from __future__ import annotations

import io
import json
from pathlib import Path

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.unit.cli.conftest import Program, claim


@pytest.fixture
def many(tmp_path: Path) -> Path:
    path = tmp_path / "many.jsonl"
    documents = [claim(f"C{n}", 3 + n % 2) for n in range(20)]
    documents[7] = '{"claim_id": "C7", "type_of_bill": "329", "units": "x"}\n'
    documents[11] = documents[11].replace('"X1"', "null")
    path.write_text("".join(documents))
    return path


@pytest.fixture
def parquet(program: Program, many: Path) -> Path:
    out = many.with_suffix(".parquet")
    done = program("convert", many, "--format", "parquet", "--out", out)
    assert done.returncode == 2
    assert done.stderr.startswith(b"C7: $.")
    return out


def judged(program: Program, book: Path, *words: str | Path, code: int = 1) -> bytes:
    done = program("check", "--rulebooks", book, *words)
    assert (done.returncode, done.stderr) == (code, b"")
    return done.stdout


def test_reports_on_a_table_are_those_on_its_documents(
    program: Program, book: Path, many: Path, parquet: Path
) -> None:
    words = ("--format", "jsonl")
    whole = judged(program, book, many, *words, code=2).splitlines(keepends=True)
    expected = b"".join(line for line in whole if b'"error"' not in line)
    assert judged(program, book, parquet, *words) == expected
    assert judged(program, book, parquet, *words, "--jobs", "2") == expected
    assert b'"nulls":["treatment authorization"]' in expected


def test_arrow_goes_through_pipes(program: Program, book: Path, parquet: Path) -> None:
    stream = program("convert", parquet, "--format", "arrow")
    path = parquet.with_suffix(".anything")
    path.write_bytes(stream.stdout)
    with pa.ipc.open_stream(stream.stdout) as reader:
        whole = reader.read_all()
    with pa.ipc.new_file(str(path.with_suffix(".file")), whole.schema) as file:
        file.write_table(whole)
    found = {
        judged(program, book, source, "--format", "jsonl")
        for source in (parquet, path, path.with_suffix(".file"))
    }
    assert len(found) == 1


def test_duckdb_and_polars_read_the_findings(
    program: Program, book: Path, many: Path, tmp_path: Path
) -> None:
    lines = judged(program, book, many, "--format", "jsonl", code=2).splitlines()
    reports = [json.loads(line) for line in lines]
    out = tmp_path / "findings.parquet"
    judged(program, book, many, "--format", "parquet", "--out", out, code=2)
    expected = sorted(
        (r["claim_id"], f["rule"], f["outcome"], f["line"])
        for r in reports
        for f in r["findings"]
    )
    with duckdb.connect() as db:
        found = db.execute(
            "SELECT claim_id, rule, outcome, line FROM read_parquet(?) WHERE kind = 'finding'",
            [str(out)],
        ).fetchall()
        statuses = db.execute(
            "SELECT status, count(*) FROM read_parquet(?) WHERE kind = 'claim' GROUP BY 1 ORDER BY 1",
            [str(out)],
        ).fetchall()
    assert sorted(found) == expected
    table = pl.read_parquet(out)
    frame = table.filter(pl.col("kind") == "finding")
    assert sorted(frame.select("claim_id", "rule", "outcome", "line").rows()) == expected
    heads = table.filter(pl.col("kind") == "claim")
    assert heads["claim_id"].to_list() == [r["claim_id"] for r in reports]
    assert heads["violated"].sum() == sum(r["summary"]["violated"] for r in reports)
    assert dict(statuses) == {"clean": 8, "error": 1, "findings": 11}
    assert table.schema["service_date"] == pl.Date
    assert table.filter(pl.col("kind") == "error")["code"].to_list() == ["missing-field"] * 3
    stream = judged(program, book, many, "--format", "arrow", code=2)
    assert pl.read_ipc_stream(io.BytesIO(stream)).equals(table)


def test_flat_tables_are_joined_on_a_key(program: Program, book: Path, tmp_path: Path) -> None:
    day = "2024-03-04"
    claims = {"id": [1, 2], "claim_id": ["A", "B"], "type_of_bill": ["329"] * 2}
    days = {"statement_from": [day] * 2, "statement_through": [day] * 2}
    units = {"of": [2, 1, 2], "revenue_code": ["0421"] * 3, "units": [4, 4, 3]}
    pq.write_table(pa.table({**claims, **days}), tmp_path / "claims.parquet")
    pq.write_table(pa.table(units), tmp_path / "lines.parquet")
    words = (tmp_path / "claims.parquet", "--lines", tmp_path / "lines.parquet")
    done = judged(program, book, *words, "--on", "id=of", "--only", "S-1", "--format", "jsonl")
    first, second = (json.loads(line) for line in done.splitlines())
    assert (first["findings"], [f["line"] for f in second["findings"]]) == ([], [2])
    assert [w["path"] for w in first["warnings"]] == ["$.id"]
    wrong = program("check", "--rulebooks", book, *words)
    assert wrong.returncode == 2
    assert b"the line table has no column `claim_id`" in wrong.stderr


def test_a_damaged_file_is_noted_and_the_rest_is_judged(
    program: Program, book: Path, many: Path, parquet: Path
) -> None:
    parquet.write_bytes(parquet.read_bytes()[:2000])
    done = program("check", "--rulebooks", book, parquet, many, "--format", "jsonl")
    assert done.returncode == 2
    assert str(parquet).encode() in done.stderr
    assert b"Traceback" not in done.stderr
    assert len(done.stdout.splitlines()) == 20


def test_without_arrow_it_is_said_which_extra_to_install(
    program: Program, book: Path, parquet: Path
) -> None:
    hidden = (
        "import sys; sys.modules['pyarrow'] = None; sys.argv[0] = 'hhrules'\n"
        "import runpy; runpy.run_module('hhrules', run_name='__main__')"
    )
    words = ("check", "--rulebooks", book, parquet)
    for more in ((), ("--format", "parquet", "--out", parquet.with_name("x"))):
        done = program(*words, *more, code=hidden)
        assert done.returncode == 2
        assert b'pip install "hhrules[arrow]"' in done.stderr
        assert b"Traceback" not in done.stderr


def test_a_number_that_no_column_holds_leaves_one_claim_out(
    program: Program, tmp_path: Path
) -> None:
    path = tmp_path / "odd.jsonl"
    absences = '"chart": {"homebound": {"absences": [{"hours": "1/3"}]}}, "lines"'
    path.write_text(claim("A") + claim("B").replace('"lines"', absences))
    done = program("convert", path, "--format", "arrow")
    assert done.returncode == 2
    assert done.stderr.startswith(b"B: a number in it does not fit")
    assert pa.ipc.open_stream(done.stdout).read_all()["claim_id"].to_pylist() == ["A"]
