"""The registry itself."""

from __future__ import annotations

from typing import Any, Final

from registry.api.audit import Audit, Whoami
from registry.openapi.operation import CURSOR, LIMIT, SCHEMA, Operation, group

OPERATIONS: Final = group(
    "登録簿 / The registry",
    Operation("getHealth", "GET", "/health", "動いているか", "Whether it lives", dict[str, str]),
    Operation(
        "getReady", "GET", "/ready", "仕事ができるか", "Whether it can work", dict[str, str],
        problems=(503,),
    ),
    Operation(
        "listProblems", "GET", "/problems.json", "問題の種類の一覧", "All types of problems",
        dict[str, Any],
    ),
    Operation(
        "getProblem", "GET", "/problems/{slug}", "問題の種類", "One type of problem",
        dict[str, Any], problems=(404,),
    ),
    Operation(
        "getOpenapi", "GET", "/openapi.json", "この仕様", "This description",
        "application/vnd.oai.openapi+json",
    ),
    Operation("getViewer", "GET", "/openapi", "この仕様を見る画面", "The viewer", "text/html"),
    Operation(
        "getViewerFile", "GET", "/static/swagger-ui/{file}", "画面の部品", "A file of the viewer",
        "text/javascript", problems=(404,),
    ),
    Operation(
        "getPageFile", "GET", "/static/pages/{stamp}/{file}", "ページの部品", "A file of the pages",
        "text/css", problems=(404,),
    ),
    Operation(
        "getCatalog", "GET", "/catalog.json", "編集ソフト向けの目録(SchemaStore の形)",
        "Catalogue for editors (form of SchemaStore)", dict[str, Any], problems=(503,),
    ),
    Operation(
        "getMeta", "GET", "/meta/{name}.json", "文書の書式", "A meta-schema", SCHEMA,
        route="/meta/{file}", problems=(404,),
    ),
    Operation(
        "getRule", "GET", "/rules/{rule}.html", "規則の説明", "What a rule means", "text/html",
        route="/rules/{file}", problems=(404,),
    ),
    Operation(
        "whoami", "GET", "/api/v1/whoami", "トークンの持ち主", "Whose token this is", Whoami,
        problems=(401, 503),
    ),
    Operation(
        "listAudit", "GET", "/api/v1/audit", "書き込みの記録", "Who wrote what", Audit,
        query=(LIMIT, CURSOR), problems=(400, 401, 403, 503),
    ),
)  # fmt: skip
