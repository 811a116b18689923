"""Tables of names: which field of a city's form is which core item, read and written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import cast

import msgspec

from soroe.cli.sources import read_source
from soroe.errors import DocumentError, Problem
from soroe.importers import Entry, Names
from soroe.jsontext import pretty
from soroe.model import Json, Note

DOUBTFUL = frozenset(
    {
        "item-ambiguous", "item-claimed-twice", "item-elsewhere", "item-group-differs",
        "item-not-matched", "item-otherwise-built", "possible-rename",
    }
)  # fmt: skip
"""Notes about a field whose core item a person has to settle."""


def read_names(name: str | None, known: dict[str, str]) -> Names:
    """The table of names in a file, over those that are known already (core item -> own name).

    A line says either way round which core item is which field: `"/child/grade": "学年"` or
    `"学年": "/child/grade"`. null says that the field is no core item, and a list that it is not
    settled yet. Raises `DocumentError` `aliases-invalid`.
    """
    if name is None:
        return Names(known)
    value = read_source(name).value
    if not isinstance(value, dict):
        raise DocumentError(Problem("aliases-invalid", params={"file": name}))
    return names_in(value, name, known)


def names_in(value: Mapping[str, Json], name: str, known: dict[str, str]) -> Names:
    """The same of a table that was read; `name` is the file it stands in."""
    aliases, own = dict(known), set()
    for key, said in value.items():
        if isinstance(said, list):
            continue
        if isinstance(said, str) and said.startswith("/") and not key.startswith("/"):
            aliases[said] = key
        elif isinstance(said, str):
            aliases[key] = said
        elif said is None and not key.startswith("/"):
            own.add(key)
        else:
            raise DocumentError(Problem("aliases-invalid", f"/{key}", {"file": name}))
    return Names(aliases, frozenset(own))


def open_names(names: Names, notes: Iterable[Note], entries: Iterable[Entry]) -> str:
    """A table of names to edit: what is settled, and each doubtful field with its candidates.

    A list of candidates is to be replaced by the one that is right, or by null.
    """
    table: dict[str, Json] = {key: item for item, key in names.aliases.items()}
    table |= dict.fromkeys(sorted(names.own))
    codes = {entry.item: entry.code for entry in entries}
    for note in notes:
        if note.type not in DOUBTFUL:
            continue
        if note.type == "possible-rename":
            key, offered = codes.get(note.params["key"], ""), note.params["item"]
        else:
            key, offered = note.params["code"], note.params.get("pointers", "")
        known = table.get(key, [])
        if key and isinstance(known, list):
            more = [pointer for pointer in offered.split() if pointer not in known]
            table[key] = cast("list[Json]", [*known, *more])
    return pretty(table)


def read_renames(name: str | None) -> dict[str, str]:
    """A table from items of the old core to items of the new one; empty without a file."""
    if name is None:
        return {}
    try:
        return msgspec.convert(read_source(name).value, dict[str, str])
    except msgspec.ValidationError:
        raise DocumentError(Problem("renames-invalid", params={"file": name})) from None
