"""Atom feeds (RFC 4287): the newest events, with a link to the older ones (RFC 5005)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from io import StringIO
from typing import Any, Final
from urllib.parse import quote, urlsplit

import msgspec
from feedgenerator import Atom1Feed

from registry import days
from registry.web.paths import address
from soroe.events import Event, sentence, why
from soroe.locale import text
from soroe.model import Lang
from soroe.report.markup import visible
from soroe.report.page import esc

MEDIA_TYPE: Final = "application/atom+xml; charset=utf-8"

_WITH_PAGE: Final = frozenset({"core", "diff", "review", "proposal"})
"""Subjects whose name is the path of a page."""

_NOTHING_YET: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""When a feed without entries was last changed, so that it stays the same until it has one."""


class _Feed(Atom1Feed):  # type: ignore[misc] # the library has no types
    """A feed that says when its newest entry came, never what time it is now."""

    def latest_post_date(self) -> datetime:
        """When the newest entry was added."""
        return max((item["updateddate"] for item in self.items), default=_NOTHING_YET)

    def add_root_elements(self, handler: Any) -> None:
        """Beside what the library knows, where the older entries are."""
        super().add_root_elements(handler)
        if self.feed["older"] is not None:
            handler.addQuickElement("link", "", {"rel": "next", "href": self.feed["older"]})


class Page(msgspec.Struct, frozen=True):
    """Where a feed is: its address, that of this page, that of the next one (older entries)."""

    address: str
    page: str
    older: str | None


def feed(title: str, where: Page, events: Sequence[Event], lang: Lang) -> bytes:
    """One page of a feed."""
    public = where.address.partition("/feeds/")[0]
    made = _Feed(
        title=visible(title),
        link=public + "/",
        description=None,
        language=lang,
        feed_url=where.page,
        feed_guid=where.address,
        author_name=text("events", "feed", "author", lang),
        older=where.older,
    )
    for event in events:
        reason = why(event)
        made.add_item(
            title=visible(sentence(event, lang)),
            link=_page(public, event, lang),
            description=esc(text("events", "feed", "reason", lang, reason=reason))
            if reason
            else None,
            unique_id=_tag(public, event),
            pubdate=event.at,
            updateddate=event.at,
            categories=[event.topic],
        )
    out = StringIO()
    made.write(out, "utf-8")
    return out.getvalue().encode()


def _page(public: str, event: Event, lang: Lang) -> str:
    """Where a person reads more: a page, or the document of what has none."""
    subject = event.topic.partition(".")[0]
    if subject in _WITH_PAGE:
        return f"{public}/{lang}/{quote(event.name)}"
    if subject == "citation" and event.municipality is not None:
        return public + address(lang, "municipalities", event.municipality)
    return event.url


def _tag(public: str, event: Event) -> str:
    """A name that stays when the registry is told about elsewhere (RFC 4151)."""
    host, day = urlsplit(public).hostname or "localhost", days.day_of(event.at)
    return f"tag:{host},{day.isoformat()}:event/{event.id}"
