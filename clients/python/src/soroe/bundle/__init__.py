"""Bundles: one signed file with all that a closed network needs (DESIGN 4, docs/bundle.md)."""

from soroe.bundle.client import BundleClient
from soroe.bundle.compare import Changes, compare
from soroe.bundle.create import Source, create
from soroe.bundle.envelope import Sealed, seal, split, unseal
from soroe.bundle.holding import Holding
from soroe.bundle.imports import Import, State, Taken, take
from soroe.bundle.payload import Payload, Scope
from soroe.bundle.verify import Trusted, check_texts, notices, trust

__all__ = [
    "BundleClient",
    "Changes",
    "Holding",
    "Import",
    "Payload",
    "Scope",
    "Sealed",
    "Source",
    "State",
    "Taken",
    "Trusted",
    "check_texts",
    "compare",
    "create",
    "notices",
    "seal",
    "split",
    "take",
    "trust",
    "unseal",
]
