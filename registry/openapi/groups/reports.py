"""Findings reports that organisations send in, and badges."""

from __future__ import annotations

from typing import Final

from registry.api.reports import SubmittedReport
from registry.openapi.operation import Operation, group
from soroe.model import Report

_ONE: Final = "/api/v1/reports/{organisation}/{form}"

OPERATIONS: Final = group(
    "確認の結果 / Reports",
    Operation(
        "submitReport", "PUT", _ONE, "確認の結果(指摘一覧)を送る",
        "Send in a findings report, in the place of the one before", SubmittedReport,
        body="document", codes=(200, 201), problems=(400, 401, 403, 404, 413, 415, 422, 503),
    ),
    Operation(
        "getReport", "GET", _ONE, "最後に送られた確認の結果",
        "The findings report that was sent in last", Report, problems=(400, 404, 503),
    ),
    Operation(
        "getBadge", "GET", "/badges/{organisation}/{form}.svg", "確認の結果を示すバッジ",
        "A badge of the last report, in Japanese", "image/svg+xml",
        route="/badges/{organisation}/{file}", problems=(400, 404, 503),
    ),
    Operation(
        "getEnglishBadge", "GET", "/badges/{organisation}/{form}.en.svg",
        "確認の結果を示すバッジ(英語)", "A badge of the last report, in English", "image/svg+xml",
        route="/badges/{organisation}/{file}", problems=(400, 404, 503),
    ),
)  # fmt: skip
