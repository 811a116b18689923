"""The answers of handlers: a body with its media type, a strong ETag and a caching policy."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import Any, Literal

import msgspec
from litestar import Response

from registry.caching import NEVER, POINTER

JSON = "application/json"
SCHEMA = "application/schema+json"

_MEDIA = {"markdown": "text/markdown", "html": "text/html", "text": "text/plain"}
"""The framework adds the charset, UTF-8."""

_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')

_encode = msgspec.json.Encoder(order="sorted").encode


def document(
    body: bytes,
    policy: str,
    media_type: str = JSON,
    headers: dict[str, str] | None = None,
) -> Response[bytes]:
    """A public document; its ETag is the SHA-256 of these bytes, so that anybody can check it."""
    tags = {"ETag": f'"{sha256(body).hexdigest()}"', "Cache-Control": policy}
    return Response(body, media_type=media_type, headers={**tags, **(headers or {})})


def listing(value: Any) -> Response[bytes]:
    """A public list that changes with what is published."""
    return document(_encode(value), POINTER)


def own_policy(page: str) -> dict[str, str]:
    """The content security policy that a page names, as a header."""
    found = _POLICY.search(page)
    return {"Content-Security-Policy": found[1]} if found else {}


def for_people(text: str, form: Literal["markdown", "html", "text"]) -> Response[bytes]:
    """A document for this caller to read; a page keeps the policy that it names itself."""
    own = own_policy(text) if form == "html" else {}
    headers = {"Cache-Control": NEVER, **own}
    return Response(text.encode(), media_type=_MEDIA[form], headers=headers)


def private(
    value: Any, status: int = 200, headers: dict[str, str] | None = None
) -> Response[bytes]:
    """An answer for this caller now."""
    return Response(
        _encode(value),
        status_code=status,
        media_type=JSON,
        headers={"Cache-Control": NEVER, **(headers or {})},
    )
