"""What happened: feeds, the digest, webhooks."""

from __future__ import annotations

from typing import Any, Final

from registry.api.webhooks import AddedWebhook, AddWebhook, Deliveries, WebhookEntry, Webhooks
from registry.db.webhooks import Delivery
from registry.openapi.operation import CURSOR, DATE, LIMIT, TEXT, Operation, Query, group
from soroe.news.model import Digest

_WEBHOOKS: Final = "/api/v1/organisations/{organisation}/webhooks"
_DELIVERIES: Final = _WEBHOOKS + "/{webhook}/deliveries"
_ATOM: Final = "application/atom+xml"
_LANGS: Final[dict[str, Any]] = {"type": "string", "enum": ["ja", "en"]}
_LANG: Final = Query("lang", _LANGS, "言葉", "Language")
_FEED: Final = (
    Query("before", {"type": "integer"}, "この番号より前のもの", "What came before this number"),
    _LANG,
)
_WHOM: Final = (
    Query("form", TEXT, "この様式だけ", "Of this form only"),
    Query("municipality", TEXT, "この自治体にかかわるものだけ", "What concerns this municipality"),
    Query("prefecture", TEXT, "この都道府県にかかわるものだけ(コード6桁)",
          "What concerns this prefecture (its six-digit code)"),
)  # fmt: skip
_AS: Final[dict[str, Any]] = {"type": "string", "enum": ["json", "text", "markdown", "html"]}
_STATE: Final[dict[str, Any]] = {"type": "string", "enum": ["waiting", "delivered", "dead"]}

OPERATIONS: Final = group(
    "お知らせ / Notifications",
    Operation(
        "getFeed", "GET", "/feeds/all.atom", "すべてのお知らせ(Atom)", "Everything (Atom)", _ATOM,
        query=_FEED, problems=(400, 503),
    ),
    Operation(
        "getFormFeed", "GET", "/feeds/forms/{form}.atom", "様式のお知らせ(Atom)",
        "What happens to a form (Atom)", _ATOM, "/feeds/forms/{file}", query=_FEED,
        problems=(400, 404, 503),
    ),
    Operation(
        "getMunicipalityFeed", "GET", "/feeds/municipalities/{code}.atom",
        "自治体のお知らせ(Atom)", "What concerns a municipality (Atom)", _ATOM,
        "/feeds/municipalities/{file}", query=_FEED, problems=(400, 404, 503),
    ),
    Operation(
        "getPrefectureFeed", "GET", "/feeds/prefectures/{code}.atom",
        "都道府県の自治体のお知らせ(Atom)",
        "What concerns the municipalities of a prefecture (Atom)", _ATOM,
        "/feeds/prefectures/{file}", query=_FEED, problems=(400, 404, 503),
    ),
    Operation(
        "getDigest", "GET", "/api/v1/digest", "あったことと待っていることのまとめ",
        "What happened and what waits", Digest,
        query=(
            Query("since", DATE, "この日から(書かないと1週間前から)",
                  "Since this day (by default a week ago)"),
            *_WHOM,
            Query("as", _AS, "出し方", "What it is written as"),
            _LANG,
        ),
        problems=(400, 404, 503),
    ),
    Operation(
        "listWebhooks", "GET", _WEBHOOKS, "通知先の一覧", "The webhooks of an organisation",
        Webhooks, problems=(401, 403, 404, 503),
    ),
    Operation(
        "addWebhook", "POST", _WEBHOOKS, "通知先を登録する", "Add a webhook", AddedWebhook,
        body=AddWebhook, codes=(201,), problems=(400, 401, 403, 404, 409, 413, 415, 422, 503),
    ),
    Operation(
        "endWebhook", "DELETE", _WEBHOOKS + "/{webhook}", "通知先をやめる", "End a webhook",
        WebhookEntry, problems=(401, 403, 404, 503),
    ),
    Operation(
        "testWebhook", "POST", _WEBHOOKS + "/{webhook}/test", "通知を試しに送る",
        "Send a test message", Delivery, codes=(201,), problems=(401, 403, 404, 503),
    ),
    Operation(
        "listDeliveries", "GET", _DELIVERIES, "送った通知の一覧", "What was sent to a webhook",
        Deliveries, query=(Query("state", _STATE, "この状態のものだけ", "In this state only"),
                           LIMIT, CURSOR),
        problems=(400, 401, 403, 404, 503),
    ),
    Operation(
        "redeliver", "POST", _DELIVERIES + "/{delivery}/redeliver", "通知をもう一度送る",
        "Send a message again", Delivery, problems=(401, 403, 404, 409, 503),
    ),
)  # fmt: skip
