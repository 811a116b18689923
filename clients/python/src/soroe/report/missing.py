"""What `soroe lint` says: what a document lacks, by the place where it is to be mended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from soroe.errors import Problem
from soroe.locale import table, text
from soroe.model import Base, Json, Lang, LocalDiff
from soroe.pointer import split
from soroe.report.style import Style
from soroe.report.width import wrap
from soroe.report.words import schema_at, title_at


class Lack(Base, frozen=True):
    """One thing that is missing, or that somebody should look at.

    `problem` says where, with line and column; `about` what stands there (an item's titles, a
    citation); `said` are title, detail and remedy.
    """

    problem: Problem
    missing: bool
    about: str
    said: tuple[str, str, str]


def in_words(
    problem: Problem, forms: tuple[Json, Json], diff: LocalDiff, lang: Lang
) -> tuple[str, Problem]:
    """What the place is about, and the problem with items and effects in words.

    `forms` are the core and what the diff makes of it. Where the pointers themselves are what must
    be mended, they stay.
    """
    params = dict(problem.params)
    if problem.type != "item-mismatch" and "item" in params:
        params["item"] = _title(params["item"], forms, lang)
    if params.get("effect") in table("cli", lang)["effects"]:
        params["effect"] = text("cli", "effects", params["effect"], lang)
    about = ""
    match split(problem.at):
        case ("changes", index, *_):
            about = _title(diff.changes[int(index)].item, forms, lang)
        case ("citations", key, *_):
            about = f"{diff.citations[key].title} ({key})"
    return about, msgspec.structs.replace(problem, params=params)


def render(name: str, lacks: Iterable[Lack], lang: Lang, columns: int, style: Style) -> str:
    """The text for people: first what is missing, then what to look at."""
    return "\n".join(_lines(name, tuple(lacks), lang, columns, style)) + "\n"


def to_json(name: str, kind: str, lacks: Iterable[Lack]) -> Json:
    """The same for programs."""
    entries: list[Json] = [
        {
            "type": lack.problem.type,
            "missing": lack.missing,
            "at": lack.problem.at,
            "line": lack.problem.line,
            "column": lack.problem.column,
            "about": lack.about,
            "title": lack.said[0],
            "detail": lack.said[1],
            "remedy": lack.said[2],
        }
        for lack in lacks
    ]
    return {"file": name, "kind": kind, "lacks": entries}


def _lines(
    name: str, lacks: tuple[Lack, ...], lang: Lang, columns: int, style: Style
) -> Iterator[str]:
    missing = [lack for lack in lacks if lack.missing]
    look = [lack for lack in lacks if not lack.missing]
    part = "missing" if missing else "complete"
    yield style(text("cli", "lint", part, lang, file=name, count=len(missing)), "strong")
    yield from _section(name, missing, lang, columns, style)
    if look:
        yield ""
        yield style(text("cli", "lint", "look", lang, count=len(look)), "strong")
        yield from _section(name, look, lang, columns, style)


def _section(name: str, lacks: list[Lack], lang: Lang, columns: int, style: Style) -> Iterator[str]:
    todo = text("cli", "error", "remedy", lang)
    last = None
    advised: set[tuple[str, str]] = set()
    for lack in lacks:
        place = "/".join(lack.problem.at.split("/")[:3]) if lack.about else lack.problem.at
        if place != last:
            spot = ":".join(str(p) for p in (name, lack.problem.line) if p is not None)
            yield ""
            yield "  " + "  ".join(p for p in (style(lack.about or place, "strong"), spot) if p)
        last = place
        title, detail, remedy = lack.said
        yield from wrap(title, columns, "    ・", "      ")
        yield from wrap(detail, columns, "      ", "      ")
        if (lack.problem.type, remedy) not in advised:  # once is enough for all of a kind
            yield from wrap(todo + remedy, columns, "      ", "      ")
        advised.add((lack.problem.type, remedy))


def _title(item: str, forms: tuple[Json, Json], lang: Lang) -> str:
    form = forms[0] if schema_at(forms[0], item) else forms[1]
    return title_at(form, item) or text("cli", "derive", "whole", lang)
