"""Making a published core of what a steward submitted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from registry.compute.depth import bounded
from soroe.errors import DocumentError, Problem
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


class Job(msgspec.Struct, frozen=True):
    """A submitted core, its address, and the components known by now (`name/version`).

    None stands for a component that there is not.
    """

    body: bytes
    address: str
    components: Mapping[str, bytes | None] = {}


class Wanting(msgspec.Struct, frozen=True):
    """The components without which a core cannot be completed."""

    components: frozenset[str]


def prepare_cores(jobs: Sequence[Job]) -> list[PreparedCore | Wanting | Exception]:
    """Prepare each; a document that cannot be published has its `DocumentError` in its place."""
    return [_attempt(job) for job in jobs]


def _attempt(job: Job) -> PreparedCore | Wanting | DocumentError:
    try:
        return prepare_core(job)
    except DocumentError as error:
        return error


@bounded
def prepare_core(job: Job) -> PreparedCore | Wanting:
    """Read, judge and complete a core: references written out, `$id` its address.

    Raises `DocumentError` with everything that keeps it from being published.
    """
    source = read(job.body)
    known = {key: read(text) for key, text in job.components.items() if text is not None}
    wanted = _references([source, *known.values()]) - job.components.keys()
    if wanted:
        return Wanting(wanted)
    _refuse_if_any(check_schema(source))
    document = inline(source, known)
    assert isinstance(document, dict)
    _refuse_if_any(lint_core(source))
    return _prepared(source, document, job.address)


def _references(documents: list[Json]) -> frozenset[str]:
    """The components (`name/version`) that the documents refer to themselves."""
    found: set[str] = set()
    stack = documents
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            ref = value.get("$ref")
            if isinstance(ref, str) and (match := COMPONENT.match(ref)):
                found.add(match[1])
            stack.extend(value.values())
        elif isinstance(value, list):
            stack.extend(value)
    return frozenset(found)


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


def _refuse_if_any(problems: tuple[Problem, ...]) -> None:
    if problems:
        raise DocumentError(*problems)
