"""Municipalities that merge or change their code, and what applies on a day."""

from __future__ import annotations

from typing import Final

from registry.api.successions import (
    CancelSuccession,
    RecordedSuccession,
    RecordSuccession,
    Successions,
)
from registry.openapi.operation import TEXT, TIMES, Operation, Query, group
from soroe.in_force import InForce

_SUCCESSIONS: Final = "/api/v1/successions"
_MUNICIPALITY: Final = Query(
    "municipality", TEXT, "自治体コード(6桁)", "Municipality code (six digits)"
)

OPERATIONS: Final = group(
    "時点と引き継ぎ / Time and succession",
    Operation(
        "getInForce", "GET", "/api/v1/forms/{form}/in-force",
        "その日に適用される共通コアと、自治体の差分の版",
        "Which core and which local revision apply on a day", InForce,
        query=(_MUNICIPALITY, *TIMES), problems=(400, 404, 503),
    ),
    Operation(
        "listSuccessions", "GET", _SUCCESSIONS, "合併とコードの変更の一覧",
        "Mergers and changes of codes", Successions, query=(_MUNICIPALITY, TIMES[2]),
        problems=(400, 503),
    ),
    Operation(
        "recordSuccession", "POST", _SUCCESSIONS, "合併・コードの変更を登録する",
        "Record a merger or a change of a code", RecordedSuccession, body=RecordSuccession,
        codes=(200, 201), problems=(400, 401, 403, 404, 409, 413, 415, 422, 503),
    ),
    Operation(
        "cancelSuccession", "POST", _SUCCESSIONS + "/{succession}/cancel",
        "誤って登録した合併・コードの変更を取り消す", "Cancel what was recorded by mistake",
        RecordedSuccession, body=CancelSuccession,
        problems=(400, 401, 403, 404, 413, 415, 422, 503),
    ),
)  # fmt: skip
