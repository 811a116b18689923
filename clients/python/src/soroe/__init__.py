"""Soroe: check a municipal form for divergence from the shared core.

The names below are public; each is loaded when it is first used, so that a command pays only for
what it needs. With `soroe.check.check` and a few more they are all that is promised: the page
docs/python-api.md has them, with examples. Everything else may change without notice.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from soroe.cache import MemoryCache
    from soroe.client import AsyncClient, Client
    from soroe.contain import contains
    from soroe.diff import apply, decode_diff
    from soroe.diff.derive import derive
    from soroe.errors import (
        DiffError,
        DocumentError,
        IntegrityError,
        Problem,
        RegistryError,
        SoroeError,
        UnreachableError,
    )
    from soroe.importers import read_form
    from soroe.jsontext import digest, read
    from soroe.locale import explain
    from soroe.model import Finding, Input, LocalDiff, Proved, Refuted, Report, Undecided
    from soroe.schema import inline, items, validator
    from soroe.transport import Timeout
    from soroe.when import read_when

_WHERE = {
    "cache": ("MemoryCache",),
    "client": ("AsyncClient", "Client"),
    "contain": ("contains",),
    "diff": ("apply", "decode_diff"),
    "diff.derive": ("derive",),
    "errors": (
        "DiffError",
        "DocumentError",
        "IntegrityError",
        "Problem",
        "RegistryError",
        "SoroeError",
        "UnreachableError",
    ),
    "importers": ("read_form",),
    "jsontext": ("digest", "read"),
    "locale": ("explain",),
    "model": ("Finding", "Input", "LocalDiff", "Proved", "Refuted", "Report", "Undecided"),
    "schema": ("inline", "items", "validator"),
    "transport": ("Timeout",),
    "when": ("read_when",),
}
_HOME = {name: module for module, names in _WHERE.items() for name in names}

__all__ = [
    "AsyncClient",
    "Client",
    "DiffError",
    "DocumentError",
    "Finding",
    "Input",
    "IntegrityError",
    "LocalDiff",
    "MemoryCache",
    "Problem",
    "Proved",
    "Refuted",
    "RegistryError",
    "Report",
    "SoroeError",
    "Timeout",
    "Undecided",
    "UnreachableError",
    "apply",
    "contains",
    "decode_diff",
    "derive",
    "digest",
    "explain",
    "inline",
    "items",
    "read",
    "read_form",
    "read_when",
    "validator",
]


def __getattr__(name: str) -> Any:
    """Load a public name from its module."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
