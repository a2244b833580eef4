"""Words that people begin a line with, and the clause that they mean."""

from __future__ import annotations

_MEANT: dict[str, tuple[str, ...]] = {
    "because": ("message", "reason", "text", "explanation", "why", "msg", "error message", "finding"),
    "cite": (
        "source", "sources", "citation", "citations", "reference", "references", "authority", "see",
        "cites", "cited", "ref", "per", "basis", "legal basis", "regulation",
    ),
    "unless": (
        "except", "except when", "except if", "except where", "exception", "exceptions", "excluding",
        "but not when", "but not if", "not when", "not if",
    ),
    "when": (
        "if", "only if", "only when", "where", "whenever", "in case", "condition", "conditions",
        "provided",
    ),
    "otherwise": ("else", "then", "action", "outcome", "result", "consequence", "if not", "otherwise do"),
    "require": (
        "must", "ensure", "check", "make sure", "verify", "needs", "expect that", "assert", "test",
        "it must be that", "rule requires", "must have", "requirement", "requirements",
    ),
    "effective from": (
        "effective", "effective date", "effective on", "effective since", "effective as of",
        "in effect from", "in force from", "valid from", "starting", "starts", "begins", "start date",
        "from", "since", "effective beginning", "applies from",
    ),
    "effective to": (
        "effective until", "effective through", "effective thru", "effective end", "expires", "until",
        "ends", "end date", "valid to", "valid until", "through", "terminates", "expires on",
    ),
    "for each": ("foreach", "for every", "for all", "for any", "each", "every", "per each", "on each"),
    "fix": (
        "remedy", "correction", "advice", "how to fix", "solution", "to fix", "corrective action",
        "resolution",
    ),
    "note": ("remark", "remarks", "comment", "comments", "notes", "nb", "n.b."),
    "let": ("set", "with value", "calculate", "compute", "var", "variable", "assign"),
    "title": ("name", "heading", "description", "subject"),
    "uses": ("use", "import", "imports", "include", "includes", "using", "requires rulebook"),
    "extends": ("based on", "extend", "inherits", "builds on", "overrides"),
    "applies to claims where": (
        "applies to", "applies where", "applies to claims", "applies when", "applies if", "scope",
        "apply to claims where", "applies to claims with", "applies to claims when",
    ),
    "dated by": ("date", "dated on", "date by", "dates by", "dated", "by date", "deciding date"),
    "version": ("ver", "revision", "edition"),
    "level": ("at level", "finding level", "reported on"),
    "certainty": ("confidence", "sure", "status"),
    "treat missing": ("if missing", "missing", "default", "assume missing", "treat unknown", "treat absent"),
    "given": ("assume", "where given", "with given", "suppose", "input", "inputs"),
    "expect": ("expected", "expects", "should be", "result", "outcome", "expectation"),
    "with": ("with the", "having", "and with"),
    "earlier claim": ("previous claim", "prior claim", "history"),
    "this claim": ("current claim", "the claim"),
    "no row means": ("no match means", "otherwise means", "default", "no row", "else means"),
    "absent means": ("missing means", "if absent", "absence means", "when absent"),
    "means": ("meaning", "definition", "description"),
    "path": ("field", "at", "location"),
    # what begins a part
    "rulebook": ("rule book", "rule-book", "book"),
    "define": ("def", "definition", "define that", "defines", "let"),
    "table": ("lookup", "lookup table", "decision table", "list", "code list"),
    "value": ("constant", "parameter", "figure", "amount", "values", "dated value"),
    "fact": ("field", "input", "facts"),
    "rule": ("policy", "edit", "rules", "check"),
    "replace": ("override", "overrides", "replaces", "change"),
    "switch off": ("switchoff", "turn off", "disable", "remove", "suppress", "switch-off", "switch of"),
    "examples of": ("examples for", "tests of", "tests for", "test cases of", "examples"),
    "example of": ("example for", "test of", "test for", "test case of", "example"),
}  # fmt: skip

_BY_WORDS = sorted(
    ((said, clause) for clause, ways in _MEANT.items() for said in ways),
    key=lambda pair: (-len(pair[0].split()), -len(pair[0])),
)

ENDS = frozenset(
    [
        "end",
        "endif",
        "end-if",
        "fi",
        "done",
        "stop",
        "begin",
        "start",
        "then",
        "else-end",
        "end-rule",
        "endrule",
    ]
) | {
    "end if",
    "end rule",
    "end of rule",
    "end table",
    "end define",
    "end of table",
    "}",
    "{",
    "};",
    "end.",
}
"""Lines that close or open a block in other languages."""


def synonym(words: list[str], allowed: tuple[str, ...]) -> tuple[str, int] | None:
    """The clause of `allowed` that a line's first words mean, and how many words say it."""
    lower = [word.lower().rstrip(":") for word in words]
    for said, clause in _BY_WORDS:
        count = len(said.split())
        if clause in allowed and " ".join(lower[:count]) == said:
            return clause, count
    return None
