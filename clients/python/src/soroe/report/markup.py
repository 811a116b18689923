"""Plain text in Markdown, and addresses that a document may link to."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

_SIGNS = re.compile(r"([\\`*_\[\]|~#])")


_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")


def visible(text: str) -> str:
    """The text with control characters as visible signs: neither HTML nor XML takes them."""
    return _CONTROL.sub(lambda m: _sign(ord(m[0])), text.replace("\r\n", "\n"))


def _sign(code: int) -> str:
    return chr(0x2400 + code) if code < 0x20 else "␡" if code == 0x7F else "\ufffd"


def escaped(text: str) -> str:
    """The text with everything escaped that Markdown or HTML would take for markup, in one line."""
    out = visible(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _SIGNS.sub(r"\\\1", out).replace("\n", "<br>")


def web_address(url: str | None) -> str | None:
    """The address if it is one of the web (http, https), spelt so that it ends no markup."""
    if not url:
        return None
    try:
        scheme = urlsplit(url).scheme
    except ValueError:  # a bracket that belongs to no IPv6 address
        return None
    return quote(url, safe=":/?#[]@!$&'()*+,;=%~-._") if scheme in ("http", "https") else None
