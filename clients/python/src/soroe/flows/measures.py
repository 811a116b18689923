"""What a registry has measured of its forms, and what it works out when it is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Literal
from urllib.parse import quote, urlencode

import msgspec

from soroe.flows.answers import value_of
from soroe.flows.messages import JSON, Flow, Request
from soroe.flows.names import code_name, form_name
from soroe.jsontext import DOOR, Limits
from soroe.listing import decode
from soroe.measured import (
    DecidedCluster,
    Decisions,
    MeasuredCandidates,
    MeasuredHistory,
    MeasuredIndex,
    MeasuredMunicipality,
    Neighbours,
    Solved,
    Wanted,
    WhatIfAnswer,
)
from soroe.model import Lang

_HEADERS = {"content-type": JSON, "accept": JSON}

WIDE: Final = Limits(size=32 * 1024 * 1024, depth=DOOR.depth + 16, nodes=8 * 1024 * 1024)
"""What is measured of 1,741 municipalities is more than any document."""


def measured_candidates(form: str) -> Flow[MeasuredCandidates]:
    """What the municipalities have in common, under the steward's decisions."""
    path = f"{_form(form)}/candidates"
    response = yield Request("GET", path, keep="ask", large=True)
    return decode(value_of(path, response, limits=WIDE), MeasuredCandidates, path)


def measured_divergence(form: str) -> Flow[MeasuredIndex]:
    """The divergence index of a form, without the items of each municipality."""
    path = f"{_form(form)}/divergence"
    response = yield Request("GET", path, keep="ask", large=True)
    return decode(value_of(path, response, limits=WIDE), MeasuredIndex, path)


def divergence_history(form: str, municipality: str | None = None) -> Flow[MeasuredHistory]:
    """The index from each day on, of all municipalities or of one."""
    path = f"{_form(form)}/divergence/history"
    if municipality is not None:
        path += "?" + urlencode({"municipality": code_name(municipality)})
    response = yield Request("GET", path, keep="ask", large=True)
    return decode(value_of(path, response, limits=WIDE), MeasuredHistory, path)


def municipality_divergence(code: str) -> Flow[MeasuredMunicipality]:
    """All forms of a municipality, item by item."""
    path = f"/api/v1/municipalities/{code_name(code)}/divergence"
    response = yield Request("GET", path, keep="ask", large=True)
    return decode(value_of(path, response, limits=WIDE), MeasuredMunicipality, path)


def nearest_neighbours(form: str, code: str, count: int = 3, lang: Lang = "ja") -> Flow[Neighbours]:
    """The municipalities that treat most items alike, and what separates them."""
    query = urlencode({"count": count, "lang": lang})
    path = f"{_form(form)}/neighbours/{code_name(code)}?{query}"
    response = yield Request("GET", path, keep="ask", large=True)
    return decode(value_of(path, response, limits=WIDE), Neighbours, path)


def solved_by(form: str, item: str, lang: Lang = "ja") -> Flow[Solved]:
    """The ways in which municipalities treat an item, and since when."""
    path = f"{_form(form)}/solved?" + urlencode({"item": item, "lang": lang}, quote_via=quote)
    response = yield Request("GET", path, keep="ask", large=True)
    return decode(value_of(path, response, limits=WIDE), Solved, path)


def ask_what_if(
    form: str,
    *,
    candidates: Sequence[str] = (),
    changes: Sequence[str] = (),
    best: int | None = None,
) -> Flow[WhatIfAnswer]:
    """What promoting these, or the best so many, would do; nothing is written."""
    path = f"{_form(form)}/what-if"
    wanted = Wanted(tuple(candidates), tuple(changes), best)
    response = yield Request("POST", path, _HEADERS, msgspec.json.encode(wanted), large=True)
    return decode(value_of(path, response, limits=WIDE), WhatIfAnswer, path)


def cluster_decisions(form: str) -> Flow[Decisions]:
    """What stewards decided about the clusters of a form; what was taken back too."""
    path = f"{_form(form)}/clusters/decisions"
    return decode(value_of(path, (yield Request("GET", path))), Decisions, path)


def decide_cluster(
    form: str, action: Literal["merge", "split"], one: str, other: str, reason: str
) -> Flow[DecidedCluster]:
    """Say that two clusters are one, or never one (steward); again changes nothing."""
    command = {"action": action, "one": one, "other": other, "reason": reason}
    return (yield from _decide(form, command))


def undo_cluster_decision(form: str, decision: int, reason: str) -> Flow[DecidedCluster]:
    """Take a decision back (steward); again changes nothing."""
    command = {"action": "undo", "decision": decision, "reason": reason}
    return (yield from _decide(form, command))


def _decide(form: str, command: Mapping[str, object]) -> Flow[DecidedCluster]:
    path = f"{_form(form)}/clusters/decisions"
    body = msgspec.json.encode(command)
    response = yield Request("POST", path, _HEADERS, body, private=True)
    return decode(value_of(path, response, (200, 201)), DecidedCluster, path)


def _form(form: str) -> str:
    return f"/api/v1/forms/{form_name(form)}"
