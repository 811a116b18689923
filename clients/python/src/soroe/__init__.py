"""Soroe: check a municipal form for divergence from the shared core.

The names below are the public interface; each is loaded when it is first used, so that a command
pays only for what it needs. Checking is `soroe.check.check`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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
    from soroe.model import Finding, LocalDiff, Proved, Refuted, Report, Undecided
    from soroe.schema import inline, items

_WHERE = {
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
    "model": ("Finding", "LocalDiff", "Proved", "Refuted", "Report", "Undecided"),
    "schema": ("inline", "items"),
}
_HOME = {name: module for module, names in _WHERE.items() for name in names}

__all__ = [
    "AsyncClient",
    "Client",
    "DiffError",
    "DocumentError",
    "Finding",
    "IntegrityError",
    "LocalDiff",
    "Problem",
    "Proved",
    "Refuted",
    "RegistryError",
    "Report",
    "SoroeError",
    "Undecided",
    "UnreachableError",
    "apply",
    "contains",
    "decode_diff",
    "derive",
    "digest",
    "inline",
    "items",
    "read",
    "read_form",
]


def __getattr__(name: str) -> Any:
    """Load a public name from its module."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
