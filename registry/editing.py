"""Meta-schemas as editors like them: what is shown beside a key while somebody writes."""

from __future__ import annotations

from typing import cast

from soroe.jsontext import canonical
from soroe.model import Json
from soroe.schema import subschemas


def for_editors(schema: dict[str, Json]) -> dict[str, Json]:
    """The schema with `markdownDescription` at everything that has a description.

    That keyword is the one of VS Code's language servers, which show it as Markdown; the values
    that are allowed are listed in it, because descriptions of choices alone are not shown.
    """
    made = cast("dict[str, Json]", _copy(schema))
    for _, here in subschemas(made):
        if isinstance(here, dict) and isinstance(here.get("description"), str):
            here["markdownDescription"] = _markdown(here)
    return made


def _markdown(schema: dict[str, Json]) -> str:
    lines = [str(schema["description"])]
    choices = schema.get("enum")
    if isinstance(choices, list):
        lines.append("\n".join(f"- {_code(choice)}" for choice in choices))
    if "default" in schema:
        lines.append(f"書かないときは {_code(schema['default'])}")
    return "\n\n".join(lines)


def _code(value: Json) -> str:
    return f"`{value if isinstance(value, str) else canonical(value).decode()}`"


def _copy(value: Json) -> Json:
    if isinstance(value, dict):
        return {key: _copy(one) for key, one in value.items()}
    return [_copy(one) for one in value] if isinstance(value, list) else value
