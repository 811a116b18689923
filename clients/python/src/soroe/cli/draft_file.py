"""A file that is worked on, and the note beside it that says of which draft it is.

`next.diff.json` has its note in `next.diff.json.draft`: the registry, the draft, and the edit that
the file was made from. So a save names what its writer has seen, without anybody typing it.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from soroe.cache import write_whole
from soroe.cli.sources import read_bytes
from soroe.errors import DocumentError, Problem
from soroe.flows.drafts import DraftEntry
from soroe.jsontext import digest_bytes, pretty
from soroe.listing import to_json


class Note(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Of which draft a file is, and from which edit (with the digest of its bytes)."""

    registry: str
    draft: str
    edit: int
    digest: str


def note_of(file: str) -> Note | None:
    """The note beside a file; None where there is none."""
    path = _beside(file)
    if not path.is_file():
        return None
    try:
        return msgspec.json.decode(read_bytes(str(path)), type=Note)
    except msgspec.DecodeError as e:
        params = {"file": str(path), "detail": str(e)[:200]}
        raise DocumentError(Problem("draft-note-broken", params=params)) from None


def keep_note(file: str, registry: str, entry: DraftEntry) -> None:
    """Write down that the file has the edit of this entry."""
    note = Note(registry, entry.id, entry.edit, entry.digest)
    try:
        write_whole(_beside(file), pretty(to_json(note)).encode())
    except OSError as e:
        params = {"file": str(_beside(file)), "detail": e.strerror or type(e).__name__}
        raise DocumentError(Problem("file-unwritable", params=params)) from None


def saved(file: str, note: Note) -> bool:
    """Whether the file still is what was saved last."""
    return digest_bytes(read_bytes(file).removeprefix(b"\xef\xbb\xbf")) == note.digest


def _beside(file: str) -> Path:
    return Path(f"{file}.draft")
