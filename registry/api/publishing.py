"""Publishing cores and local diffs."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from litestar import Response, put
from litestar.params import FromPath, QueryParameter

from registry import names
from registry.answers import private
from registry.context import Context
from registry.intake import StrictRequest
from registry.services.publication import Publication
from registry.services.publish_core import publish_core
from registry.services.publish_diff import publish_diff


@put("/api/v1/forms/{form:str}/versions/{version:str}")
async def put_core(
    request: StrictRequest,
    form: FromPath[str],
    version: FromPath[str],
    effective_from: Annotated[date | None, QueryParameter(name="effectiveFrom")] = None,
) -> Response[bytes]:
    """Publish a core version: 201, or 200 where the same content is there already."""
    context: Context = request.app.state["context"]
    body = await request.document()
    return _receipt(
        await publish_core(
            context,
            request.scope["state"]["by"],
            form=form,
            version=version,
            body=body,
            effective_from=effective_from,
        )
    )


@put("/api/v1/forms/{form:str}/local/{code:str}/{revision:str}")
async def put_diff(
    request: StrictRequest, form: FromPath[str], code: FromPath[str], revision: FromPath[str]
) -> Response[bytes]:
    """Publish a revision of a local diff: 201, or 200 where the same content is there already."""
    context: Context = request.app.state["context"]
    body = await request.document()
    return _receipt(
        await publish_diff(
            context,
            request.scope["state"]["by"],
            form=form,
            code=code,
            revision=names.revision(revision),
            body=body,
        )
    )


def _receipt(publication: Publication) -> Response[bytes]:
    if publication.created:
        return private(publication, 201, {"Location": publication.url})
    return private(publication)
