"""Building the OpenAPI document from the table of operations and the structs in it."""

from __future__ import annotations

import re
from http import HTTPStatus
from importlib.metadata import version
from typing import Any

import msgspec

from registry.intake import FILE_TYPES, MEDIA_TYPES
from registry.openapi.operation import Operation
from registry.openapi.operations import OPERATIONS, route_of
from registry.permissions import PERMISSIONS, PUBLIC
from registry.problems import MEDIA_TYPE, Document

_PLACE = re.compile(r"\{(\w+)\}")
_PROBLEM = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Document"}}}


def build(public_url: str) -> dict[str, Any]:
    """The description of a registry at this address."""
    types = [t for o in OPERATIONS for t in (o.answer, o.body) if not isinstance(t, str | None)]
    shapes, components = msgspec.json.schema_components(
        [*types, Document], ref_template="#/components/schemas/{name}"
    )
    by_type = dict(zip(map(repr, [*types, Document]), shapes, strict=True))
    paths: dict[str, dict[str, Any]] = {}
    for operation in OPERATIONS:
        item = paths.setdefault(operation.address, {})
        item[operation.method.lower()] = _operation(operation, by_type)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "揃え (Soroe)",
            "version": version("soroe-registry"),
            "description": "自治体の様式を下から揃える登録簿。 / "
            "The registry in which municipalities standardise their forms together.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": public_url}],
        "tags": [{"name": tag} for tag in dict.fromkeys(o.tag for o in OPERATIONS)],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(operation: Operation, by_type: dict[str, Any]) -> dict[str, Any]:
    needed = PERMISSIONS[operation.method, route_of(operation)]
    out: dict[str, Any] = {
        "operationId": operation.id,
        "tags": [operation.tag],
        "summary": operation.ja,
        "description": operation.en
        + ("" if needed == PUBLIC else f"\n\nトークン / token: `{needed}`"),
        "parameters": _parameters(operation),
        "responses": _responses(operation, by_type),
    }
    if needed != PUBLIC:
        out["security"] = [{"token": []}]
    if operation.body is not None:
        known = isinstance(operation.body, str)
        schema = {} if known else by_type[repr(operation.body)]
        media: tuple[str, ...] = MEDIA_TYPES if known else MEDIA_TYPES[:1]
        if operation.body == "file":
            media = (*MEDIA_TYPES, *FILE_TYPES)
        out["requestBody"] = {
            "required": True,
            "content": {m: {"schema": schema} for m in media},
        }
    return out


def _parameters(operation: Operation) -> list[dict[str, Any]]:
    places = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in _PLACE.findall(operation.address)
    ]
    return places + [
        {
            "name": q.name,
            "in": "query",
            "required": q.required,
            "description": f"{q.ja} / {q.en}",
            "schema": q.schema,
        }
        for q in operation.query
    ]


def _responses(operation: Operation, by_type: dict[str, Any]) -> dict[str, Any]:
    if isinstance(operation.answer, str):
        content: dict[str, Any] = {operation.answer: {}}
    else:
        content = {"application/json": {"schema": by_type[repr(operation.answer)]}}
    good = {
        str(code): {"description": HTTPStatus(code).phrase, "content": content}
        for code in operation.codes
    }
    bad = {
        str(code): {"description": HTTPStatus(code).phrase, "content": _PROBLEM}
        for code in operation.problems
    }
    return {**good, **bad, "default": {"description": "Problem", "content": _PROBLEM}}
