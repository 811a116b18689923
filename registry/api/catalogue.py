"""Components, meta-schemas, and the catalogue by which editors find schemas."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Response, get
from litestar.params import FromPath

from registry import names
from registry.answers import SCHEMA, document, listing
from registry.api.forms import IN_USE, stem
from registry.caching import IMMUTABLE, POINTER
from registry.context import Context
from registry.db import components, cores
from registry.db.pool import read
from registry.intake import StrictRequest
from registry.problems import RefusedError
from soroe.errors import Problem

CATALOGUE = "https://json.schemastore.org/schema-catalog.json"
FILES = {
    "local-diff": ["*.diff.json"],
    "form": ["**/schemas/forms/*/*.json", "**/schemas/components/*/*.json"],
    "project": ["soroe.toml"],
    "check-report": ["soroe-report.json"],
}
"""Which files an editor checks with which meta-schema."""


def applications(form: str) -> list[str]:
    """Which files an editor checks as applications to a form: examples, test data, exports."""
    return [f"*.{form}.json", f"**/applications/{form}/*.json"]


class Entry(msgspec.Struct, frozen=True, rename="camel", omit_defaults=True):
    """A schema in the catalogue (SchemaStore's form)."""

    name: str
    description: str
    url: str
    file_match: list[str] = []
    versions: dict[str, str] = {}


@get("/components/{component:str}/{file:str}")
async def get_component(
    request: StrictRequest, component: FromPath[str], file: FromPath[str]
) -> Response[bytes]:
    """A component (`{version}.json`)."""
    context: Context = request.app.state["context"]
    names.form(component)
    version = stem(request, file, ".json")
    names.version(version)
    body = await read(context.pool, lambda c: components.get(c, component, version))
    if body is None:
        raise RefusedError(Problem("not-found", params={"path": request.scope["path"][:200]}))
    return document(body, IMMUTABLE, SCHEMA)


@get("/meta/{file:str}")
async def get_meta(request: StrictRequest, file: FromPath[str]) -> Response[bytes]:
    """A meta-schema: `form.json`, `local-diff.json`, `project.json`, a report."""
    body = request.app.state["meta"].get(file)
    if body is None:
        raise RefusedError(Problem("not-found", params={"path": request.scope["path"][:200]}))
    return document(body, POINTER, SCHEMA)


@get("/catalog.json")
async def get_catalogue(request: StrictRequest) -> Response[bytes]:
    """The catalogue of schemas, in the form of SchemaStore."""
    context: Context = request.app.state["context"]
    meta: dict[str, bytes] = request.app.state["meta"]
    found: list[Entry] = [
        _meta(file, msgspec.json.decode(body), context.public_url) for file, body in meta.items()
    ]
    forms: dict[str, list[cores.Version]] = {}
    for version in await read(context.pool, cores.versions):
        if version.state in IN_USE:
            forms.setdefault(version.form, []).append(version)
    found += [_core(form, versions, context.public_url) for form, versions in forms.items()]
    return listing({"$schema": CATALOGUE, "version": 1, "schemas": found})


def _meta(file: str, schema: dict[str, Any], public_url: str) -> Entry:
    return Entry(
        name=str(schema.get("title", file)),
        description=str(schema.get("description", "")),
        url=f"{public_url}/meta/{file}",
        file_match=FILES.get(file.removesuffix(".json"), []),
    )


def _core(form: str, versions: list[cores.Version], public_url: str) -> Entry:
    base = f"{public_url}/forms/{form}"
    return Entry(
        name=versions[-1].title,
        description=versions[-1].description,
        url=f"{base}/latest.json",
        file_match=applications(form),
        versions={v.version: f"{base}/{v.version}.json" for v in versions},
    )
