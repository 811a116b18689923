"""Beginning the draft of a diff on the pages: from a checked form, or from what is published."""

from __future__ import annotations

from uuid import UUID

import msgspec

from registry.compute.draft_page import Source, derived
from registry.compute.form_check import read_result
from registry.compute.local import BelowDiff
from registry.context import Context
from registry.db import cores, local_revisions
from registry.db.drafts import Draft
from registry.db.local_revisions import Latest
from registry.db.pool import Connection, read
from registry.services import rights
from registry.services.begin_draft import begin_draft
from registry.services.check_form import find_core
from registry.services.draft_work import shared_of
from registry.services.kept_check import find_check, read_names
from registry.services.layers_below import published_below
from soroe.diff.draft import document
from soroe.jsontext import pretty
from soroe.listing import to_json
from soroe.model import LocalDiff


async def draft_from_check(context: Context, by: rights.By, code: str, check: UUID) -> Draft:
    """A draft of what the checked form differs by; the municipality's latest diff is its model.

    The form counts as that of the municipality, whatever it was checked as. Raises `RefusedError`
    (`check-gone`, rights), `DocumentError`, `DiffError`.
    """
    found = await find_check(context, check)
    checked = read_result(found.result)

    async def work(
        connection: Connection,
    ) -> tuple[cores.CoreText, Latest | None, tuple[BelowDiff, ...], dict[str, bytes]]:
        core = await cores.by_version(connection, found.form, found.version)
        assert core is not None, "a version is never deleted"
        latest = await local_revisions.latest(connection, found.form, code)
        over = latest.over if latest else None
        shared = await shared_of(connection, code)
        texts = {key: msgspec.json.encode(to_json(cited)) for key, cited in shared.items()}
        return core, latest, await published_below(connection, found.form, over), texts

    core, latest, below, shared = await read(context.pool, work)
    named = LocalDiff(found.form, core.version, code, (), over=latest.over if latest else None)
    source = Source(
        form=msgspec.json.encode(checked.form),
        names=read_names(found),
        earlier=latest.submitted if latest else None,
        shared=shared,
    )
    body = await context.workers.run(derived, named, core.document, below, source)
    return await _begin(context, by, named, found.file_name, body)


async def draft_from_latest(context: Context, by: rights.By, code: str, form: str) -> Draft:
    """A draft with the text of the latest revision, or an empty one on the highest core in use.

    Raises `RefusedError` (names, `no-such-form`, rights).
    """

    async def work(connection: Connection) -> tuple[str, Latest | None]:
        core = await find_core(connection, form, "latest")
        return core.version, await local_revisions.latest(connection, form, code)

    version, latest = await read(context.pool, work)
    named = LocalDiff(form, version, code, ())
    body = latest.submitted if latest else pretty(document(named)).encode()
    return await _begin(context, by, named, "", body)


async def _begin(
    context: Context, by: rights.By, named: LocalDiff, title: str, body: bytes
) -> Draft:
    begun = await begin_draft(
        context,
        by,
        kind="diff",
        form=named.form,
        municipality=named.municipality,
        title=title,
        body=body,
    )
    return begun.draft
