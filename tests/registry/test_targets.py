"""Can nobody make the registry ask for what only the registry can reach?"""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Awaitable, Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address, ip_network

import pytest
import trustme

from registry.outgoing.post import Sender, Sent
from registry.outgoing.rules import Rules
from registry.outgoing.targets import TargetError, allowed, checked, read_target
from tests.registry.databases import OWNER
from tests.registry.documents import encoded
from tests.registry.receivers import receiving
from tests.registry.served import Served

OUTSIDE = Rules()
PILOT = Rules((ip_network("127.0.0.0/8"),))
PUBLIC = "93.184.215.14"


def leading_to(*answers: list[str]) -> Callable[[str, int], Awaitable[list[str]]]:
    """A resolver that gives these answers in turn; the last one stays."""
    left = list(answers)

    async def resolve(_host: str, _port: int) -> list[str]:
        return left.pop(0) if len(left) > 1 else left[0]

    return resolve


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.9.9.9", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.254",
        "192.168.1.1", "169.254.169.254", "100.64.0.1", "100.100.100.200", "168.63.129.16",
        "192.0.0.192", "198.18.0.1", "203.0.113.5", "224.0.0.1", "240.0.0.1", "255.255.255.255",
        "::", "::1", "fe80::1", "fc00::1", "fd00:ec2::254", "ff02::1", "2001:db8::1",
        "::ffff:127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",
        "2002:7f00:1::", "2002:a9fe:a9fe::1",
    ],
)  # fmt: skip
def test_inner_addresses_are_refused_however_they_are_written(address: str) -> None:
    assert not allowed(ip_address(address), OUTSIDE)


