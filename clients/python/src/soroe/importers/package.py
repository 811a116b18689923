"""The parts of an .xlsx file, taken out of the archive under bounds.

A workbook is an archive that somebody else made: it can claim any size, hold any number of parts
and inflate to more than it claims. Every part is inflated here piece by piece under one bound, and
what is handed on is a plain archive of the parts that hold text. Macros, pictures and embedded
files are not taken along, so nothing later can open them.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import NoReturn

import msgspec

from soroe.errors import DocumentError, Problem

MAX_FILE = 32 * 1024 * 1024
"""Bytes of a file that is taken in."""

MAX_PARTS = 2_000
MAX_TEXT = 64 * 1024 * 1024
"""Bytes that all parts together may have when they are unpacked."""

OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How files of Excel 97-2003 begin, and the container of password-protected ones."""

_PIECE = 64 * 1024
_TAKEN = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|xl/[^/]+\.xml|xl/_rels/[^/]+\.rels|xl/worksheets/[^/]+\.xml",
    re.IGNORECASE,
)
"""The parts that hold the sheets' names, texts, formats and cells."""

_WORKBOOK = re.compile(r"xl/workbook\d*\.xml", re.IGNORECASE)
_DECLARATION = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
_DRAWN = re.compile(r"xl/(drawings/drawing|ctrlProps/)[^/]*\.xml$", re.IGNORECASE)
_MACRO = re.compile(r"vbaProject\.bin$|^xl/macrosheets/", re.IGNORECASE)


class Package(msgspec.Struct, frozen=True):
    """A plain archive of the text parts; whether the file holds macros, how many drawings."""

    archive: bytes
    macros: bool
    drawn: int = 0


def read_package(data: bytes) -> Package:
    """The parts of the workbook.

    Raises `DocumentError`: `workbook-old`, `workbook-encrypted`, `workbook-binary`,
    `workbook-foreign`, `workbook-damaged`, `workbook-too-large`, `workbook-entities`.
    """
    if data.startswith(OLD):
        _refuse("workbook-encrypted" if _utf16(b"EncryptedPackage") in data else "workbook-old")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as source:
            return _copied(source)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as e:
        _refuse("workbook-damaged", detail=str(e)[:100])
    except RuntimeError:  # what zipfile raises for a part that needs a password
        _refuse("workbook-encrypted")


def _copied(source: zipfile.ZipFile) -> Package:
    parts = source.infolist()
    names = [part.filename for part in parts]
    if "xl/workbook.bin" in names:
        _refuse("workbook-binary")
    if not any(map(_WORKBOOK.fullmatch, names)):
        _refuse("workbook-foreign", found="、".join(names[:5]) or "-")
    if len(parts) > MAX_PARTS:
        _refuse("workbook-too-large", what=f"{len(parts)}", limit=f"{MAX_PARTS}")
    wanted = [part for part in parts if _TAKEN.fullmatch(part.filename)]
    if sum(part.file_size for part in wanted) > MAX_TEXT:
        _too_large()
    out = io.BytesIO()
    left = MAX_TEXT
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as plain:
        for part in wanted:
            body = _inflated(source, part, left)
            left -= len(body)
            if _DECLARATION.search(body):
                _refuse("workbook-entities", at=part.filename)
            plain.writestr(part.filename, body)
    drawn = sum(bool(_DRAWN.match(name)) for name in names)
    return Package(out.getvalue(), any(_MACRO.search(name) for name in names), drawn)


def _inflated(source: zipfile.ZipFile, part: zipfile.ZipInfo, left: int) -> bytes:
    """One part, read in pieces: the directory's word on its size is not trusted."""
    body = bytearray()
    with source.open(part) as stream:
        while piece := stream.read(_PIECE):
            body += piece
            if len(body) > left:
                _too_large()
    return bytes(body)


def _too_large() -> NoReturn:
    limit = f"{MAX_TEXT // 2**20} MiB"
    _refuse("workbook-too-large", what=f"> {limit}", limit=limit)


def _refuse(kind: str, at: str = "", **params: str) -> NoReturn:
    raise DocumentError(Problem(kind, at, params))


def _utf16(word: bytes) -> bytes:
    """How names stand in the container's directory."""
    return word.decode().encode("utf-16-le")
