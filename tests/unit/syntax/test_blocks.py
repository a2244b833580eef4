"""Each block and clause, and what it becomes."""

from __future__ import annotations

from hhrules.source.diagnostic import Diagnostics
from hhrules.source.text import SourceFile
from hhrules.syntax import nodes as n
from hhrules.syntax.parser import parse
from hhrules.syntax.walk import dump
from tests.unit.syntax.reading import block, read


def test_header_has_all_its_clauses() -> None:
    text = (
        "rulebook therapy\n"
        '  title       "Therapy"\n'
        "  version     2026.1.0\n"
        "  uses        first-book\n"
        "  uses        second-book\n"
        "  extends     third-book\n"
        "  extends     fourth-book\n"
        "  applies to claims where type of bill is 34X and payer is medicare\n"
        "  dated by    service date\n"
        '  cite        "A"\n'
        '  cite        "B"\n'
    )
    tree = parse(SourceFile("t", text), Diagnostics())
    assert tree is not None
    header = tree.header
    assert (header.name, header.title, header.version) == ("therapy", "Therapy", "2026.1.0")
    assert [u.rulebook for u in header.uses] == ["first-book", "second-book"]
    assert [u.rulebook for u in header.extends] == ["third-book", "fourth-book"]
    assert isinstance(header.applies, n.Junction)
    assert header.dated_by is not None
    assert [c.text for c in header.cites] == ["A", "B"]


RULE = """\
rule OT-15 "A title"
  effective from 2018-01-01 to 2018-12-31
  dated by    admission date
  certainty   verified
  level       visit
  for each    therapy line
  treat missing evaluation only as no
  let         spent = sum of charge of lines
  when        spent is more than $1,980.00
  unless      evaluation only
  require     modifiers include KX
  otherwise   deny the line
  because     "{spent} on {30 days after service date}: {{not a place}}"
  fix         "First."
  require     units is 1
  otherwise   reduce payment by days lost / 30 days
  because     "Second."
  fix         "Shared."
  note        "A remark."
  cite        "Somewhere"
"""


def test_rule_sorts_its_clauses() -> None:
    rule = block(RULE)
    assert isinstance(rule, n.Rule)
    assert (rule.id, rule.title, rule.replaces) == ("OT-15", "A title", False)
    assert rule.effective is not None
    assert rule.effective.start is not None
    assert rule.effective.end is not None
    assert rule.effective.end.text == "2018-12-31"
    assert (rule.certainty, rule.level) == ("verified", "visit")
    assert rule.subject is not None
    assert rule.subject.text == "therapy line"
    assert [type(s).__name__ for s in rule.steps] == ["Let", "When", "When"]
    assert [s.negated for s in rule.steps if isinstance(s, n.When)] == [False, True]
    assert isinstance(rule.assumes[0].value, n.Lit)
    assert [c.text for c in (*rule.notes, *rule.cites)] == ["A remark.", "Somewhere"]


def test_checks_have_their_own_action_message_and_fix() -> None:
    rule = block(RULE)
    assert isinstance(rule, n.Rule)
    first, second = rule.checks
    assert (first.action.kind, first.action.target) == ("deny", "line")
    assert first.fix is not None
    assert first.because is not None
    kinds = [type(part).__name__ for part in first.because.parts]
    assert kinds == ["Ref", "str", "Shift", "str"]
    assert first.because.parts[-1] == ": {not a place}"
    assert isinstance(second.action.amount, n.Arith)
    assert second.fix is None
    assert rule.fix is not None
    assert rule.fix.parts == ("Shared.",)


def test_all_actions() -> None:
    kinds = []
    for said in (
        "deny the claim", "deny the visit", "reject the claim", "return to provider",
        "reduce payment", "reduce payment by 25%", "hold", "review", "warn", "inform",
    ):  # fmt: skip
        rule = block(f'rule OT-1 "T"\n  require     units is 1\n  otherwise   {said}\n')
        assert isinstance(rule, n.Rule)
        kinds.append(rule.checks[0].action.kind)
    assert kinds == [
        "deny", "deny", "reject", "return_to_provider", "reduce_payment", "reduce_payment",
        "hold", "review", "warn", "inform",
    ]  # fmt: skip


def test_replace_and_switch_off() -> None:
    tree = read(
        'replace EL-12 "T"\n  effective to 2020-01-01\n  require     a is none\n'
        "  otherwise   hold\n\n"
        'switch off HB-03\n  because     "No such test."\n  cite        "42 CFR 440.70"\n'
    )
    rule, off = tree.blocks
    assert isinstance(rule, n.Rule)
    assert rule.replaces
    assert rule.effective is not None
    assert rule.effective.start is None
    assert isinstance(off, n.SwitchOff)
    assert (off.id, off.because, len(off.cites)) == ("HB-03", "No such test.", 1)


def test_table_cells_of_every_kind() -> None:
    table = block("""\
        table review choice by provider state, statement from
          | provider state | statement from           | payment year | result       | cite |
          | IL             | 2016-08-03 to 2017-03-31 | 2020 to 2022 | yes          | "a"  |
          | NC, FL         | on or after 2020-08-31   | 2023, 2024   | none         | "b"  |
          | otherwise      | any                      | more than 60 | undetermined | "c"  |
          no row means undetermined
          cite        "d"
    """)
    assert isinstance(table, n.TableBlock)
    assert table.grid is not None
    kinds = [[type(c).__name__ for c in row.cells] for row in table.grid.rows]
    assert kinds == [
        ["ListCell"] * 5,
        ["ListCell", "BoundCell", "ListCell", "NoneCell", "ListCell"],
        ["OtherwiseCell", "AnyCell", "BoundCell", "UndeterminedCell", "ListCell"],
    ]
    assert isinstance(table.no_row, n.UndeterminedCell)
    assert [k.text for k in table.keys] == ["provider state", "statement from"]
    assert len(table.cites) == 1


