"""Every operation: its route, its address as people write it, its words, what goes in and out.

A route such as `/forms/{form}/{file}` serves several addresses; each is an operation of its own.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final, get_args

import msgspec

from registry.api.audit import Audit, Whoami
from registry.api.forms import FormListing, Forms
from registry.api.local_diffs import LocalListing
from registry.api.municipalities import Directory
from registry.api.organisations import (
    CreateOrganisation,
    IssuedToken,
    IssueToken,
    Organisations,
    Tokens,
)
from registry.db.municipalities import Kind, Municipality
from registry.db.organisations import Organisation
from registry.db.tokens import Token
from registry.services.publication import Publication
from registry.services.search_municipalities import Page
from soroe.model import Report


class Query(msgspec.Struct, frozen=True):
    """A query parameter with its schema."""

    name: str
    schema: dict[str, Any]
    ja: str
    en: str
    required: bool = False


class Operation(msgspec.Struct, frozen=True):
    """One operation.

    `body` is a struct, or "document" for a schema document or local diff. `answer` is a struct, or
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


_TEXT: Final = {"type": "string"}
_LIMIT: Final = Query(
    "limit",
    {"type": "integer", "minimum": 1, "maximum": 500},
    "一度に返す件数",
    "How many to return at once",
)
_CURSOR: Final = Query("cursor", _TEXT, "前の答えの next", "`next` of the answer before")
_SCHEMA: Final = "application/schema+json"
_JSON: Final = "application/json"
_ORGANISATIONS: Final = "/api/v1/organisations"
_TOKENS: Final = "/api/v1/organisations/{organisation}/tokens"

_CHECK: Final = (
    Query("form", _TEXT, "様式の名前", "Name of the form", required=True),
    Query("core", _TEXT, "共通コアの版、1 のような主番号、latest", "Version, number or latest"),
    Query("municipality", _TEXT, "自治体コード(6桁)", "Municipality code (six digits)"),
)
_SEARCH: Final = (
    Query("q", _TEXT, "コード、名前、かな(一部でもよい)", "Code, name or kana, or a part of it"),
    Query("prefecture", _TEXT, "都道府県の名前", "Name of the prefecture"),
    Query("kind", {"enum": list(get_args(Kind))}, "種類", "Kind"),
    Query(
        "fictional",
        {"enum": ["exclude", "include", "only"], "default": "exclude"},
        "例示の自治体を含めるか",
        "Whether to include fictional municipalities",
    ),
    _LIMIT,
    _CURSOR,
)

