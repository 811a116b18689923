"""What happened, in the words of the interface: for feeds, digests and webhooks."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from registry.db import events
from registry.db.events import Happened
from registry.db.pool import Connection
from registry.services.concerned import Concerned
from soroe.events import Event, path_of

EVER: Final = datetime.min.replace(tzinfo=UTC)
NEWEST: Final = 2**63 - 1


async def newest(
    connection: Connection,
    concerned: Concerned,
    public_url: str,
    *,
    below: int = NEWEST,
    since: datetime = EVER,
    limit: int,
) -> list[Event]:
    """What concerned somebody, newest first: below an id, since an instant."""
    found = await events.page(
        connection, concerned.form, concerned.area, below=below, since=since, limit=limit
    )
    return [event_of(one, public_url) for one in found]


def event_of(happened: Happened, public_url: str) -> Event:
    """A row of the outbox as it is told of; `public_url` is the registry's own."""
    return Event(
        id=happened.id,
        topic=happened.topic,
        name=happened.name,
        at=happened.at,
        url=f"{public_url}/{path_of(happened.topic, happened.name)}",
        form=happened.form,
        title=happened.title,
        municipality=happened.municipality,
        place=happened.place,
        digest=happened.digest,
        facts=happened.facts,
    )
