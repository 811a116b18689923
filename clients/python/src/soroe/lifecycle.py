"""What is told to who uses a core that is on its way out."""

from __future__ import annotations

from soroe.listing import StateEntry
from soroe.model import Note


def note(form: str, version: str, state: str, said: StateEntry | None) -> Note | None:
    """The note of a core that is deprecated or withdrawn; None of one that is published.

    `said` is what was said of it last, None where the registry does not tell.
    """
    if state not in {"deprecated", "withdrawn"}:
        return None
    params = {
        "form": form,
        "version": version,
        "effective": _text(said and said.effective),
        "removal": _text(said and said.removal),
        "replacement": _text(said and said.replacement),
        "reason": _text(said and said.reason),
    }
    return Note(f"core-{state}", "", params)


def _text(fact: object) -> str:
    return " ".join(str(fact).split()) if fact else "-"
