"""How much work a verdict may cost."""

from __future__ import annotations

import msgspec


class Budget(msgspec.Struct, frozen=True):
    """Bounds: steps of proof, and applications tried as counterexamples."""

    steps: int = 100_000
    candidates: int = 400


DEFAULT = Budget()
