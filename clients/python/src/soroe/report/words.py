"""Values and limits of a form in the words of a form: labels, yes and no, 1〜6, 20文字まで."""

from __future__ import annotations

import json
from typing import Any

from msgspec import UNSET

from soroe.locale import text
from soroe.model import Json, Lang
from soroe.pointer import split

_RANGES = {
    "number": ("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum"),
    "length": ("minLength", None, "maxLength", None),
    "count": ("minItems", None, "maxItems", None),
    "names": ("minProperties", None, "maxProperties", None),
}

_LONG = 60
_GLANCE = 16


def say(lang: Lang, part: str, **params: object) -> str:
    """A phrase of the section `report`."""
    return text("report", "words", part, lang, **params)


def schema_at(schema: Json, item: str) -> dict[str, Json]:
    """The schema of an item (`/child/grade`, `/household/*/name`); {} where there is none."""
    here = schema
    for name in split(item):
        if not isinstance(here, dict):
            return {}
        inner = here.get("items") if name == "*" or name.isdecimal() else None
        named = here.get("properties")
        here = inner if inner is not None else named.get(name) if isinstance(named, dict) else None
    return here if isinstance(here, dict) else {}


def title_at(schema: Json, item: str) -> str:
    """The titles that lead to an item, as a person reads them; its names where it has no titles."""
    titles, here = [], ""
    for name in split(item):
        here += "/" + name.replace("~", "~0").replace("/", "~1")
        if name != "*" and not name.isdecimal():
            title = schema_at(schema, here).get("title")
            titles.append(title if isinstance(title, str) else name)
    return " › ".join(titles)


def value(found: Any, schema: dict[str, Json], lang: Lang, *, brief: bool = False) -> str:
    """An answer as it would stand on paper; a choice by its label.

    `brief`: of a group of answers only that it is filled in.
    """
    if found is UNSET:
        return say(lang, "blank")
    label = _label(found, schema)
    if label is not None:
        return label
    if isinstance(found, bool):
        return say(lang, "yes" if found else "no")
    if found is None:
        return say(lang, "null")
    if isinstance(found, str):
        return _quoted(found, lang, brief=brief)
    if isinstance(found, list):
        member = schema.get("items")
        inner = member if isinstance(member, dict) else {}
        if brief and any(isinstance(v, dict) for v in found):
            return say(lang, "entries", count=len(found))
        parts = [value(v, inner, lang) for v in found]
        return say(lang, "comma").join(parts) if parts else say(lang, "none")
    if isinstance(found, dict) and brief:
        return say(lang, "filled")
    if isinstance(found, dict):
        named = (
            f"{title_at(schema, '/' + k)} {value(v, schema_at(schema, '/' + k), lang)}"
            for k, v in found.items()
        )
        return _short(say(lang, "comma").join(named)) or say(lang, "none")
    return json.dumps(found)


def keyword(name: str, found: Any, schema: dict[str, Json], lang: Lang) -> str:
    """The value of a schema's keyword in words, for the places {before} and {after}."""
    if found is UNSET:
        return say(lang, "unset")
    if name == "type":
        kinds = found if isinstance(found, list) else [found]
        return say(lang, "or").join(kind(str(k), lang) for k in kinds)
    if name == "format":
        return _format(str(found), lang)
    if name in ("enum", "examples") and isinstance(found, list):
        return say(lang, "comma").join(value(v, schema, lang) for v in found)
    if name == "pattern":
        return _pattern(found, schema, lang)
    if name in ("title", "description"):
        return str(found)
    if isinstance(found, dict | list):
        return _short(json.dumps(found, ensure_ascii=False))
    return value(found, schema, lang)


def _pattern(found: Any, schema: dict[str, Json], lang: Lang) -> str:
    """By example where the form gives one: few clerks read regular expressions."""
    examples = schema.get("examples")
    if schema.get("pattern") == found and isinstance(examples, list) and examples:
        return say(lang, "example", value=value(examples[0], schema, lang))
    return str(found)


def kind(name: str, lang: Lang) -> str:
    """What a JSON type is called on paper."""
    return text("report", "kinds", name, lang)


def _format(name: str, lang: Lang) -> str:
    try:
        return text("report", "formats", name, lang)
    except KeyError:
        return name


def limits(schema: dict[str, Json], lang: Lang) -> list[str]:
    """What an item takes: type, choices, range, length, form of writing; one phrase each."""
    out = []
    choices = schema.get("enum")
    if isinstance(choices, list):
        out.append(say(lang, "choose", choices=keyword("enum", choices, schema, lang)))
    elif "const" in schema:
        out.append(say(lang, "only", value=value(schema["const"], schema, lang)))
    elif isinstance(schema.get("format"), str):
        out.append(_format(str(schema["format"]), lang))
    elif "type" in schema:
        out.append(keyword("type", schema["type"], schema, lang))
    out.extend(phrase for about in _RANGES if (phrase := span(schema, about, lang)))
    if isinstance(schema.get("multipleOf"), int | float):
        out.append(say(lang, "steps", step=schema["multipleOf"]))
    member = schema.get("items")
    if isinstance(member, dict) and "properties" not in member:
        out.append(say(lang, "each", limits=say(lang, "comma").join(limits(member, lang))))
    examples = schema.get("examples")
    if "pattern" in schema and isinstance(examples, list) and examples:
        out.append(say(lang, "example", value=value(examples[0], schema, lang)))
    return out


def span(schema: dict[str, Json], about: str, lang: Lang) -> str:
    """1〜6, 20文字まで, 1件以上; empty where nothing is set."""
    low, above, high, below = (schema.get(k) if k else None for k in _RANGES[about])
    unit = text("report", "units", about, lang)
    if low == 0 and about != "number":
        low = None
    if low is not None and high is not None and above is None and below is None:
        part = "exactly" if low == high else "span"
        return say(lang, part, low=_number(low), high=_number(high), unit=unit)
    ends = (("from", low), ("above", above), ("upto", high), ("below", below))
    said = [say(lang, part, n=_number(n), unit=unit) for part, n in ends if n is not None]
    return say(lang, "comma").join(said)


def range_of(keyword_name: str) -> str | None:
    """Which of the ranges a keyword belongs to."""
    return next((about for about, names in _RANGES.items() if keyword_name in names), None)


def _quoted(found: str, lang: Lang, *, brief: bool) -> str:
    if not found.strip():
        return say(lang, "spaces", count=len(found)) if found else say(lang, "empty")
    if brief and len(found) > _GLANCE:
        return say(lang, "long", start=found[:_GLANCE], count=len(found))
    return _short(found)


def _label(found: Any, schema: dict[str, Json]) -> str | None:
    shown = schema.get("x-choices")
    if isinstance(found, list | dict) or found is None or not isinstance(shown, dict):
        return None
    label = shown.get(json.dumps(found) if isinstance(found, bool) else str(found))
    if isinstance(label, list):
        label = label[0] if label else None
    return label if isinstance(label, str) else None


def _number(found: Any) -> str:
    return json.dumps(found)


def _short(words: str) -> str:
    return words if len(words) <= _LONG else words[: _LONG - 1] + "…"
