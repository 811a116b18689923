"""Kinds of items and ways of writing, in the words of the workbook."""

from __future__ import annotations

import re
import unicodedata
from typing import Final, Literal, TypeAlias, get_args

from soroe.importers.spelled import HIRAGANA, KATAKANA, TIME
from soroe.locale import table
from soroe.model import Json, Lang
from soroe.report import words
from soroe.schema.keywords import annotation_keywords
from soroe.sheet.bounds import About
from soroe.sheet.layout import LANGS, say

Kind: TypeAlias = Literal[
    "text", "integer", "number", "yes-no", "date", "email", "one", "any", "several", "group",
    "list", "fixed", "other",
]  # fmt: skip

SIMPLE: Final[frozenset[Kind]] = frozenset(
    {"text", "integer", "number", "yes-no", "date", "email", "one", "any"}
)
"""Kinds that an item may be given; the others hold items, or are as the form has them."""

OFFERED: Final[tuple[Kind, ...]] = (
    "text", "integer", "number", "yes-no", "date", "email", "one", "any", "group", "list",
)  # fmt: skip
"""What a new item may be."""

_WRITINGS: Final = {
    "katakana": KATAKANA,
    "hiragana": HIRAGANA,
    "figures": "^[0-9]+$",
    "alphanumeric": "^[0-9A-Za-z]+$",
    "time": TIME,
}
_EXACTLY = re.compile(r"\^\[0-9\]\{(\d{1,3})\}\$")
_ABOUT: Final[dict[Kind, About]] = {
    "text": "length", "email": "length", "integer": "number", "number": "number", "any": "count",
    "several": "count", "list": "count",
}  # fmt: skip
_FORMATS: Final[dict[str, Kind]] = {"date": "date", "email": "email"}
_PLAIN: Final[dict[str, Kind]] = {"integer": "integer", "number": "number", "boolean": "yes-no"}
_BODIES: Final[dict[Kind, dict[str, Json]]] = {
    "text": {"type": "string"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "yes-no": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "email": {"type": "string", "format": "email"},
    "one": {"type": "string"},
    "any": {"type": "array", "items": {"type": "string"}, "uniqueItems": True},
    "group": {"type": "object", "properties": {}, "additionalProperties": False},
    "list": {
        "type": "array",
        "items": {"type": "object", "properties": {}, "additionalProperties": False},
    },
}


def kind_of(schema: Json) -> Kind:
    """The kind of an item by its schema."""
    if not isinstance(schema, dict):
        return "other"
    if "enum" in schema:
        return "one"
    if "const" in schema:
        return "fixed"
    if isinstance(schema.get("properties"), dict):
        return "group"
    kind, form = schema.get("type"), schema.get("format")
    if kind == "array":
        return _many(schema.get("items"))
    if kind == "string":
        return _FORMATS.get(str(form), "text")
    return _PLAIN.get(kind, "other") if isinstance(kind, str) else "other"


def _many(member: Json) -> Kind:
    if not isinstance(member, dict):
        return "other"
    if isinstance(member.get("properties"), dict):
        return "list"
    return "any" if "enum" in member else "several"


def kind_meant(said: str) -> Kind | None:
    """The kind that a cell names, in either language."""
    every: tuple[Kind, ...] = get_args(Kind)
    return next((kind for kind in every if said in _said("kinds", kind)), None)


def need_meant(said: str) -> str | None:
    """required, optional or unused; None where the cell says anything else."""
    return next((n for n in table("item_sheet", "ja")["needs"] if said in _said("needs", n)), None)


def _said(section: str, part: str) -> set[str]:
    return {table("item_sheet", lang)[section][part] for lang in LANGS}


def about(kind: Kind) -> About | None:
    """What bounds an item of this kind."""
    return _ABOUT.get(kind)


def range_words(schema: dict[str, Json], kind: Kind, lang: Lang) -> str:
    """1〜6, 20文字以下, 1〜6件; empty where nothing is set."""
    found = about(kind)
    return words.span(schema, found, lang) if found is not None else ""


def writing_words(schema: dict[str, Json], kind: Kind, lang: Lang) -> str:
    """How the text is to be written; empty where any text will do."""
    if kind != "text":
        return ""
    pattern = schema.get("pattern")
    if not isinstance(pattern, str):
        form = schema.get("format")
        return say("writings", "format", lang, format=form) if isinstance(form, str) else ""
    for name, known in _WRITINGS.items():
        if pattern == known:
            return say("writings", name, lang)
    if digits := _EXACTLY.fullmatch(pattern):
        return say("writings", "exactly", lang, count=digits[1])
    examples = schema.get("examples")
    if isinstance(examples, list) and examples and isinstance(examples[0], str):
        example = words.say(lang, "example", value=examples[0])
        return say("writings", "own", lang, example=example)
    return say("writings", "own-bare", lang)


def pattern_meant(said: str) -> str | None:
    """The pattern that a cell names; None where it names none."""
    for name, pattern in _WRITINGS.items():
        if said in _said("writings", name):
            return pattern
    folded = unicodedata.normalize("NFKC", said)
    digits = re.fullmatch(r"(?:半角)?数字\s*(\d{1,3})\s*桁|(\d{1,3}) half-width digits", folded)
    if digits and 0 < (count := int(digits[1] or digits[2])) <= 100:
        return f"^[0-9]{{{count}}}$"
    return None


def writings(lang: Lang) -> list[str]:
    """The ways of writing that a cell may name."""
    return [say("writings", name, lang) for name in _WRITINGS]


def body(kind: Kind) -> dict[str, Json]:
    """The schema of a new item of this kind, before its choices and bounds."""
    made = {k: dict(v) if isinstance(v, dict) else v for k, v in _BODIES[kind].items()}
    if kind == "list":
        made["items"] = body("group")
    return made


def remarks(schema: dict[str, Json]) -> dict[str, Json]:
    """What a schema says without asking anything; examples and choices belong to its kind."""
    gone = {"x-choices", "examples", "default", "x-component", "x-delegated"}
    return {
        k: v
        for k, v in schema.items()
        if (k in annotation_keywords() or k.startswith("x-")) and k not in gone
    }
