"""Forms and core versions, at addresses that a folder of files could serve."""

from __future__ import annotations

from datetime import date, datetime

import msgspec
from litestar import Response, get
from litestar.params import FromPath

from registry import lifecycle, names
from registry.answers import SCHEMA, document, listing
from registry.api.reviews import ReviewEntry
from registry.api.reviews import entry as review_entry
from registry.caching import IMMUTABLE, POINTER
from registry.context import Context
from registry.db import cores, local_revisions, reviews, states
from registry.db.pool import Connection, read
from registry.intake import StrictRequest
from registry.lifecycle import Notice
from registry.problems import RefusedError
from registry.services.check_form import find_core
from registry.services.review_state import RUNNING
from soroe.errors import Problem

IN_USE = frozenset({"published", "deprecated"})


class VersionEntry(msgspec.Struct, frozen=True, rename="camel"):
    """A version in a listing; `digest` is of the published document in canonical form.

    `notice` says why a version is deprecated or withdrawn, and what to use in its place.
    """

    version: str
    state: str
    digest: str
    effective_from: date
    recorded_at: datetime
    url: str
    notice: Notice | None


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
    """A form: its versions, ascending, the reviews that are not over, and who has a diff."""

    form: str
    title: str
    description: str
    latest: str | None
    url: str
    adoption: Adoption
    versions: list[VersionEntry]
    reviews: list[ReviewEntry]
    local: list[LocalEntry]


class FormEntry(msgspec.Struct, frozen=True):
    """A form in the list of forms."""

    form: str
    title: str
    latest: str | None
    url: str
    adoption: Adoption
    versions: list[VersionEntry]
    reviews: list[ReviewEntry]


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
    core, told = await read(context.pool, lambda c: _core(c, form, version, context.public_url))
    address = f"{context.public_url}/forms/{form}/{core.version}.json"
    if core.version == version:
        return document(core.document, IMMUTABLE, SCHEMA, told)
    links = [f'<{address}>; rel="canonical"', *filter(None, [told.get("Link")])]
    headers = {**told, "Content-Location": address, "Link": ", ".join(links)}
    return document(core.document, POINTER, SCHEMA, headers)


async def _core(
    connection: Connection, form: str, version: str, public_url: str
) -> tuple[cores.CoreText, dict[str, str]]:
    """A core, and the headers by which it says that it is deprecated or withdrawn."""
    core = await find_core(connection, form, version)
    if core.state == "published":
        return core, {}
    standing = await states.last(connection, form, core.version)
    return core, lifecycle.headers(standing, public_url) if standing else {}


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
    said = await states.current(connection, form)
    sent: dict[str, list[ReviewEntry]] = {}
    for review in await reviews.everything(connection, form):
        entry = review_entry(review, public_url)
        if entry.state in RUNNING:
            sent.setdefault(entry.form, []).append(entry)
    return [
        msgspec.structs.replace(
            _listing(name, known, heads.get(name, []), said, public_url), reviews=sent.get(name, [])
        )
        for name, known in versions.items()
    ]


def _listing(
    form: str,
    versions: list[cores.Version],
    heads: list[local_revisions.Head],
    said: dict[tuple[str, str], states.Standing],
    public_url: str,
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
                lifecycle.notice(said.get((form, v.version)), public_url),
            )
            for v in versions
        ],
        reviews=[],
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
