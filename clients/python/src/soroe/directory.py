"""The directory of municipalities as a file (`/municipalities.json`): finding entries in it.

A registry finds the same, in its database.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Protocol

import msgspec

from soroe.fold import fold
from soroe.heirs import ending_of, lineage
from soroe.listing import Former, Municipality, Succession, Successor

if TYPE_CHECKING:
    from soroe.flows import Fictional


class Place(Protocol):
    """What of an entry it is found by."""

    @property
    def code(self) -> str:
        """The six-digit code."""

    @property
    def name(self) -> str:
        """The name as it is given."""

    @property
    def kana(self) -> str:
        """The name in katakana."""

    @property
    def prefecture(self) -> str:
        """The prefecture's name."""

    @property
    def county(self) -> str:
        """The county's name, or nothing."""

    @property
    def parent(self) -> str | None:
        """The code of a ward's city."""


class Ending(msgspec.Struct, frozen=True):
    """A code that ends, as a succession says it."""

    code: str
    heir: str
    effective: date
    kind: str


def endings(known: Iterable[Succession]) -> tuple[Ending, ...]:
    """What ends by these successions: not by boundary changes, nor by what was a mistake."""
    return tuple(
        Ending(code, one.to, one.effective, one.kind)
        for one in known
        if one.kind != "boundary" and one.cancelled_at is None
        for code in one.from_codes
    )


class Directory(msgspec.Struct, frozen=True):
    """All entries; fictional ones stand apart, and so do those that have ended."""

    municipalities: tuple[Municipality, ...]
    fictional: tuple[Municipality, ...] = ()
    former: tuple[Municipality, ...] = ()

    def search(
        self,
        typed: str,
        fictional: Fictional = "exclude",
        endings: Sequence[Ending] = (),
    ) -> tuple[Municipality, ...]:
        """Those that the words occur in: the very name first, then names that begin so, others.

        One that has ended is found as the one that stands for it (`found_as`). Each comes with what
        it came from, and with who will stand for it, by `endings`.
        """
        word = fold(typed)
        there = {m.code: m for m in (*self.municipalities, *self.fictional)}
        wanted = {"exclude": (False,), "only": (True,)}.get(fictional, (False, True))
        best: dict[str, tuple[int, str, Municipality]] = {}
        for found, heir in self._said(there, former=bool(word)):
            rank = _rank(words(found, there), word)
            entry = there[heir]
            if rank is None or entry.fictional not in wanted:
                continue
            key = (rank, "" if found.code == heir else found.code)
            if heir not in best or key < best[heir][:2]:
                best[heir] = (*key, entry)
        ordered = sorted(best.values(), key=lambda one: (one[0], one[2].code))
        return tuple(self._with_history(m, old or None, endings) for _, old, m in ordered)

    def _with_history(
        self, entry: Municipality, found_as: str | None, endings: Sequence[Ending]
    ) -> Municipality:
        names = {m.code: m.name for m in (*self.municipalities, *self.fictional, *self.former)}
        ending = ending_of(endings, entry.code)
        successor = None
        if ending is not None:
            name = names.get(ending.heir, "")
            successor = Successor(ending.heir, ending.effective, ending.kind, name)
        former = tuple(
            Former(e.code, e.heir, e.effective, e.kind, names.get(e.code, ""))
            for e in lineage(endings, entry.code)
        )
        return msgspec.structs.replace(entry, found_as=found_as, former=former, successor=successor)

    def _said(
        self, there: Mapping[str, Municipality], *, former: bool
    ) -> Iterator[tuple[Municipality, str]]:
        """Every entry with the code of the one that stands for it."""
        for code, one in there.items():
            yield one, code
        gone = {m.code: m for m in self.former} if former else {}
        for code, one in gone.items():
            heir, seen = code, set[str]()
            while heir in gone and heir not in seen:
                seen.add(heir)
                successor = gone[heir].successor
                heir = successor.municipality if successor else ""
            if heir in there:
                yield one, heir


def words(place: Place, by_code: Mapping[str, Place]) -> list[str]:
    """What an entry is found by: code, name, kana; also behind prefecture, county and city."""
    city = by_code.get(place.parent or "")
    full = place.name
    if city is not None and not place.name.startswith(city.name):
        full = city.name + place.name
    texts = [place.code, place.name, place.kana, full, place.county + full]
    texts += [place.prefecture + full, place.prefecture + place.county + full]
    return list(dict.fromkeys(fold(text) for text in texts if text))


def _rank(said: list[str], word: str) -> int | None:
    """0: the very word, 1: one begins with it, 2: one contains it; None: none does."""
    if not word:
        return 2
    if word in said:
        return 0
    if any(one.startswith(word) for one in said):
        return 1
    return 2 if any(word in one for one in said) else None
