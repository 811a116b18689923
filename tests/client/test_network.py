"""Retries, deadlines, redirects, proxies, certificates: real HTTP on loopback, both clients."""

from __future__ import annotations

import gzip
import socket
import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
import trustme

from soroe import flows
from soroe.client import Client, Retry
from soroe.errors import DocumentError, RegistryError, SoroeError, UnreachableError
from soroe.flows import Request
from soroe.testing import MemoryRegistry
from soroe.transport import MAX_ANSWER, Timeout
from tests.client.drive import KINDS, Clock, Kind, run
from tests.client.samples import CORE, FORM, body, diff
from tests.client.servers import forward_proxy, reply, serving, taken

pytestmark = pytest.mark.parametrize("kind", KINDS)

PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR")


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
def registry() -> MemoryRegistry:
    made = MemoryRegistry()
    made.publish_core(FORM, "1.0.0", CORE)
    made.publish_diff(diff())
    return made


def core() -> flows.Flow[flows.Core]:
    return flows.get_core(FORM)


def answered(registry: MemoryRegistry, to: BaseHTTPRequestHandler) -> None:
    """Answer as the registry does."""
    headers = {k.lower(): v for k, v in to.headers.items()}
    said = registry.answer(Request("GET", to.path, headers, taken(to)))
    reply(to, said.status, said.body, content_type=said.headers["content-type"])


# ---- trying again


class Failing:
    """Answers 503 (or what is given) so many times, then as the registry does."""

    def __init__(self, registry: MemoryRegistry, times: int, status: int = 503, **headers: str):
        self.registry, self.left, self.status, self.headers = registry, times, status, headers
        self.count = 0

    def __call__(self, to: BaseHTTPRequestHandler) -> None:
        self.count += 1
        if self.left:
            self.left -= 1
            reply(to, self.status, b"busy", **self.headers)
        else:
            answered(self.registry, to)


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_busy_registry_is_asked_again_when_it_says(
    kind: Kind, status: int, registry: MemoryRegistry
) -> None:
    clock = Clock()
    with serving(Failing(registry, 2, status, retry_after="7")) as port:
        found = run(kind, f"http://127.0.0.1:{port}", core, clock=clock)
    assert found.document == CORE
    assert clock.slept == [7.0, 7.0]


def test_a_date_to_come_back_at_is_measured_by_the_answers_own_clock(
    kind: Kind, registry: MemoryRegistry
) -> None:
    clock = Clock()
    date = "Sun, 22 Nov 2026 06:00:{:02d} GMT"

    class Dated(Failing):
        def __call__(self, to: BaseHTTPRequestHandler) -> None:
            to.date_time_string = lambda timestamp=None: date.format(10)  # type: ignore[method-assign]
            super().__call__(to)

    with serving(Dated(registry, 1, retry_after=date.format(15))) as port:
        run(kind, f"http://127.0.0.1:{port}", core, clock=clock)
    assert clock.slept == [5.0]


def test_without_a_time_the_pauses_grow_up_to_the_longest(
    kind: Kind, registry: MemoryRegistry
) -> None:
    clock = Clock()
    retry = Retry(attempts=6, first=1.0, longest=4.0)
    with serving(Failing(registry, 5)) as port:
        run(kind, f"http://127.0.0.1:{port}", core, clock=clock, retry=retry)
    assert len(clock.slept) == 5
    for slept, most in zip(clock.slept, (1, 2, 4, 4, 4), strict=True):
        assert most / 2 <= slept <= most


def test_a_registry_that_stays_busy_is_given_up(kind: Kind, registry: MemoryRegistry) -> None:
    registry.down = True
    failing = Failing(registry, 0)
    with serving(failing) as port, pytest.raises(SoroeError) as e:
        run(kind, f"http://127.0.0.1:{port}", core, retry=Retry(attempts=3))
    assert failing.count == 3
    assert isinstance(e.value, RegistryError)
    assert e.value.status == 503


