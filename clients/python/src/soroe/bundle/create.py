"""Making the payload of a bundle, which `soroe.bundle.envelope` then signs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import msgspec
from msgspec.structs import replace

from soroe.bundle.payload import FORMAT, LASTING, Document, Payload, Scope, document
from soroe.bundle.tree import extends, joined
from soroe.leaf import Leaf
from soroe.model import Base
from soroe.proof import Tree


class Source(Base, frozen=True):
    """A registry at one moment: its address, its log, and how far it has come.

    `leaves` are all leaves of the log, `checkpoint` is the signed note of that length.
    """

    registry: str
    serial: int
    checkpoint: str
    leaves: Sequence[Leaf]


def create(
    source: Source,
    texts: Mapping[str, bytes],
    *,
    created: datetime,
    expires: datetime,
    scope: Scope = Scope(),  # noqa: B008 - a frozen value
    since: int | None = None,
) -> bytes:
    """The payload with these texts, by their paths; the same bytes for the same values.

    With `since`, a delta for those who have the log up to that many leaves: of what lasts only what
    came later. Raises ValueError where a text that lasts is not in the log, or `since` is longer
    than the log.
    """
    tree = Tree(leaf.hash for leaf in source.leaves)
    if since is not None and not 0 <= since <= len(tree):
        raise ValueError("the log is shorter")
    payload = Payload(
        format=FORMAT,
        registry=source.registry,
        serial=source.serial,
        created=created,
        expires=expires,
        checkpoint=source.checkpoint,
        hashes=joined([tree.node(0, index) for index in range(len(tree))]),
        documents=tuple(_documents(texts, source.leaves, since or 0)),
        scope=scope,
        extends=None if since is None else extends(tree, since),
    )
    return msgspec.json.encode(payload)


def _documents(
    texts: Mapping[str, bytes], leaves: Sequence[Leaf], start: int
) -> Iterable[Document]:
    places = {leaf.name: index for index, leaf in enumerate(leaves)}
    for path in sorted(texts):
        made = document(path, texts[path])
        if not LASTING.fullmatch(path):
            yield made
            continue
        index = places.get(made.name)
        if index is None or leaves[index].digest != made.digest:
            raise ValueError(f"{path} is not in the log as it is")
        if index >= start:
            yield replace(made, index=index, recorded_at=leaves[index].recorded_at)
