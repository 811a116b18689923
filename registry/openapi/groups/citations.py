"""The citations that a municipality's diffs share, and what awaits review."""

from __future__ import annotations

from typing import Final

from registry.api.citations import (
    CitationHistory,
    Citations,
    ConfirmCitation,
    ConfirmedChanges,
    NeedsReview,
    PutCitation,
)
from registry.openapi.operation import Operation, group
from registry.services.shared_citation import SharedCitation

_ALL: Final = "/api/v1/municipalities/{code}/citations"
_ONE: Final = _ALL + "/{key}"

OPERATIONS: Final = group(
    "根拠 / Citations",
    Operation(
        "listCitations", "GET", _ALL, "自治体で共有している根拠の一覧",
        "The citations that a municipality's diffs share", Citations, problems=(400, 404, 503),
    ),
    Operation(
        "getCitation", "GET", _ONE, "共有している根拠", "A shared citation, with its ETag",
        SharedCitation, problems=(400, 404, 503),
    ),
    Operation(
        "getCitationHistory", "GET", _ONE + "/history", "根拠の改正の履歴",
        "Everything that a citation has said", CitationHistory, problems=(400, 404, 503),
    ),
    Operation(
        "putCitation", "PUT", _ONE,
        "根拠を共有する(If-None-Match: *)・改正を反映する(If-Match)",
        "Share a citation (If-None-Match: *) or amend it (If-Match)", SharedCitation,
        body=PutCitation, codes=(200, 201),
        problems=(400, 401, 403, 404, 412, 413, 415, 422, 428, 503),
    ),
    Operation(
        "confirmCitation", "POST", _ONE + "/confirm",
        "改正の後も変更がそのままでよいことを確かめたと記録する",
        "Record that changes hold under the amended text", ConfirmedChanges,
        body=ConfirmCitation, problems=(400, 401, 403, 404, 409, 413, 415, 422, 503),
    ),
    Operation(
        "listNeedsReview", "GET", "/api/v1/municipalities/{code}/needs-review",
        "根拠が変わったので見直しが要る変更", "Changes whose text was amended or has ended",
        NeedsReview, problems=(400, 404, 503),
    ),
)  # fmt: skip
