"""Items of a form that have nothing to do with each other, so that each group is dealt with alone.

A closed object schema is a product: where no condition speaks of items of two groups, an
application is accepted exactly if its answers to each group are accepted by the form that is cut
down to that group. Then operations on different groups commute, one form lies in another exactly
if each cut does (or the first accepts nothing), and what a core changes in one group cannot touch
a change in another one.

`speaks_of` decides by the keywords whether that holds. It answers None for everything it does not
know (references, patterns of names, counts of items, open objects, operations that name a
condition by its place in a list), and then the form is one piece.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from soroe.diff.apply import names_member, same
from soroe.diff.place import is_wording, target
from soroe.model import Json, Op
from soroe.pointer import split
from soroe.schema.keywords import annotation_keywords

Names = frozenset[str]

NOBODY: Names = frozenset()
"""The group of what speaks of no item: the wording of the form itself."""

_LISTS = ("allOf", "anyOf", "oneOf")
_SINGLE = ("not", "if", "then", "else")
_ALWAYS = frozenset({"$schema", "type", "additionalProperties", "unevaluatedProperties"})
_POINTING = (b'"$ref"', b'"$dynamicRef"', b'"$recursiveRef"', b'"$anchor"', b'"$dynamicAnchor"')


def groups(forms: Sequence[Json], renames: Mapping[str, str]) -> tuple[Names, ...] | None:
    """The groups of items in all the forms together, or None where they must stay in one piece.

    An item and its new name are in one group.
    """
    linked: list[Names] = []
    for form in forms:
        found = _links(form)
        if found is None or not _alike(forms[0], form):
            return None
        linked.extend(found)
    for old, new in renames.items():
        if not split(old) or not split(new):
            return None
        linked.append(frozenset({split(old)[0], split(new)[0]}))
    return joined(linked)


def joined(linked: Iterable[Names]) -> tuple[Names, ...]:
    """The smallest groups in which every link lies whole."""
    out: list[Names] = []
    for link in linked:
        apart = [g for g in out if not g & link]
        out = [*apart, link.union(*(g for g in out if g & link))] if link else out
    return tuple(out)


def reach(op: Op) -> Names | None:
    """The items that an operation on a closed form is about; None where it may be about any."""
    if _points(op):
        return None
    where = target(op.path)
    steps = split(op.path)
    if steps[0] == "properties" and len(steps) > 1:
        return frozenset({steps[1]})
    if where.schema:
        return None
    if names_member(op):
        if where.keyword == "required" and isinstance(op.value, str):
            return frozenset({op.value})
        if where.keyword == "dependentRequired" and isinstance(op.value, str):
            return frozenset({*where.rest, op.value})
        return speaks_of(op.value) if where.keyword == "allOf" else None
    return NOBODY if is_wording(op) and not steps[0].startswith("$") else None


def cut(form: Json, names: Names) -> Json:
    """The form with only these items and what speaks of them; `NOBODY`: with its wording alone."""
    if not isinstance(form, dict):
        return form
    out: dict[str, Json] = {}
    for keyword, value in form.items():
        if keyword in _ALWAYS:
            out[keyword] = value
        elif keyword == "properties" and isinstance(value, dict):
            out[keyword] = {k: v for k, v in value.items() if k in names}
        elif keyword == "required" and isinstance(value, list):
            out[keyword] = [v for v in value if v in names]
        elif keyword == "allOf" and isinstance(value, list):
            kept = [v for v in value if _belongs(speaks_of(v), names)]
            out |= {keyword: kept} if kept else {}
        elif keyword in {"dependentRequired", "dependentSchemas"} and isinstance(value, dict):
            out[keyword] = {k: v for k, v in value.items() if k in names}
        elif _belongs(_whole(form, keyword), names):
            out[keyword] = value
    return out


def speaks_of(schema: object) -> Names | None:
    """The items of the object itself that a condition or alternative is about; None: unknown."""
    if isinstance(schema, bool):
        return NOBODY
    if not isinstance(schema, dict):
        return None
    out: set[str] = set()
    for keyword, value in schema.items():
        found = _keyword(keyword, value)
        if found is None:
            return None
        out |= found
    return frozenset(out)


def _keyword(keyword: str, value: object) -> Names | None:
    if keyword == "type" or keyword in annotation_keywords() or keyword.startswith("x-"):
        return NOBODY
    if keyword == "properties" and isinstance(value, dict):
        return frozenset(value)
    if keyword == "required" and isinstance(value, list):
        return frozenset(v for v in value if isinstance(v, str))
    if keyword == "dependentRequired" and isinstance(value, dict):
        lists = [v for v in value.values() if isinstance(v, list)]
        return frozenset({*value, *(n for v in lists for n in v if isinstance(n, str))})
    inner: list[Any]
    if keyword in _LISTS and isinstance(value, list):
        inner = value
    elif keyword in _SINGLE:
        inner = [value]
    elif keyword == "dependentSchemas" and isinstance(value, dict):
        inner = list(value.values())
    else:
        return None
    below = [speaks_of(v) for v in inner]
    if None in below:
        return None
    about = NOBODY.union(*(b for b in below if b is not None))
    named = value if keyword == "dependentSchemas" and isinstance(value, dict) else ()
    return about.union(named)


def _belongs(about: Names | None, names: Names) -> bool:
    if about is None:
        return False
    return about <= names if about else not names


def _whole(form: dict[str, Json], keyword: str) -> Names | None:
    """What a keyword of the form itself that is not taken apart speaks of."""
    if keyword in {"if", "then", "else"}:
        return speaks_of({k: form[k] for k in ("if", "then", "else") if k in form})
    return _keyword(keyword, form[keyword]) if keyword != "$defs" else NOBODY


def _links(form: Json) -> list[Names] | None:
    """The items that something in the form speaks of together, each item alone besides."""
    if not isinstance(form, dict) or form.get("type") != "object" or _points(form):
        return None
    closing = (form.get("additionalProperties"), form.get("unevaluatedProperties"))
    if False not in closing or any(c not in (None, False) for c in closing):
        return None
    out: list[Names] = []
    for keyword, value in form.items():
        if keyword in _ALWAYS:
            continue
        if keyword in {"properties", "required"}:
            found = _keyword(keyword, value)
            parts: list[Names | None] = [None] if found is None else [frozenset({n}) for n in found]
        elif keyword == "allOf" and isinstance(value, list):
            parts = [speaks_of(v) for v in value]
        elif keyword in {"dependentRequired", "dependentSchemas"} and isinstance(value, dict):
            parts = list(_dependent(keyword, value))
        else:
            parts = [_whole(form, keyword)]
        if None in parts:
            return None
        out.extend(p for p in parts if p)
    return out


def _dependent(keyword: str, value: dict[str, Json]) -> Iterator[Names | None]:
    for name, inner in value.items():
        about = _keyword(keyword, {name: inner})
        yield None if about is None else about | {name}


def _alike(one: Json, two: Json) -> bool:
    """Whether the forms are read and closed in the same way."""
    return (
        isinstance(one, dict)
        and isinstance(two, dict)
        and all(same(one.get(k), two.get(k)) for k in _ALWAYS)
    )


def _points(value: object) -> bool:
    """Whether something in there names a place or is named by one."""
    text = msgspec.json.encode(value)
    return any(word in text for word in _POINTING) or text.count(b'"$id"') > 1
