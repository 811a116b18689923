"""What cities have in common, divergence, neighbours, what-if, decisions about clusters."""

from __future__ import annotations

from typing import Final

from registry.api.clusters import DecideCluster
from registry.api.measures import AskWhatIf
from registry.limits import MAX_NEAREST
from registry.openapi.operation import TEXT, Operation, Query, group
from soroe.measured import (
    DecidedCluster,
    Decisions,
    MeasuredCandidates,
    MeasuredHistory,
    MeasuredIndex,
    MeasuredMunicipality,
    Neighbours,
    Solved,
    WhatIfAnswer,
)

_LANG: Final = Query("lang", {"type": "string", "enum": ["ja", "en"]}, "言葉", "Language")
_SHOWN: Final = (
    Query("as", {"type": "string", "enum": ["json", "csv", "xlsx"]}, "出し方", "Format"), _LANG,
)  # fmt: skip

OPERATIONS: Final = group(
    "下から揃える / From below",
    Operation(
        "listCandidates", "GET", "/api/v1/forms/{form}/candidates",
        "自治体に共通する変更(共通コアに入れる候補、外す候補)",
        "What municipalities change alike, and what they leave out", MeasuredCandidates,
        query=_SHOWN, problems=(400, 404, 503),
    ),
    Operation(
        "getDivergence", "GET", "/api/v1/forms/{form}/divergence",
        "共通コアとの違いの割合(全体、都道府県、自治体)と、違う様式の数",
        "The divergence index of a form, and how many distinct forms there are", MeasuredIndex,
        query=_SHOWN, problems=(400, 404, 503),
    ),
    Operation(
        "getDivergenceHistory", "GET", "/api/v1/forms/{form}/divergence/history",
        "違いの割合の移り変わり", "The divergence index over time", MeasuredHistory,
        query=(Query("municipality", TEXT, "この自治体だけ", "Of this municipality alone"),),
        problems=(400, 404, 503),
    ),
    Operation(
        "getMunicipalityDivergence", "GET", "/api/v1/municipalities/{code}/divergence",
        "自治体のすべての様式の違いの割合と、違う項目",
        "The divergence of all forms of a municipality, item by item", MeasuredMunicipality,
        problems=(400, 404, 503),
    ),
    Operation(
        "listNeighbours", "GET", "/api/v1/forms/{form}/neighbours/{code}",
        "似ている自治体と、違う項目", "The most similar municipalities, and what separates them",
        Neighbours,
        query=(
            Query(
                "count", {"type": "integer", "minimum": 1, "maximum": MAX_NEAREST}, "数",
                "How many",
            ), _LANG,
        ),
        problems=(400, 404, 503),
    ),
    Operation(
        "listSolutions", "GET", "/api/v1/forms/{form}/solved",
        "一つの項目を、ほかの自治体はどうしているか", "How municipalities treat one item", Solved,
        query=(
            Query("item", TEXT, "項目(/child/grade)", "The item (/child/grade)", required=True),
            _LANG,
        ),
        problems=(400, 404, 503),
    ),
    Operation(
        "askWhatIf", "POST", "/api/v1/forms/{form}/what-if",
        "変更を共通コアに入れたら、どうなるか(何も残さない)",
        "What promoting changes into the core would do (nothing is kept)", WhatIfAnswer,
        body=AskWhatIf, problems=(400, 404, 413, 415, 422, 503),
    ),
    Operation(
        "listClusterDecisions", "GET", "/api/v1/forms/{form}/clusters/decisions",
        "同じ・別と決めたことの一覧", "What was decided about clusters", Decisions,
        problems=(400, 404, 503),
    ),
    Operation(
        "decideCluster", "POST", "/api/v1/forms/{form}/clusters/decisions",
        "同じ(merge)、別(split)と決める、取り消す(undo)",
        "Merge or split clusters, or take a decision back", DecidedCluster,
        body=DecideCluster, codes=(200, 201),
        problems=(400, 401, 403, 404, 409, 413, 415, 422, 503),
    ),
)  # fmt: skip
