"""The claim model and vocabulary with the facts that rulebooks declare of their own."""

from __future__ import annotations

from collections.abc import Sequence

from hhrules.claims.extend import TYPE_WORDS, SiteFact, SiteFactProblem, extend
from hhrules.claims.model import Claim
from hhrules.claims.schema import VOCABULARY, Vocabulary
from hhrules.source.diagnostic import Diagnostics, nearest
from hhrules.syntax import nodes


def with_site_facts(
    blocks: Sequence[nodes.FactBlock], diagnostics: Diagnostics
) -> tuple[Vocabulary, type[Claim]]:
    """Vocabulary and model with these facts; the same fact declared alike twice counts once."""
    facts: dict[tuple[str, str], SiteFact] = {}
    for block in blocks:
        ty = TYPE_WORDS.get(block.type_name)
        if ty is None:
            near = nearest(block.type_name, TYPE_WORDS)
            diagnostics.error(
                "E124",
                f"there is no type `{block.type_name}`",
                block.span,
                label="of which type?",
                note=f"types are: {', '.join(TYPE_WORDS)}",
                help=f"did you mean `{near}`?" if near else "write one of these",
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
            block.span,
            label="this fact",
            help="give it another name or path",
        )
        return VOCABULARY, Claim
