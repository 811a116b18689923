"""National laws by the ids of e-Gov, and articles that were renumbered under older citations.

The tables hold what has been looked up and no more; a law that is not here is simply not known.
"""

from __future__ import annotations

import re

from soroe.citation.locator import find_locators, places, read_locators, within
from soroe.citation.number import read_number
from soroe.citation.parts import Locator, Number
from soroe.model import Base
from soroe.wareki import ERAS, Era, era_year

LAW_ID = r"^[1-5][0-9]{2}[A-Z][A-Z0-9][0-9]{10}$"
"""The shape of a law id: era (1明治 … 5令和), year of the era, type, number. 322AC0000000164."""

_TYPES = {"AC": ("法律",), "CO": ("政令",), "M6": ("府令", "省令")}


class Law(Base, frozen=True):
    """A national law: e-Gov id, title, number."""

    id: str
    title: str
    number: str


class Superseded(Base, frozen=True):
    """An article that older local texts cite for a `subject` that another article has now.

    The old number may be in use for something else today, so a citation of it is a thing to look
    at and not an error. `source` says where the two citations were seen.
    """

    law: Law
    old: str
    now: str
    subject: str
    source: str


LAWS = (
    Law("322AC0000000164", "児童福祉法", "昭和22年法律第164号"),
    Law(
        "426M60000100063",
        "放課後児童健全育成事業の設備及び運営に関する基準",
        "平成26年厚生労働省令第63号",
    ),
    Law("426M60000002044", "子ども・子育て支援法施行規則", "平成26年内閣府令第44号"),
)

SUPERSEDED = (
    Superseded(
        law=LAWS[0],
        old="第34条の7",
        now="第34条の8",
        subject="放課後児童健全育成事業",
        source="第34条の7: 大山町の条例(平成19年条例第1号)第1条。"
        "第34条の8: 下諏訪町の条例(平成18年町条例第22号)、坂東市の条例(平成17年条例第212号)第1条。",
    ),
)


def find_law(title: str | None, law_id: str | None = None, number: str | None = None) -> Law | None:
    """The law of the table that the id names, else the number, else the title; None if unknown."""
    for law in LAWS:
        if law_id == law.id or (law_id is None and number == law.number):
            return law
    if law_id or number:
        return None
    return next((law for law in LAWS if law.title == title), None)


def law_id_era(law_id: str) -> tuple[Era, int] | None:
    """Era and year that a law id tells; None where the shape is wrong or the year never was."""
    if not re.fullmatch(LAW_ID, law_id):
        return None
    era, year = ERAS[int(law_id[0]) - 1], int(law_id[1:3])
    return (era, year) if era_year(era, year) else None


def id_agrees(law_id: str, number: Number) -> bool | None:
    """Whether id and number can be of one law; None where the id's type is not known here.

    322AC0000000164 agrees with 昭和22年法律第164号. Of 府省令 the last three digits are the number.
    """
    told = law_id_era(law_id)
    instruments = _TYPES.get(law_id[3:5])
    if told is None or instruments is None or number.era is None:
        return None
    digits = law_id[-3:] if law_id[3] == "M" else law_id[5:]
    era, year = told
    return (
        (number.era, number.year) == (era.name, year)
        and number.instrument in instruments
        and number.number == int(digits)
    )


def superseded(law: Law | None, locators: tuple[Locator, ...]) -> tuple[Superseded, ...]:
    """The entries of the table that these places of a law fall under."""
    return tuple(
        entry
        for entry in SUPERSEDED
        if entry.law == law
        and any(
            within(place, outer)
            for place in places(locators)
            for outer in read_locators(entry.old) or ()
        )
    )


def superseded_in(text: str) -> tuple[Superseded, ...]:
    """The same for running text: a law's title, perhaps its number in brackets, then places."""
    found: list[Superseded] = []
    for law in LAWS:
        for match in re.finditer(rf"{re.escape(law.title)}(?:[（(][^（）()]{{0,80}}[)）])?", text):
            if there := find_locators(text, match.end()):
                found += superseded(law, there.locators)
    return tuple(dict.fromkeys(found))


def law_number(law: Law) -> Number:
    """The number of a law of the table."""
    number = read_number(law.number)
    assert number is not None
    return number
