"""What changed since an earlier text: a rule whose source is another and that says the same."""

from __future__ import annotations

from collections.abc import Mapping

from hhrules.engine.compiling.compilation import Compilation
from hhrules.source.diagnostic import Diagnostic, Diagnostics
from hhrules.source.text import SourceFile
from hhrules.syntax import nodes
from hhrules.syntax.parser import parse
from hhrules.syntax.walk import children, dump


def sources_changed(work: Compilation, earlier: Mapping[str, str]) -> list[Diagnostic]:
    """Warn of rules that cite something else than in the earlier texts, by rulebook id."""
    found = Diagnostics()
    mine = {t.source.name for t in work.texts}
    for book in work.books.values():
        if book.name not in earlier or book.source.name not in mine:
            continue
        before = parse(SourceFile(book.source.name, earlier[book.name]), Diagnostics())
        old = _rules(before) if before is not None else {}
        for name, rule in _rules(book.tree).items():
            if name in old and _cites(rule) != _cites(old[name]) and _same(rule, old[name]):
                _warn(rule, old[name], found)
    return found.sorted()


def _rules(tree: nodes.Rulebook) -> dict[tuple[str, int], nodes.Rule]:
    """The rules of a text, versions of one id counted in its order."""
    found: dict[tuple[str, int], nodes.Rule] = {}
    for block in tree.blocks:
        if isinstance(block, nodes.Rule):
            number = sum(name == block.id for name, _ in found)
            found[block.id, number] = block
    return found


def _cites(rule: nodes.Rule) -> tuple[str, ...]:
    return tuple(c.text for c in rule.cites)


def _same(rule: nodes.Rule, before: nodes.Rule) -> bool:
    """Whether both say the same, sources and remarks aside."""
    one, other = (
        [dump(part) for part in children(r) if not _aside(part, r)] for r in (rule, before)
    )
    return (rule.title, one) == (before.title, other)


def _aside(part: object, rule: nodes.Rule) -> bool:
    return any(part is cite for cite in (*rule.cites, *rule.notes))


def _warn(rule: nodes.Rule, before: nodes.Rule, found: Diagnostics) -> None:
    new = next((c for c in rule.cites if c.text not in _cites(before)), None)
    found.warning(
        "W209",
        f"rule {rule.id} names another source and says what it said before",
        new.span if new is not None else rule.id_span,
        label="new here" if new is not None else "a source was taken out",
        note="a new source that changes nothing is rare; the rule may have been forgotten",
        help="read the source again; if the rule stands, say so in a `note`",
    )
