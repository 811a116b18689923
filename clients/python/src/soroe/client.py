"""`Client` and `AsyncClient`: two short drivers of the flows in `soroe.flows`.

    with Client("https://registry.example") as registry:
        core = registry.get_core("gakudo-application", "1")

Both retry what may be retried (every request here has the same effect once or twice), honour
`Retry-After`, end a job at its total deadline, and keep answers on disk unless told otherwise.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Generator
from contextlib import aclosing, closing
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, Self, TypeAlias, TypedDict, TypeVar, Unpack

import msgspec

from soroe import flows
from soroe.cache import DiskCache, Store, caching
from soroe.errors import UnreachableError
from soroe.flows import Core, Fictional, Flow, Local, Pulled, Request, Response
from soroe.in_force import InForce
from soroe.listing import FormListing, LocalListing, Municipality, Publication, Whoami
from soroe.model import Report
from soroe.transport import (
    CutError,
    Options,
    Timeout,
    Unanswered,
    address,
    build,
    collect,
    failure,
    failures,
    follow,
    result,
    settings,
)
from soroe.when import ALWAYS, When

T = TypeVar("T")

BUSY = frozenset({429, 502, 503, 504})
"""Statuses that pass: the same request is made again."""

MAX_REDIRECTS = 5


class Retry(msgspec.Struct, frozen=True):
    """How often to ask in all, and the seconds of the first and of the longest pause between."""

    attempts: int = 4
    first: float = 0.5
    longest: float = 8.0


class Wait(msgspec.Struct, frozen=True):
    """Asks the driver to let so many seconds pass."""

    seconds: float


Step: TypeAlias = Request | Wait
Answer: TypeAlias = Response | Unanswered | None


def retrying(
    flow: Flow[T],
    retry: Retry,
    left: Callable[[], float],
    jitter: Callable[[], float] = random.random,
) -> Generator[Step, Answer, T]:
    """The same flow, which asks again when the registry is busy or out of reach.

    `left` tells the seconds until the deadline: a pause that would pass it is not made. `jitter`
    (0 to 1) spreads the pauses of many clients, unless the registry has named the time.
    """
    try:
        request = next(flow)
        while True:
            for attempt in range(1, retry.attempts + 1):
                answer = yield request
                pause = _pause(answer, retry, attempt, jitter)
                last = request.once or attempt == retry.attempts
                if last or pause is None or pause >= left():
                    break
                yield Wait(pause)
            if isinstance(answer, Response):
                request = flow.send(answer)
            elif answer is not None:
                request = flow.throw(UnreachableError(answer.problem))
    except StopIteration as e:
        value: T = e.value
        return value


def _pause(answer: Answer, retry: Retry, attempt: int, jitter: Callable[[], float]) -> float | None:
    """Seconds before the next attempt; None where another attempt would not help."""
    backoff = min(retry.longest, retry.first * 2.0 ** (attempt - 1)) * (0.5 + jitter() / 2)
    if isinstance(answer, Response):
        if answer.status not in BUSY:
            return None
        named = _retry_after(answer)
        return backoff if named is None else named
    return backoff if answer is not None and answer.retry else None


def _retry_after(answer: Response) -> float | None:
    """Seconds, or a date that is measured from the answer's own date: no clock of ours."""
    text = answer.headers.get("retry-after", "").strip()
    if text.isdecimal() and len(text) < 10:
        return float(text)
    try:
        until = parsedate_to_datetime(text)
        now = parsedate_to_datetime(answer.headers.get("date", ""))
        return max(0.0, (until - now).total_seconds())
    except (TypeError, ValueError):
        return None


class Settings(TypedDict, total=False):
    """The options of both clients, all by name.

    token: sent with writing and `whoami` only, and never along a redirect.
    timeout: seconds to connect, between parts of an answer, and for a whole job.
    retry: attempts and pauses.
    proxy: address of a proxy; None reads HTTPS_PROXY, HTTP_PROXY and NO_PROXY.
    ca_file: certificates to trust instead of the usual ones; None reads SSL_CERT_FILE.
    cache: where answers are kept; None is the user's cache folder.
    offline: answer from the cache alone.
    transport: an httpx transport instead of the network (`soroe.testing.MemoryRegistry`).
    clock: seconds of a steady clock.
    """

    token: str | None
    timeout: Timeout
    retry: Retry
    proxy: str | None
    ca_file: Path | str | None
    cache: Store | None
    offline: bool
    transport: Any
    clock: Callable[[], float]