def test_a_pause_past_the_deadline_is_not_made(kind: Kind, registry: MemoryRegistry) -> None:
    clock = Clock()
    failing = Failing(registry, 1, retry_after="3600")
    with serving(failing) as port, pytest.raises(UnreachableError):
        run(kind, f"http://127.0.0.1:{port}", core, clock=clock, timeout=Timeout(total=60))
    assert clock.slept == []
    assert failing.count == 1


def test_a_refusal_is_not_asked_about_again(kind: Kind, registry: MemoryRegistry) -> None:
    clock = Clock()
    with registry.serve() as url, pytest.raises(RegistryError) as e:
        run(kind, url, lambda: flows.push_diff(body(diff(4))), clock=clock, token="wrong")
    assert e.value.status == 401
    assert clock.slept == []


def test_a_publication_is_sent_again_after_a_busy_answer(
    kind: Kind, registry: MemoryRegistry
) -> None:
    """The first attempt was made, only its answer was lost; the second finds the same content."""
    clock = Clock()

    def handle(to: BaseHTTPRequestHandler) -> None:
        headers = {k.lower(): v for k, v in to.headers.items()}
        method: Any = to.command
        said = registry.answer(Request(method, to.path, headers, taken(to)))
        if method == "PUT" and said.status == 201:
            reply(to, 502, b"lost")
        else:
            reply(to, said.status, said.body, content_type=said.headers["content-type"])

    with serving(handle) as port:
        found = run(
            kind,
            f"http://127.0.0.1:{port}",
            lambda: flows.push_diff(body(diff(4))),
            clock=clock,
            token=registry.token,
        )
    assert (found.name, found.created) == (f"forms/{FORM}/local/999903/2", False)


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port: int = s.getsockname()[1]
        return port


def test_nobody_there_is_tried_a_few_times_and_then_told(kind: Kind) -> None:
    clock = Clock()
    with pytest.raises(UnreachableError) as e:
        run(kind, f"http://127.0.0.1:{free_port()}", core, clock=clock)
    assert e.value.problem.type == "unreachable"
    assert len(clock.slept) == 3


def test_a_connection_that_is_hung_up_is_tried_again(kind: Kind, registry: MemoryRegistry) -> None:
    class HangsUp(Failing):
        def __call__(self, to: BaseHTTPRequestHandler) -> None:
            if self.left:
                self.left -= 1
                to.close_connection = True
                to.connection.shutdown(socket.SHUT_RDWR)
            else:
                answered(self.registry, to)

    clock = Clock()
    with serving(HangsUp(registry, 2)) as port:
        assert run(kind, f"http://127.0.0.1:{port}", core, clock=clock).document == CORE
    assert len(clock.slept) == 2


# ---- time and size


@pytest.fixture
def silent() -> Iterator[int]:
    """A server that takes the request and says nothing until the test is over."""
    over = threading.Event()

    def handle(_: BaseHTTPRequestHandler) -> None:
        over.wait()

    with serving(handle) as port:
        yield port
        over.set()


def test_silence_ends_after_the_time_between_parts(kind: Kind, silent: int) -> None:
    timeout = Timeout(read=0.05)
    with pytest.raises(UnreachableError) as e:
        run(kind, f"http://127.0.0.1:{silent}", core, timeout=timeout, retry=Retry(attempts=1))
    assert e.value.problem.type == "timed-out"


def test_an_answer_that_trickles_ends_at_the_deadline(kind: Kind) -> None:
    """Each part comes in time, but the whole never ends; the clock moves on with each part."""
    clock = Clock()

    def handle(to: BaseHTTPRequestHandler) -> None:
        to.send_response(200)
        to.send_header("content-length", "1000000")
        to.end_headers()
        while clock.now < 100:
            clock.now += 1
            to.wfile.write(b" ")
            to.wfile.flush()
        to.wfile.write(b" " * 1000)

    with serving(handle) as port, pytest.raises(UnreachableError) as e:
        run(kind, f"http://127.0.0.1:{port}", core, clock=clock, timeout=Timeout(total=50))
    assert e.value.problem.type == "timed-out"


