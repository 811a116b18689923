"""A citation from what a clerk gives: a file, pasted text, single fields over what is there."""

from __future__ import annotations

from typing import Any

from soroe.citation import explain, kind_of, official_number, read
from soroe.cli.documents import at_line
from soroe.cli.sources import named, read_source
from soroe.diff.document import decode_citation
from soroe.errors import DocumentError, Problem
from soroe.listing import to_json
from soroe.model import Citation, Json, Lang
from soroe.wareki import read_date

FIELDS = ("kind", "title", "number", "url")

DAYS = {
    "promulgated": "promulgated",
    "in_force_from": "inForceFrom",
    "in_force_until": "inForceUntil",
    "as_of": "asOf",
}
"""Options that take a date, and what the field is called in JSON."""


def build(args: Any, known: Citation | None, lang: Lang) -> Citation:
    """The citation that the options make of `known`, which is what is shared now.

    A file is taken whole; pasted text replaces what it tells; a field replaces that field, and an
    empty one takes it away. Raises `DocumentError` where it is no citation or cannot be true.
    """
    pasted = _pasted(args.text, lang) if args.text is not None else {}
    given = _fields(args)
    if args.file is None and not pasted and not given:
        raise DocumentError(Problem("citation-unsaid", params={"key": args.key}))
    base = _file(args.file) if args.file is not None else known
    value = {} if base is None else to_json(base)
    assert isinstance(value, dict)
    whole: dict[str, Json] = {**value, **pasted, **given}
    for member in ("kind", "title"):
        if not whole.get(member):
            raise DocumentError(Problem("citation-without", params={"member": member}))
    return decode_citation({name: told for name, told in whole.items() if told != ""})


def _file(name: str) -> Citation:
    source = read_source(name)
    try:
        return decode_citation(source.value)
    except DocumentError as e:
        placed = DocumentError(*(at_line(problem, source) for problem in e.problems))
        raise named(placed, {"file": source.name}) from None


def _fields(args: Any) -> dict[str, Json]:
    """The single fields that were given, by their names in JSON; dates as ISO days."""
    found: dict[str, Json] = {f: v for f in FIELDS if (v := getattr(args, f)) is not None}
    for option, member in DAYS.items():
        day: str | None = getattr(args, option)
        if day is not None:
            found[member] = read_date(day).isoformat() if day else ""
    return found


def _pasted(words: str, lang: Lang) -> dict[str, Json]:
    """What the pasted text tells. What it leaves open is never guessed."""
    reading = read(words)
    if reading.remarks:
        said = " ".join(" ".join(explain(remark, lang)[1:]) for remark in reading.remarks)
        raise DocumentError(Problem("citation-text-unclear", params={"said": said}))
    reference = reading.reference
    number = reference.number
    found: dict[str, Json] = {
        "kind": kind_of(reference),
        "title": reference.title,
        "number": official_number(number, reference.promulgated) if number else None,
        "promulgated": reference.promulgated,
        "inForceFrom": reference.in_force_from,
    }
    return {name: told for name, told in found.items() if told is not None}
