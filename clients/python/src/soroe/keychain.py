"""The keys of a log in their order: the key before has signed the announcement of the next one.

Whoever has pinned one key finds the way to the newest; what does not lead on from the pinned key is
refused. `/keys.json` of a registry is a `Keychain`.
"""

from __future__ import annotations

import msgspec

from soroe.errors import IntegrityError, Problem
from soroe.signing import PublicKey, SigningKey, open_note


class Link(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A key in its one-line form, and the note of the key before; empty for the first."""

    key: str
    announced: str = ""


class Keychain(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The keys of a log, oldest first."""

    keys: tuple[Link, ...]

    @classmethod
    def begin(cls, key: PublicKey) -> Keychain:
        """The chain of a log's first key."""
        return cls((Link(str(key)),))

    def turn(self, old: SigningKey, new: PublicKey) -> Keychain:
        """The chain with one key more, announced by the one that is the last now."""
        if str(old) != self.keys[-1].key or new.name != old.name:
            raise ValueError("the last key announces the next one of the same log")
        return Keychain((*self.keys, Link(str(new), old.note(_text(new)))))

    def newest(self, pinned: PublicKey) -> PublicKey:
        """The last key, to which every step from the pinned one is signed.

        Raises `IntegrityError`: `key-other` where the pinned key is not in the chain,
        `key-announcement-broken` where a step is not signed by the key before.
        """
        return self.after(pinned)[-1]

    def after(self, pinned: PublicKey) -> tuple[PublicKey, ...]:
        """The pinned key and those that follow; raises as `newest`."""
        held = [link.key for link in self.keys]
        if str(pinned) not in held:
            params = {"pinned": str(pinned), "found": held[-1] if held else "-"}
            raise IntegrityError(Problem("key-other", params=params))
        trusted = [pinned]
        for link in self.keys[held.index(str(pinned)) + 1 :]:
            following = PublicKey.parse(link.key)
            broken = Problem("key-announcement-broken", params={"key": link.key})
            try:
                announced = open_note(link.announced, trusted[-1])
            except IntegrityError:
                raise IntegrityError(broken) from None
            if announced != _text(following) or following.name != pinned.name:
                raise IntegrityError(broken)
            trusted.append(following)
        return tuple(trusted)


def _text(key: PublicKey) -> str:
    """What an announcement says; its second line is no number, so that it is no checkpoint."""
    return f"{key.name}\nnext key\n{key}\n"
