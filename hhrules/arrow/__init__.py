"""Claims and findings as Arrow tables: Parquet and Arrow files in and out, batches in between.

The public names are looked up when they are first used. Needs `pip install "hhrules[arrow]"`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hhrules.arrow.evaluate import evaluate_batches
    from hhrules.arrow.findings import FINDINGS, reports_of
    from hhrules.arrow.flat import nested
    from hhrules.arrow.pinned import OtherRules, Pinned, pin
    from hhrules.arrow.schema import claim_schema
    from hhrules.arrow.tables import batches_of

__all__ = [
    "FINDINGS",
    "OtherRules",
    "Pinned",
    "batches_of",
    "claim_schema",
    "evaluate_batches",
    "nested",
    "pin",
    "reports_of",
]

_HOMES = {
    "FINDINGS": "findings",
    "OtherRules": "pinned",
    "Pinned": "pinned",
    "batches_of": "tables",
    "claim_schema": "schema",
    "evaluate_batches": "evaluate",
    "nested": "flat",
    "pin": "pinned",
    "reports_of": "findings",
}


def __getattr__(name: str) -> object:
    """Find a public name in the module that defines it and keep it here."""
    if name not in _HOMES:
        raise AttributeError(f"module 'hhrules.arrow' has no attribute {name!r}")
    module = import_module(f"hhrules.arrow.{_HOMES[name]}")
    value: object = getattr(module, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
