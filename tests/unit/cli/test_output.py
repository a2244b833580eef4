"""A result file appears whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from hhrules.cli.output import results


def test_file_appears_when_all_is_written(tmp_path: Path) -> None:
    out = tmp_path / "reports.json"
    with results(out) as stream:
        stream.write(b"[]")
        assert not out.exists()
    assert out.read_bytes() == b"[]"


def test_broken_run_leaves_the_old_file_alone(tmp_path: Path) -> None:
    out = tmp_path / "reports.json"
    out.write_bytes(b"old")
    with pytest.raises(RuntimeError):
        _break_off(out)
    assert out.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [out]


def _break_off(out: Path) -> None:
    with results(out) as stream:
        stream.write(b"half")
        raise RuntimeError


def test_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as caught, results(tmp_path / "no" / "reports.json"):
        pass
    assert caught.value.filename == str(tmp_path / "no")
