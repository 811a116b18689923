"""The feeds of a registry, read as values; feed readers read the same addresses."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote, urlencode
from xml.etree.ElementTree import Element, ParseError

import msgspec
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from soroe.errors import Problem, UnreachableError
from soroe.flows.answers import refused
from soroe.flows.messages import Flow, Request, Response
from soroe.flows.names import code_name, form_name
from soroe.model import Lang

_ATOM = "{http://www.w3.org/2005/Atom}"


class Entry(msgspec.Struct, frozen=True):
    """One entry: its stable id, what happened in a sentence, when, where to read more.

    `reason` is what somebody gave as the reason, as HTML; "" where nobody did.
    """

    id: str
    title: str
    at: datetime
    url: str
    topic: str
    reason: str = ""


class Feed(msgspec.Struct, frozen=True):
    """A page of a feed, newest entries first; `before` asks for the next page, None at the end."""

    title: str
    entries: tuple[Entry, ...]
    before: int | None = None


def feed_path(
    *, form: str | None = None, municipality: str | None = None, prefecture: str | None = None
) -> str:
    """The address of the feed of a form, a municipality or a prefecture, or of everything."""
    if form is not None:
        return f"/feeds/forms/{form_name(form)}.atom"
    if municipality is not None:
        return f"/feeds/municipalities/{code_name(municipality)}.atom"
    if prefecture is not None:
        return f"/feeds/prefectures/{code_name(prefecture)}.atom"
    return "/feeds/all.atom"


def get_feed(path: str, *, before: int | None = None, lang: Lang = "ja") -> Flow[Feed]:
    """A page of the feed at `feed_path`; `UnreachableError` where what comes is no Atom feed."""
    given = {"before": before, "lang": lang if lang != "ja" else None}
    query = urlencode({name: value for name, value in given.items() if value is not None})
    path = quote(path) + (f"?{query}" if query else "")
    response = yield Request("GET", path, {"accept": "application/atom+xml"}, keep="ask")
    if response.status != 200:
        raise refused(path, response)
    try:
        return _feed(fromstring(response.body))
    except (ParseError, DefusedXmlException, ValueError) as e:
        raise _strange(path, response, type(e).__name__) from None


def _feed(root: Element) -> Feed:
    older = next(
        (e.get("href", "") for e in root.iter(f"{_ATOM}link") if e.get("rel") == "next"), ""
    )
    number = older.partition("before=")[2].partition("&")[0]
    return Feed(
        title=_text(root, "title"),
        entries=tuple(_entry(entry) for entry in root.iter(f"{_ATOM}entry")),
        before=int(number) if number else None,
    )


def _entry(entry: Element) -> Entry:
    link, category = (entry.find(_ATOM + name) for name in ("link", "category"))
    return Entry(
        id=_text(entry, "id"),
        title=_text(entry, "title"),
        at=datetime.fromisoformat(_text(entry, "updated")),
        url=link.get("href", "") if link is not None else "",
        topic=category.get("term", "") if category is not None else "",
        reason=_text(entry, "summary"),
    )


def _text(element: Element, name: str) -> str:
    return element.findtext(_ATOM + name) or ""


def _strange(path: str, response: Response, detail: str) -> UnreachableError:
    params = {"path": path, "detail": f"HTTP {response.status}, {detail}"}
    return UnreachableError(Problem("unexpected-answer", params=params))
