"""Reading what a clerk pastes: from 例規集 pages, from a guide, from a colleague's mail.

The text is cut into pieces that together are the text again. What is not understood is a piece too,
and a remark says which; nothing is guessed and nothing is dropped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from soroe.citation.amendment import find_amendments
from soroe.citation.locator import find_locators, show_locators
from soroe.citation.number import NUMBER_PATTERNS, number_of, show_number
from soroe.citation.parts import Piece, Reading, Reference, Remark, Role
from soroe.citation.words import GAP, TITLE, UNNAMED
from soroe.errors import DocumentError
from soroe.wareki import DATE_PATTERNS, date_of, era_named, era_year

MAX_TEXT = 4_000
"""Longer texts are not citations; they are kept and not taken apart."""

_SAID = (
    r"以下[「『][^」』]{1,20}[」』]という"
    "|の規定(?:により|による|に基づき|に基づく)|に規定する|に定める|に基づ[きく]"
)
_HARD = re.compile(rf"(?:{_SAID}|[\s\u3000（）()〔〕\[\]，。,/／:：○〇◯●「」『』])+")
_SOFT = re.compile("[、・]+")
"""What stands between parts and says nothing itself. A title may hold a soft one."""

_MADE = re.compile(rf"{GAP}(?:公布|制定)")
_IN_FORCE = re.compile(rf"{GAP}(?:から{GAP})?施行")


def read(text: str) -> Reading:
    """What the text cites, and a remark for each thing in it that was not understood.

    Read are the header forms of 例規集 (平成27年3月31日/規則第11号), numbers (4港厚児第209号),
    places (第3条第1項及び第4条), amendment notes and titles, in any order.
    """
    if len(text) > MAX_TEXT:
        remark = Remark("citation-too-long", params={"limit": str(MAX_TEXT)})
        return Reading(text, Reference(), (Piece("unread", text),), (remark,))
    return _Reader(text).read()


def impossible_year(era: str | None, year: int | None, text: str) -> Remark | None:
    """The remark that an era year never was (昭和65年規則第3号), or None."""
    known = era_named(era) if era else None
    if known is None or year is None or era_year(known, year) is not None:
        return None
    return Remark("citation-year-impossible", params={"text": text, "year": f"{era}{year}年"})


class _Reader:
    """One pass over one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.found: dict[str, Any] = {}
        self.pieces: list[Piece] = []
        self.remarks: list[Remark] = []
        self.gap = 0
        self.bare_date: tuple[int, str, date] | None = None

    def read(self) -> Reading:
        at = 0
        while at < len(self.text):
            end = next((e for find in _FINDERS if (e := find(self, at)) is not None), None)
            if end is None:
                at += 1
            else:
                at = self.gap = end
        self._close(at)
        self._settle_date()
        return Reading(
            text=self.text,
            reference=Reference(**self.found),
            pieces=tuple(self.pieces),
            remarks=tuple(self.remarks),
        )

    def find_amendment(self, at: int) -> int | None:
        found = find_amendments(self.text, at)
        if found is None:
            return None
        entries, end = found
        self.found["amendments"] = (*self.found.get("amendments", ()), *entries)
        return self._take("amendment", at, end)

    def find_locator(self, at: int) -> int | None:
        found = find_locators(self.text, at)
        if found is None:
            return None
        end = found.end
        if "locators" in self.found:
            return self._leave(at, end, "citation-second-place")
        self.found["locators"] = found.locators
        self._take("locator", at, end)
        if found.informal:
            params = {"text": self.text[at:end], "official": show_locators(found.locators)}
            self.remarks.append(Remark("citation-place-informal", params=params))
        return end

    def find_date(self, at: int) -> int | None:
        match = next((m for p in DATE_PATTERNS if (m := p.match(self.text, at))), None)
        if match is None:
            return None
        try:
            day = date_of(match)
        except DocumentError as e:
            self._take("unread", at, match.end())
            self.remarks.append(Remark(e.problem.type, params=e.problem.params))
            return match.end()
        end = match.end()
        if said := _IN_FORCE.match(self.text, end):
            return self._day("in_force_from", "in-force", at, said.end(), day)
        if said := _MADE.match(self.text, end):
            return self._day("promulgated", "promulgated", at, said.end(), day)
        self._settle_date()
        self._take("promulgated", at, end)
        self.bare_date = (len(self.pieces) - 1, match[0], day)
        return end

    def find_number(self, at: int) -> int | None:
        match = next((m for p in NUMBER_PATTERNS if (m := p.match(self.text, at))), None)
        if match is None:
            return None
        try:
            number = number_of(match)
        except ValueError:
            return None
        if "number" in self.found:
            return self._leave(at, match.end(), "citation-second-number")
        self.found["number"] = number
        self._take("number", at, match.end())
        if self.bare_date is not None and self._follows_date(self.bare_date[0]):
            self.found.setdefault("promulgated", self.bare_date[2].isoformat())
            self.bare_date = None
        if (remark := impossible_year(number.era, number.year, show_number(number))) is not None:
            self.remarks.append(remark)
        return match.end()

    def _follows_date(self, index: int) -> bool:
        """Whether the last piece follows the date with nothing but joints between."""
        return all(piece.role == "joint" for piece in self.pieces[index + 1 : -1])

    def _settle_date(self) -> None:
        """A date that no number follows and no word explains is left unread: it may be any."""
        if self.bare_date is not None:
            index, text, _ = self.bare_date
            self.pieces[index] = Piece("unread", text)
            self.remarks.append(Remark("citation-date-unexplained", params={"text": text}))
            self.bare_date = None

    def _day(self, field: str, role: Role, at: int, end: int, day: date) -> int:
        if field in self.found:
            return self._leave(at, end, "citation-second-date")
        self.found[field] = day.isoformat()
        return self._take(role, at, end)

    def _leave(self, at: int, end: int, why: str) -> int:
        self._take("unread", at, end)
        self.remarks.append(Remark(why, params={"text": self.text[at:end]}))
        return end

    def _take(self, role: Role, at: int, end: int) -> int:
        self._close(at)
        self.pieces.append(Piece(role, self.text[at:end]))
        return end

    def _close(self, at: int) -> None:
        """Make pieces of what lies between the last piece and `at`: joints, the title, the rest."""
        for hard, stretch in _split(_HARD, self.text[self.gap : at]):
            if hard or _is_title(stretch):
                self._word(stretch, joint=hard)
                continue
            for soft, word in _split(_SOFT, stretch):
                self._word(word, joint=soft)
        self.gap = at

    def _word(self, word: str, *, joint: bool) -> None:
        if joint:
            self.pieces.append(Piece("joint", word))
        elif "title" not in self.found and _is_title(word):
            self.found["title"] = word
            self.pieces.append(Piece("title", word))
        else:
            self.pieces.append(Piece("unread", word))
            why = "citation-text-unnamed" if UNNAMED.fullmatch(word) else "citation-unread"
            self.remarks.append(Remark(why, params={"text": word}))


