"""An address for every page, as a visitor of the samples would meet it, and who looks at it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec

from registry.development_tokens import STEWARD
from registry.web.access import ACCESS
from registry.web.paths import LANGS
from tests.web.making import FORM
from tests.web.site import CITY


class Visit(msgspec.Struct, frozen=True):
    """An address below the language; `who` is signed in there: a code, "steward", or nobody.

    `made` names what has to be made first (`tests.web.making`) and fills the places of the address.
    """

    address: str
    who: str = ""
    made: str = ""


VISITS: Final[Mapping[str, Visit]] = {
    "/": Visit("/"),
    "/about": Visit("/about"),
    "/admin": Visit("/admin", STEWARD),
    "/admin/audit": Visit("/admin/audit", STEWARD),
    "/admin/log": Visit("/admin/log", STEWARD),
    "/admin/organisations": Visit("/admin/organisations", STEWARD),
    "/admin/organisations/new": Visit("/admin/organisations/new", STEWARD),
    "/admin/organisations/{organisation}": Visit("/admin/organisations/steward", STEWARD),
    "/admin/sign-ins": Visit("/admin/sign-ins", STEWARD),
    "/check": Visit(f"/check?form={FORM}"),
    "/check/{check}": Visit("/check/{check}", made="check"),
    "/check/{check}/example/{mark}": Visit("/check/{check}/example/{mark}", made="check"),
    "/compare": Visit(f"/compare?form={FORM}&a=992011&b={CITY}"),
    "/cores": Visit("/cores", STEWARD, "core"),
    "/cores/new": Visit(f"/cores/new?form={FORM}", STEWARD),
    "/cores/{draft}": Visit("/cores/{draft}", STEWARD, "core"),
    "/cores/{draft}/impact": Visit("/cores/{draft}/impact", STEWARD, "core"),
    "/cores/{draft}/merge": Visit("/cores/{draft}/merge", STEWARD, "core"),
    "/cores/{draft}/preview": Visit("/cores/{draft}/preview", STEWARD, "core"),
    "/cores/{draft}/publish": Visit("/cores/{draft}/publish", STEWARD, "core"),
    "/drafts": Visit("/drafts", CITY, "draft"),
    "/drafts/adopt": Visit(f"/drafts/adopt?form={FORM}&from=992011&change=1", CITY),
    "/drafts/{draft}": Visit("/drafts/{draft}", CITY, "draft"),
    "/drafts/{draft}/merge": Visit("/drafts/{draft}/merge", CITY, "draft"),
    "/drafts/{draft}/preview": Visit("/drafts/{draft}/preview", CITY, "draft"),
    "/drafts/{draft}/publish": Visit("/drafts/{draft}/publish", CITY, "draft"),
    "/drafts/{draft}/published": Visit("/drafts/{draft}/published", CITY, "draft"),
    "/forms": Visit("/forms"),
    "/forms/{form}": Visit(f"/forms/{FORM}"),
    "/forms/{form}/compare": Visit(f"/forms/{FORM}/compare?from=1.0.0&to=1.1.0"),
    "/forms/{form}/candidates": Visit(f"/forms/{FORM}/candidates", STEWARD),
    "/forms/{form}/heat": Visit(f"/forms/{FORM}/heat"),
    "/forms/{form}/local/{code}/{revision}": Visit(f"/forms/{FORM}/local/{CITY}/1"),
    "/forms/{form}/local/{code}/{revision}/applicant": Visit(
        f"/forms/{FORM}/local/{CITY}/1/applicant"
    ),
    "/forms/{form}/proposals/new": Visit(f"/forms/{FORM}/proposals/new", CITY),
    "/forms/{form}/proposals/{proposal}": Visit(
        f"/forms/{FORM}/proposals/{{proposal}}", STEWARD, "proposal"
    ),
    "/forms/{form}/proposals/{proposal}/edit": Visit(
        f"/forms/{FORM}/proposals/{{proposal}}/edit", STEWARD, "proposal"
    ),
    "/forms/{form}/proposals/{proposal}/impact": Visit(
        f"/forms/{FORM}/proposals/{{proposal}}/impact", "", "proposal"
    ),
    "/forms/{form}/what-if": Visit(f"/forms/{FORM}/what-if?best=2"),
    "/forms/{form}/reviews/{version}": Visit(f"/forms/{FORM}/reviews/1.1.0", STEWARD),
    "/forms/{form}/reviews/{version}/impact": Visit(f"/forms/{FORM}/reviews/1.1.0/impact", STEWARD),
    "/forms/{form}/{version}": Visit(f"/forms/{FORM}/1.0.0"),
    "/forms/{form}/{version}/applicant": Visit(f"/forms/{FORM}/1.0.0/applicant"),
    "/guide": Visit("/guide"),
    "/me": Visit("/me", CITY),
    "/municipalities": Visit("/municipalities"),
    "/municipalities/{code}": Visit(f"/municipalities/{CITY}"),
    "/municipalities/{code}/handover": Visit(f"/municipalities/{CITY}/handover", CITY),
    "/proposals": Visit("/proposals", CITY, "proposal"),
    "/rebases/{form}/{code}": Visit(f"/rebases/{FORM}/{CITY}", CITY),
    "/search": Visit("/search?q=学年"),
    "/sign-in": Visit("/sign-in"),
    "/signed-out": Visit("/signed-out"),
}
"""By route below the language. Pages that only lead elsewhere are in `LEADS`."""

LEADS: Final = frozenset(
    {
        "/admin/audit/export",
        "/cores/{draft}/file",
        "/drafts/{draft}/file",
        "/forms/{form}/local/{code}",
        "/sign-in/back",
        "/sign-in/provider",
    }
)
"""Routes that answer with a file or with an address to go to, never with a page."""


def pages() -> list[str]:
    """Every route below the language that answers GET."""
    prefix = f"/{LANGS[0]}"
    return sorted(
        route.removeprefix(prefix) or "/"
        for method, route in ACCESS
        if method == "GET" and (route == prefix or route.startswith(f"{prefix}/"))
    )
