"""Local diffs and the forms they make."""

from __future__ import annotations

from datetime import date, datetime

import msgspec
from litestar import Response, get
from litestar.params import FromPath

from registry import names
from registry.answers import JSON, SCHEMA, document, listing
from registry.api.forms import stem
from registry.caching import IMMUTABLE
from registry.context import Context
from registry.db import local_revisions, municipalities
from registry.db.pool import Connection, read
from registry.intake import StrictRequest
from registry.problems import RefusedError
from soroe.errors import Problem

BOM = b"\xef\xbb\xbf"


class RevisionEntry(msgspec.Struct, frozen=True, rename="camel"):
    """A revision in a listing: digests (canonical form) of the diff and of the local form."""

    revision: int
    core: str
    effective_from: date | None
    recorded_at: datetime
    digest: str
    form_digest: str
    changes: dict[str, int]
    url: str
    form_url: str


class LocalListing(msgspec.Struct, frozen=True):
    """The revisions of one municipality, ascending."""

    form: str
    municipality: str
    name: str
    fictional: bool
    revisions: list[RevisionEntry]


@get("/forms/{form:str}/local/{file:str}")
async def get_revisions(
    request: StrictRequest, form: FromPath[str], file: FromPath[str]
) -> Response[bytes]:
    """The revisions of a municipality (`{code}.json`)."""
    context: Context = request.app.state["context"]
    names.form(form)
    code = names.code(stem(request, file, ".json"))
    base = f"{context.public_url}/forms/{form}/local/{code}"

    async def work(connection: Connection) -> LocalListing:
        found = await local_revisions.revisions(connection, form, code)
        place = await municipalities.get(connection, code)
        if not found:
            params = {"form": form, "municipality": code, "revision": "latest"}
            raise RefusedError(Problem("no-such-revision", params=params))
        name, fictional = (place.name, place.fictional) if place else ("", False)
        return LocalListing(form, code, name, fictional, [_entry(r, base) for r in found])

    return listing(await read(context.pool, work))


@get("/forms/{form:str}/local/{code:str}/{file:str}")
async def get_revision(
    request: StrictRequest, form: FromPath[str], code: FromPath[str], file: FromPath[str]
) -> Response[bytes]:
    """A revision for ever: `{revision}.diff.json` the diff, `{revision}.json` the local form."""
    context: Context = request.app.state["context"]
    names.form(form)
    names.code(code)
    number = names.revision(stem(request, file, ".json").removesuffix(".diff"))
    is_diff = file.endswith(".diff.json")
    query = local_revisions.diff if is_diff else local_revisions.local_form
    body = await read(context.pool, lambda c: query(c, form, code, number))
    if body is None:
        params = {"form": form, "municipality": code, "revision": str(number)}
        raise RefusedError(Problem("no-such-revision", params=params))
    return document(body.removeprefix(BOM), IMMUTABLE, JSON if is_diff else SCHEMA)


def _entry(revision: local_revisions.Revision, base: str) -> RevisionEntry:
    return RevisionEntry(
        revision=revision.revision,
        core=revision.core,
        effective_from=revision.effective_from,
        recorded_at=revision.recorded_at,
        digest=revision.digest,
        form_digest=revision.form_digest,
        changes={
            "all": revision.changes,
            "grounded": revision.grounded,
            "practice": revision.practice,
            "unexplained": revision.unexplained,
        },
        url=f"{base}/{revision.revision}.diff.json",
        form_url=f"{base}/{revision.revision}.json",
    )
