"""The words of one item: name, whether it must be filled in, what may be entered, choices, rules.

The vocabulary is that of `soroe.report.words`, so that a table says what a report says.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Literal, TypeAlias

from soroe.diff.apply import same
from soroe.jsontext import canonical
from soroe.locale import table
from soroe.model import Base, Json, Lang
from soroe.report import words
from soroe.report.items import delegated, local
from soroe.schema import Item
from soroe.schema.keywords import SETS
from soroe.table.conditions import conditions, entry

Part: TypeAlias = Literal[
    "title", "asked", "takes", "choices", "description", "rule", "example", "default", "pattern",
    "local", "delegated", "law", "sensitive", "other",
]  # fmt: skip

_SILENT = frozenset(
    {
        "$ref", "title", "description", "properties",
        "required", "items", "enum", "x-choices", "examples", "default", "pattern",
        "allOf", "anyOf", "oneOf", "if", "then", "else", "dependentRequired",
        "type", "const", "format", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
        "minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties",
        "multipleOf", "uniqueItems", "contains", "minContains", "maxContains",
        "additionalProperties", "unevaluatedProperties", "x-local", "x-delegated", "x-law",
        "x-sensitive",
    }
)  # fmt: skip
"""Keywords that have words of their own."""

_MACHINES = frozenset(
    {
        "$schema",
        "$id",
        "$comment",
        "$defs",
        "x-order",
        "x-gif",
        "x-synonyms",
        "x-formerly",
        "x-component",
    }
)
"""Keywords that no reader of a form ever sees."""


class Said(Base, frozen=True):
    """One thing said of an item: `key` tells which, `parts` are what it lists, else one text."""

    part: Part
    label: str
    key: str
    parts: tuple[tuple[str, str], ...]
    """Key and text of each: choices by their code, rules as they are written, else the text."""

    @property
    def text(self) -> str:
        """All of it in one line."""
        return "".join(part for _, part in self.parts)

    def same(self, other: Said) -> bool:
        """Whether both say the same; the order of choices and of rules does not count."""
        if self.part == "choices":
            return sorted(self.parts) == sorted(other.parts)
        if self.part == "rule":
            return sorted(r for r, _ in self.parts) == sorted(r for r, _ in other.parts)
        return self.parts == other.parts


def said_of(item: Item, lang: Lang) -> tuple[Said, ...]:
    """Everything that is said of an item, in the order of the lines of a cell."""
    asked = words.say(lang, "required" if item.required else "optional")
    head = (
        _one("title", item.title, lang),
        _one("asked", asked, lang),
    )
    return (*head, *said_of_schema(item.schema, lang, item))


def said_of_form(form: Json, lang: Lang) -> tuple[Said, ...]:
    """What is said of the form as a whole: its name, description and rules."""
    schema = form if isinstance(form, dict) else {}
    title = schema.get("title")
    head = (_one("title", title, lang),) if isinstance(title, str) else ()
    return (*head, *(s for s in _schema(schema, lang, "") if s.part not in ("takes", "local")))


def said_of_schema(schema: Json, lang: Lang, item: Item) -> tuple[Said, ...]:
    """What a schema says of its item; `true` and `false` take anything and nothing."""
    if not isinstance(schema, dict):
        said = words.say(lang, "unset") if schema is True else _line(lang, "refuses")
        return (_one("takes", said, lang),)
    out = list(_schema(schema, lang, ""))
    member = schema.get("items")
    if isinstance(member, dict):
        out.extend(_schema(member, lang, "*", whole="properties" in member))
    if "x-local" in schema:
        out.append(_one("local", local(item, lang), lang))
    if said := delegated(item, lang):
        out.append(_one("delegated", said, lang))
    return tuple(out)


def unsaid(old: Json, new: Json, lang: Lang) -> tuple[tuple[Said, ...], tuple[Said, ...]]:
    """What differs between the two schemas of an item whose words are the same, as it is written.

    The items inside have rows of their own. Nothing is left out in silence: a difference that
    these words cannot tell stands in the table as JSON.
    """
    left, right = _parts(old), _parts(new)
    sides: tuple[list[Said], list[Said]] = [], []
    for key in (*left, *(k for k in right if k not in left)):
        if key in left and key in right and _alike(key, left[key], right[key]):
            continue
        label = _line(lang, "other", keyword=key)
        for side, parts in zip(sides, (left, right), strict=True):
            if key in parts:
                written = json.dumps(parts[key], ensure_ascii=False)
                side.append(Said("other", label, key, ((written, written),)))
    return tuple(sides[0]), tuple(sides[1])


def _laws(schema: dict[str, Json]) -> list[str]:
    """The laws that ask for the item, by their names."""
    named = schema.get("x-law")
    found = (
        [one.get("law") for one in named if isinstance(one, dict)]
        if isinstance(named, list)
        else []
    )
    return [law for law in found if isinstance(law, str)]


def _alike(key: str, one: Json, two: Json) -> bool:
    """Whether the values of a keyword are the same; the order in a set does not count."""
    if key.rpartition("/")[2] in SETS and isinstance(one, list) and isinstance(two, list):
        return sorted(map(canonical, one)) == sorted(map(canonical, two))
    return same(one, two)


def _parts(schema: Json) -> dict[str, Json]:
    """The keywords of a schema, and of the members of a list with `items/` before them."""
    if not isinstance(schema, dict):
        return {"": schema}
    named = schema.get("properties")
    listed = named.keys() if isinstance(named, dict) else ()
    out: dict[str, Json] = {}
    for keyword, value in schema.items():
        if keyword == "items" and isinstance(value, dict):
            out |= {f"items/{k}": v for k, v in _parts(value).items()}
        elif keyword == "required" and isinstance(value, list):
            if others := sorted(str(n) for n in value if n not in listed):
                out[keyword] = list[Json](others)
        elif keyword == "examples":
            if found := _examples(schema):
                out[keyword] = found
        elif keyword not in _MACHINES and keyword not in ("properties", "$ref"):
            out[keyword] = value
    return out


def _schema(schema: dict[str, Json], lang: Lang, key: str, *, whole: bool = True) -> Iterator[Said]:
    """The lines of a schema, or of the members of a list (`key` is `*`).

    The limits of simple members stand in the line of the list itself, so only `whole` members
    (groups of items) have theirs.
    """
    if not key:
        yield from _takes(schema, lang)
    elif whole and (limits := words.limits({**schema, "type": "object"}, lang)[1:]):
        yield _one("takes", words.say(lang, "comma").join(limits), lang, key)
    choices = schema.get("enum")
    if isinstance(choices, list):
        label = _line(lang, "choices")
        yield Said("choices", label, key, _choices(choices, schema, lang))
    for part in ("title", "description") if key else ("description",):
        if isinstance(found_text := schema.get(part), str):
            yield _one(part, found_text, lang, key)
    more = [(said, said) for said in (*_contains(schema, lang), *_others(schema, lang))]
    if rules := (*conditions(schema, lang), *more):
        yield Said("rule", _label(lang, "rule", key), key, rules)
    if "pattern" in schema:
        yield _one("pattern", str(schema["pattern"]), lang, key)
    if examples := _examples(schema):
        yield _one("example", words.keyword("examples", examples, schema, lang), lang, key)
    if "default" in schema:
        yield _one("default", words.value(schema["default"], schema, lang), lang, key)
    if laws := _laws(schema):
        yield _one("law", words.say(lang, "comma").join(laws), lang, key)
    if schema.get("x-sensitive"):
        yield _one("sensitive", str(schema["x-sensitive"]), lang, key)
    for keyword in sorted(schema.keys() - _SILENT - _MACHINES):
        label = _line(lang, "other", keyword=keyword)
        written = json.dumps(schema[keyword], ensure_ascii=False)
        yield Said("other", label, f"{key}{keyword}", ((written, written),))


def _examples(schema: dict[str, Json]) -> list[Json]:
    """Examples of single answers; those of groups only repeat what stands at the items."""
    found = schema.get("examples")
    listed = found if isinstance(found, list) else []
    grouped = any("{" in json.dumps(example) for example in listed)
    return [] if grouped else listed


def _takes(schema: dict[str, Json], lang: Lang) -> Iterator[Said]:
    """Kind and limits; choices and examples have lines of their own."""
    plain = _without_choices(schema)
    inner = schema.get("items")
    if isinstance(inner, dict):
        plain["items"] = _without_choices(inner)
        if "properties" not in inner and not words.limits(_without_choices(inner), lang):
            del plain["items"]
    found = words.limits(plain, lang)
    if schema.get("uniqueItems") is True:
        found.append(_line(lang, "unique"))
    if found:
        yield _one("takes", words.say(lang, "comma").join(found), lang)


def _without_choices(schema: dict[str, Json]) -> dict[str, Json]:
    said_elsewhere = {"examples", "enum", "type"} if "enum" in schema else {"examples"}
    return {k: v for k, v in schema.items() if k not in said_elsewhere}


def _choices(
    choices: list[Json], schema: dict[str, Json], lang: Lang
) -> tuple[tuple[str, str], ...]:
    return tuple((json.dumps(v, ensure_ascii=False), words.value(v, schema, lang)) for v in choices)


def _contains(schema: dict[str, Json], lang: Lang) -> Iterator[str]:
    has, member = schema.get("contains"), schema.get("items")
    if not isinstance(has, dict):
        return
    what = entry(has, member if isinstance(member, dict) else {}, lang)
    counts = {"minItems": schema.get("minContains"), "maxItems": schema.get("maxContains")}
    limits = words.span({k: v for k, v in counts.items() if v is not None}, "count", lang)
    part = "contains-count" if limits else "contains"
    yield _line(lang, part, what=what, limits=limits)


def _others(schema: dict[str, Json], lang: Lang) -> Iterator[str]:
    """Whether items beyond those listed may be entered; a closed object says nothing."""
    for keyword in ("additionalProperties", "unevaluatedProperties"):
        value = schema.get(keyword)
        if value is True:
            yield _line(lang, "others")
        elif isinstance(value, dict):
            limits = words.say(lang, "comma").join(words.limits(value, lang))
            yield _line(lang, "others") + (f": {limits}" if limits else "")


def _one(part: Part, said: str, lang: Lang, key: str = "") -> Said:
    return Said(part, _label(lang, part, key), key, ((said, said),))


def _label(lang: Lang, part: str, key: str) -> str:
    label = _line(lang, part)
    return _line(lang, "member", label=label) if key else label


def _line(lang: Lang, part: str, **params: object) -> str:
    return table("old_new", lang)["lines"][part].format_map(params)
