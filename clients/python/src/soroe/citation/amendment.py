"""Amendment notes: (令元規則28・一部改正), 一部改正〔平成27年規則29号・30年17号〕."""

from __future__ import annotations

import re

from msgspec.structs import replace

from soroe.citation.parts import Amendment, Number
from soroe.citation.words import (
    BODY,
    CLOSE,
    DASH,
    INSTRUMENT,
    NUM,
    OPEN,
    TAILS,
    shown_tails,
    tails,
    value,
)
from soroe.wareki import ERAS, NAMES

_ACTIONS = (
    "一部改正|全部改正|全改|追加|削除|廃止|改正|改称|繰上|繰下|旧第[^・、（）()〔〕]{1,20}?繰[上下]"
)
_ACTION = re.compile(_ACTIONS)
_ABBREVIATED = "".join(era.name[0] for era in ERAS)
_ENTRY = re.compile(
    rf"(?:(?P<era>{NAMES}|[{_ABBREVIATED}])?(?P<year>元|{NUM})年?)?"
    rf"(?P<body>{BODY})?(?P<instrument>{INSTRUMENT})?第?(?P<no>{NUM})(?P<dash>(?:{DASH}{NUM})*)号?"
    rf"(?P<tail>{TAILS}*)"
)
_NOTE = re.compile(rf"{OPEN}(?P<inner>[^（）()〔〕]{{1,300}}){CLOSE}")
_BEFORE = re.compile(rf"(?P<action>{_ACTIONS})〔(?P<inner>[^（）()〔〕]{{1,300}})〕")


def find_amendments(text: str, at: int) -> tuple[tuple[Amendment, ...], int] | None:
    """The entries of the note that begins at `at`, and where it ends; None if none begins there."""
    if match := _BEFORE.match(text, at):
        entries = _entries(f"{match['inner']}・{match['action']}")
    elif match := _NOTE.match(text, at):
        entries = _entries(match["inner"])
    return (entries, match.end()) if match and entries else None


def show_amendments(amendments: tuple[Amendment, ...]) -> str:
    """The note in brackets: （平26規則23・追加、令元規則28・一部改正）; nothing for no entries."""
    shown = "、".join(f"{_show(a.number)}・{a.action}" for a in amendments)
    return f"（{shown}）" if shown else ""


def _entries(inner: str) -> tuple[Amendment, ...] | None:
    """All entries, or None if any part of the note is something else.

    An entry that leaves out era, year or instrument has those of the entry before it: that is how
    the notes are written (平成27年規則29号・30年17号).
    """
    out: list[Amendment] = []
    before: Number | None = None
    for group in inner.split("、"):
        names = group.split("・")
        actions = [n for n in names if _ACTION.fullmatch(n)]
        entries = names[: len(names) - len(actions)]
        if not actions or not entries or names[len(entries) :] != actions:
            return None
        for name in entries:
            before = _number(name, before)
            if before is None:
                return None
            out.append(Amendment(before, "・".join(actions)))
    return tuple(out)


def _number(text: str, before: Number | None) -> Number | None:
    match = _ENTRY.fullmatch(text)
    if match is None:
        return None
    try:
        found = Number(
            number=value(match["no"]),
            era=next((e.name for e in ERAS if match["era"] in (e.name, e.name[0])), None)
            if match["era"]
            else None,
            year=(1 if match["year"] == "元" else value(match["year"])) if match["year"] else None,
            body=match["body"],
            instrument=match["instrument"],
            dashed=tuple(value(n) for n in re.split(DASH, match["dash"]) if n),
            branch=tails(match["tail"]),
        )
    except ValueError:
        return None
    if before is not None and found.era is None:
        found = replace(found, era=before.era, year=found.year or before.year)
    if before is not None and found.instrument is None:
        found = replace(found, body=before.body, instrument=before.instrument)
    return found if found.era and found.year and found.instrument else None


def _show(number: Number) -> str:
    era, year = str(number.era), "元" if number.year == 1 else str(number.year)
    inside = "".join(f"―{n}" for n in number.dashed)
    maker = f"{number.body or ''}{number.instrument}"
    return f"{era[0]}{year}{maker}{number.number}{inside}{shown_tails(number.branch)}"
