"""Does nginx, with our configuration, answer as the registry does? (Where nginx is installed.)"""

from __future__ import annotations

import gzip
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from registry.caching import IMMUTABLE, NEVER, POINTER
from soroe import flows
from soroe.checkpoint import Checkpoint
from soroe.client import Client
from soroe.errors import RegistryError
from tests.mirror.web import CONFIG, Mirror, configured, nginx, place
from tests.registry.documents import FORM
from tests.registry.served import Served, free_port

OWNER = "999903"

if shutil.which("nginx"):

    @pytest.fixture(scope="module")
    def address(registry: Served) -> Iterator[str]:
        """A mirror behind nginx."""
        with place() as here:
            mirror = Mirror(registry, here / "files")
            mirror.write()
            with nginx(mirror.folder) as url:
                yield url

    def get(address: str, path: str, **headers: str) -> httpx.Response:
        spelled = {name.replace("_", "-"): value for name, value in headers.items()}
        return httpx.get(address + path, headers=spelled, trust_env=False, follow_redirects=True)

    @pytest.mark.parametrize(
        "path",
        [
            "/forms.json",
            f"/forms/{FORM}.json",
            f"/forms/{FORM}/1.0.0.json",
            f"/forms/{FORM}/latest.json",
            f"/forms/{FORM}/1.json",
            f"/forms/{FORM}/local/{OWNER}.json",
            f"/forms/{FORM}/local/{OWNER}/1.json",
            f"/forms/{FORM}/local/{OWNER}/1.diff.json",
            "/components/note/1.0.0.json",
            "/meta/local-diff.json",
            "/municipalities.json",
            "/catalog.json",
            "/problems.json",
            "/problems/not-found",
            "/openapi.json",
            "/feeds/all.atom",
            f"/feeds/municipalities/{OWNER}.atom",
            "/feeds/prefectures/990001.atom",
            "/checkpoint",
            "/keys.json",
            "/log/tile/entries/000.p/{size}",
            "/log/tile/0/000.p/{size}",
        ],
    )
    @pytest.mark.parametrize("coding", ["identity", "gzip"])
    def test_an_answer_is_that_of_the_registry(
        registry: Served, address: str, path: str, coding: str
    ) -> None:
        path = path.format(size=Checkpoint.parse(get(address, "/checkpoint").text).size)
        theirs = registry.get(path, headers={"accept-encoding": coding})
        ours = get(address, path, accept_encoding=coding)
        assert (theirs.status_code, ours.status_code) == (200, 200)
        if path != "/checkpoint":  # is signed anew
            assert ours.content == theirs.content
        for name in (
            "content-type",
            "content-encoding",
            "cache-control",
            "x-content-type-options",
            "referrer-policy",
            "content-security-policy",
            "access-control-allow-origin",
        ):
            assert ours.headers.get(name) == theirs.headers.get(name), name
        assert ours.headers["vary"] == "Accept-Encoding"

    @pytest.mark.parametrize(
        ("path", "policy"),
        [(f"/forms/{FORM}/1.0.0.json", IMMUTABLE), (f"/forms/{FORM}.json", POINTER)],
    )
    def test_what_is_held_is_not_sent_again(address: str, path: str, policy: str) -> None:
        first = get(address, path)
        assert first.headers["cache-control"] == policy
        again = get(address, path, if_none_match=first.headers["etag"])
        assert (again.status_code, again.content) == (304, b"")

    def test_the_compressed_twin_is_sent_as_it_lies_there(address: str) -> None:
        with httpx.stream(
            "GET",
            f"{address}/municipalities.json",
            headers={"accept-encoding": "gzip"},
            trust_env=False,
        ) as answer:
            raw = b"".join(answer.iter_raw())
        assert answer.headers["content-encoding"] == "gzip"
        assert json.loads(gzip.decompress(raw))["municipalities"]

    @pytest.mark.parametrize(
        "path",
        ["/", "/nothing", "/forms", "/forms/", "/.soroe-export.lock", "/forms.json.gz",
         "/forms/none/1.0.0.json", "/errors/not-found.json"],
    )  # fmt: skip
    def test_what_is_not_there_is_a_problem_document(address: str, path: str) -> None:
        answer = get(address, path)
        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.json()["type"] == "/problems/not-found"

    @pytest.mark.parametrize(
        ("method", "path"),
        [("GET", "/api/v1/whoami"), ("POST", "/api/v1/check"), ("PUT", "/forms.json")],
    )
    def test_what_only_a_registry_can_do_is_said(address: str, method: str, path: str) -> None:
        answer = httpx.request(method, address + path, trust_env=False)
        assert answer.status_code == 405
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["type"] == "/problems/mirror-only-reads"

    def test_the_client_explains_it(address: str) -> None:
        with Client(address) as client, pytest.raises(RegistryError) as e:
            client.run(flows.check(b"{}", FORM))
        assert e.value.problem.type == "mirror-only-reads"

    def test_the_configuration_is_right_as_it_stands(tmp_path: Path) -> None:
        (tmp_path / "nginx.conf").write_text(configured(tmp_path, tmp_path, free_port()))
        command = ["nginx", "-t", "-e", "stderr", "-c", str(tmp_path / "nginx.conf")]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert "warn" not in done.stderr


def test_the_policies_are_those_of_the_registry() -> None:
    text = CONFIG.read_text()
    assert set(re.findall(r'set \$kept "([^"]+)"', text)) == {IMMUTABLE, POINTER, NEVER}
