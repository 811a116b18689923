"""The bundle."""

from __future__ import annotations

from typing import Any, Final

from registry.limits import MAX_CHOSEN
from registry.openapi.operation import JSON, Operation, Query, group

_MANY: Final[dict[str, Any]] = {
    "type": "array",
    "items": {"type": "string"},
    "maxItems": MAX_CHOSEN,
}
_SINCE: Final[dict[str, Any]] = {"type": "integer", "minimum": 0, "maximum": 2**53 - 1}

OPERATIONS: Final = group(
    "持込ファイル / Bundles",
    Operation(
        "getBundle", "GET", "/bundle.json", "閉じたネットワークへ運ぶ、署名付きの持込ファイル",
        "All that a closed network needs in one signed file", JSON,
        query=(
            Query("form", _MANY, "入れる様式(なければすべて)", "Forms to include (all if none)"),
            Query(
                "municipality", _MANY, "入れる自治体(なければすべて)",
                "Municipalities to include (all if none)",
            ),
            Query(
                "since", _SINCE, "公開記録のこの件数より後だけを入れる(追加分)",
                "Only what came after so many entries of the log (a delta)",
            ),
        ),
        problems=(400, 404, 503),
    ),
)  # fmt: skip
