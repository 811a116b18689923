"""What of an item is typed into fields, and back: choices, laws, numbers, lines."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any, Final

import msgspec

from registry.compute.core_source import Kind, Schema, component_of, kind_of

FORMATS: Final[Mapping[str, str]] = {
    "not-blank": "^[^\\x00-\\x20\\x7F　][^\\x00-\\x1F\\x7F]*$",
    "kana": "^[ァ-ヶ][ァ-ヶー・ 　]*$",
    "digits": "^[0-9]+$",
    "alphanumeric": "^[0-9A-Za-z-]+$",
    "postal-code": "^[0-9]{7}$",
    "phone": "^0[0-9]{1,4}-[0-9]{1,4}-[0-9]{3,4}$",
    "time": "^([01][0-9]|2[0-3]):[0-5][0-9]$",
    "month": "^[0-9]{4}-(0[1-9]|1[0-2])$",
}
"""Patterns with a name, for who does not write them. Those of the components are the same."""

OWN: Final = "own"
"""A pattern without a name."""

NUMBERS: Final[Mapping[Kind, tuple[str, ...]]] = {
    "text": ("minLength", "maxLength"),
    "integer": ("minimum", "maximum"),
    "number": ("minimum", "maximum"),
    "list": ("minItems", "maxItems"),
}
"""The limits that have a field, by kind."""

SCALARS: Final[tuple[Kind, ...]] = (
    "text",
    "choice",
    "date",
    "email",
    "integer",
    "number",
    "boolean",
)
"""Kinds that an item can be turned into from one another."""

NEW: Final[Mapping[str, Schema]] = {
    "text": {"type": "string", "maxLength": 100},
    "choice": {
        "type": "string",
        "enum": ["yes", "no"],
        "x-choices": {"yes": "はい", "no": "いいえ"},
    },
    "date": {"type": "string", "format": "date"},
    "email": {"type": "string", "format": "email"},
    "integer": {"type": "integer", "minimum": 0, "maximum": 100},
    "number": {"type": "number", "minimum": 0, "maximum": 100},
    "boolean": {"type": "boolean"},
    "group": {"type": "object", "properties": {}, "required": [], "additionalProperties": False},
    "list": {
        "type": "array",
        "items": {
            "type": "object",
            "properties": {},
            "required": [],
            "additionalProperties": False,
        },
        "maxItems": 10,
    },
    "list-text": {"type": "array", "items": {"type": "string", "maxLength": 100}, "maxItems": 10},
}
"""What an item of a kind says when it is new; the kinds that can be added, beside components."""

_ANSWERS: Final = {"true": True, "false": False, "はい": True, "いいえ": False}
_SHAPE: Final = frozenset(
    {"type", "enum", "x-choices", "pattern", "format", "minLength", "maxLength", "minimum"}
    | {"maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "const"}
)
_KNOWN: Final = frozenset(
    {"title", "description", "x-synonyms", "x-local", "x-sensitive", "x-law", "x-delegated"}
    | {"x-gif", "x-order", "examples", "x-formerly", "$ref", "properties", "required", "items"}
    | {"additionalProperties", "unevaluatedProperties", "allOf", "$schema", "$comment"}
    | {"minItems", "maxItems", "uniqueItems"}
    | (_SHAPE - {"exclusiveMinimum", "exclusiveMaximum", "multipleOf", "const"})
)


class Law(msgspec.Struct, frozen=True):
    """A law that asks for an item; `municipal` where it is a municipality's own ordinance."""

    law: str
    law_id: str
    municipal: bool


class Fields(msgspec.Struct, frozen=True):
    """An item as its fields show it. `kept` are keywords that have no field and stay."""

    kind: Kind
    title: str
    description: str
    synonyms: str
    local: str
    sensitive: str
    laws: tuple[Law, ...]
    delegated: Mapping[str, str]
    gif: str
    examples: str
    formerly: str
    numbers: Mapping[str, str]
    unique: bool
    format: str
    pattern: str
    choices: str
    component: str
    kept: tuple[str, ...]
    member: Fields | None = None


