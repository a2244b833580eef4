"""Every code has a page in the fixed form, whose bad example yields that code and no other."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from hhrules.engine.compiling.compile import compile_texts
from hhrules.engine.lint.since import sources_changed
from hhrules.engine.lint.warnings import lint
from hhrules.engine.texts import Text, shipped
from hhrules.semantics.codes import CODES
from hhrules.source.text import SourceFile
from hhrules.syntax.printer import format_rulebook

ROOT = Path(__file__).resolve().parents[3]
PAGES = ROOT / "docs" / "diagnostics"
SECTIONS = ["## What", "## Avoid", "## Prefer", "## Why"]
ON = dt.date(2026, 11, 22)
"""The day that the pages speak of, where what is stale depends on one."""
SHIPPED = {Path(t.source.name).stem: t for t in shipped()}


def page(code: str) -> str:
    return (PAGES / f"{code}.md").read_text(encoding="utf-8")


def rulebooks(code: str, section: str) -> list[str]:
    """The rulebooks of a section; more than one are compiled together."""
    part = page(code).split(f"## {section}\n")[1].split("\n## ")[0]
    return re.findall(r"```rules\n(.*?)```", part, re.DOTALL)


def codes_of(texts: list[str], code: str) -> list[str]:
    earlier = {"my-rules": texts.pop(0)} if code == "W209" else {}
    mine = tuple(Text(SourceFile(f"page-{n}", text)) for n, text in enumerate(texts))
    work = compile_texts(mine, known=SHIPPED)
    if not code.startswith("W2"):
        return [d.code for d in work.found()]
    return [d.code for d in (*lint(work, ON), *sources_changed(work, earlier))]


@pytest.mark.parametrize("code", CODES)
def test_page_has_the_fixed_form(code: str) -> None:
    assert page(code).startswith(f"# {code} {CODES[code]}\n")
    assert re.findall(r"^## .*", page(code), re.MULTILINE) == SECTIONS


@pytest.mark.parametrize("code", CODES)
def test_what_to_avoid_yields_this_code_alone(code: str) -> None:
    assert codes_of(rulebooks(code, "Avoid"), code) == [code]


@pytest.mark.parametrize("code", CODES)
def test_what_to_prefer_is_clean_and_in_canonical_form(code: str) -> None:
    good = rulebooks(code, "Prefer")
    assert codes_of(list(good), code) == []
    for text in good:
        assert format_rulebook(SourceFile("page", text)) == text


def test_every_code_in_use_is_registered() -> None:
    used: set[str] = set()
    for folder in ("ir", "semantics", "engine"):
        for path in (ROOT / "hhrules" / folder).rglob("*.py"):
            if path.name not in ("codes.py", "follow.py"):
                text = path.read_text(encoding="utf-8")
                used.update(re.findall(r'"([EW][12][0-9][0-9])"', text))
    assert used == set(CODES)
