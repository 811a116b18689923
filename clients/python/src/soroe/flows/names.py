"""The names that go into addresses, checked before anything is sent."""

from __future__ import annotations

import re
from typing import NoReturn
from urllib.parse import quote

from soroe.errors import DocumentError, Problem
from soroe.model import Json

_FORM = re.compile(r"[a-z0-9][a-z0-9-]{0,99}")
_CODE = re.compile(r"\d{6}")


def form_name(form: str) -> str:
    """A form's name as it stands in a path, or `DocumentError`."""
    if not _FORM.fullmatch(form):
        refuse("form-name-invalid", form=form)
    return quote(form, safe="")


def code_name(code: str) -> str:
    """A municipality code as it stands in a path, or `DocumentError`."""
    if not _CODE.fullmatch(code, 0) or not code.isascii():
        refuse("municipality-code-invalid", code=code)
    return code


def member(document: Json, name: str) -> str:
    """A text that a local diff must have, or `DocumentError`."""
    value = document.get(name) if isinstance(document, dict) else None
    if not isinstance(value, str):
        refuse("local-diff-incomplete", name=name)
    return value


def refuse(kind: str, **params: str) -> NoReturn:
    """Raise `DocumentError` with one problem."""
    raise DocumentError(Problem(kind, params=params))
