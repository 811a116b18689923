"""From a finding to the line of the file that the clerk or the vendor has open."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from soroe.importers import Imported
from soroe.model import Finding, Place, Report
from soroe.pointer import join, split
from soroe.positions import positions


def with_places(report: Report, data: bytes, imported: Imported) -> Report:
    """The report with line and column, or the cell, at each finding whose place is in the file.

    A place in a JSON Schema that lies behind a reference is shown at the reference.
    """
    if not report.findings:
        return report
    if imported.value is None:
        return _with_cells(report, imported)
    keys = imported.keys
    known = positions(data.decode("utf-8"))
    fields = _by_code(known) if keys else {}
    findings = tuple(_placed(f, known, fields, keys) for f in report.findings)
    return msgspec.structs.replace(report, findings=findings)


def _with_cells(report: Report, imported: Imported) -> Report:
    """The report with the cell of the list that says so, or that begins the group around it."""
    cells: dict[str, str] = {}
    for entry in imported.entries:
        segments = split(entry.item)
        for depth in range(len(segments), 0, -1):
            cells.setdefault(join(segments[:depth]), entry.at)
    findings = tuple(
        msgspec.structs.replace(f, form=msgspec.structs.replace(f.form, cell=cells.get(f.item)))
        if f.form is not None
        else f
        for f in report.findings
    )
    return msgspec.structs.replace(report, findings=findings)


def _placed(
    finding: Finding,
    known: Mapping[str, tuple[int, int]],
    fields: Mapping[str, tuple[int, int]],
    keys: Mapping[str, str],
) -> Finding:
    if finding.form is None:
        return finding
    spot = _field(finding.item, fields, keys) if keys else nearest(finding.form.pointer, known)
    if spot is None:
        return finding
    place = Place(finding.form.pointer, *spot)
    return msgspec.structs.replace(finding, form=place)


def nearest(pointer: str, known: Mapping[str, tuple[int, int]]) -> tuple[int, int] | None:
    """The place itself, or the closest one around it that the file spells."""
    segments = split(pointer)
    while segments:
        if spot := known.get(join(segments)):
            return spot
        segments = segments[:-1]
    return known.get("")


def _field(
    item: str, fields: Mapping[str, tuple[int, int]], keys: Mapping[str, str]
) -> tuple[int, int] | None:
    """The field that stands for the item or for the group around it; its own name if it is new."""
    segments = split(item)
    if item not in keys and segments and segments[-1] in fields:
        return fields[segments[-1]]
    while segments:
        if (code := keys.get(join(segments))) is not None:
            return fields.get(code)
        segments = segments[:-1]
    return None


def _by_code(known: Mapping[str, tuple[int, int]]) -> dict[str, tuple[int, int]]:
    """Each field of a kintone export by its code; columns of tables as well."""
    found: dict[str, tuple[int, int]] = {}
    for pointer, spot in known.items():
        segments = split(pointer)
        if len(segments) >= 2 and segments[-2] in ("properties", "fields"):
            found.setdefault(segments[-1], spot)
    return found
