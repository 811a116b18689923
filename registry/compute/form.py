"""Checking a form that somebody brings."""

from __future__ import annotations

import msgspec

from registry.compute.depth import bounded
from registry.compute.local import BelowDiff, layers
from soroe.check import check
from soroe.diff import decode_diff
from soroe.diff.layers import aliases_of
from soroe.errors import DocumentError
from soroe.importers import Imported, Names, read_form, read_form_file
from soroe.jsontext import digest, read
from soroe.model import Input, Json, Note, Report
from soroe.places import with_places
from soroe.schema import check_schema

_NOTHING = Names()


class Brought(msgspec.Struct, frozen=True):
    """A form as it was sent: a JSON document, or a file whose kind is seen from its content.

    `sheet` names the sheet of a workbook.
    """

    body: bytes
    is_json: bool = True
    sheet: str | None = None


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


class Checked(msgspec.Struct, frozen=True):
    """A form that was checked: the core, how the form was understood, the findings."""

    core: Json
    imported: Imported
    report: Report


@bounded
def check_form(brought: Brought, against: Against, report_schema: str) -> bytes:
    """The findings report as JSON text; findings in a file that is no JSON name their cells.

    Raises `DocumentError` where the form cannot be read, and `DiffError` where the municipality's
    diff is for another core and does not fit this one.
    """
    report = compare(brought, against).report
    return msgspec.json.encode(msgspec.structs.replace(report, schema=report_schema))


def compare(brought: Brought, against: Against, given: Names = _NOTHING) -> Checked:
    """The form against the core; `given` is what a person has said about its items.

    Raises what `check_form` raises.
    """
    core = read(against.core)
    declared = decode_diff(read(against.diff)) if against.diff is not None else None
    below = layers(against.below) if declared else ()
    names = Names({**aliases_of(declared, below), **given.aliases}, given.own)
    imported = _imported(brought, core, names)
    if problems := check_schema(imported.schema):
        raise DocumentError(*problems)
    report = check(
        core,
        imported.schema,
        core_input=Input(against.form, digest(core), against.version),
        form_input=Input(
            imported.kind,
            imported.digest,
            municipality=against.municipality,
            revision=against.revision,
        ),
        declared=declared,
        below=below,
        notes=(*against.notes, *imported.notes),
    )
    if imported.value is None:
        report = with_places(report, brought.body, imported)
    return Checked(core, imported, report)


def _imported(brought: Brought, core: Json, names: Names) -> Imported:
    if not brought.is_json:
        return read_form_file(brought.body, "-", core, names, sheet=brought.sheet)
    value = read(brought.body)
    return msgspec.structs.replace(read_form(value, core, names), digest=digest(value))
