"""What a core on its way out says of itself: headers of its document, a notice in listings."""

from __future__ import annotations

from datetime import UTC, date, datetime
from email.utils import format_datetime

import msgspec

from registry import days
from registry.db.states import Standing, State


class Notice(msgspec.Struct, frozen=True, rename="camel"):
    """What a steward said of a version that is deprecated or withdrawn.

    `effective`: the day from which it should not be used; `removal`: the day on which it is
    announced to be withdrawn; `replacement`: the version to use in its place.
    """

    effective: date | None
    removal: date | None
    replacement: str | None
    replacement_url: str | None
    reason: str
    recorded_at: datetime


class StateEntry(msgspec.Struct, frozen=True, rename="camel"):
    """What was said of a version at one time; `recorded_by` None is the operator."""

    state: State
    effective: date | None
    removal: date | None
    replacement: str | None
    reason: str
    recorded_at: datetime
    recorded_by: str | None


def notice(standing: Standing | None, public_url: str) -> Notice | None:
    """The notice of a version; None where it is published as ever."""
    if standing is None or standing.state == "published":
        return None
    return Notice(
        effective=standing.effective,
        removal=standing.removal,
        replacement=standing.replacement,
        replacement_url=_replacement(standing, public_url),
        reason=standing.reason,
        recorded_at=standing.recorded_at,
    )


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
    if (successor := _replacement(standing, public_url)) is not None:
        links.insert(0, f'<{successor}>; rel="successor-version"')
    out = {"Deprecation": f"@{int(since.timestamp())}", "Link": ", ".join(links)}
    if standing.removal is not None:
        moment = days.beginning(standing.removal).astimezone(UTC)
        out["Sunset"] = format_datetime(moment, usegmt=True)
    return out


def _replacement(standing: Standing, public_url: str) -> str | None:
    name = standing.replacement
    return f"{public_url}/forms/{standing.form}/{name}.json" if name else None
