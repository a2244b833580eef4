"""A process that judges blocks: a program of its own, which reads frames and answers with frames.

It ends with its input, so it never outlives the one that it works for.
"""

from __future__ import annotations

import os
from datetime import date
from functools import partial

from msgspec import msgpack

from hhrules.engine import cache
from hhrules.engine.frames import Evaluate, Work, receive, serve
from hhrules.engine.ruleset import Rules


def main() -> None:
    """Answer frames until there are no more; the first brings the rules."""
    source = os.fdopen(os.dup(0), "rb", buffering=0)
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # whatever prints must not get among the answers
    first = receive(source)
    if first is not None:
        serve(source, answers, _prepared(msgpack.decode(first[1], type=Work)))


def _prepared(work: Work) -> Evaluate:
    rules = Rules.of(cache.decode(work.data))
    rules = rules.select(only=work.wanted or (), skip=work.unwanted)
    as_of = date.fromisoformat(work.as_of) if work.as_of else None
    return partial(rules.evaluate_many, as_of=as_of, nulls=work.nulls)