OPERATIONS: Final = (
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
        "getCatalog", "GET", "/catalog.json", "編集ソフト向けの目録(SchemaStore の形)",
        "Catalogue for editors (form of SchemaStore)", dict[str, Any], problems=(503,),
    ),
    Operation(
        "getDirectory", "GET", "/municipalities.json", "自治体の名簿", "All municipalities",
        Directory, problems=(503,),
    ),
    Operation("listForms", "GET", "/forms.json", "様式の一覧", "All forms", Forms, problems=(503,)),
    Operation(
        "getForm", "GET", "/forms/{form}.json", "様式の版と自治体", "Versions and municipalities",
        FormListing, route="/forms/{file}", problems=(400, 404, 503),
    ),
    Operation(
        "getCore", "GET", "/forms/{form}/{version}.json", "共通コア(変わらない)",
        "A core (immutable)", _SCHEMA, route="/forms/{form}/{file}", problems=(400, 404, 503),
    ),
    Operation(
        "getLatestCore", "GET", "/forms/{form}/latest.json", "最新の共通コア", "The latest core",
        _SCHEMA, route="/forms/{form}/{file}", problems=(400, 404, 503),
    ),
    Operation(
        "getMajorCore", "GET", "/forms/{form}/{major}.json", "その主番号で最新の共通コア",
        "The latest core of a major number", _SCHEMA, route="/forms/{form}/{file}",
        problems=(400, 404, 503),
    ),
    Operation(
        "listRevisions", "GET", "/forms/{form}/local/{code}.json", "自治体の版の一覧",
        "Revisions of a municipality", LocalListing, route="/forms/{form}/local/{file}",
        problems=(400, 404, 503),
    ),
    Operation(
        "getDiff", "GET", "/forms/{form}/local/{code}/{revision}.diff.json",
        "ローカル差分(変わらない)", "A local diff (immutable)", _JSON,
        route="/forms/{form}/local/{code}/{file}", problems=(400, 404, 503),
    ),
    Operation(
        "getLocalForm", "GET", "/forms/{form}/local/{code}/{revision}.json",
        "適用後様式(変わらない)", "A local form (immutable)", _SCHEMA,
        route="/forms/{form}/local/{code}/{file}", problems=(400, 404, 503),
    ),
    Operation(
        "getComponent", "GET", "/components/{component}/{version}.json", "部品(変わらない)",
        "A component (immutable)", _SCHEMA, route="/components/{component}/{file}",
        problems=(400, 404, 503),
    ),
    Operation(
        "getMeta", "GET", "/meta/{name}.json", "文書の書式", "A meta-schema", _SCHEMA,
        route="/meta/{file}", problems=(404,),
    ),
    Operation(
        "searchMunicipalities", "GET", "/api/v1/municipalities", "自治体を探す",
        "Find municipalities", Page, query=_SEARCH, problems=(400, 503),
    ),
    Operation(
        "getMunicipality", "GET", "/api/v1/municipalities/{code}", "コードで自治体を引く",
        "One municipality", Municipality, problems=(400, 404, 503),
    ),
    Operation(
        "checkForm", "POST", "/api/v1/check", "様式が共通コアとどこで違うかを調べる",
        "See where a form differs from the core", Report, body="document", query=_CHECK,
        problems=(400, 404, 413, 415, 422, 503),
    ),
    Operation(
        "publishCore", "PUT", "/api/v1/forms/{form}/versions/{version}", "共通コアを公開する",
        "Publish a core", Publication, body="document", codes=(200, 201),
        query=(
            Query(
                "effectiveFrom", {"type": "string", "format": "date"},
                "適用開始日(なければ今日)", "Day from which it applies (today if not given)",
            ),
        ),
        problems=(400, 401, 403, 409, 413, 415, 422, 503),
    ),
    Operation(
        "publishDiff", "PUT", "/api/v1/forms/{form}/local/{code}/{revision}",
        "ローカル差分を公開する", "Publish a local diff", Publication, body="document",
        codes=(200, 201), problems=(400, 401, 403, 404, 409, 413, 415, 422, 503),
    ),
    Operation(
        "whoami", "GET", "/api/v1/whoami", "トークンの持ち主", "Whose token this is", Whoami,
        problems=(401, 503),
    ),
    Operation(
        "listAudit", "GET", "/api/v1/audit", "書き込みの記録", "Who wrote what", Audit,
        query=(_LIMIT, _CURSOR), problems=(400, 401, 403, 503),
    ),
    Operation(
        "listOrganisations", "GET", _ORGANISATIONS, "団体の一覧", "All organisations",
        Organisations, query=(_LIMIT, _CURSOR), problems=(400, 401, 403, 503),
    ),
    Operation(
        "createOrganisation", "POST", _ORGANISATIONS, "団体を登録する",
        "Register an organisation", Organisation, body=CreateOrganisation, codes=(201,),
        problems=(400, 401, 403, 404, 409, 413, 415, 503),
    ),
    Operation(
        "listTokens", "GET", _TOKENS, "団体のトークンの一覧", "Tokens of an organisation", Tokens,
        problems=(401, 403, 404, 503),
    ),
    Operation(
        "issueToken", "POST", _TOKENS, "トークンを発行する", "Issue a token", IssuedToken,
        body=IssueToken, codes=(201,), problems=(400, 401, 403, 404, 413, 415, 422, 503),
    ),
    Operation(
        "revokeToken", "DELETE", _TOKENS + "/{token}", "トークンを取り消す", "Revoke a token",
        Token, problems=(401, 403, 404, 503),
    ),
)  # fmt: skip


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
