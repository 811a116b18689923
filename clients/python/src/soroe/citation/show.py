"""Showing a citation in the official style, in arabic numerals."""

from __future__ import annotations

from datetime import date

from msgspec.structs import replace

from soroe.citation.amendment import show_amendments
from soroe.citation.locator import show_locators
from soroe.citation.number import show_number
from soroe.citation.parts import Number, Reference
from soroe.wareki import era_of, wareki


def show(reference: Reference) -> str:
    """The whole citation, 例示市規則（平成27年規則第11号）第3条第1項, which `read` reads back."""
    said = _ident(reference)
    if reference.in_force_from:
        said.append(f"{wareki(date.fromisoformat(reference.in_force_from))}施行")
    places = show_locators(reference.locators) + show_amendments(reference.amendments)
    if reference.title:
        return reference.title + (f"（{'、'.join(said)}）" if said else "") + places
    first, *more = said or [""]
    head = first + (f"（{'、'.join(more)}）" if more else "")
    return " ".join(filter(None, (head, places)))


def official_number(number: Number, promulgated: str | None) -> str:
    """The number with its year: 平成27年規則第11号 for 平成27年3月31日 規則第11号.

    A 条例 or 規則 is numbered within the year of its promulgation, so a known day tells the year. A
    文書番号 follows each office's own rule and is left as it is.
    """
    day = date.fromisoformat(promulgated) if promulgated else None
    era = era_of(day) if day else None
    if day is not None and era is not None and number.era is None and number.instrument:
        number = replace(number, era=era.name, year=day.year - era.year_one + 1)
    return show_number(number)


def _ident(reference: Reference) -> list[str]:
    number, day = reference.number, reference.promulgated
    spelt = wareki(date.fromisoformat(day)) if day else ""
    if number is None:
        return [f"{spelt}公布"] if day else []
    if not day:
        return [show_number(number)]
    if number.era is None:
        return [spelt + (" " if number.symbol else "") + show_number(number)]
    return [show_number(number), f"{spelt}公布"]
