"""The divergence index of a form as text and as tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from soroe.divergence.history import Point
from soroe.divergence.model import CLASSES, Divergence, Share, Variety, share
from soroe.grid import Grid
from soroe.impact.document import Subject
from soroe.locale import text
from soroe.measured import MeasuredIndex
from soroe.model import Base, Json, Lang
from soroe.report.style import Style
from soroe.report.width import table, wrap


class Index(Base, frozen=True):
    """What is told of a form: each municipality, prefectures by name, all together, its forms.

    `prefectures` maps names to shares. `history` is empty where nobody asked for it.
    """

    form: str
    title: str
    municipalities: tuple[Divergence, ...]
    whole: Share
    prefectures: Mapping[str, Share]
    variety: Variety
    history: tuple[Point, ...] = ()


def index_of(
    form: str,
    title: str,
    found: Iterable[Divergence],
    variety: Variety,
    *,
    prefecture: Mapping[str, str],
    history: tuple[Point, ...] = (),
) -> Index:
    """The index from what was measured; `prefecture` maps codes to names."""
    told = tuple(sorted(found, key=lambda d: (-d.index, d.subject.code)))
    groups: dict[str, list[Divergence]] = {}
    for one in told:
        code = one.subject.code
        groups.setdefault(prefecture.get(code) or code[:2], []).append(one)
    shares = {name: share(groups[name]) for name in sorted(groups)}
    return Index(form, title, told, share(told), shares, variety, history)


class Overview(Base, frozen=True):
    """An index without the items of each municipality: what one table needs."""

    title: str
    whole: Share
    prefectures: Mapping[str, Share]
    variety: Variety | None
    municipalities: tuple[tuple[Subject, str, Share], ...]
    history: tuple[Point, ...] = ()


def overview(index: Index) -> Overview:
    """The index without items; with each municipality the core that it is measured against."""
    return Overview(
        title=index.title or index.form,
        whole=index.whole,
        prefectures=index.prefectures,
        variety=index.variety,
        municipalities=tuple((d.subject, d.core, share((d,))) for d in index.municipalities),
        history=index.history,
    )


def overview_of_measured(found: MeasuredIndex, history: tuple[Point, ...] = ()) -> Overview:
    """The same of what a registry has measured."""
    rows = tuple((one.subject, one.core, one.share) for one in found.municipalities)
    return Overview(
        found.title or found.form, found.whole, found.prefectures, found.variety, rows, history
    )


def document(index: Index) -> Json:
    """The index as data; every share with its index."""
    value = msgspec.to_builtins(index)
    for spelled, one in zip(value["municipalities"], index.municipalities, strict=True):
        spelled["share"] = msgspec.to_builtins(share((one,)))
    found: Json = value
    return found


def percent(value: float) -> str:
    """0.186 as 18.6%."""
    return f"{value * 100:.1f}%"


def shown(index: Index, lang: Lang, columns: int, style: Style, *, items: bool) -> Iterator[str]:
    """The lines; with `items` what each municipality changes, item by item."""
    yield from shown_overview(overview(index), lang, columns, style)
    for one in index.municipalities if items else ():
        yield from _changes(one, lang, columns, style)


def shown_overview(index: Overview, lang: Lang, columns: int, style: Style) -> Iterator[str]:
    """The lines of all together, and the tables."""

    def say(part: str, **params: object) -> str:
        return text("divergence", "text", part, lang, **params)

    yield style(say("title", title=index.title), "strong")
    if not index.municipalities:
        yield say("nobody")
        return
    whole = index.whole
    yield say(
        "whole",
        index=percent(whole.index),
        changed=whole.changed,
        items=whole.items,
        count=whole.municipalities,
    )
    yield say("classes", **{k: whole.classes[k] for k in CLASSES})
    if whole.undecided:
        yield from wrap(
            say("undecided", count=whole.undecided, most=percent(whole.at_most)), columns
        )
    if (forms := index.variety) is not None:
        part = "forms" if forms.forms == forms.at_least else "forms-between"
        yield say(part, forms=forms.forms, least=forms.at_least)
    yield ""
    yield from _table(_municipalities(index, lang), style)
    if len(index.prefectures) > 1:
        yield ""
        yield from _table(_prefectures(index, lang), style)
    if index.history:
        yield ""
        yield from _table(_history(index, lang), style)


def _changes(one: Divergence, lang: Lang, columns: int, style: Style) -> Iterator[str]:
    yield ""
    yield style(_name(one), "strong")
    if not one.changed and not one.undecided:
        yield "  " + text("divergence", "text", "same", lang)
    for change in (*one.changed, *one.undecided):
        effect = text("impact", "effect", change.effect, lang)
        klass = text("divergence", "classes", change.klass, lang)
        title = change.title or text("divergence", "text", "form", lang)
        line = text("divergence", "text", "item", lang, title=title, effect=effect, klass=klass)
        yield from wrap(line, columns, "  ・", "    ")


def grids(index: Index, lang: Lang) -> tuple[Grid, ...]:
    """The tables: municipalities first, which alone is the CSV."""
    first, *others = overview_grids(overview(index), lang)
    return first, _items(index, lang), *others


def overview_grids(index: Overview, lang: Lang) -> tuple[Grid, ...]:
    """The same without the items of each municipality."""
    found = [_municipalities(index, lang), _prefectures(index, lang)]
    if index.history:
        found.append(_history(index, lang))
    return tuple(found)


def _municipalities(index: Overview, lang: Lang) -> Grid:
    rows: list[tuple[str | int | float, ...]] = [
        (subject.code, subject.name, core, *_counts(found))
        for subject, core, found in index.municipalities
    ]
    return _grid("municipalities", ("code", "name", "core"), rows, lang)


def _prefectures(index: Overview, lang: Lang) -> Grid:
    rows = [(name, s.municipalities, *_counts(s)) for name, s in index.prefectures.items()]
    return _grid("prefectures", ("prefecture", "count"), rows, lang)


def _history(index: Overview, lang: Lang) -> Grid:
    rows = [
        (point.day.isoformat(), point.share.municipalities, *_counts(point.share))
        for point in index.history
    ]
    return _grid("history", ("day", "count"), rows, lang)


def _items(index: Index, lang: Lang) -> Grid:
    rows = [
        (
            one.subject.code,
            one.subject.name,
            change.item,
            change.title,
            text("impact", "effect", change.effect, lang),
            text("divergence", "classes", change.klass, lang),
        )
        for one in index.municipalities
        for change in (*one.changed, *one.undecided)
    ]
    heads = ("code", "name", "pointer", "title", "effect", "class")
    told = tuple(text("divergence", "heads", head, lang) for head in heads)
    return Grid(text("divergence", "sheets", "items", lang), told, tuple(rows))


_COUNTS = ("index", "changed", "items", *CLASSES, "undecided")


def _counts(found: Share) -> tuple[float | int, ...]:
    classes = (found.classes[klass] for klass in CLASSES)
    return round(found.index, 4), found.changed, found.items, *classes, found.undecided


def _grid(
    sheet: str, heads: tuple[str, ...], rows: list[tuple[str | int | float, ...]], lang: Lang
) -> Grid:
    told = tuple(text("divergence", "heads", head, lang) for head in (*heads, *_COUNTS))
    return Grid(text("divergence", "sheets", sheet, lang), told, tuple(rows))


def _table(grid: Grid, style: Style) -> Iterator[str]:
    """The table for a terminal; shares as percent."""
    at = len(grid.head) - len(_COUNTS)
    rows = [
        tuple(
            percent(float(cell)) if n == at and isinstance(cell, int | float) else str(cell)
            for n, cell in enumerate(row)
        )
        for row in grid.rows
    ]
    head, *lines = table([grid.head, *rows])
    yield style(head, "faint")
    yield from lines


def _name(one: Divergence) -> str:
    return " ".join(filter(None, (one.subject.code, one.subject.name)))
