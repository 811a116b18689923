"""Rebases of local diffs onto newer cores."""

from __future__ import annotations

from typing import Final

from registry.api.rebases import DecideRebase
from registry.openapi.operation import CURSOR, LIMIT, TEXT, Operation, Query, group
from registry.services.publication import Publication
from soroe.flows.rebases import Rebases, RebaseState

_ONE: Final = "/api/v1/forms/{form}/local/{code}/rebase"
_ONTO: Final = Query(
    "onto", TEXT, "どの版への引き継ぎか(なければ、いちばん新しいもの)",
    "Onto which version; the newest without it",
)  # fmt: skip
_FORMAT: Final = Query(
    "format", {"type": "string", "enum": ["json", "markdown", "html"]}, "出し方", "Format"
)
_LANG: Final = Query("lang", {"type": "string", "enum": ["ja", "en"]}, "言葉", "Language")
_STATES: Final = ["waiting", "prepared", "failed", "confirmed"]

OPERATIONS: Final = group(
    "引き継ぎ / Rebases",
    Operation(
        "getRebase", "GET", _ONE, "新しい共通コアへの引き継ぎの案",
        "What was prepared of a local diff for a newer core", RebaseState,
        query=(_ONTO, _FORMAT, _LANG), problems=(400, 401, 403, 404, 409, 503),
    ),
    Operation(
        "decideRebase", "POST", _ONE, "ぶつかったところを決める(If-Match)",
        "Decide about conflicts (If-Match)", RebaseState, body=DecideRebase, query=(_ONTO,),
        problems=(400, 401, 403, 404, 409, 412, 413, 415, 422, 428, 503),
    ),
    Operation(
        "confirmRebase", "POST", _ONE + "/confirm", "案を次の版として公開する(If-Match)",
        "Publish what was prepared as the next revision (If-Match)", Publication, query=(_ONTO,),
        codes=(200, 201), problems=(400, 401, 403, 404, 409, 412, 422, 428, 503),
    ),
    Operation(
        "retryRebase", "POST", _ONE + "/retry", "作れなかった案を作り直す",
        "Have what failed prepared again", RebaseState, query=(_ONTO,),
        problems=(400, 401, 403, 404, 409, 503),
    ),
    Operation(
        "listRebases", "GET", "/api/v1/forms/{form}/rebases", "どの自治体がどこまで進んだか",
        "Who has confirmed a version, and who waits", Rebases,
        query=(
            Query("version", TEXT, "版(なければ、いちばん新しいもの)",
                  "Version; the newest without it"),
            Query("state", {"type": "string", "enum": _STATES}, "状態", "State"),
            LIMIT, CURSOR,
        ),
        problems=(400, 401, 403, 404, 503),
    ),
)  # fmt: skip
