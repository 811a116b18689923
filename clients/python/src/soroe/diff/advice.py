"""What `lint_diff` says that need not be mended before publishing."""

from __future__ import annotations

from typing import Final

ADVICE: Final = frozenset(
    {
        "citation-incomplete", "citation-unused", "delegated-outside", "delegated-uncited",
        "delegated-undecided", "effective-from-missing", "lint-other-core",
        "slot-narrow", "slot-rewritten", "slot-undecided", "slot-wording",
    }
)  # fmt: skip
"""What a municipality may publish all the same: unknown dates, and what its form simply is."""

SAID_BY_LINT: Final = frozenset({"citation-unused", "citation-place-missing"})
"""Remarks of `soroe.citation` that `lint_diff` makes in its own words."""