@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_an_answer_without_end_is_cut_off(kind: Kind, coding: str) -> None:
    endless = b" " * (MAX_ANSWER + 1)
    sent = gzip.compress(endless) if coding == "gzip" else endless
    with (
        serving(lambda to: reply(to, 200, sent, content_encoding=coding)) as port,
        pytest.raises(UnreachableError) as e,
    ):
        run(kind, f"http://127.0.0.1:{port}", core)
    assert e.value.problem.type == "answer-too-large"


# ---- redirects and the token


def test_reading_follows_a_redirect(kind: Kind, registry: MemoryRegistry) -> None:
    with (
        registry.serve() as there,
        serving(lambda to: reply(to, 308, location=there + to.path)) as port,
    ):
        assert run(kind, f"http://127.0.0.1:{port}", core).document == CORE


@pytest.mark.parametrize("elsewhere", ["another host", "the same host"])
def test_the_token_never_goes_along_a_redirect(
    kind: Kind, elsewhere: str, registry: MemoryRegistry
) -> None:
    seen: list[tuple[str, str | None]] = []

    def handle(to: BaseHTTPRequestHandler) -> None:
        seen.append((to.path, to.headers.get("authorization")))
        if to.path == "/api/v1/whoami":
            host = "http://localhost:" if elsewhere == "another host" else "http://127.0.0.1:"
            reply(to, 307, location=f"{host}{port}/landing")
        else:
            reply(to, 200, b'{"organisation": "x"}', content_type="application/json")

    with serving(handle) as port:
        run(kind, f"http://127.0.0.1:{port}", flows.whoami, token="secret")
    assert seen == [("/api/v1/whoami", "Bearer secret"), ("/landing", None)]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_writing_is_never_redirected(kind: Kind, status: int) -> None:
    seen: list[str] = []

    def handle(to: BaseHTTPRequestHandler) -> None:
        seen.append(f"{to.command} {to.path}")
        reply(to, status, location="/elsewhere")

    with serving(handle) as port, pytest.raises(UnreachableError):
        run(
            kind,
            f"http://127.0.0.1:{port}",
            lambda: flows.push_core(FORM, "1.0.0", body(CORE)),
            token="t",
        )
    assert seen == [f"PUT /api/v1/forms/{FORM}/versions/1.0.0"]


def test_addresses_that_lead_in_circles_are_left(kind: Kind) -> None:
    with (
        serving(lambda to: reply(to, 302, location=to.path)) as port,
        pytest.raises(UnreachableError) as e,
    ):
        run(kind, f"http://127.0.0.1:{port}", core)
    assert e.value.problem.type == "too-many-redirects"


# ---- proxies


def test_a_given_proxy_is_used(kind: Kind, registry: MemoryRegistry) -> None:
    with registry.serve() as url, forward_proxy() as (port, asked):
        assert run(kind, url, core, proxy=f"http://127.0.0.1:{port}").document == CORE
    assert asked == [f"GET {url}/forms/{FORM}.json", f"GET {url}/forms/{FORM}/1.0.0.json"]


def test_the_environments_proxy_is_used_but_for_its_exceptions(
    kind: Kind, registry: MemoryRegistry, monkeypatch: pytest.MonkeyPatch
) -> None:
    with registry.serve() as url, forward_proxy() as (port, asked):
        monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{port}")
        run(kind, url, core)
        assert len(asked) == 2
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        run(kind, url, core)
        assert len(asked) == 2


def test_a_proxy_with_a_password_gets_it(kind: Kind, registry: MemoryRegistry) -> None:
    with registry.serve() as url, forward_proxy("clerk:pass") as (port, _):
        found = run(kind, url, core, proxy=f"http://clerk:pass@127.0.0.1:{port}")
        assert found.document == CORE
        with pytest.raises(UnreachableError) as e:
            run(kind, url, core, proxy=f"http://clerk:wrong@127.0.0.1:{port}")
    assert "407" in e.value.problem.params["detail"]


def test_a_proxy_that_refuses_is_named_as_the_reason(kind: Kind) -> None:
    with forward_proxy() as (port, asked), pytest.raises(UnreachableError) as e:
        run(kind, "https://registry.test", core, proxy=f"http://127.0.0.1:{port}")
    assert e.value.problem.type == "proxy-failed"
    assert asked == ["CONNECT registry.test:443"]


