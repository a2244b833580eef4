"""Files that are no rulebook, and characters that no text should hold."""

from __future__ import annotations

import re

from hhrules.source.diagnostic import Diagnostics, Edit, Fix
from hhrules.source.text import SourceFile, Span
from hhrules.syntax.layout import UNSEEN

_KINDS: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (
        re.compile(r"PK[\x03\x05\x07]|\ufffdPK|\xd0\xcf\x11\xe0"),
        "a Word or Excel file",
        "save it as plain text; a table goes from a spreadsheet into a rulebook as a CSV file",
    ),
    (re.compile(r"%PDF-"), "a PDF file", "copy its text into a plain text file"),
    (re.compile(r"\{\\rtf"), "rich text of a word processor", "save it as plain text"),
    (
        re.compile(r"\s*<(?:!doctype|html|head|body|\?xml)", re.IGNORECASE),
        "an HTML or XML file",
        "copy its text into a plain text file",
    ),
    (
        re.compile(r"ISA.{1,5}\*|\s*ISA\*"),
        "an 837 claim file",
        "check claims with `hhrules check`; a rulebook is another file",
    ),
    (
        re.compile(r'\s*[{\[]\s*(?:"|\{|\[|$)'),
        "a JSON file",
        "claims in JSON are read by `hhrules check`; a rulebook is another file",
    ),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]+")
_ROWS = 2


def is_foreign(source: SourceFile, diagnostics: Diagnostics) -> bool:
    """Report a file of another kind, as a whole; whether it is one."""
    text = source.text.lstrip("\ufeff")
    kind = next(((what, how) for pattern, what, how in _KINDS if pattern.match(text)), None)
    if kind is None and _is_csv(text):
        kind = ("a CSV file", 'name it in a rulebook: `table N by K from file "name.csv"`')
    if kind is None:
        return False
    first = len(source.text.split("\n")[0])
    diagnostics.error(
        "E037",
        f"this is no rulebook, but {kind[0]}",
        Span(source.name, 0, max(min(first, 60), 1)),
        label="how the file begins",
        note="A rulebook is a plain text file that begins with the word `rulebook`.",
        help=kind[1],
    )
    return True


def _is_csv(text: str) -> bool:
    rows = [row for row in text.split("\n") if row.strip()][:3]
    counts = {row.count(",") for row in rows}
    plain = not any(row.startswith((" ", "rulebook", "define", "rule", "#")) for row in rows)
    return len(rows) >= _ROWS and plain and len(counts) == 1 and counts.pop() > 0


def unseen(source: SourceFile) -> list[Edit]:
    """Edits that take away characters without width, one for each run."""
    if source.text.isascii():
        return []
    return [
        Edit(Span(source.name, match.start(), match.end()), "")
        for match in UNSEEN.finditer(source.text)
    ]


def report_control(source: SourceFile, diagnostics: Diagnostics) -> None:
    """Report control characters, which no keyboard writes into a text."""
    for match in _CONTROL.finditer(source.text):
        span = Span(source.name, match.start(), match.end())
        diagnostics.error(
            "E038",
            f"a control character stands here (code {ord(match[0][0])})",
            span,
            note="It cannot be seen, and it comes from a damaged file or another program.",
            help="delete it",
            fixes=(Fix("delete it", (Edit(span, ""),), safe=True),),
        )
