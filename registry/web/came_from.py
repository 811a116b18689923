"""Where a request came from, as far as we are told."""

from __future__ import annotations

from registry.context import Context
from registry.intake import StrictRequest


def came_from(request: StrictRequest) -> str:
    """The address of the client.

    Each trusted web server in front adds the address it was asked from at the end of
    `X-Forwarded-For`; what stands before those was written by anybody.
    """
    context: Context = request.app.state["context"]
    direct = request.client.host if request.client else "-"
    if not context.trusted_proxies:
        return direct
    told = ",".join(request.headers.getall("x-forwarded-for", [])).split(",")
    places = [place.strip() for place in told if place.strip()]
    return places[-context.trusted_proxies] if len(places) >= context.trusted_proxies else direct