class _Common:
    """What both clients hold."""

    def __init__(self, base_url: str, given: Settings) -> None:
        ca_file = given.get("ca_file")
        self._options = Options(
            base_url=address(base_url),
            token=given.get("token"),
            timeout=given.get("timeout", Timeout()),
            proxy=given.get("proxy"),
            ca_file=None if ca_file is None else Path(ca_file),
        )
        self._http_settings = settings(self._options, given.get("transport"))
        self._failures = failures()
        self._retry = given.get("retry", Retry())
        self._store: Store = given.get("cache") or DiskCache()
        self._offline = given.get("offline", False)
        self._clock = given.get("clock", time.monotonic)

    @property
    def base_url(self) -> str:
        """The registry's address, without a final slash."""
        return self._options.base_url

    def _start(self, flow: Flow[T]) -> tuple[Generator[Step, Answer, T], Callable[[], float]]:
        """The steps of a flow, and the seconds that are left for it."""
        deadline = self._clock() + self._options.timeout.total

        def left() -> float:
            return deadline - self._clock()

        kept = caching(flow, self._store, self._options.base_url, offline=self._offline)
        return retrying(kept, self._retry, left), left


class Client(_Common):
    """A blocking client of one registry; a context manager, and safe to share between threads.

    Options: `Settings`. Raises `DocumentError` for an address, proxy or certificate file that
    cannot be used. All methods are those of `soroe.flows`, where they are described; they raise
    `RegistryError`, `UnreachableError` or `IntegrityError`.
    """

    def __init__(
        self,
        base_url: str,
        *,
        sleep: Callable[[float], None] = time.sleep,
        **options: Unpack[Settings],
    ) -> None:
        """`sleep` lets seconds pass between attempts."""
        super().__init__(base_url, options)
        import httpx  # noqa: PLC0415 - slow to import

        self._http = httpx.Client(**self._http_settings)
        self._sleep = sleep

    def run(self, flow: Flow[T]) -> T:
        """Drive a flow to its result."""
        steps, left = self._start(flow)
        answer: Answer = None
        try:
            while True:
                step = steps.send(answer)
                if isinstance(step, Wait):
                    self._sleep(step.seconds)
                    answer = None
                else:
                    answer = self._ask(step, left)
        except StopIteration as e:
            value: T = e.value
            return value

    def _ask(self, request: Request, left: Callable[[], float]) -> Answer:
        onward = build(self._http, request, self._options, left())
        try:
            for _ in range(MAX_REDIRECTS + 1):
                with closing(self._http.send(onward, stream=True)) as response:
                    following = follow(onward, response)
                    if following is None:
                        body = bytearray()
                        for part in response.iter_bytes():
                            collect(body, part, left, request)
                        return result(response, bytes(body))
                    onward = following
            raise CutError("too-many-redirects")
        except self._failures as e:
            return failure(e, self._options)

    def form_listing(self, form: str) -> FormListing:
        """See `flows.form_listing`."""
        return self.run(flows.form_listing(form))

    def local_listing(self, form: str, municipality: str) -> LocalListing:
        """See `flows.local_listing`."""
        return self.run(flows.local_listing(form, municipality))

    def get_core(self, form: str, version: str = "latest", when: When = ALWAYS) -> Core:
        """See `flows.get_core`."""
        return self.run(flows.get_core(form, version, when))

    def get_diff(
        self, form: str, municipality: str, revision: int | None = None, when: When = ALWAYS
    ) -> Local:
        """See `flows.get_diff`."""
        return self.run(flows.get_diff(form, municipality, revision, when))

    def get_local_form(
        self, form: str, municipality: str, revision: int | None = None, when: When = ALWAYS
    ) -> Local:
        """See `flows.get_local_form`."""
        return self.run(flows.get_local_form(form, municipality, revision, when))

    def pull(
        self,
        form: str,
        version: str = "latest",
        municipality: str | None = None,
        when: When = ALWAYS,
    ) -> Pulled:
        """See `flows.pull`."""
        return self.run(flows.pull(form, version, municipality, when))

    def what_is_in_force(self, form: str, when: When, municipality: str | None = None) -> InForce:
        """See `flows.what_is_in_force`."""
        return self.run(flows.what_is_in_force(form, when, municipality))

    def push_core(self, form: str, version: str, body: bytes) -> Publication:
        """See `flows.push_core`."""
        return self.run(flows.push_core(form, version, body))

    def push_diff(self, body: bytes, revision: int | None = None) -> Publication:
        """See `flows.push_diff`."""
        return self.run(flows.push_diff(body, revision))

    def check(
        self, body: bytes, form: str, core: str = "latest", municipality: str | None = None
    ) -> Report:
        """See `flows.check`."""
        return self.run(flows.check(body, form, core, municipality))

    def search(self, words: str, fictional: Fictional = "exclude") -> tuple[Municipality, ...]:
        """See `flows.search`."""
        return self.run(flows.search(words, fictional))

    def whoami(self) -> Whoami:
        """See `flows.whoami`."""
        return self.run(flows.whoami())

    def ready(self) -> bool:
        """See `flows.ready`."""
        return self.run(flows.ready())

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class AsyncClient(_Common):
    """The asynchronous client of one registry; an asynchronous context manager.

    Options: `Settings`. Raises `DocumentError` for an address, proxy or certificate file that
    cannot be used. All methods are those of `soroe.flows`, where they are described; they raise
    `RegistryError`, `UnreachableError` or `IntegrityError`.
    """

    def __init__(
        self,
        base_url: str,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        **options: Unpack[Settings],
    ) -> None:
        """`sleep` lets seconds pass between attempts."""
        super().__init__(base_url, options)
        import httpx  # noqa: PLC0415 - slow to import

        self._http = httpx.AsyncClient(**self._http_settings)
        self._sleep = sleep

    async def run(self, flow: Flow[T]) -> T:
        """Drive a flow to its result."""
        steps, left = self._start(flow)
        answer: Answer = None
        try:
            while True:
                step = steps.send(answer)
                if isinstance(step, Wait):
                    await self._sleep(step.seconds)
                    answer = None
                else:
                    answer = await self._ask(step, left)
        except StopIteration as e:
            value: T = e.value
            return value

    async def _ask(self, request: Request, left: Callable[[], float]) -> Answer:
        onward = build(self._http, request, self._options, left())
        try:
            for _ in range(MAX_REDIRECTS + 1):
                async with aclosing(await self._http.send(onward, stream=True)) as response:
                    following = follow(onward, response)
                    if following is None:
                        body = bytearray()
                        async for part in response.aiter_bytes():
                            collect(body, part, left, request)
                        return result(response, bytes(body))
                    onward = following
            raise CutError("too-many-redirects")
        except self._failures as e:
            return failure(e, self._options)

    async def form_listing(self, form: str) -> FormListing:
        """See `flows.form_listing`."""
        return await self.run(flows.form_listing(form))

    async def local_listing(self, form: str, municipality: str) -> LocalListing:
        """See `flows.local_listing`."""
        return await self.run(flows.local_listing(form, municipality))

    async def get_core(self, form: str, version: str = "latest", when: When = ALWAYS) -> Core:
        """See `flows.get_core`."""
        return await self.run(flows.get_core(form, version, when))

    async def get_diff(
        self, form: str, municipality: str, revision: int | None = None, when: When = ALWAYS
    ) -> Local:
        """See `flows.get_diff`."""
        return await self.run(flows.get_diff(form, municipality, revision, when))

    async def get_local_form(
        self, form: str, municipality: str, revision: int | None = None, when: When = ALWAYS
    ) -> Local:
        """See `flows.get_local_form`."""
        return await self.run(flows.get_local_form(form, municipality, revision, when))

    async def pull(
        self,
        form: str,
        version: str = "latest",
        municipality: str | None = None,
        when: When = ALWAYS,
    ) -> Pulled:
        """See `flows.pull`."""
        return await self.run(flows.pull(form, version, municipality, when))

    async def what_is_in_force(
        self, form: str, when: When, municipality: str | None = None
    ) -> InForce:
        """See `flows.what_is_in_force`."""
        return await self.run(flows.what_is_in_force(form, when, municipality))

    async def push_core(self, form: str, version: str, body: bytes) -> Publication:
        """See `flows.push_core`."""
        return await self.run(flows.push_core(form, version, body))

    async def push_diff(self, body: bytes, revision: int | None = None) -> Publication:
        """See `flows.push_diff`."""
        return await self.run(flows.push_diff(body, revision))

    async def check(
        self, body: bytes, form: str, core: str = "latest", municipality: str | None = None
    ) -> Report:
        """See `flows.check`."""
        return await self.run(flows.check(body, form, core, municipality))

    async def search(
        self, words: str, fictional: Fictional = "exclude"
    ) -> tuple[Municipality, ...]:
        """See `flows.search`."""
        return await self.run(flows.search(words, fictional))

    async def whoami(self) -> Whoami:
        """See `flows.whoami`."""
        return await self.run(flows.whoami())

    async def ready(self) -> bool:
        """See `flows.ready`."""
        return await self.run(flows.ready())

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()
