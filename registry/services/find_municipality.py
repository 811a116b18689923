"""The directory with its history: what a municipality came from, and who stands for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import msgspec

from registry import days
from registry.db import municipalities, successions
from registry.db.municipalities import Count, Municipality
from registry.db.pool import Connection
from registry.db.successions import Ending, Kind
from soroe.heirs import ending_of, heirs, lineage
from soroe.when import When


class Successor(msgspec.Struct, frozen=True):
    """Who stands for a municipality from the day `effective` on."""

    municipality: str
    name: str
    effective: date
    kind: Kind


class Former(msgspec.Struct, frozen=True):
    """A former municipality; its heir is the one it became, or one that is former too."""

    municipality: str
    name: str
    heir: str
    effective: date
    kind: Kind


class Entry(Municipality, frozen=True, omit_defaults=True, rename="camel"):
    """An entry of the directory with its history.

    `found_as` is the code of the former municipality whose words were looked for.
    """

    found_as: str | None = None
    former: tuple[Former, ...] = ()
    successor: Successor | None = None


class Directory(msgspec.Struct, frozen=True):
    """The whole directory: the real ones, the fictional ones of the samples, and how many.

    `former` are those that have ended, real and fictional, each with its successor.
    """

    count: Count
    municipalities: list[Municipality]
    fictional: list[Municipality]
    former: list[Entry]


class History(msgspec.Struct, frozen=True):
    """Who became whom, as known at a time, and which codes have ended by a day."""

    endings: Sequence[Ending]
    heirs: Mapping[str, str]
    places: Mapping[str, Municipality]

    def entry(self, place: Municipality, found_as: str | None = None) -> Entry:
        """A municipality with what came before it, nearest first, and who stands for it."""
        ending = ending_of(self.endings, place.code)
        return Entry(
            **msgspec.structs.asdict(place),
            found_as=found_as,
            former=tuple(
                Former(e.code, self._name(e.code), e.heir, e.effective, e.kind)
                for e in lineage(self.endings, place.code)
            ),
            successor=Successor(ending.heir, self._name(ending.heir), ending.effective, ending.kind)
            if ending
            else None,
        )

    def _name(self, code: str) -> str:
        return self.places[code].name if code in self.places else ""


async def history(connection: Connection, when: When) -> History:
    """All successions as known at a time; what has ended by the day, or by today."""
    endings = await successions.endings(connection, when.known_at)
    codes = {code for e in endings for code in (e.code, e.heir)}
    places = await municipalities.some(connection, codes)
    return History(endings, heirs(endings, when.as_of or days.today()), places)


async def find_municipality(connection: Connection, code: str, when: When) -> Entry | None:
    """One entry, also of a code that has ended; None where there never was one."""
    past = await history(connection, when)
    place = await municipalities.get(connection, code)
    if place is None and ending_of(past.endings, code) is not None:
        place = past.places.get(code)
    return past.entry(place) if place else None


async def find_directory(connection: Connection, when: When) -> Directory:
    """All that there are on the day, or today, and those that have ended."""
    past = await history(connection, when)
    everything = await municipalities.everything(connection)
    there = [m for m in everything if m.code not in past.heirs]
    real, fictional = _split(there)
    former = [past.entry(past.places[code]) for code in sorted(past.heirs)]
    return Directory(Count(len(real), len(fictional)), real, fictional, former)


def _split(places: Iterable[Municipality]) -> tuple[list[Municipality], list[Municipality]]:
    real: list[Municipality] = []
    fictional: list[Municipality] = []
    for place in places:
        (fictional if place.fictional else real).append(place)
    return real, fictional
