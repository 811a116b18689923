"""Questions to the engine about schemas, each asked once whatever words the schemas are in."""

from __future__ import annotations

from soroe.contain import Budget, Found, contains, instance
from soroe.divergence.meaning_key import meaning_key
from soroe.divergence.places import differing
from soroe.effect import effect_of
from soroe.model import Effect, Json, Verdict

_Key = tuple[str, bytes]


class Asked:
    """What the engine has said. Not safe to share between threads."""

    def __init__(self) -> None:
        """Nothing was asked yet."""
        self._both: dict[tuple[_Key, _Key], tuple[Verdict, Verdict]] = {}
        self._alive: dict[_Key, bool] = {}

    def both(self, one: Json, other: Json, budget: Budget) -> tuple[Verdict, Verdict]:
        """Whether `one` lies in `other`, and `other` in `one`; each witness is one of its kind."""
        key = _key(one), _key(other)
        if key not in self._both:
            self._both[key] = contains(one, other, budget), contains(other, one, budget)
        return self._both[key]

    def alive(self, schema: Json, budget: Budget) -> bool:
        """Whether the schema is known to accept something."""
        key = _key(schema)
        if key not in self._alive:
            self._alive[key] = isinstance(instance(schema, budget), Found)
        return self._alive[key]

    def effects(self, one: Json, other: Json, budget: Budget) -> list[Effect]:
        """What becomes of the accepted values where `one` becomes `other`, for each place apart.

        Empty where they mean the same. All are `none` exactly if both are proved to accept the
        same; a single one is the effect on the whole.
        """
        pairs = differing(one, other, lambda schema: self.alive(schema, budget))
        return [effect_of(*self.both(*pair, budget)) for pair in pairs]

    def effect(self, one: Json, other: Json, budget: Budget) -> Effect:
        """What becomes of the accepted values where `one` becomes `other`."""
        found = self.effects(one, other, budget)
        if len(found) > 1:
            return effect_of(*self.both(one, other, budget))
        return found[0] if found else "none"


def _key(schema: Json) -> _Key:
    read_as = schema.get("$schema") if isinstance(schema, dict) else None
    return str(read_as or ""), meaning_key(schema)
