"""A sample city of which everything is pending at once, made over HTTP."""

from __future__ import annotations

import copy
import time
from datetime import timedelta
from typing import Any

import httpx

from registry import days
from tests.registry.databases import OWNER
from tests.registry.documents import encoded
from tests.registry.served import Served
from tests.schemas.library import SCHEMAS, load, published

FORM = "gakudo-application"
KEY = "ordinance"
"""A citation that changes of the sample rest on."""

CLOSES = days.today() + timedelta(days=20)
REMOVAL = days.today() + timedelta(days=300)

_FORMS = SCHEMAS / "forms" / FORM
_HANDOVER = f"/api/v1/municipalities/{OWNER}"


def make_busy(registry: Served) -> str:
    """Publish the sample, then let everything happen to it; the id of the draft."""
    sample = load(SCHEMAS / "samples" / OWNER / f"{FORM}.diff.json")
    begin(registry, sample)
    address = f"/api/v1/drafts?kind=diff&form={FORM}&municipality={OWNER}"
    draft = _owner(registry, "POST", address, sample).json()["id"]
    _amend(registry)
    for version in ("1.1.0", "2.0.0"):
        _steward(registry, "PUT", f"/api/v1/forms/{FORM}/versions/{version}", core(version))
    _deprecate(registry)
    _steward(
        registry, "PUT", f"/api/v1/forms/{FORM}/reviews/2.0.1?closesOn={CLOSES}", core("2.0.0")
    )
    merged = {"kind": "code-change", "from": [OWNER], "to": "992046", "effective": str(REMOVAL)}
    _steward(registry, "POST", "/api/v1/successions", merged)
    await_rebase(registry)
    return str(draft)


def begin(registry: Served, sample: dict[str, Any]) -> None:
    """The core 1.0.0, and the city's diff on it."""
    address = f"/api/v1/forms/{FORM}/versions/1.0.0?effectiveFrom=2026-04-01"
    _steward(registry, "PUT", address, core("1.0.0"))
    _owner(registry, "PUT", f"/api/v1/forms/{FORM}/local/{OWNER}/1", sample)


def core(version: str) -> Any:
    """1.0.0 is the sample core, 1.1.0 the one in review; 2.0.0 has a limit that the city has too."""
    if version == "1.0.0":
        return published(_FORMS / "1.0.0.json")
    made = copy.deepcopy(published(_FORMS / "review" / "1.1.0.json"))
    if version == "2.0.0":
        made["properties"]["child"]["properties"]["school"]["properties"]["grade"]["maximum"] = 5
    return made


def await_rebase(registry: Served) -> None:
    """Wait until the registry has prepared what the new core makes of the diff."""
    end = time.monotonic() + 60
    path = f"/api/v1/forms/{FORM}/local/{OWNER}/rebase"
    while time.monotonic() < end:
        state = registry.call("GET", path, registry.tokens.owner).json()
        if state["state"] == "prepared":
            return
        assert state["state"] == "waiting", state
        time.sleep(0.1)
    raise AssertionError(registry.log())


def _amend(registry: Served) -> None:
    path = f"{_HANDOVER}/citations/{KEY}"
    known = registry.get(path)
    citation = known.json()["citation"] | {"number": "令和8年条例第30号"}
    body = {"citation": citation, "note": "利用料の改定"}
    headers = {"If-Match": known.headers["etag"]}
    _owner(registry, "PUT", path, body, headers=headers)


def _deprecate(registry: Served) -> None:
    said = {
        "state": "deprecated",
        "effective": str(days.today() + timedelta(days=100)),
        "removal": str(REMOVAL),
        "replacement": "2.0.0",
        "reason": "2.0.0 に改めたため",
    }
    _steward(registry, "POST", f"/api/v1/forms/{FORM}/versions/1.0.0/state", said)


def _owner(registry: Served, method: str, path: str, body: Any, **more: Any) -> httpx.Response:
    return _done(registry.call(method, path, registry.tokens.owner, content=encoded(body), **more))


def _steward(registry: Served, method: str, path: str, body: Any) -> httpx.Response:
    return _done(registry.call(method, path, registry.tokens.steward, content=encoded(body)))


def _done(answer: httpx.Response) -> httpx.Response:
    assert answer.status_code in (200, 201), answer.text
    return answer
