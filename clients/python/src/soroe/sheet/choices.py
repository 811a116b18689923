"""The choices of an item: how cells show them, and what edited cells make of them."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from soroe.model import Base, Json, Lang
from soroe.report import words
from soroe.sheet.layout import LONGEST, plain, say, written

MOST = 30
"""Choices that stand in one cell; more stand on their own sheet alone."""


class Option(Base, frozen=True):
    """One choice: its value, what cells call the value, and its label."""

    value: Any
    text: str
    label: str


def options_of(schema: dict[str, Json], lang: Lang) -> tuple[Option, ...] | None:
    """The choices of an item; None where it has none, or such that no cell can hold."""
    held = holder(schema)
    values = held.get("enum")
    if not isinstance(values, list) or not values:
        return None
    if not all(isinstance(v, str | int | float) for v in values):
        return None
    around = {"x-choices": schema["x-choices"]} if "x-choices" in schema else {}
    shown = [Option(v, _text(v), _label(v, {**around, **held}, lang)) for v in values]
    texts = Counter(o.text for o in shown)
    return tuple(shown) if max(texts.values()) == 1 else None


def holder(schema: dict[str, Json]) -> dict[str, Json]:
    """The part of a schema that lists the choices: the item's, or that of the list's members."""
    member = schema.get("items")
    return member if "enum" not in schema and isinstance(member, dict) else schema


def in_cell(options: tuple[Option, ...], lang: Lang) -> str:
    """The labels, one in each line; where they would not be told apart, where to find them."""
    labels = [o.label for o in options]
    joined = "\n".join(labels)
    clear = all(label and "\n" not in label for label in labels) and len(set(labels)) == len(labels)
    if not clear or len(labels) > MOST or len(joined) > LONGEST:
        return say("text", "elsewhere", lang, count=len(labels))
    return joined


def from_cell(cell: str, before: tuple[Option, ...]) -> tuple[Option, ...] | None:
    """The choices that a cell's lines name; None where one went and another came.

    It cannot be told then whether a choice was reworded or replaced.
    """
    known = {o.label: o for o in before}
    lines = [line for one in cell.split("\n") if (line := plain(one))]
    new = [line for line in lines if line not in known]
    gone = [o for o in before if o.label not in lines]
    if before and new and gone:
        return None
    return tuple(known.get(line) or Option(_free(line, before), line, line) for line in lines)


def new_option(text: str, label: str, before: tuple[Option, ...]) -> Option | None:
    """A choice that a row adds; None where its value does not go with the others.

    Without a value of its own the label is the value, as it is for a city's own choices anywhere.
    """
    if before and all(isinstance(o.value, int | float) for o in before):
        try:
            number = json.loads(text or label)
        except ValueError:
            return None
        fits = isinstance(number, int) and not isinstance(number, bool)
        return Option(number, _text(number), label) if fits else None
    return Option(text or _free(label, before), text or label, label)


def with_options(
    schema: dict[str, Json], before: tuple[Option, ...], after: tuple[Option, ...]
) -> dict[str, Json]:
    """The schema with other choices; labels go and come with them."""
    if holder(schema) is schema:
        return _listed(schema, schema, before, after)
    member = holder(schema)
    if "x-choices" in schema and "x-choices" not in member:
        outer = _labels(schema["x-choices"], before, after)
        return {**schema, "x-choices": outer, "items": {**member, "enum": _values(after)}}
    return {**schema, "items": _listed(member, member, before, after)}


def _listed(
    schema: dict[str, Json],
    held: dict[str, Json],
    before: tuple[Option, ...],
    after: tuple[Option, ...],
) -> dict[str, Json]:
    out = {**schema, "enum": _values(after)}
    named = any(o.label != o.text for o in after)
    if "x-choices" in held or named:
        out["x-choices"] = _labels(held.get("x-choices"), before, after)
    return out


def _values(options: tuple[Option, ...]) -> list[Json]:
    return [o.value for o in options]


def _labels(shown: Json, before: tuple[Option, ...], after: tuple[Option, ...]) -> dict[str, Json]:
    """The labels; one that was not touched stays as it is written, with all its spellings."""
    kept = shown if isinstance(shown, dict) else {}
    old = {o.text: o.label for o in before}
    return {
        o.text: kept[o.text] if o.text in kept and old.get(o.text) == o.label else o.label
        for o in after
    }


def _label(value: Json, schema: dict[str, Json], lang: Lang) -> str:
    """The label as a cell holds it; a choice without one is called by its value."""
    named = words.value(value, schema, lang)
    shown = schema.get("x-choices")
    labelled = isinstance(shown, dict) and _text(value) in shown
    return plain(written(named if labelled or not isinstance(value, str) else value))


def _text(value: Json) -> str:
    return plain(written(value)) if isinstance(value, str) else json.dumps(value)


def _free(label: str, before: tuple[Option, ...]) -> str:
    taken = {o.text for o in before}
    free = label
    while free in taken:
        free += "_"
    return free