def _split(pattern: re.Pattern[str], text: str) -> Iterator[tuple[bool, str]]:
    """The text in stretches: (True, what the pattern matches) and (False, what lies between)."""
    last = 0
    for match in pattern.finditer(text):
        if match.start() > last:
            yield False, text[last : match.start()]
        yield True, match[0]
        last = match.end()
    if last < len(text):
        yield False, text[last:]


def _is_title(word: str) -> bool:
    """Whether the word names one text, and standing alone would be read as nothing else.

    Two titles with a soft joint between are a list.
    """
    if not TITLE.fullmatch(word) or UNNAMED.fullmatch(word):
        return False
    first, *more = _SOFT.split(word)
    if more and TITLE.fullmatch(first):
        return False
    return not any(_begins(word, at) for at in range(len(word)))


def _begins(text: str, at: int) -> bool:
    """Whether a date, a number, a place or a note begins at `at`."""
    if any(pattern.match(text, at) for pattern in (*DATE_PATTERNS, *NUMBER_PATTERNS)):
        return True
    return find_locators(text, at) is not None or find_amendments(text, at) is not None


_FINDERS: tuple[Callable[[_Reader, int], int | None], ...] = (
    _Reader.find_amendment,
    _Reader.find_date,
    _Reader.find_locator,
    _Reader.find_number,
)
