"""The digest of a registry: what happened since a day, and what waits."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from soroe.flows.answers import value_of
from soroe.flows.messages import Flow, Request
from soroe.flows.names import code_name, form_name
from soroe.listing import decode
from soroe.news.model import Digest


def get_digest(
    *,
    since: date | None = None,
    form: str | None = None,
    municipality: str | None = None,
    prefecture: str | None = None,
) -> Flow[Digest]:
    """The digest since a day (None: the registry's usual week), of a form and an area, or of all.

    `prefecture` is its six-digit code. Raises `RegistryError` where one is not there.
    """
    given = {
        "since": since.isoformat() if since else None,
        "form": form_name(form) if form is not None else None,
        "municipality": code_name(municipality) if municipality is not None else None,
        "prefecture": code_name(prefecture) if prefecture is not None else None,
    }
    query = urlencode({name: value for name, value in given.items() if value is not None})
    path = "/api/v1/digest" + (f"?{query}" if query else "")
    return decode(value_of(path, (yield Request("GET", path))), Digest, path)
