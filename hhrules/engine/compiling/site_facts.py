"""The claim model and vocabulary with the facts that rulebooks declare of their own."""

from __future__ import annotations

from collections.abc import Sequence

from hhrules.claims.extend import TYPE_WORDS, SiteFact, SiteFactProblem, extend
from hhrules.claims.model import Claim
from hhrules.claims.standard import VOCABULARY
from hhrules.claims.vocabulary import Vocabulary
from hhrules.semantics.suggest import did_you_mean, renamed, suggestions
from hhrules.source.diagnostic import Diagnostics
from hhrules.syntax import nodes

_OTHER_WORDS = {
    "numeric": "number", "integer": "whole number", "int": "whole number", "count": "whole number",
    "decimal": "number", "float": "number", "string": "text", "str": "text", "boolean": "yes/no",
    "bool": "yes/no", "flag": "yes/no", "yes or no": "yes/no", "dollars": "money", "amount": "money",
    "currency": "money", "day": "date", "percentage": "percent", "days": "duration",
    "codes": "list of codes", "dates": "list of dates", "texts": "list of texts",
}  # fmt: skip


def _other_word(said: str) -> list[str]:
    return [_OTHER_WORDS[said]] if said in _OTHER_WORDS else []


def with_site_facts(
    blocks: Sequence[nodes.FactBlock], diagnostics: Diagnostics
) -> tuple[Vocabulary, type[Claim]]:
    """Vocabulary and model with these facts; the same fact declared alike twice counts once."""
    facts: dict[tuple[str, str], SiteFact] = {}
    for block in blocks:
        ty = TYPE_WORDS.get(block.type_name)
        if ty is None:
            near = _other_word(block.type_name) or suggestions(block.type_name, TYPE_WORDS)
            diagnostics.error(
                "E124",
                f"there is no type `{block.type_name}`",
                block.type_span,
                label="of which type?",
                note=f"types are: {', '.join(TYPE_WORDS)}",
                help=did_you_mean(near, "write one of these"),
                fixes=renamed(block.type_span, near),
            )
            continue
        fact = SiteFact(block.name.text, ty, block.path, block.means, block.absent_means)
        facts.setdefault((fact.name, fact.path), fact)
    try:
        return extend(VOCABULARY, facts.values())
    except SiteFactProblem as problem:
        block = next(b for b in blocks if b.name.text == problem.fact.name)
        diagnostics.error(
            "E125",
            problem.reason,
            block.name.span,
            label="this fact",
            help="give it another name or path",
        )
        return VOCABULARY, Claim
