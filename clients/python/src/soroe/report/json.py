"""The findings report as the JSON document that `schemas/meta/findings-report.json` describes."""

from __future__ import annotations

from soroe.jsontext import pretty
from soroe.listing import to_json
from soroe.model import Report


def render(report: Report) -> str:
    """The report as JSON text, the same bytes each time for the same report."""
    return pretty(to_json(report))
