"""All that there is to say about a rulebook's text: what tests of mistakes and warnings ask."""

from __future__ import annotations

from collections.abc import Mapping

from hhrules.engine.compiling.compile import compile_texts
from hhrules.engine.texts import Text, known_to, shipped
from hhrules.source.diagnostic import Diagnostic
from hhrules.source.text import SourceFile


def check_source(
    source: SourceFile, *, files: Mapping[str, str] | None = None
) -> list[Diagnostic]:
    """Everything there is to say about one rulebook, which may use shipped ones; warnings too."""
    mine = (Text(source, files or {}),)
    return compile_texts(mine, known=known_to(mine, shipped())).found()
