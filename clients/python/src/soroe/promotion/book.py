"""Who has which signature: the diffs of a form, one for each municipality, kept up to date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from soroe.model import Json, LocalDiff
from soroe.promotion.ground import Ground
from soroe.promotion.sign import Signed, Signer
from soroe.promotion.signature import Occurrence, Signature


class Book:
    """The signatures of all diffs of a form, and who has them; the same in any order of adding.

    Not safe to share between threads. Documents are told apart by identity: hand in the same object
    for the same core.
    """

    def __init__(self) -> None:
        """Nothing was signed yet."""
        self._signer = Signer()
        self._of: dict[str, tuple[Signed, ...]] = {}
        self._holders: dict[str, dict[str, list[Signed]]] = {}
        self._signatures: dict[str, Signature] = {}
        self._stale: set[str] = set()
        self._turns: dict[str, int] = {}
        self._turn = 0

    def add(self, core: Json, diff: LocalDiff, revision: int = 0) -> None:
        """Sign a published diff, in place of the municipality's last one.

        `core` is what it lies on, references inlined.
        """
        self.drop(diff.municipality)
        signed = self._signer.sign(core, diff, revision)
        self._of[diff.municipality] = signed
        for one in signed:
            holders = self._holders.setdefault(one.signature.key, {})
            holders.setdefault(diff.municipality, []).append(one)
        self._touch(signed)

    def drop(self, code: str) -> None:
        """Forget a municipality; nothing happens where it has no diff here."""
        signed = self._of.pop(code, ())
        for key in {one.signature.key for one in signed}:
            del self._holders[key][code]
        self._touch(signed)

    def _touch(self, signed: tuple[Signed, ...]) -> None:
        self._turn += 1
        for one in signed:
            self._turns[one.signature.key] = self._turn
            self._stale.add(one.signature.key)

    @property
    def signatures(self) -> Mapping[str, Signature]:
        """The signatures that somebody has, in the words of the municipality of the lowest code."""
        for key in self._stale:
            holders = self._holders[key]
            if holders:
                self._signatures[key] = holders[min(holders)][0].signature
            else:
                self._signatures.pop(key, None)
                del self._holders[key]
        self._stale.clear()
        return self._signatures

    @property
    def occurrences(self) -> tuple[Occurrence, ...]:
        """Everybody's changes, by code and in the order of the diffs."""
        return tuple(one.occurrence for code in sorted(self._of) for one in self._of[code])

    @property
    def codes(self) -> tuple[str, ...]:
        """Everybody with a diff."""
        return tuple(sorted(self._of))

    def held(self, key: str) -> Mapping[str, list[Signed]]:
        """Who has a signature, by code but in no order."""
        return self._holders.get(key, {})

    def having(self, keys: Iterable[str]) -> list[Occurrence]:
        """The changes that have one of the signatures, by code and in the order of the diffs."""
        held = (several for key in keys for several in self.held(key).values())
        found = [one.occurrence for several in held for one in several]
        return sorted(found, key=lambda o: (o.municipality, o.change))

    def turn(self, key: str) -> int:
        """A number that is another one each time that somebody begins or ends to have it."""
        return self._turns.get(key, 0)

    def ground(self, core: Json) -> Ground:
        """The core with what is looked up in it."""
        return self._signer.ground(core)

    def place(self, core: Json, signature: Signature) -> str:
        """Where the core has it, in titles: an item's own path, or the group of an added one."""
        return self.ground(core).title(signature.item) if signature.item else ""
