"""Publishing a core version (steward)."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, timedelta, timezone
from functools import partial

from registry import names
from registry.compute.core import PreparedCore, prepare_core, references
from registry.context import Context
from registry.db import components, cores
from registry.db.pool import Connection, read, transaction
from registry.problems import RefusedError
from registry.services import rights
from registry.services.publication import Publication, take_name
from registry.services.versioning import HeadMovedError, Judged, judge_version
from soroe.errors import Problem

_JAPAN = timezone(timedelta(hours=9))
_ATTEMPTS = 3
"""How often a version is judged anew because another one was published meanwhile."""


async def publish_core(
    context: Context,
    by: rights.By,
    *,
    form: str,
    version: str,
    body: bytes,
    effective_from: date | None = None,
) -> Publication:
    """Publish `body` as a version of a form; the same content again changes nothing.

    `effective_from` is the day from which the version applies, in Japan; without it, today.
    Raises `RefusedError` (names, rights, `content-differs`, `version-not-greater`; `TooSmallError`
    where the number promises more than the document keeps) and `DocumentError`.
    """
    names.form(form)
    number = names.version(version)
    path = f"/forms/{form}/{version}.json"
    parts = await _components(context, body)
    prepared = await context.workers.run(prepare_core, body, context.public_url + path, parts)
    name = f"forms/{form}/{version}"
    new = cores.NewCore(
        form=form,
        version=version,
        number=number,
        title=prepared.title,
        description=prepared.description,
        effective_from=effective_from or datetime.now(_JAPAN).date(),
        submitted=body,
        submitted_digest=prepared.submitted_digest,
        document=prepared.document,
        digest=prepared.digest,
        name=name,
    )

    async def work(judged: Judged, connection: Connection) -> Publication:
        actor = await rights.confirm(connection, by, rights.CORE_PUBLISH)
        known = await take_name(
            connection, "core", name, prepared.submitted_digest, prepared.digest
        )
        if known is not None:
            await _same_day(connection, form, version, effective_from)
            return _receipt(context, path, name, prepared, known.digest)
        await cores.lock_form(connection, form)
        highest = await cores.highest(connection, form)
        if highest is not None and names.version(highest) >= number:
            params = {"form": form, "version": version, "highest": highest}
            raise RefusedError(Problem("version-not-greater", params=params))
        if highest != judged.head:
            raise HeadMovedError(Problem("registry-busy"))
        judged.enforce(version)
        await cores.insert(connection, new, actor.organisation if actor else None)
        before = await cores.digest(connection, form, highest) if highest else None
        await rights.record(
            connection, actor, "publish-core", name, before=before, after=prepared.digest
        )
        return _receipt(context, path, name, prepared)

    for _ in range(_ATTEMPTS - 1):
        judged = await judge_version(context, form, version, prepared.document)
        with suppress(HeadMovedError):
            return await transaction(context.pool, partial(work, judged))
    judged = await judge_version(context, form, version, prepared.document)
    return await transaction(context.pool, partial(work, judged))


async def _components(context: Context, body: bytes) -> dict[str, bytes]:
    """The components that a core refers to, and those that these refer to."""
    found: dict[str, bytes] = {}
    missing = await context.read(references, body)
    while missing:
        more = await read(context.pool, partial(components.some, keys=missing))
        found |= more
        missing = {key for text in more.values() for key in references(text)} - found.keys()
    return found


async def _same_day(connection: Connection, form: str, version: str, wanted: date | None) -> None:
    """The day of a published version does not change; asking for another one is told so."""
    if wanted is None:
        return
    known = next(v for v in await cores.versions(connection, form) if v.version == version)
    if known.effective_from != wanted:
        params = {"published": str(known.effective_from), "submitted": str(wanted)}
        raise RefusedError(Problem("effective-date-differs", params=params))


def _receipt(
    context: Context, path: str, name: str, prepared: PreparedCore, known: str | None = None
) -> Publication:
    return Publication(
        name=name,
        url=context.public_url + path,
        digest=known or prepared.digest,
        submitted_digest=prepared.submitted_digest,
        created=known is None,
    )
