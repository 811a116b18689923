"""Reading an answer: what was promised, what was refused, what no registry said."""

from __future__ import annotations

import re

from soroe.errors import (
    DocumentError,
    IntegrityError,
    Problem,
    RegistryError,
    SoroeError,
    UnreachableError,
)
from soroe.flows.messages import Response
from soroe.jsontext import DOOR, Limits, digest, digest_bytes, read
from soroe.locale import explain
from soroe.model import Json

_HEX = re.compile(r'"([0-9a-f]{64})"')


def value_of(
    path: str, response: Response, good: tuple[int, ...] = (200,), limits: Limits = DOOR
) -> Json:
    """The JSON of a good answer; `RegistryError` for a refusal, `UnreachableError` for the rest."""
    if response.status not in good:
        raise refused(path, response)
    try:
        value = read(response.body, limits)
    except DocumentError as e:
        raise _strange(path, response, e.problem.type) from None
    _check_etag(path, response)
    return value


def promised(path: str, response: Response, promised: str) -> Json:
    """The document of an answer, whose digest is the promised one, or `IntegrityError`."""
    document = value_of(path, response)
    found = digest(document)
    if found != promised:
        params = {"path": path, "promised": promised, "found": found}
        raise IntegrityError(Problem("digest-mismatch", params=params))
    return document


def _check_etag(path: str, response: Response) -> None:
    """A mirror may set ETags of its own making; one that is a SHA-256 must be that of the body."""
    match = _HEX.fullmatch(response.headers.get("etag", ""))
    if match is None:
        return
    found = digest_bytes(response.body)
    if found != f"sha256:{match[1]}":
        params = {"path": path, "promised": f"sha256:{match[1]}", "found": found}
        raise IntegrityError(Problem("digest-mismatch", params=params))


def refused(path: str, response: Response) -> SoroeError:
    """The error of an answer that is not the expected one.

    A problem document (RFC 9457) becomes a `RegistryError` with its type, place and parameters;
    anything else was not said by a registry (a proxy, a portal) and is an `UnreachableError`.
    """
    media = response.headers.get("content-type", "").partition(";")[0].strip()
    if media != "application/problem+json":
        return _strange(path, response, media or "-")
    try:
        value = read(response.body)
    except DocumentError as e:
        return _strange(path, response, e.problem.type)
    if not isinstance(value, dict):
        return _strange(path, response, "not an object")
    parts = value.get("problems")
    several = [p for p in parts if isinstance(p, dict)] if isinstance(parts, list) else []
    return RegistryError(response.status, *(_problem(p) for p in several or [value]))


def _problem(value: dict[str, Json]) -> Problem:
    """A problem this package has sentences for, or `registry-refused` with the registry's own."""
    kind = str(value.get("type", "")).rstrip("/").rpartition("/")[2].rpartition("#")[2]
    at = value.get("at", value.get("pointer", ""))
    raw = value.get("params")
    params = {k: str(v) for k, v in raw.items()} if isinstance(raw, dict) else {}
    line, column = (v if isinstance(v := value.get(k), int) else None for k in ("line", "column"))
    problem = Problem(kind, str(at), params, line, column)
    try:
        explain(problem, "ja")
    except KeyError:
        said = [str(value[k]) for k in ("title", "detail") if value.get(k)]
        told = {"type": kind or "-", "said": ": ".join(said) or "-"}
        return Problem("registry-refused", str(at), told, line, column)
    return problem


def _strange(path: str, response: Response, detail: str) -> UnreachableError:
    params = {"path": path, "detail": f"HTTP {response.status}, {detail}"}
    return UnreachableError(Problem("unexpected-answer", params=params))
