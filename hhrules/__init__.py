"""Rulebooks that people can read, compiled to evaluators that judge home-health claims.

The public names are looked up when they are first used, so that a run that only evaluates
claims never loads the compiler.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hhrules.claims.model import Claim
    from hhrules.engine.compiling.whole_set import compile_rulebook as compile  # noqa: A004 - the public name
    from hhrules.engine.errors import RulebookError
    from hhrules.engine.library import load
    from hhrules.engine.ruleset import Rules
    from hhrules.runtime.report import Finding, Report

__version__ = "0.1.0"

__all__ = ["Claim", "Finding", "Report", "RulebookError", "Rules", "compile", "load"]

_HOMES = {
    "Claim": ("hhrules.claims.model", "Claim"),
    "Finding": ("hhrules.runtime.report", "Finding"),
    "Report": ("hhrules.runtime.report", "Report"),
    "RulebookError": ("hhrules.engine.errors", "RulebookError"),
    "Rules": ("hhrules.engine.ruleset", "Rules"),
    "compile": ("hhrules.engine.compiling.whole_set", "compile_rulebook"),
    "load": ("hhrules.engine.library", "load"),
}


def __getattr__(name: str) -> object:
    """Find a public name in the module that defines it and keep it here."""
    if name not in _HOMES:
        raise AttributeError(f"module 'hhrules' has no attribute {name!r}")
    module, attribute = _HOMES[name]
    value: object = getattr(import_module(module), attribute)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
