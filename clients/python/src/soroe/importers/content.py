"""What a file is, by its first bytes and its text; its name may say anything."""

from __future__ import annotations

from typing import Literal

import msgspec

from soroe.errors import DocumentError, Problem
from soroe.importers.package import MAX_FILE, OLD
from soroe.importers.textfile import decode

_OTHERS = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"\x1f\x8b", "gzip"),
    (b"7z\xbc\xaf", "7z"),
    (b"{\\rtf", "RTF"),
)


class Content(msgspec.Struct, frozen=True):
    """`text` is the decoded text of a delimited file, "" for the others."""

    kind: Literal["json", "workbook", "delimited"]
    text: str = ""


def content_of(data: bytes) -> Content:
    """The kind of file.

    Raises `DocumentError`: `file-empty`, `file-too-large`, `file-kind-unknown` with what it is, and
    what `soroe.importers.textfile.decode` raises.
    """
    if len(data) > MAX_FILE:
        raise DocumentError(Problem("file-too-large", params={"limit": f"{MAX_FILE:,}"}))
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", OLD)):
        return Content("workbook")
    for start, name in _OTHERS:
        if data.startswith(start):
            raise DocumentError(Problem("file-kind-unknown", params={"found": name}))
    if not data.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0"):
        raise DocumentError(Problem("file-empty"))
    if data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"["):
        return Content("json")
    text = decode(data)
    if text.lstrip().startswith("<"):
        raise DocumentError(Problem("file-kind-unknown", params={"found": "HTML / XML"}))
    return Content("delimited", text)