def fields(schema: Schema) -> Fields:
    """What the fields of an item show; of a list of single answers, those of an answer, too."""
    kind = kind_of(schema)
    inner = schema.get("items")
    pattern = _text(schema, "pattern")
    named = next((name for name, one in FORMATS.items() if one == pattern), OWN if pattern else "")
    return Fields(
        kind=kind,
        title=_text(schema, "title"),
        description=_text(schema, "description"),
        synonyms=_lines(schema.get("x-synonyms")),
        local=_text(schema, "x-local"),
        sensitive=_text(schema, "x-sensitive"),
        laws=tuple(_laws(schema.get("x-law"))),
        delegated=_delegated(schema.get("x-delegated")),
        gif=_text(schema, "x-gif"),
        examples=_lines(schema.get("examples")),
        formerly=_lines(schema.get("x-formerly")),
        numbers={name: shown(schema.get(name)) for name in NUMBERS.get(kind, ())},
        unique=schema.get("uniqueItems") is True,
        format=named,
        pattern=pattern if named == OWN else "",
        choices="\n".join(_choices(schema)),
        component=component_of(schema),
        kept=tuple(sorted(schema.keys() - _KNOWN)),
        member=fields(inner) if isinstance(inner, dict) and kind_of(inner) in SCALARS else None,
    )


def shown(value: Any) -> str:
    """A value as it is typed: text as it stands, everything else as JSON writes it; "" for none."""
    if value is None:
        return ""
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def number(typed: str, *, whole: bool) -> int | float | None:
    """The number that was typed (full-width digits too); ValueError where it is none."""
    text = unicodedata.normalize("NFKC", typed).replace(",", "").strip()
    if not text:
        return None
    if len(text) > 15:
        raise ValueError(typed)
    value = float(text)
    if not isfinite(value):
        raise ValueError(typed)
    if value.is_integer():
        return int(value)
    if whole:
        raise ValueError(typed)
    return value


def value_of(typed: str, kind: Kind, schema: Schema) -> Any:
    """An answer that was typed, as the item takes it; ValueError where it takes no such thing."""
    if kind in ("integer", "number") or (kind == "choice" and schema.get("type") != "string"):
        return number(typed, whole=kind == "integer")
    if kind == "boolean":
        if typed not in _ANSWERS:
            raise ValueError(typed)
        return _ANSWERS[typed]
    return typed


def lines(typed: str) -> list[str]:
    """The lines of a field, each once, without the blank ones."""
    return list(dict.fromkeys(line.strip() for line in typed.split("\n") if line.strip()))


def split_choice(line: str) -> tuple[str, str]:
    """Value and label of a line `value: label`; the label is "" where there is none."""
    for mark in ("\t", ":", "："):
        value, found, label = line.partition(mark)
        if found:
            return value.strip(), label.strip()
    return line.strip(), ""


def without_shape(schema: Schema) -> Schema:
    """The item without what its kind says."""
    return {k: v for k, v in schema.items() if k not in _SHAPE}


def _text(schema: Schema, name: str) -> str:
    value = schema.get(name)
    return value if isinstance(value, str) else ""


def _lines(value: Any) -> str:
    return "\n".join(shown(one) for one in value) if isinstance(value, list) else ""


def _choices(schema: Schema) -> list[str]:
    values, labels = schema.get("enum"), schema.get("x-choices")
    known = labels if isinstance(labels, dict) else {}
    out = []
    for value in values if isinstance(values, list) else ():
        text = shown(value)
        mark = "\t" if ":" in text or "：" in text else ": "
        out.append(f"{text}{mark}{known.get(text, '')}".rstrip())
    return out


def _laws(value: Any) -> Sequence[Law]:
    return [
        Law(_text(one, "law"), _text(one, "lawId"), one.get("municipal") is True)
        for one in (value if isinstance(value, list) else ())
        if isinstance(one, dict)
    ]


def _delegated(value: Any) -> Mapping[str, str]:
    said: Schema = value if isinstance(value, dict) else {}
    bounds = said.get("range")
    known: Schema = bounds if isinstance(bounds, dict) else {}
    return {
        "law": _text(said, "law"),
        "law-id": _text(said, "lawId"),
        "minimum": shown(known.get("minimum")),
        "maximum": shown(known.get("maximum")),
        "enum": _lines(known.get("enum")),
    }
