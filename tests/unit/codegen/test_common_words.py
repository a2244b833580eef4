"""What figures ask first in words of another rulebook is found once for all that hear the claim."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from msgspec.structs import replace

from hhrules.claims.history import history_for
from hhrules.claims.reader import read_claim
from hhrules.engine.compiling.build import build
from hhrules.engine.compiling.compile import compile_texts
from hhrules.engine.texts import Text
from hhrules.source.text import SourceFile
from tests.judging import by_oracle, by_plain, comparable, load
from tests.together import judge_all
from tests.unit.codegen.test_shared import Lines

HEAD = """\
rulebook {name}
  title       "Words"
  version     1.0.0
  {uses}
  applies to claims where type of bill is 32X
  dated by statement from
"""
WORDS = (
    HEAD.format(name="words", uses="")
    + """
define visit lines as lines where all of
  revenue code is one of 0421, 0551
  hcpcs is not one of G0320, G0321
define dear visit lines as visit lines where charge is more than $50
"""
)
RULE = """
define own lines as {of} where units is more than 1
rule {id} "Few"
  level       claim
  require     {asked}
  otherwise   review
  because     "Too many."
  cite        "An example, no policy"
"""
ASKED = (
    "count of visit lines is at most 3",
    "sum of units of dear visit lines is at most 6",
    "count of own lines is at most 1",
    "earliest service date of own lines is after statement from",
)


GROUPED = """
{first}
define service days as visit lines grouped by service date
rule {id} "Busy"
  level       visit
  for each    service day
  require     count of visit lines in this service day is at most 1{more}
  otherwise   review
  because     "Too many."
  cite        "An example, no policy"
"""


def _texts() -> tuple[Text, ...]:
    books = [("words", WORDS)]
    for number, asked in enumerate(ASKED):
        head = HEAD.format(name=f"book-{number}", uses="uses words")
        of = "visit lines" if number % 2 else "dear visit lines"
        rule = RULE.format(id=f"A-0{number}", asked=asked, of=of)
        books.append((f"book-{number}", head + rule))
    return tuple(Text(SourceFile(f"{name}.hhr", text)) for name, text in books)


def _document(seed: int) -> dict[str, Any]:
    random = Random(seed)  # noqa: S311 - claims, not secrets
    holes = random.choice((0, 0, 0.2))

    def line(number: int) -> dict[str, Any]:
        facts = {
            "service_date": f"2024-03-0{random.randint(1, 4)}",
            "revenue_code": random.choice(("0421", "0551", "0270")),
            "hcpcs": random.choice(("G0151", "G0151", "G0320", None)),
            "units": random.randint(1, 3),
            "charge": random.choice((20, 80)),
        }
        return {"line": number, **{k: v for k, v in facts.items() if random.random() >= holes}}

    return {
        "claim_id": f"C{seed}",
        "type_of_bill": "329",
        "statement_from": "2024-03-01",
        "statement_through": "2024-03-30",
        "lines": [line(n + 1) for n in range(random.randint(1, 8))],
    }


def test_each_rulebook_says_what_its_words_say() -> None:
    books = [b for b in load(_texts()).values() if b.program.rules]
    came_out: set[tuple[str, int]] = set()
    for seed in range(80):
        claim = read_claim(json.dumps(_document(seed)).encode())
        for book in books:
            said = comparable(by_oracle(book, claim))
            assert comparable(by_plain(book, claim)) == said, (seed, book.program.name)
            came_out |= {(book.program.name, n) for n in (3, 4) if said[n]}
    assert len(came_out) == 2 * len(books)


def test_rulebooks_that_hear_one_claim_look_for_its_lines_once() -> None:
    work = compile_texts(_texts())
    heard = [
        (build(program, work.books[name].source), True)
        for name, program in work.programs.items()
        if program.rules
    ]
    claim = read_claim(json.dumps(_document(0)).encode())
    counted = Lines(claim.lines)
    judge_all(heard, replace(claim, lines=counted), history_for(claim), {})
    assert counted.walks == 1


def test_rulebooks_that_group_alike_have_the_same_groups() -> None:
    """Also where one has other groups before them."""
    other = "define codes as visit lines grouped by hcpcs"
    more = "\n  require     count of codes is at least 0"
    texts = [Text(SourceFile("words.hhr", WORDS))]
    for number, (first, asked) in enumerate((("", ""), (other, more))):
        head = HEAD.format(name=f"days-{number}", uses="uses words")
        rule = GROUPED.format(id=f"G-0{number}", first=first, more=asked)
        texts.append(Text(SourceFile(f"days-{number}.hhr", head + rule)))
    work = compile_texts(tuple(texts))
    heard = [
        (build(program, work.books[name].source), True)
        for name, program in work.programs.items()
        if program.rules
    ]
    document = _document(0)
    lines = [{**document["lines"][0], "revenue_code": "0421", "hcpcs": "G0151"}] * 2
    claim = read_claim(json.dumps({**document, "lines": lines}).encode())
    one, two = judge_all(heard, claim, history_for(claim), {}).judgements
    (mine,), (yours,) = (j.outcomes.violations for j in (one, two))
    assert mine.subject is yours.subject
