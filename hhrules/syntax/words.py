"""The words that begin a block or a clause, and which clauses each block takes."""

from __future__ import annotations

BLOCK_WORDS = (
    "rulebook",
    "define",
    "table",
    "value",
    "fact",
    "rule",
    "replace",
    "switch off",
    "examples of",
    "example of",
)

_RULE_CLAUSES = (
    "effective from",
    "effective to",
    "dated by",
    "certainty",
    "level",
    "for each",
    "let",
    "when",
    "unless",
    "treat missing",
    "require",
    "otherwise",
    "because",
    "fix",
    "note",
    "cite",
)

CLAUSES: dict[str, tuple[str, ...]] = {
    "rulebook": (
        "title",
        "version",
        "uses",
        "extends",
        "applies to claims where",
        "dated by",
        "cite",
    ),
    "define": (),
    "table": ("no row means", "cite"),
    "value": ("cite",),
    "fact": ("path", "means", "absent means"),
    "rule": _RULE_CLAUSES,
    "replace": _RULE_CLAUSES,
    "switch off": ("because", "cite"),
    "examples of": ("given", "with", "earlier claim", "this claim"),
    "example of": ("given", "with", "earlier claim", "this claim", "expect"),
}

CLAUSE_WORDS = tuple(dict.fromkeys(word for clauses in CLAUSES.values() for word in clauses))

# The one way each block and clause is written, with the place of its first word after it.
SHAPES: dict[str, str] = {
    "rulebook": "rulebook outpatient-therapy",
    "title": 'title       "Outpatient therapy"',
    "version": "version     1.0.0",
    "uses": "uses        home-health-common",
    "extends": "extends     home-health-eligibility",
    "applies to claims where": "applies to claims where type of bill is 34X",
    "dated by": "dated by    service date",
    "cite": 'cite        "CMS Pub. 100-04, chapter 5, section 10.6"',
    "define": "define first period as statement from is admission date",
    "table": "table therapy group by discipline",
    "value": "value therapy threshold by therapy group",
    "no row means": "no row means undetermined",
    "fact": "fact wound depth has type number",
    "path": 'path        "extra.wound_depth"',
    "means": 'means       "Depth of the wound in centimetres"',
    "absent means": 'absent means "not measured"',
    "rule": 'rule OT-15 "A line above the threshold carries KX"',
    "replace": 'replace EL-12 "The plan wants the encounter earlier"',
    "switch off": "switch off HB-03",
    "effective from": "effective from 2018-01-01 to 2018-12-31",
    "effective to": "effective to 2018-12-31",
    "certainty": "certainty   verified",
    "level": "level       visit",
    "for each": "for each    line",
    "let": "let         day five = 5 days after admission date",
    "when": "when        units is more than 4",
    "unless": "unless      evaluation only",
    "require": "require     modifiers include KX",
    "otherwise": "otherwise   deny the line",
    "because": 'because     "The units on {service date} are too many."',
    "fix": 'fix         "Correct the units."',
    "note": 'note        "Policy changed in 2018."',
    "treat missing": "treat missing evaluation only as no",
    "examples of": "examples of OT-15",
    "example of": 'example of OT-15 "exactly equal is not over"',
    "given": "given       type of bill is 341",
    "with": "with lines",
    "earlier claim": 'earlier claim "March"',
    "this claim": "this claim",
    "expect": "expect      violated by 6/30",
}

ACTIONS = (
    "deny the claim",
    "deny the line",
    "deny the visit",
    "reject the claim",
    "return to provider",
    "reduce payment",
    "reduce payment by",
    "hold",
    "review",
    "warn",
    "inform",
)
CERTAINTIES = ("verified", "seed", "recalled")
#: How sure a row of a table or of a dated figure is; on the last three no finding rests.
SURE = (*CERTAINTIES, "conflict", "unknown")
OUTCOMES = ("met", "violated", "undetermined", "not applicable")
RESERVED = (
    "is",
    "of",
    "and",
    "or",
    "not",
    "for",
    "where",
    "before",
    "after",
    "as",
    "by",
    "include",
    "mentions",
    "says",
    "across",
    "distinct",
    "earliest",
    "latest",
    "largest",
    "smallest",
)
