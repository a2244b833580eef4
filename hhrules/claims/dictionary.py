"""The data dictionary: every fact with its type, its place and its meaning, as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from hhrules.claims.standard import VOCABULARY
from hhrules.claims.vocabulary import Fact, RecordKind


def data_dictionary_markdown() -> str:
    """One table for the claim and one for each kind of record."""
    parts = [
        "# Facts of a claim",
        "",
        "An absent fact is unknown; null, or an empty list, is known to be none.",
        "",
    ]
    for kind in VOCABULARY.records.values():
        parts += _section(kind)
    return "\n".join(parts)


def _section(kind: RecordKind) -> Iterator[str]:
    if kind.parent is None:
        yield "## The claim"
    else:
        yield f"## {kind.plural} (one: {kind.name})"
        yield ""
        yield " ".join(_remarks(kind))
    yield ""
    yield "| Fact | Type | Document | UB-04 | 837I | Meaning | Absent |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    for fact in kind.facts.values():
        yield _row(fact)
    yield ""


def _remarks(kind: RecordKind) -> Iterator[str]:
    yield kind.means
    yield f"In the document: `{kind.json_path}`."
    if kind.dated_by:
        yield f"Ordered by {kind.dated_by}."
    if kind.keys:
        yield f"Found by {', '.join(kind.keys)}."
    if kind.joins:
        yield f"Named as `{kind.name}` wherever its key is in scope."


def _row(fact: Fact) -> str:
    kind = str(fact.ty) + (f" ({fact.unit})" if fact.unit else "")
    words = ", ".join(code.replace("_", " ") for code in fact.codes)
    means = (
        f"{fact.means} {'One of' if fact.closed else 'Such as'}: {words}."
        if words
        else fact.means
    )
    cells = (
        fact.name,
        kind,
        f"`{fact.json_path}`",
        fact.ub04,
        fact.x12,
        means,
        fact.absent_means,
    )
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
