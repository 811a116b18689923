"""What a comment on a document can be about."""

from __future__ import annotations

from registry.compute.depth import bounded
from soroe.jsontext import read
from soroe.schema import items


@bounded
def knows_item(document: bytes, item: str) -> bool:
    """Whether a core has this item (an instance pointer: `/child/grade`)."""
    return item in items(read(document))
