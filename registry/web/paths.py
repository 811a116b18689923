"""Addresses of pages: each stands below the language that it is in."""

from __future__ import annotations

from functools import lru_cache
from typing import Final
from urllib.parse import quote, urlencode

from soroe.model import Lang

LANGS: Final[tuple[Lang, ...]] = ("ja", "en")
"""The languages of the pages, the first is that of who asks for none."""


def both(path: str) -> list[str]:
    """The routes of a page, one for each language."""
    return [f"/{lang}{path}".rstrip("/") for lang in LANGS]


def is_page(path: str) -> bool:
    """Whether the path is that of a page (and not of a document or the interface)."""
    return path == "/" or (path.startswith("/") and path.split("/", 2)[1] in LANGS)


def lang_of(path: str) -> Lang:
    """The language that the path of a page names."""
    named = path.split("/", 2)[1]
    return next((lang for lang in LANGS if lang == named), LANGS[0])


def in_language(lang: Lang, path: str) -> str:
    """The same page in a language; `path` is that of a page in any."""
    rest = path.split("/", 2)[2] if path.count("/") > 1 else ""
    return f"/{lang}/{rest}"


def address(lang: Lang, *parts: str, **query: object) -> str:
    """The address of a page, every part quoted; parameters that are None are left out."""
    path = "/".join(map(_quoted, parts))
    given = {name: value for name, value in query.items() if value is not None}
    return f"/{lang}/{path}" + (f"?{urlencode(given, doseq=True)}" if given else "")


@lru_cache(maxsize=8192)
def _quoted(part: str) -> str:
    """A part of an address; a page has hundreds, of few different ones."""
    return quote(part, safe="@")
