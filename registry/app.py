"""The application: the framework with its routes and tables, and the layer in front."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import cast

import msgspec
from litestar import Litestar
from litestar.datastructures import State

from registry import errors, permissions, runner
from registry.api import (
    audit,
    bundle,
    catalogue,
    checking,
    citations,
    clusters,
    digest,
    drafts,
    feeds,
    forms,
    handover,
    impact,
    in_force,
    local_diffs,
    log,
    measures,
    municipalities,
    organisations,
    origins,
    proposal_voices,
    proposals,
    publishing,
    rebases,
    reports,
    reviews,
    rules,
    service,
    states,
    successions,
    webhooks,
)
from registry.compute.workers import Workers
from registry.context import Context
from registry.db import measures as measures_kept
from registry.db.pool import close_pool, open_pool
from registry.editing import for_editors
from registry.front import App, Front
from registry.intake import StrictRequest
from registry.limits import MAX_BODY
from registry.measuring import Measuring
from registry.notifying import notify
from registry.oidc.settings import provider_of
from registry.openapi.document import build
from registry.settings import Settings, schemas_folder
from registry.signer import Signer
from registry.signing_key import read_keys
from registry.standings import Standings
from registry.watching import watch
from registry.web.assets import get_asset
from registry.web.handlers import ROUTER
from soroe.jsontext import pretty, read

STOP_SECONDS = 1.0
"""After which a task that goes on is cancelled once more."""

REPORT_SECONDS = 60
"""How often the count of kept answers is logged."""

HANDLERS = (
    service.get_health,
    service.get_ready,
    service.get_problems,
    service.get_problem,
    service.get_openapi,
    service.get_viewer,
    service.get_viewer_file,
    catalogue.get_catalogue,
    catalogue.get_component,
    catalogue.get_meta,
    rules.get_rule,
    bundle.get_bundle,
    log.get_checkpoint,
    log.get_keys,
    log.get_log_file,
    log.get_inclusion,
    log.get_consistency,
    municipalities.get_directory,
    municipalities.get_municipalities,
    municipalities.get_municipality,
    forms.get_forms,
    forms.get_form,
    forms.get_core,
    in_force.get_in_force,
    successions.get_successions,
    successions.post_succession,
    successions.post_cancel,
    local_diffs.get_revisions,
    local_diffs.get_revision,
    origins.get_origins,
    citations.get_citations,
    citations.get_citation,
    citations.get_citation_history,
    citations.put_citation,
    citations.post_confirm,
    citations.get_needs_review,
    handover.get_handover,
    publishing.put_core,
    publishing.put_diff,
    reviews.get_all_reviews,
    reviews.get_reviews,
    reviews.get_review,
    reviews.put_review,
    reviews.get_review_document,
    reviews.get_comments,
    reviews.post_comment,
    reviews.post_publish_review,
    reviews.post_drop_review,
    proposals.get_all_proposals,
    proposals.get_proposals,
    proposals.post_proposal,
    proposals.get_proposal,
    proposals.get_proposal_document,
    proposals.get_proposal_impact,
    proposals.post_refresh,
    proposal_voices.get_voices,
    proposal_voices.put_voice,
    proposal_voices.get_proposal_comments,
    proposal_voices.post_proposal_comment,
    proposal_voices.post_decide,
    proposal_voices.post_undo,
    proposal_voices.post_publish_proposal,
    proposal_voices.post_withdraw,
    states.get_states,
    states.post_state,
    checking.post_check,
    reports.put_report,
    reports.get_report,
    reports.get_badge,
    drafts.get_drafts,
    drafts.post_draft,
    drafts.get_draft,
    drafts.delete_draft,
    drafts.post_restore,
    drafts.get_document,
    drafts.put_document,
    drafts.get_edits,
    drafts.get_edit,
    drafts.get_missing,
    drafts.post_publish,
    impact.post_impact,
    impact.get_review_impact,
    measures.get_candidates,
    measures.get_divergence,
    measures.get_history,
    measures.get_municipality_divergence,
    measures.get_neighbours,
    measures.get_solved,
    measures.post_what_if,
    clusters.get_decisions,
    clusters.post_decision,
    rebases.get_rebase,
    rebases.post_rebase,
    rebases.post_confirm,
    rebases.post_retry,
    rebases.get_rebases,
    organisations.post_organisation,
    organisations.get_organisations,
    organisations.post_token,
    organisations.get_tokens,
    organisations.delete_token,
    audit.get_audit,
    audit.get_whoami,
    feeds.get_feed,
    feeds.get_form_feed,
    feeds.get_municipality_feed,
    feeds.get_prefecture_feed,
    digest.get_digest,
    webhooks.get_webhooks,
    webhooks.post_webhook,
    webhooks.delete_webhook,
    webhooks.post_test,
    webhooks.get_deliveries,
    webhooks.post_redeliver,
    get_asset,
    ROUTER,
)


def create_app(settings: Settings) -> Front:
    """The registry as an ASGI application; the database may be away when it starts.

    Raises `SettingsError` where the file of the signing key cannot be used.
    """
    framework = create_framework(settings)
    front = Front(cast("App", framework), settings.cache_bytes)
    framework.state["front"] = front
    return front


def create_framework(settings: Settings) -> Litestar:
    """The application without the layer in front."""
    state = {
        "meta": _meta(schemas_folder(settings) / "meta", settings.public_url),
        "openapi": msgspec.json.encode(build(settings.public_url)),
    }
    return Litestar(
        route_handlers=HANDLERS,
        state=State(state),
        request_class=StrictRequest,
        guards=[permissions.guard],
        exception_handlers={Exception: errors.handle},
        request_max_body_size=MAX_BODY,
        lifespan=[_lifespan(settings)],
        openapi_config=None,
        logging_config=None,
    )


def _lifespan(settings: Settings) -> Callable[[Litestar], AbstractAsyncContextManager[None]]:
    signer = Signer(read_keys(Path(settings.signing_key))) if settings.signing_key else None
    provider = provider_of(settings)

    @asynccontextmanager
    async def lifespan(app: Litestar) -> AsyncIterator[None]:
        pool = await open_pool(settings.database_url, settings.pool_size)
        workers = Workers(settings.workers, settings.check_seconds)
        app.state["context"] = Context(
            pool,
            workers,
            settings.public_url,
            signer=signer,
            standings=Standings(apart=True),
            session_idle=timedelta(minutes=settings.session_idle_minutes),
            session_lasts=timedelta(hours=settings.session_hours),
            provider=provider,
            trusted_proxies=settings.trusted_proxies,
            outgoing=settings.outgoing(),
        )
        tasks = [
            asyncio.create_task(workers.warm()),
            asyncio.create_task(_report(app)),
            asyncio.create_task(runner.run(app.state["context"])),
            asyncio.create_task(notify(app.state["context"], settings.database_url)),
            asyncio.create_task(watch(pool, app.state["front"].forget)),
            asyncio.create_task(
                watch(pool, app.state["front"].forget_measures, measures_kept.stamp)
            ),
            asyncio.create_task(
                Measuring(app.state["front"].forget_measures).run(app.state["context"])
            ),
        ]
        try:
            yield
        finally:
            for task in tasks:
                await ended(task)
            app.state["front"].report()
            await app.state["context"].standings.close()
            if provider is not None:
                await provider.close()
            await close_pool(pool)

    return lifespan


async def ended(task: asyncio.Task[None]) -> None:
    """Cancel until it has ended: `asyncio.wait_for` of Python 3.11 may swallow a cancellation."""
    while not task.done():
        task.cancel()
        await asyncio.wait([task], timeout=STOP_SECONDS)
    if not task.cancelled() and (error := task.exception()):
        raise error


async def _report(app: Litestar) -> None:
    while True:
        await asyncio.sleep(REPORT_SECONDS)
        app.state["front"].report()


def _meta(folder: Path, public_url: str) -> dict[str, bytes]:
    """The meta-schemas by file name, each with its address as `$id`."""
    out: dict[str, bytes] = {}
    for file in sorted(folder.glob("*.json")):
        schema = read(file.read_bytes())
        assert isinstance(schema, dict)
        address = f"{public_url}/meta/{file.name}"
        out[file.name] = pretty({**for_editors(schema), "$id": address}).encode()
    return out
