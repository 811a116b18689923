"""Which draft a word means: a file with a note beside it, an id, or the beginning of one."""

from __future__ import annotations

import re
from pathlib import Path

from soroe.cli.draft_file import Note, note_of
from soroe.client import Client
from soroe.errors import DocumentError, Problem
from soroe.flows import drafts as flows
from soroe.flows.drafts import DraftEntry, EditEntry

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_START = re.compile(r"[0-9a-f-]{4,35}")


def find_draft(client: Client, word: str) -> DraftEntry:
    """The draft that the word means, or `DocumentError`, `RegistryError`."""
    if Path(word).is_file():
        note = note_of(word)
        if note is None:
            raise DocumentError(Problem("draft-file-unknown", params={"file": word}))
        return client.run(flows.get_draft(here(client, note, word).draft))
    if _ID.fullmatch(word):
        return client.run(flows.get_draft(word))
    known = client.run(flows.list_drafts()) if _START.fullmatch(word) else ()
    fit = [entry for entry in known if entry.id.startswith(word)]
    if len(fit) > 1:
        params = {"draft": word, "found": ", ".join(entry.id[:13] for entry in fit[:5])}
        raise DocumentError(Problem("draft-ambiguous", params=params))
    if not fit:
        raise DocumentError(Problem("no-such-draft", params={"draft": word}))
    return fit[0]


def here(client: Client, note: Note, file: str) -> Note:
    """The note, which must be of this registry."""
    if note.registry != client.base_url:
        params = {"file": file, "noted": note.registry, "asked": client.base_url}
        raise DocumentError(Problem("draft-other-registry", params=params))
    return note


def find_edit(client: Client, draft: str, number: int) -> EditEntry:
    """One edit of a draft, or `DocumentError` `no-such-edit`."""
    for edit in client.run(flows.list_edits(draft)):
        if edit.edit == number:
            return edit
    params = {"draft": draft[:8], "edit": str(number)}
    raise DocumentError(Problem("no-such-edit", params=params))
