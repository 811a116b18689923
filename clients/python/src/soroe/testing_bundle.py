"""Bundles of a `soroe.testing.MemoryRegistry`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from soroe.bundle import Scope, Source, create, seal
from soroe.bundle.holding import DIRECTORY
from soroe.jsontext import canonical
from soroe.listing import Municipality, to_json
from soroe.testing_log import MemoryLog

DAYS = 92


def make(
    log: MemoryLog,
    url: str,
    get: Callable[[str], bytes],
    municipalities: Sequence[Municipality],
    *,
    created: datetime,
    scope: Scope,
    since: int | None = None,
) -> bytes:
    """The file of a bundle of what the registry's log names; `get` reads a path of the registry.

    Its serial is the length of the log. Raises ValueError where `since` is longer than the log.
    """
    paths = {"/forms.json"}
    for leaf in log.leaves:
        _, form, *rest = leaf.name.split("/")
        code = rest[1] if rest[0] == "local" else None
        if not scope.has(form, code):
            continue
        paths.add(f"/forms/{form}.json")
        paths.add(f"/{leaf.name}.json" if code is None else f"/{leaf.name}.diff.json")
        if code is not None:
            paths.add(f"/forms/{form}/local/{code}.json")
    texts = {path: get(path) for path in paths}
    texts[DIRECTORY] = canonical(
        {
            "municipalities": [to_json(m) for m in municipalities if not m.fictional],
            "fictional": [to_json(m) for m in municipalities if m.fictional],
        }
    )
    payload = create(
        Source(url, len(log.leaves), log.note(), tuple(log.leaves)),
        texts,
        created=created,
        expires=created + timedelta(days=DAYS),
        scope=scope,
        since=since,
    )
    return seal(payload, log.key, log.chain)
