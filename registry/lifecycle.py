"""What a core on its way out says of itself: headers of its document, entries in listings."""

from __future__ import annotations

from datetime import UTC, date, datetime
from email.utils import format_datetime

import msgspec

from registry import days
from registry.db.states import Standing, State


class StateEntry(msgspec.Struct, frozen=True, rename="camel"):
    """What was said of a version at one time; `recorded_by` None is the operator.

    `effective`: the day from which it should not be used; `removal`: the day on which it is
    announced to be withdrawn; `replacement`: the version to use in its place.
    """

    state: State
    effective: date | None
    removal: date | None
    replacement: str | None
    reason: str
    recorded_at: datetime
    recorded_by: str | None


def entry(standing: Standing) -> StateEntry:
    """What was said, as it is shown."""
    fields = StateEntry.__struct_fields__
    return StateEntry(**{name: getattr(standing, name) for name in fields})


def headers(standing: Standing, public_url: str) -> dict[str, str]:
    """The headers of the document of a version that is deprecated or withdrawn.

    Deprecation (RFC 9745) is the day from which it should not be used, or when it was withdrawn;
    Sunset (RFC 8594) the day of the announced withdrawal, after which the address still answers;
    the links lead to the version in its place and to what was said.
    """
    if standing.state == "published":
        return {}
    since = days.beginning(standing.effective) if standing.effective else standing.recorded_at
    told = f"{public_url}/api/v1/forms/{standing.form}/versions/{standing.version}/state"
    links = [f'<{told}>; rel="deprecation"; type="application/json"']
    if standing.replacement is not None:
        successor = f"{public_url}/forms/{standing.form}/{standing.replacement}.json"
        links.insert(0, f'<{successor}>; rel="successor-version"')
    out = {"Deprecation": f"@{int(since.timestamp())}", "Link": ", ".join(links)}
    if standing.removal is not None:
        moment = days.beginning(standing.removal).astimezone(UTC)
        out["Sunset"] = format_datetime(moment, usegmt=True)
    return out
