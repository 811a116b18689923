"""The rules of a form that hold between items, each at the items that it asks something of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from soroe.model import Base, Json, Lang
from soroe.page.model import Rule
from soroe.pointer import join, split
from soroe.schema import Item
from soroe.table.conditions import conditions

_PLAIN = frozenset({"properties", "required", "type", "title", "description", "$comment"})


class Rules(Base, frozen=True):
    """`at`: the rules at each item pointer; `sometimes`: items that a rule may require."""

    at: dict[str, tuple[Rule, ...]]
    sometimes: frozenset[str]


def rules_of(form: Json, items: dict[str, Item], lang: Lang) -> Rules:
    """All rules of the form; what names no item stands at the group that has the rule ("" = whole).

    A rule stands at the items that it requires or limits, not at those that it depends on.
    """
    at: defaultdict[str, list[Rule]] = defaultdict(list)
    sometimes: set[str] = set()
    for home, schema in _objects(form, items):
        for written in _written(schema):
            said = "".join(s for _, s in conditions({**_around(schema), **written}, lang)[:1])
            if not said:
                continue
            aims = {p: need for p, need in _aims(written, home) if p in items} or {home: False}
            for pointer, need in aims.items():
                rule = Rule(_title(written), said)
                if rule not in at[pointer]:
                    at[pointer].append(rule)
                if need:
                    sometimes.add(pointer)
    return Rules({p: tuple(found) for p, found in at.items()}, frozenset(sometimes))


def _objects(form: Json, items: dict[str, Item]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The form, its groups, and the entries of its lists."""
    if isinstance(form, dict):
        yield "", form
    for pointer, item in items.items():
        if isinstance(item.schema, dict):
            yield pointer, item.schema
            member = item.schema.get("items")
            if isinstance(member, dict):
                yield f"{pointer}/*", member


def _around(schema: dict[str, Any]) -> dict[str, Any]:
    return {k: schema[k] for k in ("properties", "items") if k in schema}


def _written(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Each rule alone, as an object has it."""
    if "properties" not in schema:
        return
    every = schema.get("allOf")
    for rule in every if isinstance(every, list) else ():
        if isinstance(rule, dict):
            yield {"allOf": [rule]}
    if "if" in schema:
        yield {k: schema[k] for k in ("if", "then", "else") if k in schema}
    together = schema.get("dependentRequired")
    for name, others in together.items() if isinstance(together, dict) else ():
        yield {"dependentRequired": {name: others}}
    for keyword in ("anyOf", "oneOf"):
        if isinstance(schema.get(keyword), list):
            yield {keyword: schema[keyword]}


def _title(rule: dict[str, Any]) -> str:
    inner = rule["allOf"][0] if "allOf" in rule else {}
    title = inner.get("title")
    return title if isinstance(title, str) else ""


def _aims(rule: dict[str, Any], home: str) -> Iterator[tuple[str, bool]]:
    """The items that a rule asks something of, and whether it asks for an answer."""
    for inner in rule.get("allOf", (rule,)):
        if "if" in inner:
            for branch in ("then", "else"):
                yield from _asked(inner.get(branch), home)
        elif inner is not rule:
            yield from _asked(inner, home)
        for others in _lists(inner.get("dependentRequired")):
            yield from ((join((*split(home), str(name))), True) for name in others)


def _lists(value: Any) -> list[list[Any]]:
    found = value.values() if isinstance(value, dict) else ()
    return [names for names in found if isinstance(names, list)]


def _asked(schema: Any, at: str) -> Iterator[tuple[str, bool]]:
    if not isinstance(schema, dict):
        return
    required = schema.get("required")
    for name in required if isinstance(required, list) else ():
        yield join((*split(at), str(name))), True
    named = schema.get("properties")
    needed = set(required) if isinstance(required, list) else set()
    for name, inner in named.items() if isinstance(named, dict) else ():
        here = join((*split(at), name))
        if isinstance(inner, dict) and not inner.keys() - _PLAIN and "properties" in inner:
            yield from _asked(inner, here)
        elif name not in needed:
            yield here, False
