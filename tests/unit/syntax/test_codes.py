"""Every code has a page in the fixed form, whose bad example yields that code and no other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hhrules.source.diagnostic import Diagnostics
from hhrules.source.text import SourceFile
from hhrules.syntax.codes import CODES
from hhrules.syntax.parser import parse
from hhrules.syntax.printer import format_rulebook

ROOT = Path(__file__).resolve().parents[3]
PAGES = ROOT / "docs" / "diagnostics"
SECTIONS = ("## What", "## Avoid", "## Prefer", "## Why")


def blocks(code: str) -> list[str]:
    text = (PAGES / f"{code}.md").read_text(encoding="utf-8")
    return re.findall(r"```rules\n(.*?)```", text, re.DOTALL)


def codes_of(text: str) -> list[str]:
    diagnostics = Diagnostics()
    parse(SourceFile("page", text), diagnostics)
    return [d.code for d in diagnostics]


@pytest.mark.parametrize("code", CODES)
def test_page_has_the_fixed_form(code: str) -> None:
    text = (PAGES / f"{code}.md").read_text(encoding="utf-8")
    assert text.startswith(f"# {code} {CODES[code]}\n")
    assert re.findall(r"^## .*", text, re.MULTILINE) == list(SECTIONS)
    assert len(blocks(code)) == 2


@pytest.mark.parametrize("code", CODES)
def test_what_to_avoid_yields_this_code_alone(code: str) -> None:
    assert codes_of(blocks(code)[0]) == [code]


@pytest.mark.parametrize("code", CODES)
def test_what_to_prefer_is_clean_and_in_canonical_form(code: str) -> None:
    good = blocks(code)[1]
    assert codes_of(good) == []
    assert format_rulebook(SourceFile("page", good)) == good.rstrip("\n") + "\n"


def test_every_code_in_use_is_registered() -> None:
    used = set()
    for path in (ROOT / "hhrules" / "syntax").rglob("*.py"):
        if path.name != "codes.py":
            used.update(re.findall(r'"(E0[0-9][0-9])"', path.read_text(encoding="utf-8")))
    assert used == set(CODES)
