"""Where a request came from, as far as we are told."""

from __future__ import annotations

from registry.context import Context
from registry.intake import StrictRequest


def came_from(request: StrictRequest) -> str:
    """The address of the client of a request."""
    context: Context = request.app.state["context"]
    direct = request.client.host if request.client else "-"
    told = ",".join(request.headers.getall("x-forwarded-for", []))
    return client_address(direct, told, context.trusted_proxies)


def client_address(direct: str, forwarded: str, proxies: int) -> str:
    """The address of a client, given that of who asks and what `X-Forwarded-For` tells.

    Each trusted web server in front adds the address it was asked from at the end; what stands
    before those was written by anybody.
    """
    places = [place for part in forwarded.split(",") if (place := part.strip())]
    return places[-proxies] if 0 < proxies <= len(places) else direct
