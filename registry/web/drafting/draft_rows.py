"""The page of a draft as values: one row for each change, with what to choose its basis from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

import msgspec
from msgspec.structs import replace

from registry.compute.draft import Lack
from registry.compute.draft_page import ChangeTold, Described
from registry.db.precedents import PrecedentRow
from registry.services.draft_missing import Missing
from registry.services.draft_work import DraftWork
from registry.web.drafting.draft_text import SHARED, TAKE
from registry.web.words import say
from soroe.citation import Precedent, Suggestion, cite, in_words, suggest
from soroe.model import Change, Citation, Lang, LocalDiff
from soroe.pointer import split

SHOWN = 5
"""Other municipalities that are named at a change; more are counted."""

_ON_PAGE: Final = frozenset({"citation-incomplete", "citation-unused", "effective-from-missing"})
"""Messages that speak of the document's words; the page says which of its fields it is."""

_FIELDS: Final = {
    "number": "c-number",
    "promulgated": "c-promulgated",
    "inForceFrom": "c-in-force",
}


class Option(msgspec.Struct, frozen=True):
    """One basis to choose: what the form sends, what is shown, why it is offered, the place."""

    value: str
    shown: str
    why: str = ""
    article: str = ""


class Note(msgspec.Struct, frozen=True):
    """Something that is missing, or to be looked at, in one language."""

    type: str
    missing: bool
    title: str
    detail: str
    remedy: str


class Row(msgspec.Struct, frozen=True):
    """One change: `chosen` is the key that it cites; `hints` are suggestions that are no text yet.

    `own` and `shared` are what may be chosen beside `suggested`; `others` do the same elsewhere,
    and `more` of them are not shown.
    """

    number: int
    change: Change
    told: ChangeTold
    chosen: str
    suggested: tuple[Option, ...]
    own: tuple[Option, ...]
    shared: tuple[Option, ...]
    hints: tuple[str, ...]
    others: tuple[PrecedentRow, ...]
    more: int
    notes: tuple[Note, ...]

    @property
    def open(self) -> bool:
        """Whether something is missing here."""
        return any(note.missing for note in self.notes)

    @property
    def wording(self) -> bool:
        """Whether the change alters words alone, and so needs no basis."""
        return self.told.effect == "none" and not self.open


class CitationRow(msgspec.Struct, frozen=True):
    """One citation of the draft; `used` is how many changes rest on it."""

    place: int
    key: str
    citation: Citation
    shown: str
    used: int
    notes: tuple[Note, ...]


class DraftPage(msgspec.Struct, frozen=True):
    """All rows, and what is missing that belongs to none of them."""

    rows: tuple[Row, ...]
    citations: tuple[CitationRow, ...]
    notes: tuple[Note, ...]

    @property
    def missing(self) -> int:
        """How many rows and other places lack something."""
        places = [one.notes for one in self.rows] + [one.notes for one in self.citations]
        return sum(
            any(n.missing for n in notes) for notes in (*places, *((n,) for n in self.notes))
        )


def draft_page(
    work: DraftWork, described: Described, missing: Missing, lang: Lang, today: str
) -> DraftPage:
    """The rows of a draft that is a diff."""
    diff = work.diff
    assert diff is not None, "the text is a diff"
    notes = _placed(missing.lacks, diff, lang)
    own, others = _precedents(work)
    used = [change.basis.cite for change in diff.changes if change.basis]
    mine = tuple(Option(key, cite(cited)) for key, cited in diff.citations.items())
    shared = tuple(
        Option(f"{SHARED} {key}", cite(cited))
        for key, cited in work.shared.items()
        if key not in diff.citations
    )
    everything = {**work.shared, **diff.citations}
    there: dict[str, list[PrecedentRow]] = defaultdict(list)
    for row in work.rows:
        if row.municipality != work.draft.municipality:
            there[row.item].append(row)
    rows = []
    for number, (change, told) in enumerate(zip(diff.changes, described.changes, strict=True)):
        found: Sequence[Suggestion] = ()
        if told.effect != "none" and change.basis is None:
            found = [
                _titled(one, described.titles)
                for one in suggest(change.item, told.effect, everything, own, others, on=today)
            ]
        alike = there[change.item]
        rows.append(
            Row(
                number=number,
                change=change,
                told=told,
                chosen=change.basis.cite if change.basis else "",
                suggested=tuple(_offered(s, everything, lang) for s in found if s.cite),
                own=mine,
                shared=shared,
                hints=tuple(in_words(s, lang) for s in found if s.cite is None),
                others=tuple(alike[:SHOWN]),
                more=max(0, len(alike) - SHOWN),
                notes=notes["changes", str(number)],
            )
        )
    cited = tuple(
        CitationRow(n, key, one, cite(one), used.count(key), notes["citations", key])
        for n, (key, one) in enumerate(diff.citations.items())
    )
    return DraftPage(tuple(rows), cited, notes["", ""])


def notes_of(lacks: Sequence[Lack], lang: Lang) -> tuple[Note, ...]:
    """What is missing, in one language; where the page has a field for it, that is named."""
    return tuple(_note(one, lang) for one in lacks)


def _note(lack: Lack, lang: Lang) -> Note:
    title, detail, remedy = (
        (lack.title, lack.detail, lack.remedy)
        if lang == "ja"
        else (lack.title_en, lack.detail_en, lack.remedy_en)
    )
    if lack.type in _ON_PAGE:
        field = _FIELDS.get(lack.params.get("field", ""))
        named = {**lack.params, "field": say(lang, f"draft.{field}") if field else ""}
        detail, remedy = say(lang, f"draft.note-{lack.type}", **named), ""
    return Note(lack.type, lack.missing, title, detail, remedy)


def _placed(
    lacks: Sequence[Lack], diff: LocalDiff, lang: Lang
) -> Mapping[tuple[str, str], tuple[Note, ...]]:
    """What is missing by the change or the citation that it belongs to; ("", "") for the rest."""
    out: defaultdict[tuple[str, str], tuple[Note, ...]] = defaultdict(tuple)
    for lack, note in zip(lacks, notes_of(lacks, lang), strict=True):
        steps = split(lack.at)
        place = ("", "")
        known = len(steps) > 1 and (
            (steps[0] == "changes" and steps[1].isdecimal() and int(steps[1]) < len(diff.changes))
            or (steps[0] == "citations" and steps[1] in diff.citations)
        )
        if known:
            place = (steps[0], steps[1])
        out[place] = (*out[place], note)
    return out


def _precedents(work: DraftWork) -> tuple[list[Precedent], list[Precedent]]:
    """The municipality's own changes, and those of others, as suggestions take them."""
    own: list[Precedent] = []
    others: list[Precedent] = []
    for row in work.rows:
        made = Precedent(
            municipality=row.municipality,
            item=row.item,
            effect=row.effect,
            cite=row.cite,
            citation=Citation(row.kind, row.title),
            article=row.article,
        )
        (own if row.municipality == work.draft.municipality else others).append(made)
    return own, others


def _titled(found: Suggestion, titles: Mapping[str, str]) -> Suggestion:
    """With the title of the item in its reason, as people know it."""
    reason = found.reason
    item = reason.params.get("item", "")
    params = {**reason.params, "item": titles.get(item, item)}
    return replace(found, reason=replace(reason, params=params))


def _offered(found: Suggestion, citations: Mapping[str, Citation], lang: Lang) -> Option:
    key, article = found.cite or "", found.article or ""
    return Option(
        f"{TAKE} {key} {article}".rstrip(),
        cite(citations[key], found.article),
        in_words(found, lang),
        article,
    )
