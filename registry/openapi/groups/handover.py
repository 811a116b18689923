"""What a handover document is written from."""

from __future__ import annotations

from typing import Final

from registry.openapi.operation import DATE, TEXT, Operation, Query, group
from soroe.handover.facts import HandoverFacts

OPERATIONS: Final = group(
    "引継書 / Handover",
    Operation(
        "getHandover", "GET", "/api/v1/municipalities/{code}/handover",
        "引継書のもとになること(変更と根拠、待っていること、期限、経過)",
        "What a handover document is written from", HandoverFacts,
        query=(
            Query("day", DATE, "作成日(なければ今日)", "Day of writing; today without it"),
            Query("form", TEXT, "この様式だけ", "This form alone"),
        ),
        problems=(400, 401, 403, 404, 422, 503),
    ),
)  # fmt: skip
