"""The names in addresses: forms, versions, revisions, municipality codes."""

from __future__ import annotations

import re
from typing import NoReturn

from registry.limits import MAX_NAME, MAX_REVISION, MAX_VERSION_PART
from registry.problems import RefusedError
from soroe.errors import Problem

_SLUG = re.compile(rf"[a-z][a-z0-9-]{{0,{MAX_NAME - 1}}}")
_ORGANISATION = re.compile(rf"[a-z0-9][a-z0-9-]{{0,{MAX_NAME - 1}}}")
_PART = r"(0|[1-9]\d*)"
_VERSION = re.compile(rf"{_PART}\.{_PART}\.{_PART}", re.ASCII)
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


def version(text: str) -> tuple[int, int, int]:
    """The three numbers of a version, or `RefusedError`."""
    match = _VERSION.fullmatch(text)
    parts = [int(p) for p in match.groups()] if match and len(text) <= MAX_NAME else []
    if not parts or max(parts) > MAX_VERSION_PART:
        _refuse("version-invalid", version=text[:MAX_NAME])
    return parts[0], parts[1], parts[2]


def revision(text: str) -> int:
    """The number of a revision, or `RefusedError`."""
    if not _REVISION.fullmatch(text) or int(text) > MAX_REVISION:
        _refuse("revision-invalid", revision=text[:MAX_NAME])
    return int(text)


def code(text: str) -> str:
    """A 全国地方公共団体コード of six digits whose check digit is right, or `RefusedError`."""
    if not _CODE.fullmatch(text):
        _refuse("municipality-code-invalid", code=text[:MAX_NAME])
    if text[5] != (expected := check_digit(text[:5])):
        _refuse("check-digit-wrong", code=text, expected=text[:5] + expected)
    return text


def check_digit(five: str) -> str:
    """The sixth digit (総務省: weights 6 5 4 3 2, 11 minus the remainder by 11, last digit)."""
    total = sum(int(d) * w for d, w in zip(five, (6, 5, 4, 3, 2), strict=True))
    return str((11 - total % 11) % 10)


def _refuse(kind: str, at: str = "", **params: str) -> NoReturn:
    raise RefusedError(Problem(kind, at, params))
