"""A provider that lies in one place: for the ID tokens and answers that must not be taken."""

from __future__ import annotations

import base64
import hmac
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs

from joserfc import jws
from joserfc.jwk import RSAKey

CLIENT = "soroe-client"
Claims = dict[str, Any]


class Forger:
    """What it answers; tests change it. `asked` are the forms sent to the token endpoint."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.key = RSAKey.generate_key(2048, {"kid": "one"})
        self.shown = [self.key]
        self.nonce = ""
        self.change: Callable[[Claims], Claims] = dict
        self.sign: Callable[[Claims], str] = self.signed
        self.status: dict[str, int] = {}
        self.issuer = url
        self.asked: list[dict[str, str]] = []
        self.auth: list[str | None] = []

    def signed(self, claims: Claims) -> str:
        head = {"alg": "RS256", "kid": self.key.kid}
        return jws.serialize_compact(head, json.dumps(claims), self.key)

    def signed_with_what_is_public(self, claims: Claims) -> str:
        """The confusion of algorithms: the public key taken for a shared secret."""
        text = _head_and({"alg": "HS256", "kid": self.key.kid}, claims)
        public = self.key.as_pem(private=False)
        return f"{text}.{_encoded(hmac.new(public, text.encode(), sha256).digest())}"

    def unsigned(self, claims: Claims) -> str:
        return _head_and({"alg": "none"}, claims) + "."

    def claims(self) -> Claims:
        now = int(time.time())
        told = {
            "iss": self.url, "aud": CLIENT, "sub": "person-1", "nonce": self.nonce,
            "iat": now, "exp": now + 300, "name": "例示 花子",
        }  # fmt: skip
        return self.change(told)

    def answer(self, path: str, form: dict[str, str]) -> Any:
        if path == "/.well-known/openid-configuration":
            return {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "jwks_uri": f"{self.url}/jwks",
            }
        if path == "/jwks":
            return {"keys": [key.as_dict(private=False) for key in self.shown]}
        self.asked.append(form)
        return {"access_token": "x", "token_type": "Bearer", "id_token": self.sign(self.claims())}


def _head_and(head: Claims, claims: Claims) -> str:
    return ".".join(_encoded(json.dumps(part).encode()) for part in (head, claims))


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@contextmanager
def forging() -> Iterator[Forger]:
    """Such a provider on the loopback."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.tell({})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            forger.auth.append(self.headers.get("authorization"))
            self.tell({name: values[0] for name, values in parse_qs(body).items()})

        def tell(self, form: dict[str, str]) -> None:
            body = json.dumps(forger.answer(self.path, form)).encode()
            self.send_response(forger.status.get(self.path, 200))
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    forger = Forger(f"http://127.0.0.1:{server.server_port}")
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield forger
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
