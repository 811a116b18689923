"""Publishing a revision of a local diff (the municipality itself)."""

from __future__ import annotations

from datetime import date

from registry import names
from registry.compute.local import (
    BelowDiff,
    PreparedChange,
    PreparedDiff,
    ReadDiff,
    prepare_diff,
    read_diff,
)
from registry.context import Context
from registry.db import cores, local_revisions, municipalities, states
from registry.db.pool import Connection, read, transaction
from registry.problems import RefusedError
from registry.remarks import remarked
from registry.services import rights
from registry.services.dates_in_order import carry_over, revision_in_order
from registry.services.layers_below import layers_below
from registry.services.publication import Publication, take_name
from registry.services.share_citations import Shared, share_citations
from soroe.citation import Remark
from soroe.errors import Problem
from soroe.model import LocalDiff

USABLE = frozenset({"published", "deprecated"})
"""States of a core that a new revision may be based on."""


async def publish_diff(
    context: Context, by: rights.By, *, form: str, code: str, revision: int, body: bytes
) -> Publication:
    """Publish `body` as a revision of a municipality; the same content again changes nothing.

    Revisions are dense from 1. The citations of the diff become the municipality's shared ones
    where they are not yet; what somebody should look at is in the receipt's remarks.

    Raises `RefusedError` (names, rights, `no-such-version`, `core-withdrawn`, `layer-not-above`,
    `path-and-document-differ`, `revision-gap`, `content-differs`), `DocumentError`, `DiffError`.
    """
    names.form(form)
    names.code(code)
    named = await context.read(read_diff, body)
    _same("form", form, named.form)
    _same("municipality", code, named.municipality)
    top = LocalDiff(form, named.core, code, (), over=named.over)

    async def ground(connection: Connection) -> tuple[cores.CoreText, tuple[BelowDiff, ...]]:
        core = await _core(connection, form, named.core, code)
        return core, await layers_below(connection, top, revision)

    core, below = await read(context.pool, ground)
    name = f"forms/{form}/local/{code}/{revision}"
    address = f"{context.public_url}/{name}.json"
    prepared = await context.workers.run(prepare_diff, body, core.document, address, below)

    async def work(connection: Connection) -> Publication:
        actor = await rights.confirm(connection, by, rights.DIFF_PUBLISH)
        rights.require_municipality(actor, code)
        known = await take_name(
            connection, "diff", name, prepared.submitted_digest, prepared.submitted_digest
        )
        organisation = actor.organisation if actor else None
        shared = await share_citations(connection, code, prepared.citations, name, organisation)
        ordered: tuple[Remark, ...] = ()
        if known is None:
            before = await _next_in_line(connection, form, code, revision)
            await _core(connection, form, named.core, code)
            new = new_revision(named, revision, body, prepared, name)
            changes = [change_row(change, shared) for change in prepared.changes]
            ordered = await revision_in_order(connection, new)
            await local_revisions.insert(connection, new, organisation, changes)
            await carry_over(connection, form, code)
            await rights.record(
                connection,
                actor,
                "publish-diff",
                name,
                before=before,
                after=prepared.submitted_digest,
            )
        return Publication(
            name=name,
            url=f"{context.public_url}/{name}.diff.json",
            digest=prepared.submitted_digest,
            submitted_digest=prepared.submitted_digest,
            created=known is None,
            remarks=tuple(remarked(r) for r in (*prepared.remarks, *ordered, *shared.remarks)),
        )

    return await transaction(context.pool, work)


def _same(member: str, path: str, document: str) -> None:
    if path != document:
        params = {"member": member, "path": path, "document": document[:100]}
        raise RefusedError(Problem("path-and-document-differ", f"/{member}", params))


async def _core(connection: Connection, form: str, version: str, code: str) -> cores.CoreText:
    """The core that the diff is pinned to, which can be built on; the municipality exists."""
    if await municipalities.get(connection, code) is None:
        raise RefusedError(Problem("no-such-municipality", "/municipality", {"code": code}))
    core = await cores.by_version(connection, form, version)
    if core is None or core.state not in USABLE:
        known = [v.version for v in await cores.versions(connection, form) if v.state in USABLE]
        if core is not None and (said := await states.last(connection, form, version)) is not None:
            params = {"form": form, "version": version, "known": ", ".join(known) or "-"}
            params |= {"replacement": said.replacement or "-", "reason": said.reason}
            raise RefusedError(Problem("core-withdrawn", "/core", params))
        params = {"form": form, "version": version[:100], "known": ", ".join(known) or "-"}
        raise RefusedError(Problem("no-such-version", "/core", params))
    return core


async def _next_in_line(connection: Connection, form: str, code: str, revision: int) -> str | None:
    """The digest of the revision before, which there is none of before the first."""
    last, digest = await local_revisions.highest(connection, form, code)
    if revision != last + 1:
        params = {"revision": str(revision), "next": str(last + 1)}
        raise RefusedError(Problem("revision-gap", params=params))
    return digest


def change_row(change: PreparedChange, shared: Shared) -> local_revisions.ChangeRow:
    """The row of a change; `shared` is what became of the citations of its diff."""
    return local_revisions.ChangeRow(
        item=change.item,
        signature=change.signature,
        effect=change.effect,
        klass=change.klass,
        basis_kind=change.basis_kind,
        reason=change.reason,
        cite=change.cite,
        article=change.article,
        citation=shared.tracked.get(change.cite) if change.cite else None,
    )


def new_revision(
    named: ReadDiff, revision: int, body: bytes, prepared: PreparedDiff, name: str
) -> local_revisions.NewRevision:
    """What is written of a revision that is published under a name."""
    day = prepared.effective_from
    return local_revisions.NewRevision(
        form=named.form,
        municipality=named.municipality,
        revision=revision,
        core=named.core,
        effective_from=date.fromisoformat(day) if day else None,
        submitted=body,
        submitted_digest=prepared.submitted_digest,
        local_form=prepared.local_form,
        local_form_digest=prepared.local_form_digest,
        name=name,
        over=named.over,
    )
