"""Is every broken or hostile document refused with a place and a remedy, and nothing written?

A file in `reject/<where>/` is named after the type of its problem, a variant after `--`. What is in
`any` is refused at every entry; the others at the entry they pretend to be for, and wherever else
they are sent they do no harm. `accept/` has look-alikes that are fine.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from registry.intake import MEDIA_TYPES
from registry.limits import MAX_BODY, MAX_COMMAND
from soroe.jsontext import DOOR
from tests.registry.databases import OWNER, counts
from tests.registry.documents import FORM, encoded, small_core, small_diff
from tests.registry.served import Served

HERE = Path(__file__).parent
REJECT = sorted((HERE / "reject").glob("*/*.json"))
ACCEPT = sorted((HERE / "accept").glob("*/*.json"))
ENTRIES = ("core", "diff", "form", "organisation", "token")
COMMANDS = {"organisation", "token"}

_numbers = itertools.count(1)


def send(
    registry: Served, entry: str, content: bytes | Iterator[bytes], **headers: str
) -> httpx.Response:
    """Send a document to an entry, with the token that may."""
    steward, owner = registry.tokens.steward, registry.tokens.owner
    method, path, token = {
        "core": ("PUT", f"/api/v1/forms/hostile-{next(_numbers)}/versions/1.0.0", steward),
        "diff": ("PUT", f"/api/v1/forms/{FORM}/local/{OWNER}/{next_revision(registry)}", owner),
        "form": ("POST", f"/api/v1/check?form={FORM}&municipality={OWNER}", None),
        "organisation": ("POST", "/api/v1/organisations", steward),
        "token": ("POST", "/api/v1/organisations/steward/tokens", steward),
    }[entry]
    return registry.call(method, path, token, content=content, headers=headers)


def next_revision(registry: Served) -> int:
    listed = registry.get(f"/forms/{FORM}/local/{OWNER}.json").json()["revisions"]
    return len(listed) + 1


def assert_refused(answer: httpx.Response) -> dict[str, Any]:
    """A problem with a type, a place and a remedy in both languages; the problem."""
    assert 400 <= answer.status_code < 500, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    told: dict[str, Any] = answer.json()
    for part in ("type", "title", "titleEn", "detail", "detailEn", "remedy", "remedyEn"):
        assert told[part], part
    assert told["at"] == "" or told["at"].startswith("/")
    return told


def slug(told: dict[str, Any]) -> str:
    return str(told["type"]).rpartition("/")[2]


@pytest.mark.parametrize("entry", ENTRIES)
@pytest.mark.parametrize("file", REJECT, ids=lambda f: f"{f.parent.name}/{f.stem}")
def test_what_is_wrong_is_refused_and_nothing_is_written(
    registry: Served, file: Path, entry: str
) -> None:
    before = counts(registry.database)
    content = file.read_bytes()
    answer = send(registry, entry, content)
    where, reason = file.parent.name, file.stem.partition("--")[0]
    if where not in {"any", entry} and entry == "form":
        # Checking takes what is no good core or diff, and writes nothing.
        assert answer.status_code < 500, answer.text
    else:
        told = assert_refused(answer)
        if reason != "wrong-shape" and where in {"any", entry}:
            if entry in COMMANDS and not content:
                reason = "request-invalid"
            if entry in COMMANDS and len(content) > MAX_COMMAND:
                reason = "document-too-large"
            assert slug(told) == reason, told
    assert counts(registry.database) == before


GENERATED = {
    "document-too-large": (413, b'{"title": "' + b"a" * (2 * MAX_BODY) + b'"}'),
    "too-many-values": (400, b"[" + b"1," * DOOR.nodes + b"1]"),
}


GENERATED_STATUS_OF_COMMANDS = (413, "document-too-large")


@pytest.mark.parametrize("entry", ENTRIES)
@pytest.mark.parametrize("type_", GENERATED)
def test_what_is_too_much_is_refused(registry: Served, type_: str, entry: str) -> None:
    before = counts(registry.database)
    status, content = GENERATED[type_]
    if entry in COMMANDS:
        status, type_ = GENERATED_STATUS_OF_COMMANDS
    answer = send(registry, entry, content)
    assert (answer.status_code, slug(assert_refused(answer))) == (status, type_)
    assert counts(registry.database) == before


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_body_that_does_not_say_how_long_it_is_is_bounded_too(
    registry: Served, entry: str
) -> None:
    chunks = (b"[" + b" " * 65_536 for _ in range(2 * MAX_BODY // 65_536))
    assert slug(assert_refused(send(registry, entry, chunks))) == "document-too-large"


MEDIA = ("text/plain", "application/x-www-form-urlencoded", "application/yaml", "text/html",
         "multipart/form-data; boundary=x", "application/jsonx", "application/msgpack", "", "json")  # fmt: skip


@pytest.mark.parametrize("entry", ENTRIES)
@pytest.mark.parametrize("media", MEDIA)
def test_another_media_type_is_refused(registry: Served, entry: str, media: str) -> None:
    answer = send(registry, entry, encoded(small_core()), **{"Content-Type": media})
    assert answer.status_code == 415
    assert slug(assert_refused(answer)) == "media-type-unsupported"


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_compressed_body_is_refused(registry: Served, entry: str) -> None:
    answer = send(registry, entry, b"\x1f\x8b", **{"Content-Encoding": "gzip"})
    assert answer.status_code == 415


@pytest.mark.parametrize(
    "media", [*MEDIA_TYPES, "application/json; charset=utf-8", "Application/JSON"]
)
def test_the_right_media_types_are_taken(registry: Served, media: str) -> None:
    assert (
        send(registry, "core", encoded(small_core()), **{"Content-Type": media}).status_code == 201
    )


ADDRESSES = {
    "/api/v1/forms/Big/versions/1.0.0": "form-name-invalid",
    "/api/v1/forms/%E5%AD%A6%E7%AB%A5/versions/1.0.0": "form-name-invalid",
    "/api/v1/forms/..%2f..%2fx/versions/1.0.0": "not-found",
    "/api/v1/forms/a%00b/versions/1.0.0": "parameter-invalid",
    f"/api/v1/forms/{'a' * 65}/versions/1.0.0": "form-name-invalid",
    "/api/v1/forms/ok/versions/1.0": "version-invalid",
    "/api/v1/forms/ok/versions/v1.0.0": "version-invalid",
    "/api/v1/forms/ok/versions/1.0.0-rc1": "version-invalid",
    "/api/v1/forms/ok/versions/01.0.0": "version-invalid",
    "/api/v1/forms/ok/versions/1.0.1000000": "version-invalid",
    "/api/v1/forms/ok/versions/%EF%BC%91.0.0": "version-invalid",
    "/api/v1/forms/ok/versions/latest": "version-invalid",
    "/api/v1/forms/ok/versions/1.0.0?effectiveFrom=2027-02-30": "parameter-invalid",
    "/api/v1/forms/ok/versions/1.0.0?effectivefrom=2027-04-01": "parameter-unknown",
    f"/api/v1/forms/{FORM}/local/{OWNER}/0": "revision-invalid",
    f"/api/v1/forms/{FORM}/local/{OWNER}/-1": "revision-invalid",
    f"/api/v1/forms/{FORM}/local/{OWNER}/1.5": "revision-invalid",
    f"/api/v1/forms/{FORM}/local/{OWNER}/01": "revision-invalid",
    f"/api/v1/forms/{FORM}/local/{OWNER}/1000000": "revision-invalid",
    f"/api/v1/forms/{FORM}/local/{OWNER}/99999999999999999999": "revision-invalid",
    f"/api/v1/forms/{FORM}/local/999901/1": "check-digit-wrong",
    f"/api/v1/forms/{FORM}/local/99990/1": "municipality-code-invalid",
    f"/api/v1/forms/{FORM}/local/%EF%BC%99%EF%BC%99%EF%BC%99%EF%BC%99%EF%BC%90%EF%BC%93/1":
        "municipality-code-invalid",
}  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_wrong_address_is_told_which_part_is_wrong(registry: Served, address: str) -> None:
    before = counts(registry.database)
    local = "/local/" in address
    content = encoded(small_diff(OWNER) if local else small_core())
    token = registry.tokens.owner if local else registry.tokens.steward
    answer = registry.call("PUT", address, token, content=content)
    assert slug(assert_refused(answer)) == ADDRESSES[address]
    assert counts(registry.database) == before


@pytest.mark.parametrize(
    "address",
    [
        "/forms/a%00b.json", "/forms/a/%00.json", "/components/%00/1.0.0.json", "/meta/%00",
        "/problems/%00", "/static/swagger-ui/%00", "/api/v1/municipalities?q=%00",
        "/api/v1/municipalities?prefecture=%00", "/api/v1/municipalities/%00",
        "/api/v1/organisations?cursor=%00", "/api/v1/organisations/%00/tokens",
        "/api/v1/audit?cursor=%00", "/api/v1/audit?%00=1", "/api/v1/whoami?x=%00",
        "/forms/%ff.json", "/api/v1/municipalities?q=%ff%fe", "/forms/%F0%9F%98%80.json",
    ],
)  # fmt: skip
def test_no_sign_in_an_address_upsets_the_registry(registry: Served, address: str) -> None:
    answer = registry.call("GET", address, registry.tokens.steward)
    assert answer.status_code in {200, 400, 404}, answer.text
    if answer.status_code != 200:
        assert_refused(answer)


@pytest.mark.parametrize("file", ACCEPT, ids=lambda f: f"{f.parent.name}/{f.stem}")
def test_a_look_alike_is_taken(registry: Served, file: Path) -> None:
    content = file.read_bytes()
    answer = send(registry, file.parent.name, content)
    assert answer.status_code == (200 if file.parent.name == "form" else 201), answer.text
    if file.parent.name == "diff":
        path = answer.json()["url"].removeprefix("https://registry.example")
        assert registry.get(path).content == content.removeprefix(b"\xef\xbb\xbf")


class Canary(HTTPServer):
    """A server that nobody is meant to find."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), self._handler())
        self.hits: list[str] = []

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        canary = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                canary.hits.append(self.path)
                self.send_error(404)

            def log_message(self, *_: object) -> None:
                return

        return Handler


@pytest.mark.parametrize("entry", ["core", "diff", "form"])
def test_nothing_that_a_document_names_is_fetched(registry: Served, entry: str) -> None:
    with Canary() as canary:
        thread = threading.Thread(target=canary.serve_forever, daemon=True)
        thread.start()
        address = f"http://127.0.0.1:{canary.server_port}/x"
        for keyword in ("$ref", "$dynamicRef", "$recursiveRef", "$schema", "$id", "$anchor"):
            form = small_core()
            form["properties"]["grade"] |= {keyword: address}
            diff = small_diff(OWNER) | {"$schema": address}
            path = f"/properties/grade/{keyword}"
            diff["changes"][0]["ops"] = [{"op": "add", "path": path, "value": address}]
            document = diff if entry == "diff" else form
            assert send(registry, entry, encoded(document)).status_code < 500
            assert send(registry, entry, encoded({**form, keyword: address})).status_code < 500
        assert httpx.get(address, trust_env=False).status_code == 404  # the canary sings
        canary.shutdown()
        thread.join()
        assert canary.hits == ["/x"]


def test_the_corpus_is_there() -> None:
    assert len(REJECT) >= 120
    assert len(ACCEPT) >= 30
