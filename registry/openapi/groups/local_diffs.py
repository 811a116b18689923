"""Local diffs and the forms they make."""

from __future__ import annotations

from typing import Final

from registry.api.local_diffs import LocalListing
from registry.openapi.operation import JSON, SCHEMA, TIMES, Operation, group
from registry.services.publication import Publication
from registry.services.trace_origins import Origins

OPERATIONS: Final = group(
    "ローカル差分 / Local diffs",
    Operation(
        "listRevisions", "GET", "/forms/{form}/local/{code}.json", "自治体の版の一覧",
        "Revisions of a municipality", LocalListing, route="/forms/{form}/local/{file}",
        query=TIMES, codes=(200, 308), problems=(400, 404, 503),
    ),
    Operation(
        "getDiff", "GET", "/forms/{form}/local/{code}/{revision}.diff.json",
        "ローカル差分(変わらない)", "A local diff (immutable)", JSON,
        route="/forms/{form}/local/{code}/{file}", query=TIMES, problems=(400, 404, 503),
    ),
    Operation(
        "getLocalForm", "GET", "/forms/{form}/local/{code}/{revision}.json",
        "適用後様式(変わらない)", "A local form (immutable)", SCHEMA,
        route="/forms/{form}/local/{code}/{file}", query=TIMES, problems=(400, 404, 503),
    ),
    Operation(
        "getOrigins", "GET", "/api/v1/forms/{form}/local/{code}/{revision}/origins",
        "適用後様式のどの操作がどの差分のものか(変わらない)",
        "Which diff each operation of a local form comes from (immutable)", Origins,
        problems=(400, 404, 503),
    ),
    Operation(
        "publishDiff", "PUT", "/api/v1/forms/{form}/local/{code}/{revision}",
        "ローカル差分を公開する", "Publish a local diff", Publication, body="document",
        codes=(200, 201), problems=(400, 401, 403, 404, 409, 413, 415, 422, 503),
    ),
)  # fmt: skip
