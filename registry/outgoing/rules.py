"""What the operator allows of what the registry sends, and how it is spelt in a setting."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Final, TypeAlias

import msgspec

Network: TypeAlias = IPv4Network | IPv6Network

MOST_PAUSES: Final = 20
LONGEST_PAUSE: Final = 7 * 86_400


class Rules(msgspec.Struct, frozen=True):
    """`networks` may be sent into beside the public ones, there to any port.

    `pauses` are the seconds after each attempt that came to nothing; after the last one it is over.
    """

    networks: tuple[Network, ...] = ()
    pauses: tuple[float, ...] = ()


def read_networks(text: str) -> tuple[Network, ...]:
    """Networks between commas, or `ValueError`."""
    return tuple(ip_network(one.strip()) for one in text.split(",") if one.strip())


def read_pauses(text: str) -> tuple[float, ...]:
    """Seconds between commas, or `ValueError`."""
    found = tuple(float(one) for one in text.split(",") if one.strip())
    if len(found) > MOST_PAUSES or not all(0 <= one <= LONGEST_PAUSE for one in found):
        raise ValueError(text)
    return found
