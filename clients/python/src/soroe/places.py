"""From a finding to the place in the file that the clerk or the vendor has open."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from soroe.importers import Entry, Imported
from soroe.model import Finding, Place, Report
from soroe.pointer import join, split
from soroe.positions import positions


def with_places(report: Report, data: bytes, imported: Imported) -> Report:
    """The report with line and column, or the cell, at each finding whose place is in the file.

    A place in a JSON Schema that lies behind a reference is shown at the reference; one in another
    kind of file at the field that stands for the item, or for the first item of the group.
    """
    if not report.findings:
        return report
    known = {} if imported.value is None else positions(data.decode("utf-8"))
    fields = _by_item(imported.entries)
    findings = tuple(_placed(f, known, fields, imported) for f in report.findings)
    return msgspec.structs.replace(report, findings=findings)


def _placed(
    finding: Finding,
    known: Mapping[str, tuple[int, int]],
    fields: Mapping[str, str],
    imported: Imported,
) -> Finding:
    if finding.form is None:
        return finding
    pointer = finding.form.pointer
    if imported.kind == "schema":
        spot = nearest(pointer, known)
        place = Place(pointer, *spot) if spot is not None else finding.form
    elif imported.value is None:
        place = Place(pointer, cell=_around(finding.item, fields))
    else:
        at = _around(finding.item, fields)
        spot = known.get(at) if at is not None else None
        place = Place(pointer, *spot) if spot is not None else finding.form
    return msgspec.structs.replace(finding, form=place)


def nearest(pointer: str, known: Mapping[str, tuple[int, int]]) -> tuple[int, int] | None:
    """The place itself, or the closest one around it that the file spells."""
    segments = split(pointer)
    while segments:
        if spot := known.get(join(segments)):
            return spot
        segments = segments[:-1]
    return known.get("")


def _by_item(entries: tuple[Entry, ...]) -> dict[str, str]:
    """Where each item stands in the source; a group stands where its first item does."""
    found = {entry.item: entry.at for entry in entries if entry.item}
    for entry in entries:
        segments = split(entry.item)
        for depth in range(len(segments) - 1, 0, -1):
            found.setdefault(join(segments[:depth]), entry.at)
    return found


def _around(item: str, fields: Mapping[str, str]) -> str | None:
    """The field that stands for the item or for the closest group around it; None at the top."""
    segments = split(item)
    while segments:
        if (at := fields.get(join(segments))) is not None:
            return at
        segments = segments[:-1]
    return None
