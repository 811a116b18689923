"""Checking a form that somebody brings."""

from __future__ import annotations

import msgspec

from registry.compute.depth import bounded
from registry.compute.local import BelowDiff, layers
from soroe.check import check
from soroe.diff import decode_diff
from soroe.diff.layers import aliases_of
from soroe.errors import DocumentError
from soroe.importers import read_form
from soroe.jsontext import digest, read
from soroe.model import Input, Note
from soroe.schema import check_schema


class Against(msgspec.Struct, frozen=True):
    """What a form is checked against: a published core, and a municipality's diff if it has one.

    `below` are the diffs that it lies over, the lowest first; `owner` is the code that it was
    published under, another one than the municipality's after a succession. `told` is what is to be
    said of the core.
    """

    form: str
    version: str
    core: bytes
    municipality: str | None = None
    revision: int | None = None
    diff: bytes | None = None
    below: tuple[BelowDiff, ...] = ()
    owner: str | None = None
    told: Note | None = None

    @property
    def notes(self) -> tuple[Note, ...]:
        """What the report must say of the core, and of a diff published under another code."""
        told = () if self.told is None else (self.told,)
        if self.owner is None or self.owner == self.municipality:
            return told
        params = {"municipality": str(self.municipality), "owner": self.owner}
        return (*told, Note("diff-of-another-code", "", {**params, "revision": str(self.revision)}))


@bounded
def check_form(body: bytes, against: Against, report_schema: str) -> bytes:
    """The findings report as JSON text.

    Raises `DocumentError` where the form cannot be read, and `DiffError` where the municipality's
    diff is for another core and does not fit this one.
    """
    value = read(body)
    core = read(against.core)
    declared = decode_diff(read(against.diff)) if against.diff is not None else None
    below = layers(against.below) if declared else ()
    imported = read_form(value, core, aliases_of(declared, below))
    if problems := check_schema(imported.schema):
        raise DocumentError(*problems)
    report = check(
        core,
        imported.schema,
        core_input=Input(against.form, digest(core), against.version),
        form_input=Input(
            imported.kind,
            digest(value),
            municipality=against.municipality,
            revision=against.revision,
        ),
        declared=declared,
        below=below,
        notes=(*against.notes, *imported.notes),
    )
    return msgspec.json.encode(msgspec.structs.replace(report, schema=report_schema))
