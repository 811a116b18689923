"""The pages: one line for each, with who may see it. A page that is not in it is closed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from registry.web.paths import both

ANYBODY: Final = "anybody"
"""Also who is not signed in."""

SIGNED_IN: Final = "signed-in"
"""Whoever is signed in, for any organisation."""

_PAGES: Final[Mapping[tuple[str, str], str]] = {
    ("GET", "/"): ANYBODY,
}
"""Method and path below the language; else a scope, or several of which one is enough."""

ACCESS: Final[Mapping[tuple[str, str], str]] = {
    ("GET", "/"): ANYBODY,
    **{(method, route): who for (method, path), who in _PAGES.items() for route in both(path)},
}
"""Method and route as the framework names it."""
