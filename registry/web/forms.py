"""What people send from a page: fields and files, bounded, with the word of their session."""

from __future__ import annotations

import asyncio
import hmac
from typing import Final

import msgspec
from litestar.datastructures import FormMultiDict, UploadFile
from litestar.exceptions import InternalServerException

from registry.intake import StrictRequest
from registry.problems import RefusedError
from registry.web.visitor import Visitor
from soroe.errors import Problem

FIELD = "csrf"
HEADER = "x-csrf-token"
MAX_FIELD = 200_000
"""Characters of one field."""

MAX_FIELDS: Final = 20_000
"""Fields of one form; the largest draft has a tenth of that."""

SEND_SECONDS: Final = 120.0
"""How long sending a form may take: four megabytes over a slow line."""


class Sent(msgspec.Struct, frozen=True):
    """The fields of a form, as typed but for line ends and blanks around them, and its files."""

    fields: dict[str, list[str]]
    files: dict[str, UploadFile]

    def get(self, name: str, default: str = "") -> str:
        """The first value of a field."""
        return self.fields.get(name, [default])[0]

    def all(self, name: str) -> list[str]:
        """All values of a field."""
        return self.fields.get(name, [])


async def sent(request: StrictRequest) -> Sent:
    """The form of a request that changes something; every such handler reads it here.

    Raises `RefusedError`: `form-stale` where the word of the session is missing or another one's,
    `request-invalid` where a field is too long, holds a NUL or is no UTF-8, and where there are
    too many or they take too long to come.
    """
    form = await _received(request)
    _check(request, form)
    fields: dict[str, list[str]] = {}
    files: dict[str, UploadFile] = {}
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            if value.filename:
                files[name] = value
        else:
            fields.setdefault(name, []).append(_clean(name, str(value)))
    return Sent(fields, files)


def confirm(request: StrictRequest) -> None:
    """The same for a module of ours that sends JSON; the word stands in a header."""
    _same(request, request.headers.get(HEADER, ""))


async def _received(request: StrictRequest) -> FormMultiDict:
    try:
        async with asyncio.timeout(SEND_SECONDS):
            await _bounded(request)
            return await request.form()
    except TimeoutError:
        detail = f"> {SEND_SECONDS:g} s"
    except (UnicodeError, LookupError):  # LookupError: of a charset that nobody knows
        detail = "UTF-8"
    except InternalServerException:  # the caller hung up before the end
        detail = "cut off"
    raise RefusedError(Problem("request-invalid", params={"detail": detail}))


async def _bounded(request: StrictRequest) -> None:
    """Count the fields before they are read; those in parts the framework counts."""
    if request.content_type[0] == "application/x-www-form-urlencoded":
        count = (await request.body()).count(b"&") + 1
        if count > MAX_FIELDS:
            detail = f"{count} > {MAX_FIELDS}"
            raise RefusedError(Problem("request-invalid", params={"detail": detail}))


def _check(request: StrictRequest, form: FormMultiDict) -> None:
    given = form.get(FIELD, request.headers.get(HEADER, ""))
    _same(request, given if isinstance(given, str) else "")


def _same(request: StrictRequest, given: str) -> None:
    visitor: Visitor | None = request.scope["state"].get("visitor")
    if visitor is not None and not hmac.compare_digest(given.encode(), visitor.csrf.encode()):
        raise RefusedError(Problem("form-stale"))


def _clean(name: str, value: str) -> str:
    if "\0" in value or len(value) > MAX_FIELD:
        detail = "NUL" if "\0" in value else f"> {MAX_FIELD}"
        raise RefusedError(Problem("request-invalid", f"/{name[:100]}", {"detail": detail}))
    return value.replace("\r\n", "\n").strip()
