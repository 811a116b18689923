"""Answers kept on disk: immutable documents are never asked for twice, others are revalidated.

One file per address: a line of JSON (address, ETag, SHA-256 of the body) and the body. Files are
written beside and renamed, so that two processes and a power cut leave whole entries or none. An
entry that does not verify is as good as none and is replaced by the next answer.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Generator
from hashlib import sha256
from pathlib import Path
from typing import Protocol, TypeVar

import msgspec

from soroe.errors import Problem, UnreachableError
from soroe.flows import Flow, Request, Response
from soroe.jsontext import digest_bytes

T = TypeVar("T")


class Entry(msgspec.Struct, frozen=True):
    """One kept answer; `promised` is the document digest it was accepted under, if any."""

    url: str
    etag: str
    promised: str
    body: bytes


class Store(Protocol):
    """Where entries are kept."""

    def get(self, url: str) -> Entry | None:
        """The entry of an address, verified, or None."""

    def put(self, entry: Entry) -> None:
        """Keep an entry, replacing what is there."""


class _Head(msgspec.Struct, frozen=True):
    url: str
    etag: str
    promised: str
    digest: str


class DiskCache:
    """Entries in a folder; by default the user's cache folder of the operating system."""

    def __init__(self, folder: Path | None = None) -> None:
        """`folder` is made when the first entry is kept."""
        self.folder = folder if folder is not None else _user_folder()

    def path(self, url: str) -> Path:
        """The file of an address."""
        name = sha256(url.encode()).hexdigest()
        return self.folder / name[:2] / name

    def get(self, url: str) -> Entry | None:
        """The entry of an address; None where there is none or where it does not verify."""
        try:
            first, _, body = self.path(url).read_bytes().partition(b"\n")
            head = msgspec.json.decode(first, type=_Head)
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
            return None
        if head.url != url or head.digest != digest_bytes(body):
            return None
        return Entry(url, head.etag, head.promised, body)

    def put(self, entry: Entry) -> None:
        """Keep an entry. A full or read-only disk costs the next request time, nothing else."""
        path = self.path(entry.url)
        head = _Head(entry.url, entry.etag, entry.promised, digest_bytes(entry.body))
        try:
            write_whole(path, msgspec.json.encode(head) + b"\n" + entry.body)
        except OSError:
            return


class MemoryCache:
    """Entries for the life of the process."""

    def __init__(self) -> None:
        """Start empty."""
        self._entries: dict[str, Entry] = {}

    def get(self, url: str) -> Entry | None:
        """The entry of an address, or None."""
        return self._entries.get(url)

    def put(self, entry: Entry) -> None:
        """Keep an entry."""
        self._entries[entry.url] = entry


def caching(
    flow: Flow[T], store: Store, base_url: str, *, offline: bool = False
) -> Generator[Request, Response, T]:
    """The same flow, which asks only what the store cannot answer.

    An answer is kept after the flow has accepted it, so a document that fails its digest is never
    kept. Offline, what is not in the store is an `UnreachableError` that names the address.
    """
    fresh: Entry | None = None
    try:
        request = next(flow)
        while True:
            url = base_url + request.path
            entry = _usable(store.get(url), request) if request.keep != "no" else None
            if entry is not None and (offline or request.keep == "forever"):
                response = _answer(entry)
            elif offline:
                problem = Problem("offline-missing", params={"url": url})
                request = flow.throw(UnreachableError(problem))
                continue
            else:
                response = yield _conditional(request, entry)
                if response.status == 304 and entry is not None:
                    response = _answer(entry)
                elif request.keep != "no" and response.status == 200:
                    etag = response.headers.get("etag", "")
                    fresh = Entry(url, etag, request.digest, response.body)
            request = flow.send(response)
            if fresh is not None:
                store.put(fresh)
                fresh = None
    except StopIteration as e:
        if fresh is not None:
            store.put(fresh)
        result: T = e.value
        return result


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that readers see the old one or the new one, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name[:40]}.{secrets.token_hex(8)}")
    try:
        with beside.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _user_folder() -> Path:
    from platformdirs import user_cache_path  # noqa: PLC0415 - slow to import, seldom needed

    return user_cache_path("soroe", appauthor=False)


def _usable(entry: Entry | None, request: Request) -> Entry | None:
    """A registry that was set up anew may promise another document at a known address."""
    return entry if entry is not None and entry.promised == request.digest else None


def _answer(entry: Entry) -> Response:
    headers = {"etag": entry.etag, "content-type": "application/json"}
    return Response(200, headers, entry.body)


def _conditional(request: Request, entry: Entry | None) -> Request:
    if entry is None or not entry.etag:
        return request
    headers = {**request.headers, "if-none-match": entry.etag}
    return msgspec.structs.replace(request, headers=headers)
