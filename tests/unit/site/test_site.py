"""The pages: each well formed, all links lead somewhere, each rule has its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import PurePosixPath

import pytest

from hhrules.site.pages import BookView
from hhrules.site.render import site

VOID = {"meta", "link", "br"}


class Page(HTMLParser):
    """Collects ids and links of a page, and what is not closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loads: list[str] = []
        self.open: list[str] = []
        self.faults: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        self.ids += [known["id"] or ""] if "id" in known else []
        self.links += [known["href"] or ""] if "href" in known else []
        self.loads += [v or "" for k, v in attrs if k in {"src", "srcset"}]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> at {self.getpos()}")


@pytest.fixture(scope="module")
def files(books: list[BookView]) -> dict[str, str]:
    return dict(site(books))


@pytest.fixture(scope="module")
def pages(files: dict[str, str]) -> dict[str, Page]:
    return {name: Page(text) for name, text in files.items() if name.endswith(".html")}


def resolved(page: str, link: str) -> tuple[str, str]:
    """The file and the anchor that a link of a page leads to."""
    path, _, anchor = link.partition("#")
    if not path:
        return page, anchor
    parts: list[str] = []
    for part in (PurePosixPath(page).parent / path).parts:
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts), anchor


def broken(pages: dict[str, Page], files: dict[str, str]) -> Iterator[str]:
    for name, page in pages.items():
        for link in page.links:
            target, anchor = resolved(name, link)
            if target not in files or (anchor and anchor not in pages[target].ids):
                yield f"{name}: {link}"


def test_every_page_is_well_formed(pages: dict[str, Page]) -> None:
    assert {n: (p.faults, p.open) for n, p in pages.items() if p.faults or p.open} == {}


def test_no_page_has_an_id_twice(pages: dict[str, Page]) -> None:
    assert [n for n, p in pages.items() if len(p.ids) != len(set(p.ids))] == []


def test_all_links_lead_somewhere(pages: dict[str, Page], files: dict[str, str]) -> None:
    assert sorted(set(broken(pages, files))) == []


def test_nothing_comes_from_elsewhere(pages: dict[str, Page], files: dict[str, str]) -> None:
    assert [link for p in pages.values() for link in p.links if ":" in link.split("#")[0]] == []
    assert [load for p in pages.values() for load in p.loads] == []
    assert not re.search(r"@import|url\(", files["style.css"])
    assert [n for n, text in files.items() if "<script" in text or "<style" in text] == []


def test_every_rule_has_an_anchor_and_an_index_entry(
    books: list[BookView], pages: dict[str, Page]
) -> None:
    for book in books:
        anchors = [rule.anchor for rule in book.rules]
        assert set(anchors) <= set(pages[book.page].ids)
        listed = {f"{book.page}#{anchor}" for anchor in anchors}
        assert listed <= set(pages["rules.html"].links)


def test_a_rule_reads_as_policy(files: dict[str, str]) -> None:
    page = files["rulebooks/notice-of-admission.html"]
    start = page.index('id="NA-03"')
    rule = page[start : page.index("</article>", start)]
    assert "In force from 2022-01-01, by admission date" in rule
    assert "accepted is on or before last day on time" in rule
    assert '<b class="otherwise">Otherwise:</b> warn' in rule
    assert 'the last day on time was <span class="place">last day on time</span>' in rule
    assert "Source: 42 CFR 484.205(j)(2)" in rule
    assert '<span class="outcome violated">violated</span>' in rule
    assert "<h2>What changed when</h2>" in page


def test_codes_lead_to_what_names_them(files: dict[str, str]) -> None:
    reasons = files["reason-codes.html"]
    row = reasons[reasons.index(">19963<") :].split("</tr>")[0]
    assert ">NA-01<" in row
    assert ">NA-12<" in row
    codes = files["codes.html"]
    for code in ("A9272", "G2168", "0023", "KX", "32A"):
        assert f'<td class="code">{code}</td>' in codes, code


def test_a_reason_code_says_what_it_means_and_which_rules_speak_of_it(
    files: dict[str, str],
) -> None:
    page = files["reason-codes.html"]
    row = page[page.index('<tr id="HH02F">') :].split("</tr>")[0]
    assert "does not show that the patient is homebound" in row
    assert "The patient is confined to the home" in row


def test_an_empty_table_says_that_it_is_imported(files: dict[str, str]) -> None:
    page = files["rulebooks/home-health-grouping.html"]
    assert page.count("No rows yet: this table comes by import.") == 4
    assert "<code>hhrules table import</code>" in page


def test_rulebooks_stand_by_subject(files: dict[str, str]) -> None:
    page = files["index.html"]
    subjects = ["Homebound status", "Outpatient therapy on 34X", "Other payers"]
    places = [page.index(f">{subject}<") for subject in subjects]
    assert places == sorted(places)
    assert page.index("made-up state") > places[-1]


def test_stale_guidance_says_what_holds(files: dict[str, str]) -> None:
    page = files["stale.html"]
    assert "one day late costs 6/30" in page
    assert "#NA-04" in page


_MADE_UP = re.compile(
    "1..4T[ES]5MK7[23]|[1-9][A-Z](?:00C11DE23|24G35HJ67|48M59NP01|62R73TU45|86W97XY89)"
)


def test_nothing_of_a_patient_is_shown(files: dict[str, str]) -> None:
    number = re.compile(r"\b[1-9][A-Z][0-9A-Z][0-9][A-Z][0-9A-Z][0-9][A-Z]{2}[0-9]{2}\b")
    for name, text in files.items():
        assert not re.search(r"\b[0-9]{3}-[0-9]{2}-[0-9]{4}\b", text), name
        shown = number.findall(text)  # the sample that CMS prints, spoilt; and rows of letters
        assert [n for n in shown if not _MADE_UP.fullmatch(n)] == [], name
