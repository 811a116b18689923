"""A form as programming languages can say it: what generators of types are given.

The generators themselves are others' (datamodel-code-generator, json-schema-to-typescript). They
make names out of titles, which in a form are Japanese sentences, and take conditions for further
types. So a title becomes the first line of the documentation, and what no type can say is left out:
conditions between items are for `soroe.schema.validator`, not for a type.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from soroe.model import Json
from soroe.schema.walk import children

CONDITIONS: Final = frozenset(
    {"if", "then", "else", "not", "dependentRequired", "dependentSchemas", "contains",
     "minContains", "maxContains", "propertyNames", "dependencies"}
)  # fmt: skip
"""Keywords that say what holds between values, which types do not tell."""

_UNSAID: Final = frozenset({"title", "description", "examples", "default", "$comment"})
_TEXT: Final = re.compile(r"[^0-9A-Za-z]+")


def typed(schema: Json, name: str) -> Json:
    """The schema for a generator: its type is called `name`, its documentation is the titles.

    Every application that the schema accepts is of the type; the type also takes what only a
    condition refuses. `$defs` keep their names. `schema` must be inlined and in 2020-12.
    """
    made = _typed(schema)
    return {**made, "title": type_name(name)} if isinstance(made, dict) else made


def type_name(name: str) -> str:
    """`gakudo-application` as `GakudoApplication`, which every language takes as a name."""
    joined = "".join(part[:1].upper() + part[1:] for part in _TEXT.split(name))
    return joined if joined[:1].isalpha() else f"Form{joined}"


def _typed(schema: Json) -> Any:
    if not isinstance(schema, dict):
        return schema
    below = {path: _typed(child) for path, child in children(schema)}
    out: dict[str, Any] = {}
    for keyword, value in schema.items():
        if keyword not in CONDITIONS and not keyword.startswith("x-"):
            out[keyword] = _with_children(keyword, value, below)
    if "allOf" in out:
        out["allOf"] = [part for part in out["allOf"] if _says(part)]
        if not out["allOf"]:
            del out["allOf"]
    if out.pop("unevaluatedProperties", None) is False and "properties" in out:
        out.setdefault("additionalProperties", False)
    told = [str(out[key]) for key in ("title", "description") if out.get(key)]
    out.pop("title", None)
    if told:
        out["description"] = "\n\n".join(told)
    return out


def _with_children(keyword: str, value: Json, below: Mapping[tuple[str, ...], Any]) -> Any:
    """The keyword's value with each schema in it as it was made."""
    if (keyword,) in below:
        return below[(keyword,)]
    if isinstance(value, dict) and any(path[0] == keyword for path in below):
        return {name: below.get((keyword, name), one) for name, one in value.items()}
    if isinstance(value, list) and any(path[0] == keyword for path in below):
        return [below.get((keyword, str(i)), one) for i, one in enumerate(value)]
    return value


def _says(part: Any) -> bool:
    """Whether a branch of `allOf` still says something of the type."""
    return not isinstance(part, dict) or bool(part.keys() - _UNSAID)
