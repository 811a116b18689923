"""Forms, cores, components."""

from __future__ import annotations

from typing import Final

from registry.api.forms import FormListing, Forms
from registry.openapi.operation import SCHEMA, TEXT, TIMES, Operation, Query, group
from registry.services.publication import Publication
from soroe.model import Report

_CHECK: Final = (
    Query("form", TEXT, "様式の名前", "Name of the form", required=True),
    Query("core", TEXT, "共通コアの版、1 のような主番号、latest", "Version, number or latest"),
    Query("municipality", TEXT, "自治体コード(6桁)", "Municipality code (six digits)"),
    Query("sheet", TEXT, "Excel のシートの名前", "Name of the sheet of a workbook"),
)

OPERATIONS: Final = group(
    "様式 / Forms",
    Operation(
        "listForms", "GET", "/forms.json", "様式の一覧", "All forms", Forms, query=TIMES,
        problems=(400, 503),
    ),
    Operation(
        "getForm", "GET", "/forms/{form}.json", "様式の版と自治体", "Versions and municipalities",
        FormListing, route="/forms/{file}", query=TIMES, problems=(400, 404, 503),
    ),
    Operation(
        "getCore", "GET", "/forms/{form}/{version}.json", "共通コア(変わらない)",
        "A core (immutable)", SCHEMA, route="/forms/{form}/{file}", query=TIMES,
        problems=(400, 404, 503),
    ),
    Operation(
        "getLatestCore", "GET", "/forms/{form}/latest.json", "最新の共通コア", "The latest core",
        SCHEMA, route="/forms/{form}/{file}", query=TIMES, problems=(400, 404, 503),
    ),
    Operation(
        "getMajorCore", "GET", "/forms/{form}/{major}.json", "その主番号で最新の共通コア",
        "The latest core of a major number", SCHEMA, route="/forms/{form}/{file}", query=TIMES,
        problems=(400, 404, 503),
    ),
    Operation(
        "getComponent", "GET", "/components/{component}/{version}.json", "部品(変わらない)",
        "A component (immutable)", SCHEMA, route="/components/{component}/{file}",
        problems=(400, 404, 503),
    ),
    Operation(
        "checkForm", "POST", "/api/v1/check", "様式が共通コアとどこで違うかを調べる",
        "See where a form differs from the core", Report, body="file", query=_CHECK,
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
)  # fmt: skip
