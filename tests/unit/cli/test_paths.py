"""Files, folders and patterns come in one stable order; what is not there is bad usage."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from hhrules.cli.paths import STDIN, expand


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("b.json", "a.json", ".hidden", "c.json~", "sub/d.json", ".git/e.json"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("{}")
    return tmp_path


def test_folder_stands_for_its_files_in_order(folder: Path) -> None:
    names = [p.relative_to(folder).as_posix() for p in expand([str(folder)])]
    assert names == ["a.json", "b.json", "sub/d.json"]


def test_pattern_stands_for_its_matches(folder: Path) -> None:
    assert expand([f"{folder}/*.json"]) == [folder / "a.json", folder / "b.json"]


def test_named_file_is_taken_whatever_its_name(folder: Path) -> None:
    assert expand([str(folder / ".hidden")]) == [folder / ".hidden"]


def test_suffix_narrows_folders(folder: Path) -> None:
    (folder / "x.hhr").write_text("")
    assert expand([str(folder)], ".hhr") == [folder / "x.hhr"]


def test_dash_is_standard_input() -> None:
    assert expand(["-"]) == [STDIN]


def test_nothing_found_is_bad_usage(folder: Path) -> None:
    with pytest.raises(click.BadParameter, match="no file, folder or match"):
        expand([str(folder / "*.edi")])
