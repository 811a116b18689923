"""Where a request came from, as far as we are told."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, ip_address, ip_network
from typing import Any, Final

from litestar.connection import ASGIConnection

from registry.context import Context

_WITH_PORT: Final = re.compile(r"\[([^\]]+)\](?::\d+)?|([\d.]+):\d+", re.ASCII)


def came_from(request: ASGIConnection[Any, Any, Any, Any]) -> str:
    """The network of the client of a request: an IPv4 address, or 64 bits of an IPv6 address."""
    context: Context = request.app.state["context"]
    direct = request.client.host if request.client else "-"
    told = ",".join(request.headers.getall("x-forwarded-for", []))
    return client_address(direct, told, context.trusted_proxies)


def client_address(direct: str, forwarded: str, proxies: int) -> str:
    """The network of a client, given that of who asks and what `X-Forwarded-For` tells.

    Each trusted web server in front adds the address it was asked from at the end; what stands
    before those was written by anybody.
    """
    places = [place for part in forwarded.split(",") if (place := part.strip())]
    return _network(places[-proxies] if 0 < proxies <= len(places) else direct)


def _network(place: str) -> str:
    """What one subscriber has: an IPv4 address without its port, the first 64 bits of an IPv6."""
    host = match[1] or match[2] if (match := _WITH_PORT.fullmatch(place)) else place
    try:
        address = ip_address(host)
    except ValueError:
        return place
    if isinstance(address, IPv4Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ip_network((int(address), 64), strict=False))
