"""The Python and the commands of the pages that show no output: programs run, commands exist."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

import hhrules
from hhrules.cli.main import cli
from tests.docs.blocks import PAGES, ROOT, Block, blocks

CLAIMS = sorted((ROOT / "examples" / "claims").glob("*.json"))
SPARK = {
    "PYSPARK_PYTHON": sys.executable,
    "PYTHONPATH": str(ROOT),
    "SPARK_LOCAL_IP": "127.0.0.1",
}
WITH_PYTHON = [page for page in PAGES if any(b.kind == "python" for b in blocks(page))]
SHELL = [block for page in PAGES for block in blocks(page) if block.kind == "sh"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of one's own with the example claims as a table, as the pages take it to be there."""
    monkeypatch.chdir(tmp_path)
    for name, value in SPARK.items():
        monkeypatch.setenv(name, value)
    words = ["convert", *map(str, CLAIMS), "--format", "parquet", "--out", "claims.parquet"]
    done = CliRunner().invoke(cli, words)
    assert done.exit_code == 0, done.output
    yield tmp_path
    from pyspark.sql import SparkSession  # noqa: PLC0415 - brings Java in

    if (session := SparkSession.getActiveSession()) is not None:
        session.stop()


@pytest.mark.parametrize("page", WITH_PYTHON, ids=lambda page: str(page.relative_to(ROOT)))
def test_programs_of_a_page_run(page: Path, folder: Path) -> None:
    known: dict[str, object] = {"claim_json": CLAIMS[0].read_bytes()}
    for block in blocks(page):
        if block.kind == "python":
            exec(compile(block.text, block.place, "exec"), known)  # noqa: S102 - our own page
    report = known.get("report")
    assert report is None or isinstance(report, hhrules.Report)
    if "claims.parquet" in page.read_text("utf-8") and page.name == "clusters.md":
        assert list((folder / "findings.parquet").glob("*.parquet"))


def _commands(block: Block) -> Iterator[list[str]]:
    for line in block.text.splitlines():
        words = shlex.split(line, comments=True)
        if words[:1] == ["hhrules"]:
            yield words[1 : words.index(">")] if ">" in words else words[1:]


@pytest.mark.parametrize("block", SHELL, ids=lambda block: block.place)
def test_commands_of_a_page_have_these_options(block: Block) -> None:
    for words in _commands(block):
        done = CliRunner().invoke(cli, [*words, "--help"])
        assert done.exit_code == 0, f"{' '.join(words)}: {done.output}"