def test_table_from_file() -> None:
    table = block('table codes by hcpcs from file "codes.csv"\n  no row means none\n')
    assert isinstance(table, n.TableBlock)
    assert table.file == "codes.csv"
    assert isinstance(table.no_row, n.NoneCell)


def test_value_with_codes_as_heads() -> None:
    value = block("""\
        value therapy threshold by therapy group
          | effective from | PT_SLP | OT     | cite |
          | 2018-01-01     | $2,010 | $2,010 | "a"  |
    """)
    assert isinstance(value, n.ValueBlock)
    assert value.grid is not None
    heads = [(h.name.text, h.key.text if h.key else None) for h in value.grid.header]
    assert heads == [("effective from", None), ("", "PT_SLP"), ("", "OT"), ("cite", None)]


def test_fact() -> None:
    fact = block(
        'fact wound depth has type number\n  path        "extra.wound_depth"\n'
        '  means       "Depth"\n  absent means "not measured"\n'
    )
    assert isinstance(fact, n.FactBlock)
    assert (fact.type_name, fact.path, fact.absent_means) == (
        "number", "extra.wound_depth", "not measured",
    )  # fmt: skip


def test_bars_and_hashes_in_quotes_are_text() -> None:
    table = block('table t\n  | phrase |\n  | "a | b # c" |   # a remark\n')
    assert isinstance(table, n.TableBlock)
    assert table.grid is not None
    cell = table.grid.rows[0].cells[0]
    assert isinstance(cell, n.ListCell)
    assert isinstance(cell.items[0], n.Lit)
    assert cell.items[0].text == "a | b # c"


def test_examples_with_keyed_heads_and_outcomes() -> None:
    found = block("""\
        examples of VB-16 "both codes"
          given       condition codes is none
          given       not first period
          given       hcpcs of line 2 is G0151, G0152
          given       leaving home is contraindicated is missing
          | date of occurrence 61 | hcpcs of line 1 | leaving home is contraindicated | expect |
          | 2024-04-17            | -               | yes        | met              |
          | is none               | G0154           | is missing | violated by 6/30 |
          | is missing            | G0154  | no         | violated with return to provider |
    """)
    assert isinstance(found, n.ExampleTable)
    assert found.title == "both codes"
    kinds = [type(g).__name__ for g in found.givens]
    assert kinds == ["GivenValue", "GivenHolds", "GivenValue", "GivenValue"]
    line = found.givens[2].fact
    assert (line.name.parts, line.key.text if line.key else "") == (("hcpcs", "line"), "2")
    heads = [(h.name.text, h.key.text if h.key else None) for h in found.grid.header]
    assert heads[0] == ("date of occurrence", "61")
    assert heads[2] == ("leaving home is contraindicated", None)
    last = [row.cells[-1] for row in found.grid.rows]
    assert [c.fraction for c in last if isinstance(c, n.ExpectCell)] == [None, "6/30", None]
    assert isinstance(last[2], n.ExpectCell)
    assert last[2].action == "return_to_provider"


def test_example_with_earlier_claims() -> None:
    found = block("""\
        example of FR-14 "the count runs on"
          given       type of bill is 341
          earlier claim "March"
          given       complete since is 2017-01-01
          with lines
            | service date             | hcpcs |
            | 2017-03-20 to 2017-03-28 | 97110 |
          this claim
          given       all providers
          with lines
            | service date | hcpcs |
            | 2017-03-29   | 97110 |
          with therapy amounts
            | year | amount |
            | 2018 | $1.00  |
          expect      violated on 2017-03-16
          expect      undetermined without history, therapy amounts
          expect      violated by 15/30
          expect      violated with warn on line 2
    """)
    assert isinstance(found, n.Example)
    assert len(found.givens) == 1
    assert [c.label for c in found.earlier] == ["March"]
    assert len(found.earlier[0].givens) == 1
    assert [r.records.text for r in found.claim.records] == ["lines", "therapy amounts"]
    assert len(found.claim.givens) == 1
    on, without, by, last = found.expects
    assert on.on is not None
    assert [r.text for r in without.without] == ["history", "therapy amounts"]
    assert by.fraction == "15/30"
    assert (last.action, last.line) == ("warn", 2)


def test_what_is_pasted_from_a_word_processor_reads_the_same() -> None:
    plain = 'rulebook t\n  title       "T"\n  version     1\n\ndefine a as b - c is "x y"\n'
    pasted = (
        "\ufeffrulebook t\r\n\ttitle\u00a0      \u201cT\u201d\r\n\tversion\t1\r\n\r\n"
        "define a as b \u2013 c is \u201cx y\u201d\r\n"
    )
    trees = [parse(SourceFile("t", text), Diagnostics()) for text in (plain, pasted)]
    assert dump(trees[0]) == dump(trees[1])
    second = trees[1]
    assert second is not None
    found = second.blocks[0]
    assert isinstance(found, n.DefineCondition)
    assert SourceFile("t", pasted).slice(found.name.span) == "a"
