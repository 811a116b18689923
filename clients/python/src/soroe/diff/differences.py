"""All differences of two forms: every rule asked at every node where they are not the same."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec
from msgspec import UNSET

from soroe.diff.compare import Pair, pairs
from soroe.jsontext import canonical
from soroe.model import Json
from soroe.rules import Hit, Rule, catalogue


class Difference(msgspec.Struct, frozen=True):
    """A rule that fired at one node of the two forms."""

    rule: Rule
    pair: Pair
    hit: Hit

    @property
    def fingerprint(self) -> str:
        """Twelve hex digits of what differs where; stable while this difference stays as it is."""
        parts: list[Any] = [self.rule.id, self.pair.item]
        if self.pair.context:
            parts.append(self.pair.context)
        parts.extend(None if v is UNSET else [v] for v in (self.hit.before, self.hit.after))
        return hashlib.sha256(canonical(parts)).hexdigest()[:12]


def differences(core: Json, form: Json) -> tuple[Difference, ...]:
    """Every difference of two inlined forms in reading order, then by rule."""
    found = [
        (pair.order, index, Difference(rule, pair, hit))
        for pair in pairs(core, form)
        for index, rule in enumerate(catalogue().values())
        for hit in rule.find(pair)
    ]
    return tuple(d for _, _, d in sorted(found, key=lambda f: (f[0], f[1], f[2].fingerprint)))
