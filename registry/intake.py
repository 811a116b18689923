"""Request bodies: their media type, their size, and the strict door for the small ones."""

from __future__ import annotations

import re
from typing import Any, TypeVar

import msgspec
from litestar import Request
from litestar.exceptions import InternalServerException

from registry.limits import MAX_BODY, MAX_COMMAND
from registry.problems import RefusedError
from soroe.errors import Problem
from soroe.jsontext import read
from soroe.pointer import join

T = TypeVar("T")

_PLACE = re.compile(r" - at (?:`key` in )?`\$(.*)`$")
_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+|\.\.\.)\]")

MEDIA_TYPES = ("application/json", "application/schema+json")
FILE_TYPES = (
    "text/csv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
)
"""Media types of files that are no JSON; only what is inside decides how they are read."""


class StrictRequest(Request[Any, Any, Any]):
    """A request whose JSON passes the strict door: no duplicate keys, no other media type."""

    async def body(self) -> bytes:
        """The bytes of the body, or `RefusedError` where the caller hung up before its end."""
        try:
            return await super().body()
        except InternalServerException:  # what the framework makes of that; nobody hears the answer
            raise RefusedError(Problem("request-invalid", params={"detail": "cut off"})) from None

    async def json(self) -> Any:
        """The value of the body, or `RefusedError`, `DocumentError`."""
        body = await self.document()
        if len(body) > MAX_COMMAND:
            raise too_large(MAX_COMMAND)
        return read(body)

    async def command(self, type_: type[T]) -> T:
        """The body as what is asked for, where it may hold documents and be as large as one.

        Raises `RefusedError` `request-invalid` with the place, and `DocumentError`.
        """
        value = await self.app.state["context"].read(read, await self.document())
        try:
            return msgspec.convert(value, type_)
        except msgspec.ValidationError as e:
            message = str(e)
            match = _PLACE.search(message)
            at = join([a or b for a, b in _STEP.findall(match[1])]) if match else ""
            detail = message[: match.start()] if match else message
            params = {"detail": detail[:200]}
            raise RefusedError(Problem("request-invalid", at, params)) from None

    async def document(self) -> bytes:
        """The bytes of a JSON body, unread; at most `MAX_BODY` of them are taken in."""
        self._media_type(MEDIA_TYPES)
        return await self.body()

    async def file(self) -> tuple[bytes, bool]:
        """The bytes of a body of any kind that a form comes in, and whether it is sent as JSON.

        The route bounds the bytes that are taken in; of JSON there may be `MAX_BODY`.
        """
        is_json = self._media_type((*MEDIA_TYPES, *FILE_TYPES)) in MEDIA_TYPES
        body = await self.body()
        if is_json and len(body) > MAX_BODY:
            raise too_large()
        return body, is_json

    def _media_type(self, wanted: tuple[str, ...]) -> str:
        """The media type of the body, which must be one of those wanted and not be compressed."""
        media_type = self.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media_type not in wanted:
            params = {"found": media_type[:100] or "-", "wanted": ", ".join(wanted)}
            raise RefusedError(Problem("media-type-unsupported", params=params))
        if (self.headers.get("content-encoding") or "identity").lower() != "identity":
            params = {"found": "Content-Encoding", "wanted": "identity"}
            raise RefusedError(Problem("media-type-unsupported", params=params))
        return media_type


def too_large(limit: int = MAX_BODY) -> RefusedError:
    """What is said to a body that is longer than can be taken."""
    params = {"size": f"> {limit}", "limit": str(limit)}
    return RefusedError(Problem("document-too-large", params=params))
