"""The three values of a part side by side: the old core's, the municipality's, the new core's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import UNSET

from soroe.diff.apply import names_member
from soroe.diff.outcome import Part
from soroe.diff.place import Target, item_of, target
from soroe.locale import table, text
from soroe.model import Base, Json, Lang, Op
from soroe.pointer import find, join
from soroe.report import words


class Shown(Base, frozen=True):
    """What the values are of, and the values in words."""

    what: str
    was: str
    ours: str
    theirs: str


def shown(part: Part, op: Op, forms: Sequence[Json], lang: Lang) -> Shown | None:
    """The values in words; None where there is nothing to compare.

    `op` is the part's first operation as the municipality wrote it; `forms` know the labels of
    choices.
    """
    if part.was is UNSET and part.ours is UNSET and part.theirs is UNSET:
        return None
    where = target(part.path)
    schema = _schema(where, item_of(op), forms)
    if names_member(op):
        label, values = _member(where, op, part, schema, lang)
    elif where.keyword == "properties" and len(where.rest) == 1:
        label = _label("item", lang)
        values = [_item(v, lang) for v in _values(part)]
    else:
        label = _name(where.keyword, lang)
        values = [_keyword(where, v, schema, lang) for v in _values(part)]
    return Shown(label, *values)


def _values(part: Part) -> list[Any]:
    return [part.was, part.ours, part.theirs]


def _member(
    where: Target, op: Op, part: Part, schema: dict[str, Json], lang: Lang
) -> tuple[str, list[str]]:
    """A member of a set is there or not."""
    if where.keyword in ("required", "dependentRequired"):
        label, names = _label("required", lang), ("required", "optional")
        said = [words.say(lang, name) for name in names]
    elif where.keyword == "enum":
        value = words.value(op.value, schema, lang)
        label = text("rebased", "labels", "choice", lang, value=value)
        said = [text("rebased", "values", name, lang) for name in ("offered", "not-offered")]
    else:
        label = _name(where.keyword, lang)
        said = [text("rebased", "values", name, lang) for name in ("there", "gone")]
    return label, [said[value is UNSET] for value in _values(part)]


def _item(value: Any, lang: Lang) -> str:
    if value is UNSET:
        return words.say(lang, "absent")
    schema = value if isinstance(value, dict) else {}
    named = schema.get("title")
    said = [named] if isinstance(named, str) else []
    return words.say(lang, "comma").join([*said, *words.limits(schema, lang)])


def _keyword(where: Target, value: Any, schema: dict[str, Json], lang: Lang) -> str:
    if value is UNSET:
        return words.say(lang, "unset")
    if where.rest:
        return words.value(value, {}, lang)
    if about := words.range_of(where.keyword):
        return words.span({where.keyword: value}, about, lang)
    return words.keyword(where.keyword, value, schema, lang)


def _name(keyword: str, lang: Lang) -> str:
    """What people call a keyword; the keyword itself where they have no name for it."""
    about = words.range_of(keyword) or keyword
    if about in table("rebased", lang)["labels"]:
        return _label(about, lang)
    return text("rebased", "labels", "other", lang, keyword=keyword)


def _label(name: str, lang: Lang) -> str:
    return text("rebased", "labels", name, lang)


def _schema(where: Target, item: str, forms: Sequence[Json]) -> dict[str, Json]:
    """What the first form that has the place says of it, with the item's labels of choices."""
    found: dict[str, Json] = {}
    for form in forms:
        here = find(form, join(where.schema))
        if isinstance(here, dict) and not found:
            found = here
        labels = words.schema_at(form, item).get("x-choices")
        if isinstance(labels, dict):
            known = found.get("x-choices")
            found = {**found, "x-choices": {**labels, **(known if isinstance(known, dict) else {})}}
    return found
