"""What people send from a page: fields and files, bounded, with the word of their session."""

from __future__ import annotations

import hmac

import msgspec
from litestar.datastructures import FormMultiDict, UploadFile

from registry.intake import StrictRequest
from registry.problems import RefusedError
from registry.web.visitor import Visitor
from soroe.errors import Problem

FIELD = "csrf"
HEADER = "x-csrf-token"
MAX_FIELD = 200_000
"""Characters of one field."""


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
    `request-invalid` where a field is too long or holds a NUL.
    """
    form = await request.form()
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
