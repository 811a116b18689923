"""Every operation: its route, its address as people write it, its words, what goes in and out.

A route such as `/forms/{form}/{file}` serves several addresses; each is an operation of its own.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from registry.openapi.groups import (
    bundle,
    citations,
    directory,
    drafts,
    forms,
    handover,
    impact,
    local_diffs,
    log,
    measures,
    notifications,
    organisations,
    proposals,
    rebases,
    reports,
    reviews,
    service,
    successions,
)
from registry.openapi.operation import Operation

OPERATIONS: Final = (
    *forms.OPERATIONS,
    *local_diffs.OPERATIONS,
    *citations.OPERATIONS,
    *reviews.OPERATIONS,
    *proposals.OPERATIONS,
    *drafts.OPERATIONS,
    *handover.OPERATIONS,
    *impact.OPERATIONS,
    *measures.OPERATIONS,
    *rebases.OPERATIONS,
    *reports.OPERATIONS,
    *directory.OPERATIONS,
    *successions.OPERATIONS,
    *bundle.OPERATIONS,
    *log.OPERATIONS,
    *organisations.OPERATIONS,
    *notifications.OPERATIONS,
    *service.OPERATIONS,
)


def route_of(operation: Operation) -> str:
    """The route that serves the operation."""
    return operation.route or operation.address


@cache
def wanted(method: str, route: str, name: str) -> str | None:
    """What a query parameter takes, in few letters; None where it takes any text."""
    for operation in OPERATIONS:
        if (operation.method, route_of(operation)) == (method, route):
            for query in operation.query:
                if query.name == name:
                    return _in_short(query.schema)
    return None


def _in_short(schema: dict[str, Any]) -> str | None:
    if "enum" in schema:
        return ", ".join(schema["enum"])
    if "minimum" in schema:
        return f"{schema['minimum']}-{schema['maximum']}"
    return "YYYY-MM-DD" if schema.get("format") == "date" else None


@cache
def queries() -> dict[tuple[str, str], frozenset[str]]:
    """The query parameters that a route knows."""
    return {(o.method, route_of(o)): frozenset(q.name for q in o.query) for o in OPERATIONS}
