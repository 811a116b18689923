"""Publishing a component, which cores are made of (operator)."""

from __future__ import annotations

from registry import names
from registry.compute.core import prepare_component
from registry.context import Context
from registry.db import components
from registry.db.pool import Connection, transaction
from registry.services import rights
from registry.services.publication import Publication, take_name


async def load_component(
    context: Context, component: str, version: str, body: bytes
) -> Publication:
    """Publish a component version; the same content again changes nothing.

    Raises `RefusedError` (names, `content-differs`) and `DocumentError`.
    """
    names.form(component)
    names.version(version)
    name = f"components/{component}/{version}"
    url = f"{context.public_url}/{name}.json"
    prepared = await context.workers.run(prepare_component, body, url)

    async def work(connection: Connection) -> Publication:
        known = await take_name(
            connection, "component", name, prepared.submitted_digest, prepared.digest
        )
        if known is None:
            new = components.NewComponent(
                component=component,
                version=version,
                submitted=body,
                submitted_digest=prepared.submitted_digest,
                document=prepared.document,
                digest=prepared.digest,
                name=name,
            )
            await components.insert(connection, new)
            await rights.record(connection, None, "load-component", name, after=prepared.digest)
        return Publication(
            name=name,
            url=url,
            digest=known.digest if known else prepared.digest,
            submitted_digest=prepared.submitted_digest,
            created=known is None,
        )

    return await transaction(context.pool, work)
