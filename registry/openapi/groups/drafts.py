"""Drafts: the texts before they are published."""

from __future__ import annotations

from typing import Final

from registry.api.drafts import Drafts, Edits, PublishDraft
from registry.db.drafts import Draft
from registry.openapi.operation import CURSOR, JSON, LIMIT, TEXT, Operation, Query, group
from registry.services.draft_missing import Missing
from registry.services.publication import Publication

_DRAFTS: Final = "/api/v1/drafts"
_ONE: Final = "/api/v1/drafts/{draft}"
_FORM: Final = Query("form", TEXT, "様式", "Form")
_CODE: Final = Query("municipality", TEXT, "自治体コード", "Municipality code")

OPERATIONS: Final = group(
    "下書き / Drafts",
    Operation(
        "listDrafts", "GET", _DRAFTS, "自分の下書きの一覧", "The caller's own drafts", Drafts,
        query=(
            _FORM, _CODE,
            Query("state", {"type": "string", "enum": ["open", "discarded", "published"]},
                  "状態", "State"),
            LIMIT, CURSOR,
        ),
        problems=(400, 401, 403, 503),
    ),
    Operation(
        "beginDraft", "POST", _DRAFTS, "下書きを作る", "Begin a draft", Draft, body="document",
        query=(
            Query("kind", {"type": "string", "enum": ["diff", "core"]},
                  "差分か共通コアか", "A diff or a core", required=True),
            Query("form", TEXT, "様式", "Form", required=True),
            _CODE,
            Query("title", TEXT, "下書きの名前", "What to call it"),
        ),
        codes=(200, 201), problems=(400, 401, 403, 404, 413, 415, 422, 503),
    ),
    Operation(
        "getDraft", "GET", _ONE, "下書き(内容を除く)", "A draft without its text", Draft,
        problems=(401, 403, 404, 503),
    ),
    Operation(
        "discardDraft", "DELETE", _ONE, "下書きを捨てる(元に戻せる)",
        "Discard a draft; it can be restored", Draft, problems=(401, 403, 404, 409, 503),
    ),
    Operation(
        "restoreDraft", "POST", _ONE + "/restore", "捨てた下書きを元に戻す",
        "Restore a discarded draft", Draft, problems=(401, 403, 404, 409, 503),
    ),
    Operation(
        "getDraftDocument", "GET", _ONE + "/document", "下書きの内容",
        "The text of a draft, with its ETag", JSON, problems=(401, 403, 404, 503),
    ),
    Operation(
        "saveDraft", "PUT", _ONE + "/document", "下書きを保存する(If-Match が要る)",
        "Save a draft; needs If-Match", Draft, body="document",
        problems=(400, 401, 403, 404, 409, 412, 413, 415, 422, 428, 503),
    ),
    Operation(
        "listEdits", "GET", _ONE + "/edits", "保存の一覧", "All edits of a draft", Edits,
        query=(LIMIT, CURSOR), problems=(400, 401, 403, 404, 503),
    ),
    Operation(
        "getEdit", "GET", _ONE + "/edits/{edit}", "一回の保存の内容", "The text of one edit", JSON,
        problems=(401, 403, 404, 503),
    ),
    Operation(
        "getMissing", "GET", _ONE + "/missing", "公開までに足りないもの",
        "What is missing before it can be published", Missing, problems=(401, 403, 404, 503),
    ),
    Operation(
        "publishDraft", "POST", _ONE + "/publish", "下書きを公開する(If-Match が要る)",
        "Publish a draft; needs If-Match", Publication, body=PublishDraft, codes=(200, 201),
        problems=(400, 401, 403, 404, 409, 412, 413, 415, 422, 428, 503),
    ),
)  # fmt: skip
