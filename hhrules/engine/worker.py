"""A process that judges blocks: a program of its own, which reads frames and answers with frames.

It ends with its input, so it never outlives the one that it works for.
"""

from __future__ import annotations

import os
import pickle

from hhrules.engine.frames import receive, serve


def main() -> None:
    """Answer frames until there are no more; the first brings the rules."""
    source = os.fdopen(os.dup(0), "rb", buffering=0)
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # whatever prints must not get among the answers
    first = receive(source)
    if first is not None:
        evaluate = pickle.loads(first[1])  # noqa: S301 - from our own parent process
        serve(source, answers, evaluate)
