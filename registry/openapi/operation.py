"""What an operation is, and the pieces that several of them share."""

from __future__ import annotations

from typing import Any, Final

import msgspec


class Query(msgspec.Struct, frozen=True):
    """A query parameter with its schema."""

    name: str
    schema: dict[str, Any]
    ja: str
    en: str
    required: bool = False


class Operation(msgspec.Struct, frozen=True):
    """One operation.

    `body` is a struct, or "document" for a schema document or local diff, "file" for a
    form of any kind. `answer` is a struct, or
    the media type of a document. `codes` are the successful statuses; `problems` the refusals.
    """

    id: str
    method: str
    address: str
    ja: str
    en: str
    answer: Any
    route: str = ""
    body: Any = None
    query: tuple[Query, ...] = ()
    codes: tuple[int, ...] = (200,)
    problems: tuple[int, ...] = ()
    tag: str = ""

    def tagged(self, tag: str) -> Operation:
        """The same operation in a group."""
        return msgspec.structs.replace(self, tag=tag)


def group(tag: str, *operations: Operation) -> tuple[Operation, ...]:
    """Operations under one heading, which is Japanese and English."""
    return tuple(operation.tagged(tag) for operation in operations)


TEXT: Final[dict[str, Any]] = {"type": "string"}
DATE: Final[dict[str, Any]] = {"type": "string", "format": "date"}
LIMIT: Final = Query(
    "limit",
    {"type": "integer", "minimum": 1, "maximum": 500},
    "一度に返す件数",
    "How many to return at once",
)
CURSOR: Final = Query("cursor", TEXT, "前の答えの next", "`next` of the answer before")
SCHEMA: Final = "application/schema+json"
JSON: Final = "application/json"
TIMES: Final = (
    Query(
        "as_of", TEXT, "この日に適用されるもの(2027-04-01、令和9年4月1日)",
        "What applies on this day (2027-04-01, 令和9年4月1日)",
    ),
    Query(
        "fiscal_year", TEXT, "この年度の4月1日に適用されるもの(2027、令和9年度)",
        "What applies on 1 April of this fiscal year (2027, 令和9年度)",
    ),
    Query(
        "known_at", TEXT, "この時点までに登録されたもの(日または日時、日本時間)",
        "What was recorded by then (a day or an instant, in Japan)",
    ),
)  # fmt: skip
"""What every public read takes; see docs/time.md."""
