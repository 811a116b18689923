"""How an item is answered: the input that its schema asks for."""

from __future__ import annotations

import json
import re
from typing import Any

from soroe.model import Json, Lang
from soroe.page.model import Choice, Input
from soroe.report import words
from soroe.schema.validator import compiled, pattern_error

_FIGURES = re.compile(r"^\^(?:\[0-9\]|\\d)\{(\d{1,2})\}\$$")
_LONG = 200
"""Characters from which a text may need more than a line."""


def input_of(schema: dict[str, Json], lang: Lang) -> Input:
    """The input of an item that is no group and no list of groups."""
    many = schema.get("type") == "array" or "array" in _types(schema)
    one = _member(schema) if many else schema
    if (choices := choices_of(one, schema, lang)) is not None:
        limits = words.span(schema, "count", lang) if many else ""
        return Input("any" if many else "one", choices, limits=limits)
    if not many and "const" in schema:
        return Input("fixed", fixed=words.value(schema["const"], schema, lang))
    limits = _limits(schema, one, lang)
    if many:
        return Input("note", limits=limits)
    if schema.get("format") == "date":
        return Input("date")
    kinds = _types(schema)
    if kinds and kinds <= {"integer", "number"}:
        return Input("number", limits=limits)
    figures = _FIGURES.match(str(schema.get("pattern", "")))
    if figures:
        return Input("digits", figures=int(figures[1]))
    return Input("note" if _takes_lines(schema) else "line", limits=limits)


def choices_of(
    one: dict[str, Json], around: dict[str, Json], lang: Lang
) -> tuple[Choice, ...] | None:
    """The choices with their labels; None where anything else may be written.

    Labels may stand on the choices, on the list that holds them, or with each in `oneOf`.
    """
    if "enum" not in one and "const" not in one:
        listed = one.get("oneOf", one.get("anyOf"))
        named = [c for c in listed if isinstance(c, dict)] if isinstance(listed, list) else []
        if named and named == listed and all("const" in c for c in named):
            return tuple(Choice(c["const"], _titled(c, one, lang)) for c in named)
    labels = {"x-choices": around["x-choices"]} if "x-choices" in around else {}
    found = one.get("enum")
    if isinstance(found, list):
        known = {**labels, **one}
        return tuple(Choice(v, words.value(v, known, lang)) for v in found)
    if _types(one) == {"boolean"}:
        wanted = one.get("const")
        values = [v for v in (True, False) if wanted is None or v is wanted]
        return tuple(Choice(v, words.value(v, {**labels, **one}, lang)) for v in values)
    return None


def fits(found: Any, asked: Input) -> bool:
    """Whether the input can show the answer as it is."""
    if asked.kind == "one":
        return any(same_answer(found, c.value) for c in asked.choices)
    if asked.kind == "any":
        known = [c.value for c in asked.choices]
        return isinstance(found, list) and all(any(same_answer(f, v) for v in known) for f in found)
    if asked.kind == "date":
        return isinstance(found, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", found) is not None
    if asked.kind == "number":
        return isinstance(found, int | float) and not isinstance(found, bool)
    if asked.kind == "digits":
        return isinstance(found, str) and found.isdigit() and len(found) == asked.figures
    if asked.kind == "note" and isinstance(found, list):
        return all(isinstance(one, str) for one in found)
    return isinstance(found, str) and asked.kind != "fixed"


def same_answer(one: Any, other: Any) -> bool:
    """JSON equality of single answers: `true` is not 1."""
    return json.dumps(one) == json.dumps(other)


def _titled(choice: dict[str, Any], one: dict[str, Json], lang: Lang) -> str:
    title = choice.get("title")
    return title if isinstance(title, str) else words.value(choice["const"], one, lang)


def _types(schema: dict[str, Json]) -> set[str]:
    kinds = schema.get("type")
    listed = kinds if isinstance(kinds, list) else [kinds]
    return {k for k in listed if isinstance(k, str) and k != "null"}


def _member(schema: dict[str, Json]) -> dict[str, Json]:
    inner = schema.get("items")
    return inner if isinstance(inner, dict) else {}


def _limits(schema: dict[str, Json], one: dict[str, Json], lang: Lang) -> str:
    """1〜6, 20文字以下, 例 …; nothing that the description says already."""
    about = ("number", "length") if one is schema else ("count",)
    said = [phrase for name in about if (phrase := words.span(schema, name, lang))]
    described = str(schema.get("description", ""))
    examples = schema.get("examples")
    shown = {"pattern", "format"} & schema.keys() and isinstance(examples, list) and examples
    if shown and isinstance(examples, list) and "例" not in described:
        said.append(words.say(lang, "example", value=words.value(examples[0], schema, lang)))
    return words.say(lang, "comma").join(said)


def _takes_lines(schema: dict[str, Json]) -> bool:
    """Whether the text may have several lines, and is long enough to need them."""
    longest = schema.get("maxLength")
    if not isinstance(longest, int) or longest < _LONG or "format" in schema:
        return False
    pattern = schema.get("pattern")
    if not isinstance(pattern, str) or pattern_error(pattern):
        return True
    return bool(compiled(pattern).search("あ\nあ"))
