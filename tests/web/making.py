"""What has to be there before some pages can be looked at: a check, drafts."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import httpx

from tests.registry.documents import encoded
from tests.registry.served import Served
from tests.web.site import CITY, session

FORM: Final = "gakudo-application"
_CORE: Final = Path(__file__).parents[2] / "schemas" / "forms" / FORM / "1.0.0.json"
_SAMPLES: Final = Path(__file__).parents[2] / "schemas" / "samples"
_KINTONE: Final = _SAMPLES / CITY / "kintone-fields.json"
_DIFF: Final = _SAMPLES / "992011" / "gakudo-application.diff.json"


def visitor(site: Served, who: str = "") -> httpx.Client:
    """A client that sends what our own pages send, signed in or not."""
    headers = {"Sec-Fetch-Site": "same-origin"}
    client = httpx.Client(base_url=site.url, headers=headers, timeout=60, trust_env=False)
    if who:
        client.cookies.set(*session(site, who))
    return client


def check(
    site: Served,
    form: str = FORM,
    name: str = "kintone.json",
    document: Any = None,
) -> dict[str, str]:
    """A file that was checked, and one of its examples."""
    body = _KINTONE.read_bytes() if document is None else encoded(document)
    with visitor(site) as client:
        sent = {"form": form, "municipality": CITY}
        files = {"file": (name, body, "application/json")}
        answer = client.post("/ja/check", data=sent, files=files)
        assert answer.status_code == 303, answer.text
        there = answer.headers["location"]
        shown = client.get(there).text
    marks = re.findall(r"/example/([^\"?#]+)", shown)
    return {"check": there.rsplit("/", 1)[1], "mark": marks[0]}


def draft(site: Served, form: str = FORM, document: Any = None) -> dict[str, str]:
    """An open draft of a municipality."""
    about = f"kind=diff&form={form}&municipality={CITY}"
    own = _DIFF.read_bytes().replace(b'"992011"', f'"{CITY}"'.encode())
    body = own if document is None else encoded(document)
    answer = site.call("POST", f"/api/v1/drafts?{about}", site.tokens.owner, content=body)
    assert answer.is_success, answer.text
    return {"draft": answer.json()["id"]}


def proposal(site: Served) -> dict[str, str]:
    """A proposal of the first candidate that takes voices, with a voice and a comment."""
    form = "/api/v1/forms/gakudo-application"
    first = site.call("GET", f"{form}/candidates").json()["below"]["candidates"][0]
    said = {
        "title": "多くの市がしている変更を入れる",
        "text": "ほかの市に影響はありません。",
        "closesOn": "2999-01-31",
        "candidates": [first["id"]],
    }
    answer = site.call("POST", f"{form}/proposals", site.tokens.steward, json=said)
    assert answer.is_success, answer.text
    there = f"{form}/proposals/{answer.json()['proposal']}"
    voice = {"stance": "support", "reason": "規則と合います。"}
    for method, path, token, body in (
        ("PUT", f"voices/{CITY}", site.tokens.owner, voice),
        ("POST", "comments", site.tokens.steward, {"text": "意見をお待ちします。"}),
    ):
        answer = site.call(method, f"{there}/{path}", token, json=body)
        assert answer.is_success, answer.text
    return {"proposal": there.rsplit("/", 1)[1]}


def core(site: Served, form: str = FORM, document: Any = None) -> dict[str, str]:
    """An open draft of a core: the version that is in use, as it was submitted."""
    source = _CORE.read_bytes() if document is None else encoded(document)
    there = f"/api/v1/drafts?kind=core&form={form}"
    answer = site.call("POST", there, site.tokens.steward, content=source)
    assert answer.is_success, answer.text
    return {"draft": str(answer.json()["id"])}


MADE: Final[Mapping[str, Callable[[Served], dict[str, str]]]] = {
    "check": check,
    "core": core,
    "draft": draft,
    "proposal": proposal,
}
