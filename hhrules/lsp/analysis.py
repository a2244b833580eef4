"""One rulebook's text looked at: compiled with the others it uses, and all there is to say on it."""

from __future__ import annotations

import datetime as dt
import logging
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from attrs import frozen

from hhrules.engine.compiling.compilation import Compilation
from hhrules.engine.compiling.compile import compile_texts
from hhrules.engine.compiling.kept import Kept
from hhrules.engine.lint.warnings import lint
from hhrules.engine.texts import Text
from hhrules.semantics.symbols import Book, singular
from hhrules.source.diagnostic import Diagnostic, Diagnostics, Severity
from hhrules.syntax.parser import parse

_log = logging.getLogger(__name__)


@frozen(eq=False)
class Analysis:
    """What one text, with those it uses, comes to. `work` is None where compiling broke off.

    `users` are the texts that were asked whether they use what nothing here does; None if it was
    not asked.
    """

    text: Text
    work: Compilation | None
    found: tuple[Diagnostic, ...]
    users: tuple[Text, ...] | None = None

    @property
    def name(self) -> str:
        """The name of the text's source."""
        return self.text.source.name

    @property
    def book(self) -> Book | None:
        """The rulebook, as far as it could be read."""
        if self.work is None:
            return None
        books = self.work.books.values()
        return next((b for b in books if b.source.name == self.name), None)

    @property
    def is_clean(self) -> bool:
        """Whether nothing keeps the rulebook from loading."""
        return not any(d.severity is Severity.ERROR for d in self.found)


def analyse(
    text: Text, known: Mapping[str, Text], users: Sequence[Text], on: dt.date, kept: Kept
) -> Analysis:
    """Compile a text as it stands; where it is clean, what `hhrules lint` says of it too.

    `users` are the texts that use or extend it: what they name is not unused. `kept` holds what
    was made before; it is for one thread at a time.

    A fault of the compiler leaves the mistakes of the grammar, and goes to the log.
    """
    try:
        work = compile_texts((text,), known=known, kept=kept)
        found = work.found()
        if not any(d.severity is Severity.ERROR for d in found):
            found = lint(work, on)
    except Exception:
        _log.exception("compiling %s", Path(text.source.name).name)
        diagnostics = Diagnostics()
        parse(text.source, diagnostics)
        return Analysis(text, None, tuple(diagnostics.sorted()))
    kept_back = tuple(d for d in found if not _is_used(d, text, users))
    asked = any(d.code in _UNUSED for d in found)
    return Analysis(text, work, kept_back, tuple(users) if asked else None)


#: The codes of what nothing in its own rulebook reads.
_UNUSED = ("W201", "W210")


def _is_used(diagnostic: Diagnostic, text: Text, users: Sequence[Text]) -> bool:
    """Whether what is called unused stands in a rulebook that takes its words from here."""
    if diagnostic.code not in _UNUSED or not users:
        return False
    name = text.source.slice(diagnostic.span)
    words = "|".join(re.escape(n).replace(r"\ ", r"\s+") for n in {name, singular(name)})
    said = re.compile(rf"(?<![\w-])(?:{words})(?![\w-])")
    return any(said.search(user.source.text) for user in users)
