"""Whether nothing is missing: what the log has, what the listings name, and what is there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from soroe.bundle.payload import LASTING, Document, Scope
from soroe.errors import IntegrityError, Problem
from soroe.listing import FormListing, LocalListing, decode

_FORM = re.compile(r"/forms/([^/]+)\.json")
_LOCAL = re.compile(r"/forms/([^/]+)/local/(\d{6})\.json")
_COMPONENT = "/components/"


def check_complete(
    documents: Mapping[str, Document], scope: Scope, size: int, start: int = 0
) -> None:
    """Raise `IntegrityError` where a document is missing, hidden or another one than was named.

    `size` is that of the log. With a `start`, this is a delta alone, and what the log had before is
    not expected. `bundle-incomplete`: the log or a listing has a document that is not there.
    `bundle-document-differs`: a listing names another digest. `bundle-version-hidden`: a document
    is in the log, but the listings pass it over.
    """
    lasting = {path: one for path, one in documents.items() if one.index is not None}
    if scope.is_whole:
        there = {one.index for one in lasting.values()}
        for index in range(start, size):
            if index not in there:
                params = {"missing": f"log {index}"}
                raise IntegrityError(Problem("bundle-incomplete", params=params))
    named = dict(_named(documents))
    for path, expected in named.items():
        found = lasting.get(path)
        if found is None:
            if start:
                continue
            raise IntegrityError(Problem("bundle-incomplete", params={"missing": path}))
        if found.digest != expected:
            raise differs(path, expected, found.digest)
    for path in lasting:
        if path not in named and not path.startswith(_COMPONENT):
            raise IntegrityError(Problem("bundle-version-hidden", params={"path": path}))


def differs(path: str, promised: str, found: str) -> IntegrityError:
    """What is said of a document that is not the promised one."""
    params = {"path": path, "promised": promised, "found": found}
    return IntegrityError(Problem("bundle-document-differs", params=params))


def _named(documents: Mapping[str, Document]) -> Iterator[tuple[str, str]]:
    """Paths and digests of all cores and diffs that the listings name."""
    for path, one in documents.items():
        if LASTING.fullmatch(path):
            continue
        if match := _FORM.fullmatch(path):
            listing = decode(one.value(), FormListing, path)
            for version in listing.versions:
                yield f"/forms/{match[1]}/{version.version}.json", version.digest
        elif match := _LOCAL.fullmatch(path):
            local = decode(one.value(), LocalListing, path)
            owned = {local.municipality: local.revisions}
            owned |= {former.municipality: former.revisions for former in local.predecessors}
            for code, revisions in owned.items():
                for entry in revisions:
                    address = f"/forms/{match[1]}/local/{code}/{entry.revision}.diff.json"
                    yield address, entry.digest
