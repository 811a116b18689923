"""Conditions of a group: which there are, in words, and writing the plain ones.

A plain condition is 「A」が「はい」のとき、「B」は必須: one answer of one item, and items of
the same group that are required then. Others are shown in words and can be taken out; they are
written in the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec

from registry.compute.core_source import Schema, kind_of, required_of
from registry.compute.core_write import Wrong
from soroe.model import Lang
from soroe.report import words
from soroe.schema.walk import properties
from soroe.table.conditions import conditions

_WAYS: Final = ("anyOf", "oneOf", "not", "contains")
NEW: Final = "new"
"""The fields of a condition that is not there yet."""


class When(msgspec.Struct, frozen=True):
    """An answer on which a condition can depend: what the form sends, and in words.

    `part` is `is`, or `has` where it is one of several answers to a list.
    """

    value: str
    part: str
    title: str
    answer: str


class Condition(msgspec.Struct, frozen=True):
    """A condition of a group. `id` is its place; `plain` ones have `when` and `then` (names)."""

    id: str
    title: str
    said: tuple[str, ...]
    plain: bool = False
    when: str = ""
    then: tuple[str, ...] = ()


def conditions_of(source: Schema, published: Schema, lang: Lang) -> tuple[Condition, ...]:
    """The conditions of a group of the source; `published` has the titles of components, too."""
    return tuple(_each(source, published, lang))


def whens(published: Schema, lang: Lang) -> tuple[When, ...]:
    """Every answer of the group's own items on which a condition can depend."""
    out = []
    for name, inner, _, _ in properties(published):
        if not isinstance(inner, dict):
            continue
        title = str(inner.get("title") or name)
        member = inner.get("items")
        listed = isinstance(member, dict) and kind_of(member) == "choice"
        asked: Schema = member if listed and isinstance(member, dict) else inner
        kind = kind_of(asked)
        values = asked.get("enum") if kind == "choice" else [True, False] * (kind == "boolean")
        for value in values if isinstance(values, list) else ():
            label = words.value(value, asked, lang)
            part = "has" if listed else "is"
            out.append(When(_when(name, part, value), part, title, label))
    return tuple(out)


def edit(group: Schema, what: str, which: str, typed: Mapping[str, str]) -> dict[str, Wrong]:
    """Add a condition, write a plain one anew, or take one out (`condition-add`, `-save`, `-drop`).

    What is wrong, by field.
    """
    if what == "condition-drop":
        return {} if _drop(group, which) else {"": Wrong("gone")}
    key = NEW if what == "condition-add" else which
    when, then = typed.get(f"when-{key}", ""), _chosen(group, key, typed)
    answer = _answer(group, when)
    wrong: dict[str, Wrong] = {}
    if answer is None:
        wrong[f"when-{key}"] = Wrong("when-needed")
    if not then or (answer is not None and answer[0] in then):
        wrong[f"then-{key}"] = Wrong("then-needed" if not then else "then-itself")
    if not typed.get(f"rule-title-{key}"):
        wrong[f"rule-title-{key}"] = Wrong("rule-title-needed")
    if wrong or answer is None:
        return wrong
    made = {"title": typed[f"rule-title-{key}"], **_rule(*answer, then)}
    rules = group.setdefault("allOf", [])
    if key == NEW:
        rules.append(made)
        return {}
    place = _place(group, which)
    if place is None:
        return {"": Wrong("gone")}
    rules[place] = made
    return {}


def _each(source: Schema, published: Schema, lang: Lang) -> Iterator[Condition]:
    around: Schema = {k: published[k] for k in ("properties", "items") if k in published}

    def said(rule: Schema) -> tuple[str, ...]:
        return tuple(s for _, s in conditions({**around, **rule}, lang))

    every = source.get("allOf")
    for place, rule in enumerate(every if isinstance(every, list) else ()):
        if not isinstance(rule, dict):
            continue
        when, then = _plain(rule)
        title = rule.get("title")
        yield Condition(
            f"allOf/{place}",
            title if isinstance(title, str) else "",
            said({"allOf": [rule]}),
            plain=bool(when),
            when=when,
            then=then,
        )
    if "if" in source:
        alone: Schema = {k: source[k] for k in ("if", "then", "else") if k in source}
        yield Condition("if", "", said(alone))
    together = source.get("dependentRequired")
    for name, others in together.items() if isinstance(together, dict) else ():
        yield Condition(
            f"dependentRequired/{name}", "", said({"dependentRequired": {name: others}})
        )
    for keyword in _WAYS:
        if keyword in source:
            yield Condition(keyword, "", said({keyword: source[keyword]}))


def _plain(rule: Schema) -> tuple[str, tuple[str, ...]]:
    """The answer and the names that a plain condition has; ("", ()) for any other."""
    when, then = rule.get("if"), rule.get("then")
    if rule.keys() - {"title", "description", "if", "then"} or not isinstance(when, dict):
        return "", ()
    named = when.get("properties")
    if (
        when.keys() != {"properties", "required"}
        or not isinstance(named, dict)
        or len(named) != 1
        or required_of(when) != list(named)
        or not isinstance(then, dict)
        or then.keys() != {"required"}
    ):
        return "", ()
    ((name, inner),) = named.items()
    part = "is"
    if isinstance(inner, dict) and inner.keys() == {"contains"}:
        part, inner = "has", inner["contains"]
    if not isinstance(inner, dict) or len(inner) != 1:
        return "", ()
    values = [inner["const"]] if "const" in inner else inner.get("enum")
    if not isinstance(values, list) or len(values) != 1:
        return "", ()
    return _when(name, part, values[0]), tuple(required_of(then))


def _rule(name: str, part: str, value: Any, then: list[str]) -> Schema:
    asked: Schema = {"const": value}
    when = asked if part == "is" else {"contains": asked}
    return {"if": {"properties": {name: when}, "required": [name]}, "then": {"required": then}}


def _when(name: str, part: str, value: Any) -> str:
    return msgspec.json.encode([name, part, value]).decode()


def _answer(group: Schema, when: str) -> tuple[str, str, Any] | None:
    """The item, whether it is or has, and the value; None where the page offered no such thing."""
    try:
        name, part, value = msgspec.json.decode(
            when, type=tuple[str, str, str | int | float | bool]
        )
    except (msgspec.DecodeError, ValueError):
        return None
    named = group.get("properties")
    known = isinstance(named, dict) and name in named
    return (name, part, value) if known and part in ("is", "has") else None


def _chosen(group: Schema, key: str, typed: Mapping[str, str]) -> list[str]:
    named = group.get("properties")
    return [n for n in (named if isinstance(named, dict) else ()) if typed.get(f"then-{key}.{n}")]


def _place(group: Schema, which: str) -> int | None:
    keyword, _, place = which.partition("/")
    every = group.get("allOf")
    if keyword != "allOf" or not place.isdecimal() or not isinstance(every, list):
        return None
    return int(place) if len(place) < 6 and int(place) < len(every) else None


def _drop(group: Schema, which: str) -> bool:
    """Whether it was there."""
    keyword, _, name = which.partition("/")
    if keyword == "allOf":
        place = _place(group, which)
        if place is None:
            return False
        del group["allOf"][place]
        if not group["allOf"]:
            del group["allOf"]
        return True
    if keyword == "dependentRequired":
        together = group.get(keyword)
        if not isinstance(together, dict) or name not in together:
            return False
        del together[name]
        if not together:
            del group[keyword]
        return True
    if keyword == "if" and "if" in group:
        for part in ("if", "then", "else"):
            group.pop(part, None)
        return True
    return keyword in _WAYS and group.pop(keyword, None) is not None
