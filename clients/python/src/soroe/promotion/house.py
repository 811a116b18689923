"""A municipality's item as the core writes its items: words, order, labels, closed groups."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from soroe.fold import fold
from soroe.model import Json
from soroe.pointer import split
from soroe.schema.walk import subschemas

_NAME = re.compile(r"^[a-z][A-Za-z0-9]{0,63}$")
_MOST = 2000
"""So many other names and earlier items an item may list."""

_STEP = 10


def item(
    schema: Mapping[str, Any], *, titles: Iterable[str], formerly: Iterable[str], order: int
) -> Json:
    """The item under the first title, with the others as its other names.

    Nothing that it accepts changes; what the house dialect asks of every item is filled in.
    """
    title, *others = titles
    told = {**schema, "title": title}
    synonyms: dict[str, str] = {}
    for word in (*others, *_listed(schema.get("x-synonyms"))):
        if fold(word) != fold(title):
            synonyms.setdefault(fold(word), word)
    out = _worded(told, title)
    out.pop("x-synonyms", None)
    if synonyms:
        out["x-synonyms"] = list(synonyms.values())[:_MOST]
    out["x-formerly"] = list(dict.fromkeys(formerly))[:_MOST]
    out["x-order"] = order
    return out


def last(named: object) -> int:
    """The next free place behind the items of a group."""
    orders = [
        order
        for one in (named.values() if isinstance(named, dict) else ())
        if isinstance(one, dict) and isinstance(order := one.get("x-order"), int)
    ]
    return (max(orders, default=0) // _STEP + 1) * _STEP


def former_names(core: Json, group: Iterable[str]) -> set[str]:
    """The names in a group that items of the core had before: nothing else may have them now."""
    found: set[str] = set()
    above = tuple(group)
    for _, schema in subschemas(core):
        said = schema.get("x-formerly") if isinstance(schema, dict) else None
        for pointer in said if isinstance(said, list) else ():
            steps = split(pointer) if isinstance(pointer, str) and pointer[:1] == "/" else ()
            if steps and tuple(steps[:-1]) == above:
                found.add(steps[-1])
    return found


def name_of(wanted: Iterable[str], taken: Iterable[str]) -> str:
    """The first name that the house allows and that is free; else the first one made so."""
    used, words = set(taken), list(wanted)
    fine = [word for word in words if _NAME.match(word)] or [_made(words[0])]
    free = next((word for word in fine if word not in used), None)
    return free or next(w for n in range(2, len(used) + 3) if (w := f"{fine[0]}{n}") not in used)


def _made(word: str) -> str:
    """A word in the letters that the house allows: h_tsukin is hTsukin."""
    first, *rest = [part for part in re.split(r"[^A-Za-z0-9]+", word) if part] or ["item"]
    joined = first[:1].lower() + first[1:] + "".join(part[:1].upper() + part[1:] for part in rest)
    return joined[:60] if _NAME.match(joined[:60]) else "item"


def _worded(schema: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The schema with words, labels and closed groups, all the way down."""
    out = dict(schema)
    out.setdefault("title", name)
    out.setdefault("description", _told(out))
    if isinstance(out.get("enum"), list):
        known = out.get("x-choices")
        labels = known if isinstance(known, dict) else {}
        out["x-choices"] = {str(v): labels.get(str(v), str(v)) for v in out["enum"]}
    if isinstance(out.get("items"), dict):
        out["items"] = _member(out["items"], str(out["title"]))
    named = out.get("properties")
    if isinstance(named, dict):
        out["properties"] = {
            key: {"x-order": _STEP * n, **_worded(inner, key)} if isinstance(inner, dict) else inner
            for n, (key, inner) in enumerate(named.items(), 1)
        }
        if "unevaluatedProperties" not in out:
            out.setdefault("additionalProperties", False)
    return out


def _member(schema: Mapping[str, Any], title: str) -> dict[str, Any]:
    """A member of a list: its words are those of the list."""
    bare = {k for k in ("title", "description") if k not in schema}
    out = _worded(schema, title)
    group = isinstance(schema.get("properties"), dict)
    return out if group else {k: v for k, v in out.items() if k not in bare}


def _told(schema: Mapping[str, Any]) -> str:
    """What a writer reads of an item for which no municipality wrote anything."""
    title, kind = schema["title"], schema.get("type")
    if kind == "boolean":
        return f"{title}かどうかを、「はい」か「いいえ」で答えてください。"
    if "enum" in schema:
        return "あてはまるものを一つ選んでください。"
    if kind == "array" and isinstance(inner := schema.get("items"), dict) and "enum" in inner:
        return "あてはまるものをすべて選んでください。"
    return f"{title}を入力してください。"


def _listed(value: object) -> list[str]:
    return [str(v) for v in value] if isinstance(value, list) else []
