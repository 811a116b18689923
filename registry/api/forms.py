"""Forms and core versions, at addresses that a folder of files could serve."""

from __future__ import annotations

from datetime import date, datetime

import msgspec
from litestar import Response, get
from litestar.params import FromPath

from registry import names
from registry.answers import SCHEMA, document, listing
from registry.caching import IMMUTABLE, POINTER
from registry.context import Context
from registry.db import cores, local_revisions
from registry.db.pool import Connection, read
from registry.intake import StrictRequest
from registry.problems import RefusedError
from registry.services.check_form import find_core
from soroe.errors import Problem

IN_USE = frozenset({"published", "deprecated"})


class VersionEntry(msgspec.Struct, frozen=True, rename="camel"):
    """A version in a listing; `digest` is of the published document in canonical form."""

    version: str
    state: str
    digest: str
    effective_from: date
    recorded_at: datetime
    url: str


class Adoption(msgspec.Struct, frozen=True):
    """How many municipalities have published a diff; fictional ones are counted apart."""

    municipalities: int
    fictional: int


class LocalEntry(msgspec.Struct, frozen=True, rename="camel"):
    """A municipality's latest revision in a listing."""

    municipality: str
    name: str
    prefecture: str
    fictional: bool
    revision: int
    core: str
    url: str


class FormListing(msgspec.Struct, frozen=True):
    """A form: its versions, ascending, and who has a local diff."""

    form: str
    title: str
    description: str
    latest: str | None
    url: str
    adoption: Adoption
    versions: list[VersionEntry]
    local: list[LocalEntry]


class FormEntry(msgspec.Struct, frozen=True):
    """A form in the list of forms."""

    form: str
    title: str
    latest: str | None
    url: str
    adoption: Adoption
    versions: list[VersionEntry]


class Forms(msgspec.Struct, frozen=True):
    """All forms."""

    forms: list[FormEntry]


@get("/forms.json")
async def get_forms(request: StrictRequest) -> Response[bytes]:
    """All forms with their versions."""
    context: Context = request.app.state["context"]

    async def work(connection: Connection) -> list[FormListing]:
        return await _listings(connection, context.public_url)

    found = await read(context.pool, work)
    fields = FormEntry.__struct_fields__
    return listing(Forms([FormEntry(**{k: getattr(f, k) for k in fields}) for f in found]))


@get("/forms/{file:str}")
async def get_form(request: StrictRequest, file: FromPath[str]) -> Response[bytes]:
    """One form (`{form}.json`): versions and municipalities."""
    context: Context = request.app.state["context"]
    form = names.form(stem(request, file, ".json"))
    found = await read(context.pool, lambda c: _listings(c, context.public_url, form))
    if not found:
        raise RefusedError(Problem("no-such-form", params={"form": form}))
    return listing(found[0])


@get("/forms/{form:str}/{file:str}")
async def get_core(
    request: StrictRequest, form: FromPath[str], file: FromPath[str]
) -> Response[bytes]:
    """A core: `{version}.json` for ever, `latest.json` and `{major}.json` for now."""
    context: Context = request.app.state["context"]
    version = stem(request, file, ".json")
    names.form(form)
    core = await read(context.pool, lambda c: find_core(c, form, version))
    address = f"{context.public_url}/forms/{form}/{core.version}.json"
    if core.version == version:
        return document(core.document, IMMUTABLE, SCHEMA)
    headers = {"Content-Location": address, "Link": f'<{address}>; rel="canonical"'}
    return document(core.document, POINTER, SCHEMA, headers)


def stem(request: StrictRequest, file: str, suffix: str) -> str:
    """The name of a file without its suffix; an address without it names nothing."""
    if not file.endswith(suffix):
        raise RefusedError(Problem("not-found", params={"path": request.scope["path"][:200]}))
    return file.removesuffix(suffix)


async def _listings(
    connection: Connection, public_url: str, form: str | None = None
) -> list[FormListing]:
    versions: dict[str, list[cores.Version]] = {}
    for version in await cores.versions(connection, form):
        versions.setdefault(version.form, []).append(version)
    heads: dict[str, list[local_revisions.Head]] = {}
    for head in await local_revisions.heads(connection, form):
        heads.setdefault(head.form, []).append(head)
    return [
        _listing(name, known, heads.get(name, []), public_url) for name, known in versions.items()
    ]


def _listing(
    form: str, versions: list[cores.Version], heads: list[local_revisions.Head], public_url: str
) -> FormListing:
    usable = [v for v in versions if v.state in IN_USE]
    shown = usable[-1] if usable else versions[-1]
    base = f"{public_url}/forms/{form}"
    fictional = sum(h.fictional for h in heads)
    return FormListing(
        form=form,
        title=shown.title,
        description=shown.description,
        latest=usable[-1].version if usable else None,
        url=f"{base}.json",
        adoption=Adoption(len(heads) - fictional, fictional),
        versions=[
            VersionEntry(
                v.version,
                v.state,
                v.digest,
                v.effective_from,
                v.recorded_at,
                f"{base}/{v.version}.json",
            )
            for v in versions
        ],
        local=[
            LocalEntry(
                h.municipality,
                h.name,
                h.prefecture,
                h.fictional,
                h.revision,
                h.core,
                f"{base}/local/{h.municipality}.json",
            )
            for h in heads
        ],
    )
