"""What `otherwise` is known to go wrong with."""

from __future__ import annotations

import re

from hhrules.source.diagnostic import nearest
from hhrules.syntax.mistakes.refused import Case
from hhrules.syntax.words import ACTIONS

_PLAIN = tuple(word for word in ACTIONS if not word.endswith(" by"))
_STEMS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        r"den(?:y|ied|ies|ial)|disallow|not cover|non-?cover",
        ("deny the claim", "deny the line", "deny the visit"),
    ),
    (r"reject|refuse", ("reject the claim",)),
    (r"rtp|return|send back|t-?status", ("return to provider",)),
    (r"reduc|cut|prorat|lower", ("reduce payment",)),
    (r"hold|pend|suspend|stop|wait", ("hold",)),
    (r"flag|mark", ("warn", "review", "inform")),
    (r"review|check|refer|look|adr|audit|medical review", ("review",)),
    (r"warn|alert|caution", ("warn",)),
    (r"inform|info|notify|note|tell|message", ("inform",)),
)  # fmt: skip


def action_mistake(case: Case) -> bool:
    """An action that the language does not know."""
    said = " ".join(case.rest.split())
    known = ", ".join(f"`{word}`" for word in _PLAIN)
    start = case.failure.start
    span = case.part(start, start + max(len(case.rest), 1 if case.rest else 0))
    meant = _meant(said)
    capitals = said.lower() in ACTIONS
    if capitals:
        return case.error(
            "E015",
            f"`{said}` has capital letters",
            span,
            note="Words and names are in lower case; only codes are in capitals.",
            replacement=said.lower(),
            safe=True,
        )
    return case.error(
        "E018",
        f"`{said}` is not an action" if said else "`otherwise` names no action",
        span,
        note=f"The actions are {known}.",
        help=_likely(meant) if len(meant) != 1 else "",
        replacement=meant[0] if len(meant) == 1 else None,
        fixes=()
        if len(meant) == 1
        else tuple(
            case.fix(f"write `{word}`", (start, start + len(case.rest), word)) for word in meant
        ),
    )


def _meant(said: str) -> tuple[str, ...]:
    """The actions that were most likely meant."""
    text = said.lower().strip(" .;")
    by = re.fullmatch(r"(?:reduc\w*|cut|lower|prorate)(?: +(?:the +)?payment)? +by +(.+)", text)
    if by:
        return (f"reduce payment by {said.strip()[by.start(1) :]}",)
    for stem, actions in _STEMS:
        if re.match(stem, text):
            target = re.search(r"\b(claim|line|visit)\b", text)
            exact = [a for a in actions if target and a.endswith(target[1])]
            return tuple(exact) or actions
    near = nearest(text, _PLAIN)
    return (near,) if near else ()


def _likely(meant: tuple[str, ...]) -> str:
    if not meant:
        return "write one of them"
    return f"did you mean {' or '.join(f'`{word}`' for word in meant)}?"
