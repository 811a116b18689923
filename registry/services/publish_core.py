"""Publishing a core version (steward)."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

from registry import names
from registry.compute.core import PreparedCore, prepare_core
from registry.context import Context
from registry.db import components, cores
from registry.db.pool import Connection, read, transaction
from registry.problems import RefusedError
from registry.services import rights
from registry.services.publication import Publication, take_name
from soroe.errors import Problem

_JAPAN = timezone(timedelta(hours=9))


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
    Raises `RefusedError` (names, rights, `content-differs`, `version-not-greater`) and
    `DocumentError`.
    """
    names.form(form)
    number = names.version(version)
    path = f"/forms/{form}/{version}.json"
    parts = await read(context.pool, components.everything)
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

    async def work(connection: Connection) -> Publication:
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
        await cores.insert(connection, new, actor.organisation if actor else None)
        await rights.record(connection, actor, "publish-core", name, after=prepared.digest)
        return _receipt(context, path, name, prepared)

    return await transaction(context.pool, work)


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
