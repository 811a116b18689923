"""Candidates, demotions and sensitive items as one table for CSV and Excel (`soroe.grid`)."""

from __future__ import annotations

from collections.abc import Iterator

from soroe.grid import Cell, Grid
from soroe.model import Lang
from soroe.promotion.document import Below
from soroe.promotion.shown import Words

_COLUMNS = (
    "class", "kind", "item", "title", "count", "share", "people", "since", "required", "grounds",
    "cost", "affected", "sure", "titles", "cities", "pointer", "key",
)  # fmt: skip


def grid(below: Below, lang: Lang) -> Grid:
    """One row for each candidate, demotion and sensitive item."""
    words = Words(below, lang)
    head = tuple(words.say("sheet", column) for column in _COLUMNS)
    return Grid(words.say("sheet", "name"), head, tuple(_rows(below, words)))


def _rows(below: Below, words: Words) -> Iterator[tuple[Cell, ...]]:
    for c in below.candidates:
        yield (
            words.say("sheet", "candidate"), words.say("kind", c.kind), c.place, words.what(c),
            c.saves, c.share, c.population, c.since, c.required, words.grounds(c), words.cost(c),
            c.affected, round(c.sure * 100), words.listed(c.titles), " ".join(c.municipalities),
            c.item, c.id,
        )  # fmt: skip
    for d in below.demotions:
        yield (
            words.say("sheet", "demotion"), words.say("demotion", d.kind), d.title, d.title,
            len(d.without), d.share, None, None, None, None,
            words.say("line", "kept", count=d.left), None, None, None, " ".join(d.without), d.item,
            None,
        )  # fmt: skip
    for s in below.sensitive:
        lawful = words.say("line", "lawful" if s.lawful else "unlawful")
        yield (
            words.say("sheet", "sensitive"), words.say("line", "own" if s.own else "core"), s.title,
            s.why, len(s.asking), s.share, None, None, None, lawful, None, None, None, None,
            " ".join(s.asking), s.item, None,
        )  # fmt: skip