# ---- certificates


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def tls(authority: trustme.CA, registry: MemoryRegistry) -> Iterator[str]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    with serving(lambda to: answered(registry, to), context) as port:
        yield f"https://localhost:{port}"


def test_a_network_with_an_authority_of_its_own_is_trusted_by_its_file(
    kind: Kind, authority: trustme.CA, tls: str, tmp_path: Path
) -> None:
    file = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(file))
    assert run(kind, tls, core, ca_file=file).document == CORE


def test_the_environments_certificate_file_is_read(
    kind: Kind, authority: trustme.CA, tls: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(file))
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    assert run(kind, tls, core).document == CORE


def test_an_unknown_certificate_is_refused_at_once_and_named(kind: Kind, tls: str) -> None:
    clock = Clock()
    with pytest.raises(UnreachableError) as e:
        run(kind, tls, core, clock=clock)
    assert e.value.problem.type == "certificate-refused"
    assert clock.slept == []


def test_another_authoritys_file_does_not_help(kind: Kind, tls: str, tmp_path: Path) -> None:
    file = tmp_path / "other.pem"
    trustme.CA().cert_pem.write_to_path(str(file))
    with pytest.raises(UnreachableError) as e:
        run(kind, tls, core, ca_file=file)
    assert e.value.problem.type == "certificate-refused"


def test_a_name_that_the_certificate_does_not_have_is_refused(
    kind: Kind, authority: trustme.CA, tls: str, tmp_path: Path
) -> None:
    file = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(file))
    with pytest.raises(UnreachableError) as e:
        run(kind, tls.replace("localhost", "127.0.0.1"), core, ca_file=file)
    assert e.value.problem.type == "certificate-refused"


# ---- what cannot be used at all


@pytest.mark.parametrize(
    ("url", "options", "problem"),
    [
        ("registry.example", {}, "address-invalid"),
        ("ftp://registry.example", {}, "address-invalid"),
        ("http://", {}, "address-invalid"),
        ("http://registry.example:x", {}, "address-invalid"),
        ("http://registry.example/?a=1", {}, "address-invalid"),
        ("http://registry.example", {"proxy": "gopher://proxy"}, "proxy-invalid"),
        ("http://registry.example", {"proxy": "proxy:8080"}, "proxy-invalid"),
        ("http://registry.example", {"ca_file": "/nowhere/ca.pem"}, "ca-file-unreadable"),
        ("http://registry.example", {"ca_file": __file__}, "ca-file-unreadable"),
    ],
)
def test_what_cannot_be_used_is_refused_before_anything_is_asked(
    kind: Kind, url: str, options: dict[str, Any], problem: str
) -> None:
    with pytest.raises(DocumentError) as e:
        run(kind, url, core, **options)
    assert e.value.problem.type == problem


def test_a_wrong_proxys_password_is_not_shown(kind: Kind) -> None:
    with pytest.raises(DocumentError) as e:
        run(kind, "http://registry.example", core, proxy="gopher://clerk:geheim@proxy")
    assert "geheim" not in str(e.value)


def test_an_address_below_a_path_is_kept(kind: Kind) -> None:
    seen: list[str] = []

    def handle(to: BaseHTTPRequestHandler) -> None:
        seen.append(to.path)
        reply(to, 404)

    with serving(handle) as port, pytest.raises(UnreachableError):
        run(kind, f"http://127.0.0.1:{port}/soroe/", core)
    assert seen == [f"/soroe/forms/{FORM}.json", "/soroe/forms.json"]


def test_a_client_is_shared_by_threads(kind: Kind, registry: MemoryRegistry) -> None:
    if kind == "asynchronous":
        found = [run(kind, "http://registry.test", core, transport=registry) for _ in range(4)]
        assert {f.version for f in found} == {"1.0.0"}
        return
    versions: list[str] = []
    with registry.serve() as url, Client(url) as client:
        threads = [
            threading.Thread(target=lambda: versions.append(client.get_core(FORM).version))
            for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert versions == ["1.0.0"] * 8
