"""Which targets the registry may send to: nothing inside a network unless the operator says so.

Whoever may name an address to a server can make the server ask for what only the server can reach
(SSRF, CWE-918). Names are therefore resolved here, every address that comes is held against the
rules, and `registry.outgoing.post` connects to the address that was checked, not to the name again.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Iterable
from typing import Final, TypeAlias
from urllib.parse import urlsplit

import msgspec

from registry.limits import MAX_ADDRESS
from registry.outgoing.rules import Network, Rules
from soroe.errors import Problem, SoroeError

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolver: TypeAlias = Callable[[str, int], Awaitable[list[str]]]

PORTS: Final = (443, 8443)
"""Ports of targets outside: where web servers with TLS listen, and nothing else does."""

_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")
_NEVER: Final = tuple(
    map(
        ipaddress.ip_network,
        (
            "168.63.129.16/32",  # the agent of a large cloud on each of its hosts
            "192.0.0.0/24",  # IETF protocol assignments, metadata of another cloud
            "192.88.99.0/24",  # 6to4 relays (RFC 7526)
            "64:ff9b:1::/48",  # NAT64 inside a network (RFC 8215)
            "3fff::/20",  # documentation (RFC 9637)
        ),
    )
)
"""What counts as public by the standard library of some Python, and is not."""


class TargetError(SoroeError):
    """A target that the registry does not send to."""


class Target(msgspec.Struct, frozen=True):
    """An address that has the right shape; where its name leads to is another question."""

    url: str
    host: str
    port: int
    secure: bool


def read_target(url: str) -> Target:
    """The target that a person has written, or `TargetError` `webhook-target-invalid`."""
    spelled = url.isascii() and url.isprintable() and set(url).isdisjoint(' "')
    if len(url) > MAX_ADDRESS or not spelled or "\\" in url:
        raise _invalid(f"ASCII, 1-{MAX_ADDRESS}")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise _invalid("https://host/path") from None
    if parts.scheme not in ("https", "http") or not parts.hostname:
        raise _invalid("https://host/path")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise _invalid("https://host/path")
    secure = parts.scheme == "https"
    return Target(url, parts.hostname, port or (443 if secure else 80), secure)


async def resolve(host: str, port: int) -> list[str]:
    """The addresses of a name, as the system knows them; `OSError` where there is none."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


async def checked(target: Target, rules: Rules, resolver: Resolver = resolve) -> list[str]:
    """The addresses of a target, every one of which may be sent to.

    Raises `TargetError`: `webhook-target-unresolved` where the name leads nowhere,
    `webhook-target-inside` where one of the addresses is not public, `webhook-target-invalid` where
    it is http and not this very machine, or a port that is not for targets outside.
    """
    try:
        found = await resolver(target.host, target.port)
    except (OSError, UnicodeError):
        found = []
    if not found:
        raise TargetError(Problem("webhook-target-unresolved", "/url", {"host": target.host[:253]}))
    addresses = [_unwrapped(ipaddress.ip_address(text.partition("%")[0])) for text in found]
    for text, address in zip(found, addresses, strict=True):
        if not allowed(address, rules):
            params = {"host": target.host[:253], "address": text[:60]}
            raise TargetError(Problem("webhook-target-inside", "/url", params))
    here = all(address.is_loopback for address in addresses)
    named = all(_named(address, rules) for address in addresses)
    if not (target.secure or here) or not (target.port in PORTS or named):
        raise _invalid(", ".join(f"https://host:{port}/…" for port in PORTS))
    return found


def allowed(address: Address, rules: Rules) -> bool:
    """Whether the registry may connect to an address."""
    real = _unwrapped(address)
    if real.is_link_local or real.is_multicast or real.is_unspecified:
        return False
    public = real.is_global and not real.is_reserved and not _within(real, _NEVER)
    return public or _named(real, rules)


def _named(address: Address, rules: Rules) -> bool:
    return _within(address, rules.networks)


def _within(address: Address, networks: Iterable[Network]) -> bool:
    return any(address.version == one.version and address in one for one in networks)


def _unwrapped(address: Address) -> Address:
    """The IPv4 address that an IPv6 address stands for, where it is one of those."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    if address.teredo is not None:
        return address.teredo[1]
    return address.ipv4_mapped or address.sixtofour or address


def _invalid(wanted: str) -> TargetError:
    return TargetError(Problem("webhook-target-invalid", "/url", {"wanted": wanted}))
