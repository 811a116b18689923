"""Local diffs and the forms they make."""

from __future__ import annotations

from datetime import date, datetime

import msgspec
from litestar import Response, get
from litestar.params import FromPath

from registry import names, times
from registry.answers import JSON, SCHEMA, document, listing
from registry.api.forms import stem
from registry.caching import IMMUTABLE, POINTER
from registry.context import Context
from registry.db import local_revisions
from registry.db.pool import Connection, read
from registry.db.successions import Kind
from registry.db.times import revision
from registry.intake import StrictRequest
from registry.problems import RefusedError
from registry.services.in_force import Local, begun_revisions, local_then, require_begun
from soroe.errors import Problem
from soroe.when import ALWAYS

BOM = b"\xef\xbb\xbf"


class RevisionEntry(msgspec.Struct, frozen=True, rename="camel"):
    """A revision in a listing: digests (canonical form) of the diff and of the local form.

    `over` names the diff that it lies over (`990001@2`).
    """

    revision: int
    core: str
    over: str | None
    effective_from: date | None
    recorded_at: datetime
    digest: str
    form_digest: str
    changes: dict[str, int]
    url: str
    form_url: str


class SuccessorEntry(msgspec.Struct, frozen=True):
    """Who stands for a municipality from the day `effective` on."""

    municipality: str
    name: str
    effective: date
    kind: Kind


class PredecessorEntry(msgspec.Struct, frozen=True, rename="camel"):
    """A former municipality, whose heir stands for it from a day on, with its revisions."""

    municipality: str
    heir: str
    name: str
    effective: date
    kind: Kind
    recorded_at: datetime
    revisions: list[RevisionEntry]


class LocalListing(msgspec.Struct, frozen=True, omit_defaults=True):
    """The revisions of one municipality, ascending; who comes before and after it."""

    form: str
    municipality: str
    name: str
    fictional: bool
    revisions: list[RevisionEntry]
    successor: SuccessorEntry | None = None
    predecessors: list[PredecessorEntry] = []


@get("/forms/{form:str}/local/{file:str}")
async def get_revisions(
    request: StrictRequest, form: FromPath[str], file: FromPath[str]
) -> Response[bytes]:
    """The revisions of a municipality (`{code}.json`).

    The address of one that has ended leads to that of its heir (308), with the same query.
    """
    context: Context = request.app.state["context"]
    names.form(form)
    code = names.code(stem(request, file, ".json"))
    when = times.asked(request)

    async def work(connection: Connection) -> LocalListing | str:
        local = await local_then(connection, form, code, when)
        if local.heir != code:
            return local.heir
        if not local.revisions and not any(rows for _, rows in local.before):
            params = {"form": form, "municipality": code, "revision": "latest"}
            raise RefusedError(Problem("no-such-revision", params=params))
        rows = await begun_revisions(connection, form, local.revisions, when)
        return _listing(form, local, rows, context.public_url)

    found = await read(context.pool, work)
    return listing(found) if isinstance(found, LocalListing) else _onward(request, found)


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
    when = times.asked(request)

    async def work(connection: Connection) -> bytes | None:
        body = await query(connection, form, code, number)
        if body is not None and when != ALWAYS:
            begun = await revision(connection, form, code, number)
            assert begun is not None, "its text is there"
            require_begun(f"{form}/local/{code}/{number}", begun, when)
        return body

    body = await read(context.pool, work)
    if body is None:
        params = {"form": form, "municipality": code, "revision": str(number)}
        raise RefusedError(Problem("no-such-revision", params=params))
    return document(body.removeprefix(BOM), IMMUTABLE, JSON if is_diff else SCHEMA)


def _onward(request: StrictRequest, heir: str) -> Response[bytes]:
    """From the address of a municipality that has ended to that of its heir, beside it."""
    asked = request.scope["query_string"].decode("latin-1")
    target = f"{heir}.json" + (f"?{asked}" if asked else "")
    headers = {"Location": target, "Cache-Control": POINTER}
    return Response(b"", status_code=308, media_type=JSON, headers=headers)


def _listing(
    form: str, local: Local, rows: list[local_revisions.Revision], public_url: str
) -> LocalListing:
    base = f"{public_url}/forms/{form}/local"
    place, ending = local.places.get(local.code), local.ending
    successor = None
    if ending is not None:
        name = local.name_of(ending.heir)
        successor = SuccessorEntry(ending.heir, name, ending.effective, ending.kind)
    return LocalListing(
        form=form,
        municipality=local.code,
        name=local.name_of(local.code),
        fictional=place is not None and place.fictional,
        revisions=[_entry(r, f"{base}/{local.code}") for r in rows],
        successor=successor,
        predecessors=[
            PredecessorEntry(
                municipality=e.code,
                heir=e.heir,
                name=local.name_of(e.code),
                effective=e.effective,
                kind=e.kind,
                recorded_at=e.recorded_at,
                revisions=[_entry(r, f"{base}/{e.code}") for r in former],
            )
            for e, former in local.before
        ],
    )


def _entry(row: local_revisions.Revision, base: str) -> RevisionEntry:
    return RevisionEntry(
        revision=row.revision,
        core=row.core,
        over=row.over,
        effective_from=row.effective_from,
        recorded_at=row.recorded_at,
        digest=row.digest,
        form_digest=row.form_digest,
        changes={
            "all": row.changes,
            "grounded": row.grounded,
            "practice": row.practice,
            "unexplained": row.unexplained,
        },
        url=f"{base}/{row.revision}.diff.json",
        form_url=f"{base}/{row.revision}.json",
    )
