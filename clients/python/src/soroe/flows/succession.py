"""Successions of municipalities: listing, recording and cancelling them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal, TypeAlias
from urllib.parse import urlencode

import msgspec

from soroe.flows.answers import value_of
from soroe.flows.messages import JSON, Flow, Request
from soroe.flows.names import code_name
from soroe.listing import Answer, Succession, Successions, decode

_PATH = "/api/v1/successions"
_HEADERS = {"content-type": JSON, "accept": JSON}

Kind: TypeAlias = Literal["merger", "code-change", "boundary"]


class Recorded(Answer, frozen=True):
    """The succession, whether it was recorded now, and the drafts that were prepared for the heir.

    `drafts` are those of this moment; later ones follow what the old municipality still publishes.
    """

    succession: Succession
    created: bool
    drafts: tuple[str, ...] = ()


def list_successions(municipality: str | None = None) -> Flow[tuple[Succession, ...]]:
    """All successions, or those of one code, by their day."""
    path = _PATH
    if municipality is not None:
        path += "?" + urlencode({"municipality": code_name(municipality)})
    return decode(value_of(path, (yield Request("GET", path))), Successions, path).successions


def record_succession(
    codes: Sequence[str], to: str, effective: date, kind: Kind, note: str = ""
) -> Flow[Recorded]:
    """Record that `codes` pass to `to` on a day (steward); the same again changes nothing."""
    command = {
        "from": [code_name(code) for code in codes],
        "to": code_name(to),
        "effective": effective.isoformat(),
        "kind": kind,
        "note": note,
    }
    body = msgspec.json.encode(command)
    answer = yield Request("POST", _PATH, _HEADERS, body, private=True)
    return decode(value_of(_PATH, answer, (200, 201)), Recorded, _PATH)


def cancel_succession(number: int, reason: str) -> Flow[Recorded]:
    """Say that a succession was recorded by mistake (steward)."""
    path = f"{_PATH}/{number}/cancel"
    body = msgspec.json.encode({"reason": reason})
    answer = yield Request("POST", path, _HEADERS, body, private=True)
    return decode(value_of(path, answer), Recorded, path)
