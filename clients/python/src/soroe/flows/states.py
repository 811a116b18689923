"""The states of published cores: what was said of them, and saying something (steward)."""

from __future__ import annotations

from datetime import date
from typing import Literal, TypeAlias

import msgspec

from soroe.flows.answers import value_of
from soroe.flows.messages import JSON, Flow, Request
from soroe.flows.names import form_name, refuse
from soroe.listing import Answer, StateEntry, decode
from soroe.versions import parse

State: TypeAlias = Literal["published", "deprecated", "withdrawn"]


class Said(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is said of a version: `deprecated` takes the first day and the version in its place.

    `removal` is the day on which it is announced to be withdrawn. A withdrawal may name a
    replacement; `published` takes back what was said.
    """

    state: State = msgspec.field()
    reason: str = msgspec.field()
    effective: date | None = None
    removal: date | None = None
    replacement: str | None = None


class Changed(Answer, frozen=True):
    """What holds of the version now; not `created` where it held before."""

    form: str
    version: str
    standing: StateEntry
    created: bool


class States(Answer, frozen=True):
    """The state of a version now, and all that was ever said of it, oldest first."""

    form: str
    version: str
    state: str
    history: tuple[StateEntry, ...] = ()


def get_states(form: str, version: str) -> Flow[States]:
    """The state of a version and how it came to it."""
    path = _path(form, version)
    return decode(value_of(path, (yield Request("GET", path, keep="ask"))), States, path)


def change_state(form: str, version: str, said: Said) -> Flow[Changed]:
    """Deprecate or withdraw a version, or take that back; the same again changes nothing."""
    path = _path(form, version)
    headers = {"content-type": JSON, "accept": JSON}
    request = Request("POST", path, headers, msgspec.json.encode(said), private=True)
    return decode(value_of(path, (yield request), (200, 201)), Changed, path)


def _path(form: str, version: str) -> str:
    if parse(version) is None:
        refuse("version-invalid", version=version)
    return f"/api/v1/forms/{form_name(form)}/versions/{version}/state"
