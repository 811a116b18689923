"""The log and its proofs."""

from __future__ import annotations

from typing import Any, Final

from registry.openapi.operation import TEXT, Operation, Query, group
from registry.services.prove_log import Consistency, Inclusion

_BYTES: Final = "application/octet-stream"
_FROM: Final[dict[str, Any]] = {"type": "integer", "minimum": 0, "maximum": 2**53 - 1}
_ROUTE: Final = "/log/{file}"

OPERATIONS: Final = group(
    "公開記録 / The log",
    Operation(
        "getCheckpoint", "GET", "/checkpoint", "公開記録の件数と要約値(署名付き)",
        "Length and root of the log, signed (C2SP tlog-checkpoint)", "text/plain",
        problems=(404, 503),
    ),
    Operation(
        "getKeys", "GET", "/keys.json", "署名の鍵の一覧(古い順)",
        "Keys of the log, oldest first, each announced by the one before", dict[str, Any],
        problems=(404,),
    ),
    Operation(
        "getTile", "GET", "/log/tile/{level}/{tile}", "公開記録の要約値のファイル",
        "A tile of hashes (C2SP tlog-tiles)", _BYTES, route=_ROUTE, problems=(404, 503),
    ),
    Operation(
        "getEntries", "GET", "/log/tile/entries/{tile}", "公開記録の記載のファイル",
        "A file of entries (C2SP tlog-tiles)", _BYTES, route=_ROUTE, problems=(404, 503),
    ),
    Operation(
        "proveInclusion", "GET", "/api/v1/log/inclusion", "公開記録に載っている証明",
        "Proof that a name is in the log", Inclusion,
        query=(Query("name", TEXT, "公開された名前", "The published name", required=True),),
        problems=(400, 404, 503),
    ),
    Operation(
        "proveConsistency", "GET", "/api/v1/log/consistency",
        "公開記録が書き足されただけである証明", "Proof that the log has only grown", Consistency,
        query=(Query("from", _FROM, "前に見た件数", "The length that was seen", required=True),),
        problems=(400, 404, 503),
    ),
)  # fmt: skip
