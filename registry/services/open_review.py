"""Sending a core round before it is published (意見照会), and replacing its text (steward)."""

from __future__ import annotations

from datetime import date

import msgspec

from registry import names
from registry.compute.core import PreparedCore
from registry.context import Context
from registry.db import cores, reviews
from registry.db.pool import Connection, transaction
from registry.db.reviews import NewText, Review, Terms
from registry.preconditions import edited_meanwhile
from registry.problems import RefusedError
from registry.services import rights
from registry.services.closing_day import agree
from registry.services.publish_core import prepare
from registry.services.remark import remark
from registry.services.review_state import found, refuse_over
from registry.services.versioning import Judged, judge_version
from soroe.errors import Problem


class Asked(msgspec.Struct, frozen=True):
    """The terms as they were asked for; None leaves what is there."""

    closes_on: date | None = None
    effective_from: date | None = None
    note: str | None = None

    def over(self, terms: Terms) -> Terms:
        """These terms in place of others."""
        given = {k: v for k, v in msgspec.structs.asdict(self).items() if v is not None}
        return msgspec.structs.replace(terms, **given)


class Opened(msgspec.Struct, frozen=True):
    """The review as it is now, and whether it was not there before."""

    review: Review
    created: bool


async def open_review(
    context: Context,
    by: rights.By,
    *,
    form: str,
    version: str,
    body: bytes,
    asked: Asked,
    held: str | None,
) -> Opened:
    """Open a review of `body` as a version, or give one that runs another text or other terms.

    `held` is the SHA-256 of the text that the writer has read, if it was said; it has to be said to
    write over a text. The same text and terms again change nothing.

    Raises `RefusedError` (`closing-day-missing`, `closing-day-past`, `applies-before-closing`,
    `precondition-required`, `edited-meanwhile`, `review-published`, `review-dropped`,
    `version-not-greater`; `TooSmallError` where the number
    promises more than the document keeps) and `DocumentError`.
    """
    names.form(form)
    names.version(version)
    if asked.note is not None:
        note = remark(asked.note, "") if asked.note.strip() else ""
        asked = msgspec.structs.replace(asked, note=note)
    url = f"{context.public_url}/forms/{form}/{version}.json"
    prepared = await prepare(context, body, url)
    judged = await judge_version(context, form, version, prepared.document)
    judged.enforce(version)
    text = _text(body, prepared, judged)

    async def work(connection: Connection) -> Opened:
        actor = await rights.confirm(connection, by, rights.CORE_PUBLISH)
        organisation = actor.organisation if actor else None
        before = await reviews.get(connection, form, version, lock=True)
        created = False
        if before is None:
            terms = _first(asked)
            await _rises(connection, form, version)
            created = await reviews.open_(connection, form, version, terms, text, by=organisation)
        if created:
            name = f"reviews/{form}/{version}"
            await rights.record(connection, actor, "open-review", name, after=text.digest)
        else:
            before = await found(connection, form, version, lock=True)
            if await _amended(connection, before, text, asked, held, by=organisation):
                await rights.record(
                    connection,
                    actor,
                    "amend-review",
                    f"reviews/{form}/{version}",
                    before=before.digest,
                    after=text.digest,
                )
        return Opened(await found(connection, form, version), created=created)

    return await transaction(context.pool, work)


async def _amended(
    connection: Connection,
    before: Review,
    text: NewText,
    asked: Asked,
    held: str | None,
    *,
    by: str | None,
) -> bool:
    """Write over the text and the terms that were read; False where nothing is different."""
    terms = asked.over(before.terms)
    same = before.submitted_digest == text.submitted_digest
    if same and terms == before.terms:
        return False
    refuse_over(before)
    await _rises(connection, before.form, before.version)
    if held is None:
        raise RefusedError(Problem("precondition-required", params={"found": "-"}))
    if held != before.etag:
        raise RefusedError(
            edited_meanwhile(
                yours=f"sha256:{held}",
                current=f"sha256:{before.etag}",
                number=before.edit,
                by=before.edited_by,
            )
        )
    agree(terms.closes_on, terms.effective_from, opening=terms.closes_on != before.closes_on)
    edit = before.edit if same else before.edit + 1
    if not same:
        await reviews.insert_text(connection, before.form, before.version, edit, text, by=by)
    await reviews.amend(connection, before.form, before.version, edit, terms)
    return True


async def _rises(connection: Connection, form: str, version: str) -> None:
    """The number is above all that are published, so that it can still be."""
    highest = await cores.highest(connection, form)
    if highest is not None and names.version(highest) >= names.version(version):
        params = {"form": form, "version": version, "highest": highest}
        raise RefusedError(Problem("version-not-greater", params=params))


def _first(asked: Asked) -> Terms:
    if asked.closes_on is None:
        raise RefusedError(Problem("closing-day-missing"))
    terms = Terms(asked.closes_on, asked.effective_from, asked.note or "")
    agree(terms.closes_on, terms.effective_from, opening=True)
    return terms


def _text(body: bytes, prepared: PreparedCore, judged: Judged) -> NewText:
    verdict = judged.judgement
    return NewText(
        title=prepared.title,
        submitted=body,
        submitted_digest=prepared.submitted_digest,
        document=prepared.document,
        digest=prepared.digest,
        head=judged.head if verdict else None,
        judgement=msgspec.json.encode(verdict) if verdict else None,
    )
