"""Every route of the application, and a request to it that would succeed for the right caller."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Litestar
from litestar.routes import HTTPRoute

from registry.app import create_framework
from registry.settings import Settings
from registry.web.assets import STAMP
from registry.web.paths import is_page
from tests.registry.databases import OWNER
from tests.registry.documents import FORM, SENT, encoded, small_core, small_diff


class Try(msgspec.Struct, frozen=True):
    """A request; `address` is a path on which the route answers, with a status of `good`."""

    address: str
    content: bytes | None = None
    good: tuple[int, ...] = (200, 201)


def framework() -> Litestar:
    """The application without a database."""
    return create_framework(Settings("postgresql://nowhere.invalid/none"))


def routes() -> list[tuple[str, str]]:
    """Method and route template of everything that answers programs; pages have tests of their own."""
    found = [
        (method, route.path_format)
        for route in framework().routes
        if isinstance(route, HTTPRoute)
        for method in route.methods
        if method != "OPTIONS" and not is_page(route.path_format)
    ]
    return sorted(found)


WHOLE = {"type": "object", "properties": {"name": {"type": "string"}}}
_REVIEWS = "/api/v1/forms/{form}/reviews"
_DECISIONS = "/api/v1/forms/{form}/clusters/decisions"
_REVIEW = f"/api/v1/forms/{FORM}/reviews/1.0.1"
_PROPOSALS = "/api/v1/forms/{form}/proposals"
_PROPOSAL = f"{_PROPOSALS}/{{proposal}}"
_NONE = f"/api/v1/forms/{FORM}/proposals/999"
_TOKEN = "00000000-0000-0000-0000-000000000000"
_CITATIONS = f"/api/v1/municipalities/{OWNER}/citations"
_REBASE = f"/api/v1/forms/{FORM}/local/{OWNER}/rebase"
_DRAFT = f"/api/v1/drafts/{_TOKEN}"
_WEBHOOKS = "/api/v1/organisations/{organisation}/webhooks"
_OWN_WEBHOOKS = f"/api/v1/organisations/{OWNER}/webhooks"
_ORGANISATION: dict[str, Any] = {"id": "new-vendor", "kind": "vendor", "name": "例示社"}
_SUCCESSION: dict[str, Any] = {
    "kind": "boundary",
    "from": ["993026"],
    "to": "993417",
    "effective": "2027-01-01",
}
_ISSUE: dict[str, Any] = {"label": "試験", "scopes": ["audit:read"], "days": 1}

TRIES = {
    ("GET", "/health"): Try("/health"),
    ("GET", "/static/pages/{stamp}/{file}"): Try(f"/static/pages/{STAMP}/soroe.css"),
    ("GET", "/ready"): Try("/ready"),
    ("GET", "/problems.json"): Try("/problems.json"),
    ("GET", "/problems/{slug}"): Try("/problems/not-json"),
    ("GET", "/openapi.json"): Try("/openapi.json"),
    ("GET", "/openapi"): Try("/openapi"),
    ("GET", "/static/swagger-ui/{file}"): Try("/static/swagger-ui/viewer.js"),
    ("GET", "/catalog.json"): Try("/catalog.json"),
    ("GET", "/bundle.json"): Try("/bundle.json"),
    ("GET", "/municipalities.json"): Try("/municipalities.json"),
    ("GET", "/forms.json"): Try("/forms.json"),
    ("GET", "/forms/{file}"): Try(f"/forms/{FORM}.json"),
    ("GET", "/forms/{form}/{file}"): Try(f"/forms/{FORM}/1.0.0.json"),
    ("GET", "/forms/{form}/local/{file}"): Try(f"/forms/{FORM}/local/{OWNER}.json"),
    ("GET", "/forms/{form}/local/{code}/{file}"): Try(f"/forms/{FORM}/local/{OWNER}/1.json"),
    ("GET", "/components/{component}/{file}"): Try("/components/note/1.0.0.json"),
    ("GET", "/meta/{file}"): Try("/meta/local-diff.json"),
    ("GET", "/rules/{file}"): Try("/rules/choice-added.html"),
    ("GET", "/checkpoint"): Try("/checkpoint"),
    ("GET", "/keys.json"): Try("/keys.json"),
    ("GET", "/log/{file}"): Try("/log/tile/0/000.p/1"),
    ("GET", "/api/v1/log/inclusion"): Try(f"/api/v1/log/inclusion?name=forms/{FORM}/1.0.0"),
    ("GET", "/api/v1/log/consistency"): Try("/api/v1/log/consistency?from=1"),
    ("GET", "/api/v1/municipalities"): Try("/api/v1/municipalities?limit=3"),
    ("GET", "/api/v1/municipalities/{code}"): Try(f"/api/v1/municipalities/{OWNER}"),
    ("POST", "/api/v1/check"): Try(f"/api/v1/check?form={FORM}", encoded(WHOLE)),
    ("PUT", "/api/v1/reports/{organisation}/{form}"): Try(
        f"/api/v1/reports/{OWNER}/{FORM}", b"{}", (422,)
    ),
    ("GET", "/api/v1/reports/{organisation}/{form}"): Try(
        f"/api/v1/reports/{OWNER}/{FORM}", None, (404,)
    ),
    ("GET", "/badges/{organisation}/{file}"): Try(f"/badges/{OWNER}/{FORM}.svg", None, (404,)),
    ("PUT", "/api/v1/forms/{form}/versions/{version}"): Try(
        "/api/v1/forms/matrix/versions/1.0.0", encoded(small_core())
    ),
    ("PUT", "/api/v1/forms/{form}/local/{code}/{revision}"): Try(
        f"/api/v1/forms/{FORM}/local/{OWNER}/1", encoded(small_diff(OWNER))
    ),
    ("GET", "/api/v1/forms/{form}/local/{code}/{revision}/origins"): Try(
        f"/api/v1/forms/{FORM}/local/{OWNER}/1/origins"
    ),
    ("GET", "/api/v1/municipalities/{code}/citations"): Try(_CITATIONS),
    ("GET", "/api/v1/municipalities/{code}/citations/{key}"): Try(f"{_CITATIONS}/rule"),
    ("GET", "/api/v1/municipalities/{code}/citations/{key}/history"): Try(
        f"{_CITATIONS}/rule/history"
    ),
    ("GET", "/api/v1/municipalities/{code}/needs-review"): Try(
        f"/api/v1/municipalities/{OWNER}/needs-review"
    ),
    ("GET", "/api/v1/municipalities/{code}/handover"): Try(
        f"/api/v1/municipalities/{OWNER}/handover"
    ),
    ("PUT", "/api/v1/municipalities/{code}/citations/{key}"): Try(
        f"{_CITATIONS}/rule", encoded({"citation": {}}), (428,)
    ),
    ("POST", "/api/v1/municipalities/{code}/citations/{key}/confirm"): Try(
        f"{_CITATIONS}/rule/confirm", encoded({"form": FORM, "note": "確認"}), (409,)
    ),
    ("POST", "/api/v1/forms/{form}/impact"): Try(
        f"/api/v1/forms/{FORM}/impact?version=2.0.0", encoded(small_core())
    ),
    ("GET", "/api/v1/forms/{form}/reviews/{version}/impact"): Try(
        f"/api/v1/forms/{FORM}/reviews/1.0.1/impact"
    ),
    ("GET", "/api/v1/forms/{form}/rebases"): Try(f"/api/v1/forms/{FORM}/rebases"),
    ("GET", "/api/v1/forms/{form}/local/{code}/rebase"): Try(_REBASE),
    ("POST", "/api/v1/forms/{form}/local/{code}/rebase"): Try(_REBASE, b"{}", (428,)),
    ("POST", "/api/v1/forms/{form}/local/{code}/rebase/confirm"): Try(
        f"{_REBASE}/confirm", b"", (428,)
    ),
    ("POST", "/api/v1/forms/{form}/local/{code}/rebase/retry"): Try(
        f"{_REBASE}/retry", b"", (409,)
    ),
    ("GET", "/api/v1/forms/{form}/candidates"): Try(f"/api/v1/forms/{FORM}/candidates"),
    ("GET", "/api/v1/forms/{form}/divergence"): Try(f"/api/v1/forms/{FORM}/divergence"),
    ("GET", "/api/v1/forms/{form}/divergence/history"): Try(
        f"/api/v1/forms/{FORM}/divergence/history"
    ),
    ("GET", "/api/v1/municipalities/{code}/divergence"): Try(
        f"/api/v1/municipalities/{OWNER}/divergence"
    ),
    ("GET", "/api/v1/forms/{form}/neighbours/{code}"): Try(
        f"/api/v1/forms/{FORM}/neighbours/{OWNER}"
    ),
    ("GET", "/api/v1/forms/{form}/solved"): Try(f"/api/v1/forms/{FORM}/solved?item=/grade"),
    ("POST", "/api/v1/forms/{form}/what-if"): Try(
        f"/api/v1/forms/{FORM}/what-if", encoded({"changes": [f"{OWNER}#1"]})
    ),
    ("GET", _DECISIONS): Try(f"/api/v1/forms/{FORM}/clusters/decisions"),
    ("POST", _DECISIONS): Try(
        f"/api/v1/forms/{FORM}/clusters/decisions",
        encoded({"action": "undo", "decision": 1, "reason": "誤り"}),
        (404,),
    ),
    ("GET", "/api/v1/drafts"): Try("/api/v1/drafts"),
    ("POST", "/api/v1/drafts"): Try("/api/v1/drafts?kind=diff", b"{}", (400,)),
    ("GET", "/api/v1/drafts/{draft}"): Try(_DRAFT, None, (404,)),
    ("DELETE", "/api/v1/drafts/{draft}"): Try(_DRAFT, None, (404,)),
    ("GET", "/api/v1/drafts/{draft}/document"): Try(f"{_DRAFT}/document", None, (404,)),
    ("PUT", "/api/v1/drafts/{draft}/document"): Try(f"{_DRAFT}/document", b"{}", (428,)),
    ("GET", "/api/v1/drafts/{draft}/edits"): Try(f"{_DRAFT}/edits", None, (404,)),
    ("GET", "/api/v1/drafts/{draft}/edits/{edit}"): Try(f"{_DRAFT}/edits/1", None, (404,)),
    ("GET", "/api/v1/drafts/{draft}/missing"): Try(f"{_DRAFT}/missing", None, (404,)),
    ("POST", "/api/v1/drafts/{draft}/restore"): Try(f"{_DRAFT}/restore", b"", (404,)),
    ("POST", "/api/v1/drafts/{draft}/publish"): Try(f"{_DRAFT}/publish", b"{}", (428,)),
    ("GET", "/api/v1/forms/{form}/in-force"): Try(f"/api/v1/forms/{FORM}/in-force"),
    ("GET", "/api/v1/successions"): Try("/api/v1/successions"),
    ("POST", "/api/v1/successions"): Try("/api/v1/successions", encoded(_SUCCESSION)),
    ("POST", "/api/v1/successions/{succession}/cancel"): Try(
        "/api/v1/successions/999999/cancel", encoded({"reason": "書き誤り"}), (404,)
    ),
    ("GET", "/api/v1/reviews"): Try("/api/v1/reviews"),
    ("GET", _REVIEWS): Try(f"/api/v1/forms/{FORM}/reviews"),
    ("GET", f"{_REVIEWS}/{{version}}"): Try(_REVIEW),
    ("PUT", f"{_REVIEWS}/{{version}}"): Try(_REVIEW, encoded(small_core())),
    ("GET", f"{_REVIEWS}/{{version}}/document"): Try(f"{_REVIEW}/document"),
    ("GET", f"{_REVIEWS}/{{version}}/comments"): Try(f"{_REVIEW}/comments"),
    ("POST", f"{_REVIEWS}/{{version}}/comments"): Try(
        f"{_REVIEW}/comments", encoded({"text": "賛成します。"})
    ),
    ("POST", f"{_REVIEWS}/{{version}}/publish"): Try(
        f"/api/v1/forms/{SENT}/reviews/1.0.0/publish", encoded({"reason": "至急のため"})
    ),
    ("POST", f"{_REVIEWS}/{{version}}/drop"): Try(
        f"/api/v1/forms/{SENT}/reviews/2.0.0/drop", encoded({"reason": "見直すため"})
    ),
    ("GET", "/api/v1/proposals"): Try("/api/v1/proposals"),
    ("GET", _PROPOSALS): Try(f"/api/v1/forms/{FORM}/proposals"),
    ("POST", _PROPOSALS): Try(f"/api/v1/forms/{FORM}/proposals", b"{}", (400,)),
    ("GET", _PROPOSAL): Try(_NONE, None, (404,)),
    ("GET", f"{_PROPOSAL}/document"): Try(f"{_NONE}/document", None, (404,)),
    ("GET", f"{_PROPOSAL}/impact"): Try(f"{_NONE}/impact", None, (404,)),
    ("POST", f"{_PROPOSAL}/refresh"): Try(f"{_NONE}/refresh", b"{}", (404,)),
    ("GET", f"{_PROPOSAL}/voices"): Try(f"{_NONE}/voices", None, (404,)),
    ("PUT", f"{_PROPOSAL}/voices/{{code}}"): Try(
        f"{_NONE}/voices/{OWNER}", encoded({"stance": "support", "reason": "賛成"}), (404,)
    ),
    ("GET", f"{_PROPOSAL}/comments"): Try(f"{_NONE}/comments", None, (404,)),
    ("POST", f"{_PROPOSAL}/comments"): Try(
        f"{_NONE}/comments", encoded({"text": "賛成します。"}), (404,)
    ),
    ("POST", f"{_PROPOSAL}/decide"): Try(
        f"{_NONE}/decide", encoded({"edit": 1, "verdict": "accept", "reason": "合意"}), (404,)
    ),
    ("POST", f"{_PROPOSAL}/undo"): Try(f"{_NONE}/undo", encoded({"reason": "誤り"}), (404,)),
    ("POST", f"{_PROPOSAL}/publish"): Try(f"{_NONE}/publish", b"{}", (404,)),
    ("POST", f"{_PROPOSAL}/withdraw"): Try(
        f"{_NONE}/withdraw", encoded({"reason": "不要"}), (404,)
    ),
    ("GET", "/api/v1/forms/{form}/versions/{version}/state"): Try(
        f"/api/v1/forms/{FORM}/versions/1.0.0/state"
    ),
    ("POST", "/api/v1/forms/{form}/versions/{version}/state"): Try(
        f"/api/v1/forms/{FORM}/versions/1.0.0/state",
        encoded({"state": "published", "reason": "元に戻す"}),
    ),
    ("GET", "/feeds/all.atom"): Try("/feeds/all.atom"),
    ("GET", "/feeds/forms/{file}"): Try(f"/feeds/forms/{FORM}.atom"),
    ("GET", "/feeds/municipalities/{file}"): Try(f"/feeds/municipalities/{OWNER}.atom"),
    ("GET", "/feeds/prefectures/{file}"): Try("/feeds/prefectures/990001.atom"),
    ("GET", "/api/v1/digest"): Try("/api/v1/digest"),
    ("GET", _WEBHOOKS): Try(_OWN_WEBHOOKS),
    ("POST", _WEBHOOKS): Try(
        _OWN_WEBHOOKS, encoded({"url": "https://127.0.0.1/", "topics": []}), (422,)
    ),
    ("DELETE", f"{_WEBHOOKS}/{{webhook}}"): Try(f"{_OWN_WEBHOOKS}/{_TOKEN}", None, (404,)),
    ("POST", f"{_WEBHOOKS}/{{webhook}}/test"): Try(f"{_OWN_WEBHOOKS}/{_TOKEN}/test", b"", (404,)),
    ("GET", f"{_WEBHOOKS}/{{webhook}}/deliveries"): Try(
        f"{_OWN_WEBHOOKS}/{_TOKEN}/deliveries", None, (404,)
    ),
    ("POST", f"{_WEBHOOKS}/{{webhook}}/deliveries/{{delivery}}/redeliver"): Try(
        f"{_OWN_WEBHOOKS}/{_TOKEN}/deliveries/1/redeliver", b"", (404,)
    ),
    ("GET", "/api/v1/whoami"): Try("/api/v1/whoami"),
    ("GET", "/api/v1/audit"): Try("/api/v1/audit"),
    ("GET", "/api/v1/organisations"): Try("/api/v1/organisations"),
    ("POST", "/api/v1/organisations"): Try("/api/v1/organisations", encoded(_ORGANISATION)),
    ("GET", "/api/v1/organisations/{organisation}/tokens"): Try(
        "/api/v1/organisations/steward/tokens"
    ),
    ("POST", "/api/v1/organisations/{organisation}/tokens"): Try(
        "/api/v1/organisations/steward/tokens", encoded(_ISSUE)
    ),
    ("DELETE", "/api/v1/organisations/{organisation}/tokens/{token}"): Try(
        f"/api/v1/organisations/steward/tokens/{_TOKEN}", None, (404,)
    ),
}
