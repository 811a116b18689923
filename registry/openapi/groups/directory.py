"""The directory of municipalities."""

from __future__ import annotations

from typing import Final, get_args

from registry.db.municipalities import Kind
from registry.openapi.operation import CURSOR, LIMIT, TEXT, TIMES, Operation, Query, group
from registry.services.find_municipality import Directory, Entry
from registry.services.search_municipalities import Page

_SEARCH: Final = (
    Query("q", TEXT, "コード、名前、かな(一部でもよい)", "Code, name or kana, or a part of it"),
    Query("prefecture", TEXT, "都道府県の名前", "Name of the prefecture"),
    Query("kind", {"enum": list(get_args(Kind))}, "種類", "Kind"),
    Query(
        "fictional",
        {"enum": ["exclude", "include", "only"], "default": "exclude"},
        "例示の自治体を含めるか",
        "Whether to include fictional municipalities",
    ),
    LIMIT,
    CURSOR,
    *TIMES,
)

OPERATIONS: Final = group(
    "自治体の名簿 / Municipalities",
    Operation(
        "getDirectory", "GET", "/municipalities.json", "自治体の名簿", "All municipalities",
        Directory, query=TIMES, problems=(400, 503),
    ),
    Operation(
        "searchMunicipalities", "GET", "/api/v1/municipalities", "自治体を探す",
        "Find municipalities", Page, query=_SEARCH, problems=(400, 503),
    ),
    Operation(
        "getMunicipality", "GET", "/api/v1/municipalities/{code}", "コードで自治体を引く",
        "One municipality, which may be a former one", Entry, query=TIMES, problems=(400, 404, 503),
    ),
)  # fmt: skip
