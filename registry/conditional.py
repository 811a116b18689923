"""What a request's headers ask for: nothing new (RFC 9110, 13.1.2), or a compressed answer."""

from __future__ import annotations

import re

_TAG = re.compile(rb'(?:W/)?("[^"]*")')
_CODING = re.compile(rb"\s*([^\s;,]+)\s*(?:;\s*q\s*=\s*([0-9.]+))?\s*(?:,|$)", re.IGNORECASE)


def matches(if_none_match: bytes, etag: bytes) -> bool:
    """Whether the caller has this already: a list of tags, weak ones too, or `*`."""
    return (
        if_none_match == etag
        or if_none_match.strip() == b"*"
        or (etag in _TAG.findall(if_none_match))
    )


def wants_gzip(accept_encoding: bytes) -> bool:
    """Whether gzip is asked for: by name, or by `*`, with a quality above 0."""
    qualities = {
        name.lower(): not quality or float(quality or b"0") > 0
        for name, quality in _CODING.findall(accept_encoding)
        if not quality or _is_number(quality)
    }
    return qualities.get(b"gzip", qualities.get(b"*", False))


def _is_number(text: bytes) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
