"""Sets of codes as rulebooks write them: single codes, patterns (`042X`) and spans (`G8978 to G8999`)."""

from __future__ import annotations

#: What stands for X in a pattern such as 042X or 32X.
PATTERN_ENDINGS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def expand(
    codes: tuple[object, ...],
    patterns: tuple[str, ...],
    spans: tuple[tuple[object, object], ...],
) -> list[object]:
    """All members of a set of codes, in order: `042X` and `G8978 to G8999` written out."""
    found: dict[object, None] = dict.fromkeys(codes)
    for pattern in patterns:
        found.update(dict.fromkeys(pattern[:-1] + c for c in PATTERN_ENDINGS))
    for low, high in spans:
        found.update(dict.fromkeys(span_members(low, high)))
    return list(found)


def span_members(low: object, high: object) -> list[object]:
    """The members of a closed span of whole numbers, or of codes that differ in their last digits."""
    if isinstance(low, int) and isinstance(high, int):
        return list(range(low, high + 1))
    one, two = str(low), str(high)
    head = len(one)
    while head and one[head - 1].isdigit():
        head -= 1
    width = len(one) - head
    first, last = int(one[head:] or 0), int(two[head:] or 0)
    return [f"{one[:head]}{n:0{width}d}" for n in range(first, last + 1)]


def spans_fit(low: object, high: object) -> bool:
    """Whether a span can be written out: whole numbers, or codes with one stem."""
    if isinstance(low, int) and isinstance(high, int):
        return low <= high and high - low < 100_000  # noqa: PLR2004 - longer spans are bounds
    if not isinstance(low, str) or not isinstance(high, str) or len(low) != len(high):
        return False
    head = len(low)
    while head and low[head - 1].isdigit():
        head -= 1
    return head < len(low) and low[:head] == high[:head] and low <= high


def as_compared(column: str, text: str) -> str:
    """A key as claims have it: ICD-10 codes are compared without their dot, as on the claim form."""
    return text.replace(".", "").upper() if column == "diagnosis code" else text
