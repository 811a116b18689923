"""Where a sign-in leads: to the page that somebody wanted, if it is one of ours."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

from registry.web.paths import LANGS, address
from soroe.model import Lang

MAX_ADDRESS: Final = 2000

_OURS: Final = re.compile(rf"/(?:{'|'.join(LANGS)})/[!-\[\]-~]*", re.ASCII)
"""Printable ASCII below a language, without the backslash that browsers take for a slash."""


def own_page(lang: Lang, wanted: str) -> str:
    """The page that was wanted, or the person's own where that is none of ours."""
    home = address(lang, "me")
    if len(wanted) > MAX_ADDRESS or not _OURS.fullmatch(wanted):
        return home
    parts = urlsplit(wanted)
    if parts.scheme or parts.netloc or "//" in parts.path:
        return home
    here = parts.path.split("/")[2]
    return home if here in {"sign-in", "sign-out"} else wanted
