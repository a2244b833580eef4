"""A rulebook may extend several others."""

from __future__ import annotations

from pathlib import Path

from hhrules.engine.library import load

BOOK = """\
rulebook {name}
  title       "{name}"
  version     1.0.0
{more}  applies to claims where payer is {payer}
  dated by    statement from
  cite        "None"
"""
RULE = """
{word} {id} "{id}"
  require     units of lines for 1 is {units}
  otherwise   warn
  because     "no"
  fix         "Look."
  cite        "None"
"""


def _write(folder: Path) -> None:
    first = BOOK.format(name="first", more="", payer="medicare")
    second = BOOK.format(name="second", more="  extends     first\n", payer="medicare")
    overlay = BOOK.format(
        name="overlay", more="  extends     first\n  extends     second\n", payer="medicaid"
    )
    first += RULE.format(word="rule", id="FI-1", units=1)
    first += RULE.format(word="rule", id="FI-2", units=1)
    second += RULE.format(word="rule", id="SE-1", units=2)
    overlay += RULE.format(word="replace", id="FI-2", units=3)
    overlay += 'switch off SE-1\n  because     "no"\n  cite        "None"\n'
    for name, text in (("first", first), ("second", second), ("overlay", overlay)):
        (folder / f"{name}.hhr").write_text(text)


def test_rules_of_all_come_along(tmp_path: Path) -> None:
    """Each rule once, though it came by two ways, less what the overlay changes."""
    _write(tmp_path)
    rules = load([tmp_path])
    claim = {
        "claim_id": "C",
        "type_of_bill": "329",
        "payer": "medicaid",
        "statement_from": "2024-03-01",
        "statement_through": "2024-03-01",
        "lines": [{"line": 1, "units": 5}],
    }
    found = [(f.rulebook.id, f.rule) for f in rules.evaluate(claim).findings]
    assert found == [("overlay", "FI-1"), ("overlay", "FI-2")]
