"""The names in addresses: forms, versions, revisions, municipality codes."""

from __future__ import annotations

import re
from typing import NoReturn

from registry.limits import MAX_NAME, MAX_REVISION, MAX_VERSION_PART
from registry.problems import RefusedError
from soroe.codes import local_government_check_digit
from soroe.errors import Problem
from soroe.versions import Version, parse

_SLUG = re.compile(rf"[a-z][a-z0-9-]{{0,{MAX_NAME - 1}}}")
_ORGANISATION = re.compile(rf"[a-z0-9][a-z0-9-]{{0,{MAX_NAME - 1}}}")
_REVISION = re.compile(r"[1-9]\d{0,8}", re.ASCII)
_CODE = re.compile(r"\d{6}", re.ASCII)


def form(name: str) -> str:
    """A form's slug, or `RefusedError`."""
    if not _SLUG.fullmatch(name):
        _refuse("form-name-invalid", form=name[:MAX_NAME])
    return name


def organisation(id_: str) -> str:
    """An organisation's id (a municipality may have its code for one), or `RefusedError`."""
    if not _ORGANISATION.fullmatch(id_):
        _refuse("organisation-name-invalid", "/id", id=id_[:MAX_NAME])
    return id_


def version(text: str) -> Version:
    """The three numbers of a version, or `RefusedError`."""
    read = parse(text)
    if read is None or max(read) > MAX_VERSION_PART:
        _refuse("version-invalid", version=text[:MAX_NAME])
    return read


def revision(text: str) -> int:
    """The number of a revision, or `RefusedError`."""
    if not _REVISION.fullmatch(text) or int(text) > MAX_REVISION:
        _refuse("revision-invalid", revision=text[:MAX_NAME])
    return int(text)


def code(text: str) -> str:
    """A 全国地方公共団体コード of six digits whose check digit is right, or `RefusedError`."""
    if not _CODE.fullmatch(text):
        _refuse("municipality-code-invalid", code=text[:MAX_NAME])
    if text[5] != (expected := local_government_check_digit(text[:5])):
        _refuse("check-digit-wrong", code=text, expected=text[:5] + expected)
    return text


def _refuse(kind: str, at: str = "", **params: str) -> NoReturn:
    raise RefusedError(Problem(kind, at, params))
