"""Asking for pages: which there are, and how long many clients at once wait for each."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Mapping, Sequence
from statistics import median, quantiles
from typing import Final, NamedTuple
from urllib.parse import quote, urlsplit

from bench.load import Connection, LoadError, request
from bench.processors import used
from registry.development_tokens import STEWARD
from registry.web.access import ACCESS

CLIENTS = 16
CITY = "999903"
WORDS = (
    "学年",
    "口座",
    "がくねん",
    "電話番号",
    "例示川",
    "市長",
    "びょういん",
    "日付",
    "a",
    "振込",
)

PAGES: Final[Mapping[str, tuple[str, str]]] = {
    "/": ("/", ""),
    "/about": ("/about", ""),
    "/admin": ("/admin", STEWARD),
    "/admin/audit": ("/admin/audit", STEWARD),
    "/admin/log": ("/admin/log", STEWARD),
    "/admin/organisations": ("/admin/organisations", STEWARD),
    "/admin/sign-ins": ("/admin/sign-ins", STEWARD),
    "/check": ("/check?form={form}", ""),
    "/compare": ("/compare?form={form}&a={code}&b={other}", ""),
    "/drafts": ("/drafts", CITY),
    "/forms": ("/forms", ""),
    "/forms/{form}": ("/forms/{form}", ""),
    "/forms/{form}/candidates": ("/forms/{form}/candidates", ""),
    "/forms/{form}/heat": ("/forms/{form}/heat", ""),
    "/forms/{form}/heat, all": ("/forms/{form}/heat?rows=all", ""),
    "/forms/{form}/heat, near": ("/forms/{form}/heat?near={code}", ""),
    "/forms/{form}/local/{code}/{revision}": ("/forms/{form}/local/{code}/1", ""),
    "/forms/{form}/local/{code}/{revision}/applicant": (
        "/forms/{form}/local/{code}/1/applicant",
        "",
    ),
    "/forms/{form}/what-if": ("/forms/{form}/what-if", ""),
    "/forms/{form}/{version}": ("/forms/{form}/1.0.0", ""),
    "/forms/{form}/{version}/applicant": ("/forms/{form}/1.0.0/applicant", ""),
    "/guide": ("/guide", ""),
    "/me": ("/me", CITY),
    "/municipalities": ("/municipalities", ""),
    "/municipalities/{code}": ("/municipalities/{code}", ""),
    "/municipalities/{code}/handover": (f"/municipalities/{CITY}/handover", CITY),
    "/proposals": ("/proposals", ""),
    "/search": ("/search?q={word}", ""),
    "/sign-in": ("/sign-in", ""),
    "/signed-out": ("/signed-out", ""),
}
"""By route (and what of it): an address, and who asks. Places are filled anew for each request."""


class Waited(NamedTuple):
    """How long a page took, in milliseconds; `sent` are the bytes of the longest answer.

    `own` and `others` are processor time for each of the many answers: of the program that answers,
    whose turn all others wait for, and of its workers and the database.
    """

    first: float
    alone: float
    middle: float
    late: float
    own: float
    others: float
    sent: int


def left_out() -> list[str]:
    """Routes that have no address here: they lead elsewhere, or show what is to be made first."""
    known = {f"/ja{name.partition(',')[0]}".rstrip("/") for name in PAGES}
    there = {route for method, route in ACCESS if method == "GET" and route.startswith("/ja")}
    return sorted(route.removeprefix("/ja") for route in there - known)


class Site(NamedTuple):
    """Where the pages are, what their places are filled with, and the cookie of each who asks.

    `pid` is the program that answers.
    """

    url: str
    pid: int
    form: str
    codes: Sequence[str]
    cookies: Mapping[str, str]


def waited(site: Site, name: str, count: int) -> Waited:
    """Ask for a page by one client, then so many times by 16 at once."""
    address, who = PAGES[name]
    rng = random.Random(f"{name} {site.form}")

    def asked() -> bytes:
        code, other = rng.sample(site.codes, 2)
        word = quote(rng.choice(WORDS))
        there = address.format(form=site.form, code=code, other=other, word=word)
        headers = ["Accept-Encoding: gzip"]
        if who:
            headers.append(f"Cookie: {site.cookies[who]}")
        return request("GET", f"{site.url}/ja{there}", *headers)

    return asyncio.run(_waited(site, [asked() for _ in range(count + count // 8 + 1)], count))


async def _waited(site: Site, requests: Sequence[bytes], count: int) -> Waited:
    parts = urlsplit(site.url)
    sizes: list[int] = []

    async def ask(turns: list[bytes]) -> list[float]:
        connection = await Connection.open(parts.hostname or "", parts.port or 80)
        took = []
        while turns:
            one = turns.pop()
            start = time.perf_counter()
            status, body = await connection.send(one)
            took.append((time.perf_counter() - start) * 1000)
            if status != 200:
                raise LoadError(f"{status}: {one.partition(b' HTTP')[0].decode()}")
            sizes.append(len(body))
        connection.close()
        return took

    turns = list(requests)
    many = [turns.pop() for _ in range(count)]
    first, *alone = await ask(turns)
    before = used(site.pid)
    together = await asyncio.gather(*(ask(many) for _ in range(CLIENTS)))
    every = [ms for one in together for ms in one]
    after = used(site.pid)
    return Waited(
        first,
        alone=median(alone),
        middle=median(every),
        late=quantiles(every, n=20)[-1],
        own=(after.own - before.own) / count,
        others=(after.others - before.others) / count,
        sent=max(sizes),
    )
