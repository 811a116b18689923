"""A filled-in value for a schema, as a person would write it.

What a form gives as examples comes first; the rest is made from its keywords. The result is a
proposal: whoever uses it asks a validator.
"""

from __future__ import annotations

from typing import Any, cast

from soroe.model import Json
from soroe.schema.validator import compiled, pattern_error

TEXTS: tuple[str, ...] = (
    "ヤマダ",
    "山田",
    "やまだ",
    "Yamada",
    "例示市中央1-2-3",
    "2027-04-01",
    "2027/04/01",
    "令和9年4月1日",
    "9990001",
    "999-0001",
    "000-0000-0000",
    "00000000000",
    "parent@example.jp",
    "13:30",
    "午後1時半",
    "999903",
    "0",
    "1",
    "ﾔﾏﾀﾞ",
    "１２３",
    "あ",
    "",
)
"""Texts that occur on forms, in the spellings that people use."""


def sample(schema: Json, *, full: bool = False) -> Json:
    """A value that the schema probably accepts; with `full`, optional items are filled in too."""
    if not isinstance(schema, dict):
        return "あ"
    for keyword in ("examples", "enum"):
        values = schema.get(keyword)
        if isinstance(values, list) and values:
            return values[0]
    for keyword in ("const", "default"):
        if keyword in schema:
            return schema[keyword]
    kind = schema.get("type")
    name = kind[0] if isinstance(kind, list) and kind else kind
    if name is None:
        name = next((t for k, t in _TELLS.items() if k in schema), "string")
    return cast("Json", _MAKERS[str(name)](schema, full=full))


_TELLS = {
    "properties": "object",
    "required": "object",
    "items": "array",
    "minItems": "array",
    "minimum": "number",
    "maximum": "number",
    "multipleOf": "number",
}


def _object(schema: dict[str, Any], *, full: bool) -> Json:
    named = schema.get("properties", {})
    needed = schema.get("required", [])
    return {k: sample(v, full=full) for k, v in named.items() if full or k in needed}


def _array(schema: dict[str, Any], *, full: bool) -> Json:
    count = max(schema.get("minItems", 0), 1 if full and schema.get("maxItems", 1) else 0)
    return [sample(schema.get("items", True), full=full) for _ in range(min(count, 100))]


def _string(schema: dict[str, Any], **_: bool) -> Json:
    least, most = schema.get("minLength", 0), schema.get("maxLength", 1_000)
    wanted = {"date": "2027-04-01", "email": "parent@example.jp"}.get(schema.get("format", ""))
    if wanted:
        return wanted
    return strings(least, most)[0] if "pattern" not in schema else _fitting(schema, least, most)


def _fitting(schema: dict[str, Any], least: int, most: int) -> str:
    pattern = schema["pattern"]
    if pattern_error(pattern) is None:
        for text in (*TEXTS, *("0" * n for n in range(1, 21)), *strings(least, most)):
            if least <= len(text) <= most and compiled(pattern).search(text):
                return text
    return "あ"


def strings(least: int, most: int) -> list[str]:
    """Texts whose length lies within the bounds; the shortest made ones last."""
    good = [t for t in TEXTS if max(least, 1) <= len(t) <= most]
    return [*good, "あ" * min(max(least, 1), most)]


def _number(schema: dict[str, Any], **_: bool) -> Json:
    low = schema.get("minimum", schema.get("exclusiveMinimum"))
    high = schema.get("maximum", schema.get("exclusiveMaximum"))
    if low is not None:
        return (
            low + 1
            if "exclusiveMinimum" in schema and "minimum" not in schema
            else cast("Json", low)
        )
    if high is not None:
        return (
            high - 1
            if "exclusiveMaximum" in schema and "maximum" not in schema
            else cast("Json", high)
        )
    return cast("Json", schema.get("multipleOf", 1))


_MAKERS: dict[str, Any] = {
    "object": _object,
    "array": _array,
    "string": _string,
    "number": _number,
    "integer": _number,
    "boolean": lambda _, **__: True,
    "null": lambda _, **__: None,
}
