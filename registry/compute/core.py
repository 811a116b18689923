"""Making a published core of what a steward submitted."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from registry.compute.depth import bounded
from soroe.errors import DocumentError
from soroe.jsontext import digest, pretty, read
from soroe.model import Json
from soroe.schema import DIALECT, check_schema, inline, lint_core
from soroe.schema.inline import COMPONENT


class PreparedCore(msgspec.Struct, frozen=True):
    """The document to publish, and what is said about it in listings."""

    submitted_digest: str
    document: bytes
    digest: str
    title: str
    description: str


@bounded
def references(body: bytes) -> set[str]:
    """The components (`name/version`) that a document refers to itself."""
    found: set[str] = set()
    stack = [read(body)]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            ref = value.get("$ref")
            if isinstance(ref, str) and (match := COMPONENT.match(ref)):
                found.add(match[1])
            stack.extend(value.values())
        elif isinstance(value, list):
            stack.extend(value)
    return found


@bounded
def prepare_core(body: bytes, address: str, components: Mapping[str, bytes]) -> PreparedCore:
    """Read, judge and complete a core: references written out, `$id` its address.

    Raises `DocumentError` with everything that keeps it from being published.
    """
    source = read(body)
    _refuse_if_any(check_schema(source))
    document = inline(source, {key: read(text) for key, text in components.items()})
    assert isinstance(document, dict)
    _refuse_if_any(lint_core(source))
    return _prepared(source, document, address)


@bounded
def prepare_component(body: bytes, address: str) -> PreparedCore:
    """Read, judge and complete a component; its own references stay as they are."""
    source = read(body)
    _refuse_if_any(check_schema(source))
    assert isinstance(source, dict)
    return _prepared(source, source, address)


def _prepared(source: Json, document: dict[str, Json], address: str) -> PreparedCore:
    """The published document passes the door itself, so that every client can read it."""
    published: dict[str, Json] = {"$schema": DIALECT, "$id": address}
    published |= {k: v for k, v in document.items() if k not in published}
    text = pretty(published).encode()
    read(text)
    return PreparedCore(
        submitted_digest=digest(source),
        document=text,
        digest=digest(published),
        title=str(document.get("title", "")),
        description=str(document.get("description", "")),
    )


def _refuse_if_any(problems: tuple[object, ...]) -> None:
    if problems:
        raise DocumentError(*problems)  # type: ignore[arg-type]
