"""A registry that misbehaves, for tests of what a program does when it meets one.

registry = Misbehaving("garbage")
registry.publish_core("gakudo-application", "1.0.0", core)
with registry.serve() as url:
    ...  # every command ends with exit code 3 and one sentence, and writes nothing
"""

from __future__ import annotations

import time
from typing import Literal, TypeAlias, get_args

from msgspec.structs import replace

from soroe.flows import Request, Response
from soroe.testing import MemoryRegistry

How: TypeAlias = Literal[
    "garbage", "portal", "cut-off", "empty", "lies", "other-bytes", "redirects", "fails", "hangs"
]
"""garbage: bytes that are no text. portal: a page of HTML with status 200. cut-off: half of the
answer. empty: nothing. lies: documents with one value changed. other-bytes: another document of the
registry. redirects: to itself, for ever. fails: status 500. hangs: no answer for `seconds`."""

HOWS: tuple[How, ...] = get_args(How)

_ELSEWHERE = "/elsewhere"


class Misbehaving(MemoryRegistry):
    """A registry in memory whose reading answers are spoilt in one way from the start."""

    def __init__(self, how: How, *, seconds: float = 30.0, token: str = "test-token") -> None:  # noqa: S107 - it guards nothing
        """`seconds` is how long it hangs."""
        super().__init__(token)
        self.how = how
        self.seconds = seconds

    def answer(self, request: Request) -> Response:
        """What the registry in memory says, spoilt."""
        said = super().answer(request)
        if request.method != "GET":
            return said
        match self.how:
            case "garbage":
                return replace(said, body=b"\x00\xff\xfe" * 100)
            case "portal":
                page = b"<!doctype html><title>Login</title>"
                return Response(200, {"content-type": "text/html"}, page)
            case "cut-off":
                return replace(said, body=said.body[: len(said.body) // 2])
            case "empty":
                return replace(said, body=b"")
            case "lies":
                return _without_tag(said, said.body.replace(b"6", b"7"))
            case "other-bytes":
                listing = super().answer(replace(request, path="/forms.json"))
                return _without_tag(said, listing.body)
            case "redirects":
                return Response(302, {"location": f"{_ELSEWHERE}{request.path}"}, b"")
            case "fails":
                return Response(500, {"content-type": "text/plain"}, b"oops")
            case "hangs":
                time.sleep(self.seconds)
        return said


def _without_tag(said: Response, body: bytes) -> Response:
    """The answer with other bytes, and no tag that would give it away."""
    headers = {name: value for name, value in said.headers.items() if name != "etag"}
    return Response(said.status, headers, body)
