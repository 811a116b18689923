"""What is to be loaded: the diffs of a folder in the layout of a mirror, or the lines of a file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import msgspec

from soroe.codes import is_prefecture
from soroe.errors import DocumentError, Problem, SoroeError

_NAME = re.compile(r"forms/([a-z][a-z0-9-]{0,63})/local/([0-9]{6})/([1-9][0-9]{0,8})\.diff\.json$")


class Entry(msgspec.Struct, frozen=True):
    """A revision and where its diff stands: `size` bytes of a file from `start` on, -1: all."""

    form: str
    municipality: str
    revision: int
    file: str
    start: int = 0
    size: int = -1
    line: int | None = None

    @property
    def name(self) -> str:
        """What it is published under."""
        return f"forms/{self.form}/local/{self.municipality}/{self.revision}"

    def body(self) -> bytes:
        """The diff as it stands there."""
        with Path(self.file).open("rb") as file:
            file.seek(self.start)
            return file.read(self.size)


class _Diff(msgspec.Struct):
    form: str
    municipality: str


class _Line(msgspec.Struct, forbid_unknown_fields=True):
    revision: int
    diff: msgspec.Raw


def find_entries(place: Path) -> list[Entry]:
    """All of them, in the order in which they are loaded: by form, prefectures first, by number.

    A folder holds `forms/FORM/local/CODE/REVISION.diff.json`, as `soroe-registry export` writes it.
    A line of a file is `{"revision": 1, "diff": {...}}`. Raises `DocumentError` `load-line-invalid`
    or `load-twice`, which name the line, and `SoroeError` `load-nothing`.
    """
    found = list(_folder(place) if place.is_dir() else _lines(place))
    if not found:
        raise SoroeError(Problem("load-nothing", params={"path": str(place)}))
    found.sort(key=_order)
    for one, other in pairwise(found):
        if one.name == other.name:
            params = {"name": other.name, "file": other.file}
            raise DocumentError(Problem("load-twice", params=params, line=other.line))
    return found


def _order(entry: Entry) -> tuple[str, bool, str, int]:
    city = not is_prefecture(entry.municipality)
    return entry.form, city, entry.municipality, entry.revision


def _folder(folder: Path) -> Iterator[Entry]:
    for file in folder.rglob("*.diff.json"):
        match = _NAME.search(file.as_posix())
        if match is not None:
            yield Entry(match[1], match[2], int(match[3]), str(file))


def _lines(file: Path) -> Iterator[Entry]:
    start = 0
    with file.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                try:
                    found = msgspec.json.decode(line, type=_Line)
                    diff = msgspec.json.decode(found.diff, type=_Diff)
                except msgspec.DecodeError as e:
                    params = {"file": str(file), "detail": str(e)}
                    raise DocumentError(
                        Problem("load-line-invalid", params=params, line=number)
                    ) from None
                body = bytes(found.diff)
                at = start + line.index(body)
                yield Entry(
                    diff.form, diff.municipality, found.revision, str(file), at, len(body), number
                )
            start += len(line)
