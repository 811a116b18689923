"""What promoting would do, in words for a page: the figures, who wins, who must act."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal, TypeAlias

import msgspec

from registry.compute.depth import bounded
from soroe.locale import text
from soroe.measured import WhatIfAnswer
from soroe.model import Lang
from soroe.report.what_if import promised
from soroe.what_if.told import TOLD, Noticed, ToldMunicipality

Group: TypeAlias = Literal["act", "felt", "win"]
GROUPS: Final[tuple[Group, ...]] = ("act", "felt", "win")

NAMED: Final = 30
"""Municipalities of a group that are named; the others are counted."""


class Met(msgspec.Struct, frozen=True):
    """A municipality; shares and numbers of differing items before and after.

    `lines` say what the group is about: what is to decide, what applicants meet, what falls away.
    """

    code: str
    name: str
    shares: tuple[float, float]
    changed: tuple[int, int]
    lines: tuple[str, ...]


class Side(msgspec.Struct, frozen=True):
    """All together, before or after: the index, how many items differ, how many distinct forms."""

    index: float
    changed: int
    forms: int


class WhatIfPage(msgspec.Struct, frozen=True):
    """What promoting would do; `groups` with how many belong to each, `same` to none.

    `names` are the changes (992011#3) or ids that were asked about, `wins` the titles of what falls
    out of diffs, the most common first. `best` says what choosing the best promises.
    """

    core: str
    version: str
    level: str
    told_level: str
    names: tuple[str, ...]
    wins: tuple[str, ...]
    best: str
    examples: tuple[str, ...]
    before: Side
    after: Side
    municipalities: int
    groups: tuple[tuple[Group, int, tuple[Met, ...]], ...]
    same: int


@bounded
def what_if_page(answer: bytes, lang: Lang) -> WhatIfPage:
    """The page of an answer (JSON, `soroe.measured.WhatIfAnswer`)."""
    found = msgspec.json.decode(answer, type=WhatIfAnswer)
    told = found.told
    members: dict[Group, list[ToldMunicipality]] = {group: [] for group in GROUPS}
    same = 0
    titles: dict[str, int] = {}
    for one in told.municipalities:
        groups = _groups(one)
        for group in groups:
            members[group].append(one)
        same += not groups
        for title in one.titles.get("absorbed", ()):
            titles[title] = titles.get(title, 0) + 1
    before, after = (
        Side(share.index, share.changed, forms)
        for share, forms in zip(told.shares, told.forms, strict=True)
    )
    return WhatIfPage(
        core=told.old,
        version=told.new,
        level=told.level,
        told_level=text("impact", "level", told.level, lang),
        names=found.promoted,
        wins=tuple(sorted(titles, key=lambda title: (-titles[title], title))),
        best=promised(found.best, lang) if found.best else "",
        examples=tuple(_examples(told.noticed, lang)),
        before=before,
        after=after,
        municipalities=len(told.municipalities),
        groups=tuple(
            (
                group,
                len(members[group]),
                tuple(_met(one, group, lang) for one in members[group][:NAMED]),
            )
            for group in GROUPS
        ),
        same=same,
    )


def _groups(one: ToldMunicipality) -> list[Group]:
    """Who has something to decide must act; whose changes fall away wins."""
    out: list[Group] = []
    if one.waiting:
        out.append("act")
    if one.noticed.effect != "none":
        out.append("felt")
    if one.titles.get("absorbed"):
        out.append("win")
    return out


def _met(one: ToldMunicipality, group: Group, lang: Lang) -> Met:
    before, after = (c / i if i else 0.0 for c, i in zip(one.changed, one.items, strict=True))
    lines = [text("impact", "effect", one.noticed.effect, lang), *_examples(one.noticed, lang)]
    return Met(
        code=one.subject.code,
        name=one.subject.name or one.subject.code,
        shares=(before, after),
        changed=one.changed,
        lines=tuple(lines if group == "felt" else _becomes(one, group, lang)),
    )


def _becomes(one: ToldMunicipality, group: Group, lang: Lang) -> Iterator[str]:
    comma = text("report", "words", "comma", lang)
    for kind in TOLD:
        if (titles := one.titles.get(kind)) and (kind == "absorbed") == (group == "win"):
            yield text("what_if", "text", kind, lang, titles=comma.join(titles))


def _examples(found: Noticed, lang: Lang) -> Iterator[str]:
    for part, several in (("refused", found.refused), ("accepted", found.accepted)):
        for words in several[:3]:
            said = words.ja if lang == "ja" else words.en
            yield f"{text('impact', 'example', part, lang)}: {said}"
