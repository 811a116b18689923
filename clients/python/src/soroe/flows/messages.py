"""Requests and answers as values, and what a flow is."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import Literal, TypeAlias, TypeVar

import msgspec

from soroe.listing import StateEntry
from soroe.model import Json

T = TypeVar("T")

Method: TypeAlias = Literal["GET", "PUT", "POST", "DELETE"]

Fictional: TypeAlias = Literal["exclude", "include", "only"]

JSON = "application/json"
SCHEMA = "application/schema+json"


class Request(msgspec.Struct, frozen=True):
    """One request; `path` is below the registry's address and may carry a query.

    `keep` says what a cache may do: `no`; `ask` (keep it, ask each time whether it still holds);
    `forever` (the address names an immutable document). `digest` is what was promised for the
    document, if anything was. `private` requests carry the token. `once`: whether the answer is
    wanted even if it says that the registry is busy. `large`: whether the answer is a bundle, which
    may be longer than any document.
    """

    method: Method
    path: str
    headers: Mapping[str, str] = {}
    body: bytes = b""
    keep: Literal["no", "ask", "forever"] = "no"
    digest: str = ""
    private: bool = False
    once: bool = False
    large: bool = False


class Response(msgspec.Struct, frozen=True):
    """One answer; header names are in lower case, `body` is decoded from any content coding."""

    status: int
    headers: Mapping[str, str]
    body: bytes


Flow: TypeAlias = Generator[Request, Response, T]


class Published(msgspec.Struct, frozen=True):
    """A published document: its path, the digest that was checked, its bytes and its value."""

    path: str
    digest: str
    body: bytes
    document: Json


class Core(Published, frozen=True):
    """A core: form and version, and its state as listed (published, deprecated, withdrawn).

    `said` is what was said of it last; None of a core that was only published.
    """

    form: str
    version: str
    state: str
    said: StateEntry | None = None


class Local(Published, frozen=True):
    """A local diff, or the local form that it makes, of one revision of a municipality."""

    form: str
    municipality: str
    revision: int
    core: str


class Pulled(msgspec.Struct, frozen=True):
    """What `pull` brings: the core, and the municipality's diff and form where it has any.

    `municipality` is who stands for the one that was asked for: itself, or its heir.
    """

    core: Core
    diff: Local | None = None
    form: Local | None = None
    municipality: str | None = None
