"""JSON Schema of earlier drafts (4, 6, 7, 2019-09) in the words of 2020-12.

What an earlier draft has under another name is renamed. What it does not have it ignores, and so a
keyword that came later is left out; what stands beside a `$ref` before 2019-09 likewise.
"""

from __future__ import annotations

from collections.abc import Mapping

from soroe.contain.dialect import DRAFT2020, MANY, NAMED, ONE, Dialect, dialect_of
from soroe.importers.notes import NoteBook
from soroe.model import Json
from soroe.schema import DIALECT
from soroe.schema.keywords import annotation_keywords

SINCE: Mapping[str, int] = {
    "const": 6, "contains": 6, "propertyNames": 6, "examples": 6,
    "if": 7, "then": 7, "else": 7,
    "dependentRequired": 2019, "dependentSchemas": 2019, "minContains": 2019, "maxContains": 2019,
    "unevaluatedItems": 2019, "unevaluatedProperties": 2019, "prefixItems": 2020,
}  # fmt: skip
"""The draft in which a keyword came; an earlier one ignores it."""


def to_current(schema: Json, notes: NoteBook) -> Json:
    """The schema in 2020-12; as it is where it declares no earlier draft."""
    dialect = dialect_of(schema)
    if dialect is DRAFT2020 or not isinstance(schema, dict):
        return schema
    out = _schema(schema, dialect, "", notes)
    notes.one("schema-draft", "/$schema", draft=str(schema["$schema"]))
    assert isinstance(out, dict)
    out["$schema"] = DIALECT
    return out


def _schema(schema: Json, dialect: Dialect, at: str, notes: NoteBook) -> Json:
    """One schema; depth is bounded by that of the document."""
    if not isinstance(schema, dict):
        return schema
    held = dict(schema)
    if "$ref" in held and dialect.ref_alone:
        held = {k: v for k, v in held.items() if k == "$ref" or _harmless(k)}
    out: dict[str, Json] = {}
    for keyword, value in held.items():
        here = f"{at}/{keyword}"
        if SINCE.get(keyword, 0) > dialect.year:
            notes.one("schema-keyword-ignored", here, keyword=keyword, draft=str(dialect.year))
            continue
        if keyword in ("$recursiveRef", "$recursiveAnchor"):
            out[keyword.replace("recursive", "dynamic")] = value
            continue
        out[keyword] = _value(keyword, value, dialect, here, notes)
    _renamed(out, dialect)
    return out


def _harmless(keyword: str) -> bool:
    return keyword in annotation_keywords() or keyword.startswith("x-") or keyword in (
        "definitions", "$defs", "$schema",
    )  # fmt: skip


def _value(keyword: str, value: Json, dialect: Dialect, at: str, notes: NoteBook) -> Json:
    if keyword in NAMED and isinstance(value, dict):
        return {k: _schema(v, dialect, f"{at}/{k}", notes) for k, v in value.items()}
    if keyword in MANY and isinstance(value, list):
        return [_schema(v, dialect, f"{at}/{i}", notes) for i, v in enumerate(value)]
    if keyword in ONE:
        return _schema(value, dialect, at, notes)
    if keyword == "$ref" and isinstance(value, str):
        return value.replace("#/definitions/", "#/$defs/", 1)
    return value


def _renamed(out: dict[str, Json], dialect: Dialect) -> None:
    """The keywords of one schema under their present names."""
    for old, new in (("definitions", "$defs"), ("id", "$id") if dialect.year == 4 else ("", "")):
        if old in out and new not in out and (old != "id" or isinstance(out[old], str)):
            out[new] = out.pop(old)
    if isinstance(out.get("items"), list):
        out["prefixItems"] = out.pop("items")
        if "additionalItems" in out:
            out["items"] = out["additionalItems"]
    out.pop("additionalItems", None)
    needs = out.pop("dependencies", None)
    if isinstance(needs, dict):
        required: dict[str, Json] = {k: v for k, v in needs.items() if isinstance(v, list)}
        schemas = {k: v for k, v in needs.items() if k not in required}
        if required:
            out["dependentRequired"] = required
        if schemas:
            out["dependentSchemas"] = schemas
    if dialect.year == 4:
        for keyword, bound in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
            if out.get(keyword) is True and bound in out:
                out[keyword] = out.pop(bound)
            elif isinstance(out.get(keyword), bool):
                del out[keyword]
