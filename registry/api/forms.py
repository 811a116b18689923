"""Forms and core versions, at addresses that a folder of files could serve."""

from __future__ import annotations

from datetime import date, datetime

import msgspec
from litestar import Response, get
from litestar.params import FromPath

from registry import lifecycle, names, times
from registry.answers import SCHEMA, document, listing
from registry.api.reviews import ReviewEntry
from registry.api.reviews import entry as review_entry
from registry.caching import IMMUTABLE, POINTER
from registry.context import Context
from registry.db import cores, reviews, states
from registry.db.pool import Connection, read
from registry.db.times import Head
from registry.intake import StrictRequest
from registry.lifecycle import StateEntry
from registry.problems import RefusedError
from registry.services.in_force import Versions, find_core_then, heads_then, versions_then
from registry.services.review_state import RUNNING
from soroe.errors import Problem
from soroe.when import ALWAYS, When

IN_USE = frozenset({"published", "deprecated"})


class VersionEntry(msgspec.Struct, frozen=True, rename="camel"):
    """A version in a listing; `digest` is of the published document in canonical form.

    `states` is all that was said of it since it was published, oldest first.
    """

    version: str
    state: str
    digest: str
    effective_from: date
    recorded_at: datetime
    url: str
    states: list[StateEntry]


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
    when = times.asked(request)

    async def work(connection: Connection) -> list[FormListing]:
        return await _listings(connection, context.public_url, when)

    found = await read(context.pool, work)
    fields = FormEntry.__struct_fields__
    return listing(Forms([FormEntry(**{k: getattr(f, k) for k in fields}) for f in found]))


@get("/forms/{file:str}")
async def get_form(request: StrictRequest, file: FromPath[str]) -> Response[bytes]:
    """One form (`{form}.json`): versions and municipalities."""
    context: Context = request.app.state["context"]
    form = names.form(stem(request, file, ".json"))
    when = times.asked(request)
    found = await read(context.pool, lambda c: _listings(c, context.public_url, when, form))
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
    when = times.asked(request)
    core, told = await read(
        context.pool, lambda c: _core(c, form, version, when, context.public_url)
    )
    address = f"{context.public_url}/forms/{form}/{core.version}.json"
    if core.version == version:
        return document(core.document, IMMUTABLE, SCHEMA, told)
    links = [f'<{address}>; rel="canonical"', *filter(None, [told.get("Link")])]
    headers = {**told, "Content-Location": address, "Link": ", ".join(links)}
    return document(core.document, POINTER, SCHEMA, headers)


async def _core(
    connection: Connection, form: str, version: str, when: When, public_url: str
) -> tuple[cores.CoreText, dict[str, str]]:
    """A core, and the headers by which it says that it is deprecated or withdrawn."""
    core = await find_core_then(connection, form, version, when)
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
    connection: Connection, public_url: str, when: When, form: str | None = None
) -> list[FormListing]:
    found = await versions_then(connection, form, when)
    heads: dict[str, list[Head]] = {}
    for head in await heads_then(connection, form, when):
        heads.setdefault(head.form, []).append(head)
    sent: dict[str, list[ReviewEntry]] = {}
    for review in await reviews.everything(connection, form) if when == ALWAYS else []:
        entry = review_entry(review, public_url)
        if entry.state in RUNNING:
            sent.setdefault(entry.form, []).append(entry)
    return [
        _listing(name, versions, heads.get(name, []), sent.get(name, []), public_url)
        for name, versions in found.items()
    ]


def _listing(
    form: str,
    versions: Versions,
    heads: list[Head],
    sent: list[ReviewEntry],
    public_url: str,
) -> FormListing:
    title, description = versions.named
    base = f"{public_url}/forms/{form}"
    fictional = sum(h.fictional for h in heads)
    return FormListing(
        form=form,
        title=title,
        description=description,
        latest=versions.latest,
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
                [lifecycle.entry(said) for said in versions.standings[v.version]],
            )
            for v in versions.shown
        ],
        reviews=sent,
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