@pytest.mark.parametrize("address", [PUBLIC, "8.8.8.8", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_public_addresses_are_allowed(address: str) -> None:
    assert allowed(ip_address(address), OUTSIDE)


def test_the_operator_can_allow_networks_but_never_the_link() -> None:
    rules = Rules((ip_network("10.1.0.0/16"), ip_network("169.254.0.0/16")))
    assert allowed(ip_address("10.1.2.3"), rules)
    assert allowed(ip_address("::ffff:10.1.2.3"), rules)
    assert not allowed(ip_address("10.2.0.1"), rules)
    assert not allowed(ip_address("169.254.169.254"), rules)


@pytest.mark.parametrize(
    "url",
    [
        "", "example.jp", "ftp://example.jp/", "file:///etc/passwd", "https://", "https:///x",
        "https://user:word@example.jp/", "https://user@example.jp/", "https://example.jp/#x",
        "https://example.jp:0x1bb/", "https://example.jp:99999/", "https://例示.jp/",
        "https://example.jp/a b", "https://example.jp/\n", "https://[::1", "https://a\\b/",
        "gopher://example.jp:443/", "https://example.jp/" + "x" * 2000,
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(TargetError) as caught:
        read_target(url)
    assert caught.value.problem.type == "webhook-target-invalid"


@pytest.mark.parametrize(
    ("url", "answer", "kind"),
    [
        ("https://example.jp/", [PUBLIC], None),
        ("https://example.jp:8443/", [PUBLIC], None),
        ("https://example.jp:25/", [PUBLIC], "webhook-target-invalid"),
        ("https://example.jp:5432/", [PUBLIC], "webhook-target-invalid"),
        ("http://example.jp/", [PUBLIC], "webhook-target-invalid"),
        ("http://example.jp:443/", [PUBLIC], "webhook-target-invalid"),
        ("https://example.jp/", [PUBLIC, "10.0.0.1"], "webhook-target-inside"),
        ("https://example.jp/", ["fe80::1%eth0"], "webhook-target-inside"),
        ("https://example.jp/", [], "webhook-target-unresolved"),
    ],
)  # fmt: skip
def test_every_address_of_a_name_counts(url: str, answer: list[str], kind: str | None) -> None:
    look = checked(read_target(url), OUTSIDE, leading_to(answer))
    if kind is None:
        assert asyncio.run(look) == answer
        return
    with pytest.raises(TargetError) as caught:
        asyncio.run(look)
    assert caught.value.problem.type == kind


@pytest.mark.parametrize(
    "url",
    ["https://127.0.0.1/", "https://2130706433/", "https://0x7f.1/", "https://127.1/",
     "https://[::1]/", "https://[::ffff:127.0.0.1]/", "https://localhost/", "http://localhost/",
     "https://169.254.169.254/latest/meta-data/", "https://[fe80::1]/", "https://0/"],
)  # fmt: skip
def test_an_inner_target_is_not_taken_by_a_registry(registry: Served, url: str) -> None:
    path = f"/api/v1/organisations/{OWNER}/webhooks"
    answer = registry.call("POST", path, registry.tokens.owner, content=encoded({"url": url}))
    assert answer.status_code == 422
    kind = answer.json()["type"].rpartition("/")[2]
    assert kind in {"webhook-target-inside", "webhook-target-invalid", "webhook-target-unresolved"}
    assert registry.call("GET", path, registry.tokens.owner).json() == {"webhooks": []}


def send(url: str, sender: Sender) -> Sent:
    return asyncio.run(sender.post(url, {"content-type": "application/json"}, b"{}"))


def test_a_name_that_leads_inside_later_reaches_nothing() -> None:
    """DNS rebinding: public when it was added, the loopback when it is sent to."""
    with receiving() as receiver:
        resolver = leading_to([PUBLIC], ["127.0.0.1"])
        asyncio.run(checked(read_target("https://example.jp/"), OUTSIDE, resolver))
        assert send("https://example.jp/", Sender(OUTSIDE, resolver)) == Sent(None, "target")
        assert not receiver.taken


def test_the_name_is_not_asked_again_between_check_and_connection() -> None:
    """The connection goes to the address that was checked: a second answer is never asked for."""
    asked: list[str] = []

    async def resolve(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"]

    with receiving() as receiver:
        url = f"http://nowhere.invalid:{receiver.port}/checked"
        assert send(url, Sender(PILOT, resolve)) == Sent(204)
        assert receiver.at("/checked")[0].headers["host"] == f"nowhere.invalid:{receiver.port}"
    assert asked == ["nowhere.invalid"]


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/ok", Sent(204)), ("/no", Sent(500, "status")), ("/moved", Sent(302, "redirect")),
        ("/gone", Sent(410, "gone")),
    ],
)  # fmt: skip
def test_what_the_target_says_is_kept(path: str, sent: Sent) -> None:
    with receiving() as receiver:
        receiver.statuses |= {"/no": [500], "/moved": [302], "/gone": [410]}
        assert send(receiver.url(path), Sender(PILOT)) == sent
        assert not receiver.at("/elsewhere")


def test_a_target_that_never_answers_is_left_when_its_time_is_over() -> None:
    with receiving() as receiver:
        assert send(receiver.url("/hang"), Sender(PILOT, seconds=0.2)) == Sent(None, "timeout")


def test_a_target_that_is_not_there_or_breaks_off_is_told_apart() -> None:
    class Cut(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.connection.close()

    with HTTPServer(("127.0.0.1", 0), Cut) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        url = f"http://127.0.0.1:{server.server_address[1]}/"
        assert send(url, Sender(PILOT)) == Sent(None, "cut")
        thread.join()
    assert send(url, Sender(PILOT)) == Sent(None, "unreachable")


def test_a_certificate_that_nobody_vouches_for_is_refused() -> None:
    """TLS to a server that speaks none, and to one whose certificate is its own."""
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)

    class Quiet(HTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            """The handshake fails, as it should."""

    with Quiet(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        server.socket = context.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        url = f"https://localhost:{server.server_address[1]}/"
        assert send(url, Sender(PILOT, leading_to(["127.0.0.1"]))) == Sent(None, "tls")
        thread.join()
