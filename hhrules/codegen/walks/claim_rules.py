"""The rules whose subject is the claim: all at once in plain tests, and each by itself."""

from __future__ import annotations

from hhrules.codegen.emitter import Emitter
from hhrules.codegen.walks.clean import Clean
from hhrules.codegen.walks.knowing import asked_of
from hhrules.codegen.walks.plan import End, Leaf, Numbered, Step, steps_of, tree
from hhrules.codegen.walks.rules import emit_body, foot, function_name, head
from hhrules.codegen.walks.tally import begin_count, end_count


def emit_at_once(
    emitter: Emitter, rules: list[Numbered], without: frozenset[str], *, last: bool = True
) -> None:
    """The body of a function that judges a claim by all rules whose subject it is.

    If it is not the `last` that counts, the counts stay in their variables.
    """
    writer = emitter.writer
    head(emitter, [rule for _, rule in rules])
    if emitter.plainly is not None:
        emitter.plainly.begin(emitter, (root for _, r in rules for root in asked_of(r)))
    paths: list[tuple[list[Step], End]] = [
        (list(steps_of(r, switches=True)), Leaf(n, r)) for n, r in rules
    ]
    clean = Clean(emitter, lambda leaf: f"{function_name(leaf.rule)}(claim, env, report)")
    clean.together = "guards" not in without
    clean.reports = "breaches" not in without
    found = tree(paths, together=clean.together)
    begin_count(writer, clean.tally.begin(found))
    clean.entries(found)
    if last:
        end_count(writer)


def emit_claim_rules(
    emitter: Emitter, rules: list[Numbered], without: frozenset[str]
) -> list[str]:
    """The rules whose subject is the claim, each by itself; returns evaluators.

    They judge it all at once where the pass `clean` is on: in the entry, or in a function.
    """
    writer = emitter.writer
    names = [function_name(rule) for _, rule in rules]
    if rules and "clean" not in without:
        names = ["whole_claim"] if "entry" in without else []
    if names == ["whole_claim"]:
        with writer.block("def whole_claim(claim, env, report):"):
            emit_at_once(emitter, rules, without)
        writer.line()
    for number, rule in rules:
        with writer.block(f"def {function_name(rule)}(claim, env, report):", rule.span):
            head(emitter, [rule])
            emit_body(emitter, rule, number, "None")
            foot(emitter)
        writer.line()
    return names
