"""What publishing a core would do to each municipality."""

from __future__ import annotations

from typing import Final

from registry.openapi.operation import TEXT, Operation, Query, group
from soroe.impact import Impact

_SHOWN: Final = (
    Query("format", {"type": "string", "enum": ["json", "markdown", "html"]}, "出し方", "Format"),
    Query("lang", {"type": "string", "enum": ["ja", "en"]}, "言葉", "Language"),
)

OPERATIONS: Final = group(
    "公開の影響 / Impact",
    Operation(
        "assessImpact", "POST", "/api/v1/forms/{form}/impact",
        "この共通コアを公開すると、各自治体がどうなるか(何も残さない)",
        "What publishing this core would do to each municipality (nothing is kept)", Impact,
        body="document",
        query=(
            Query("version", TEXT, "公開するときの版", "The version to be", required=True), *_SHOWN,
        ),
        problems=(400, 401, 404, 409, 413, 415, 422, 503),
    ),
    Operation(
        "assessReview", "GET", "/api/v1/forms/{form}/reviews/{version}/impact",
        "意見照会中の共通コアを公開すると、各自治体がどうなるか",
        "What publishing the core in review would do to each municipality", Impact,
        query=_SHOWN, problems=(400, 401, 404, 409, 422, 503),
    ),
)  # fmt: skip
