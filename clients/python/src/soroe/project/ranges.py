"""Version ranges of a project: `latest`, `1` (1.x.y), `1.2` (1.2.y), `1.2.0`, `>=1.1,<2`.

Ranges with signs are those of Python packages (PEP 440, release numbers alone), read by
`packaging`; it is imported only where a range has to be looked up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from soroe.versions import Version, parse

_PLAIN = re.compile(r"latest|\d{1,9}(?:\.\d{1,9}){0,2}")
_SIGNED = re.compile(r"\s*(?:(?:[<>]=?|==|!=|~=)\s*\d{1,9}(?:\.\d{1,9}){0,2}\s*,?\s*)+")


def is_range(text: str) -> bool:
    """Whether the text is a range."""
    if _PLAIN.fullmatch(text):
        return True
    if not _SIGNED.fullmatch(text):
        return False
    from packaging.specifiers import InvalidSpecifier, SpecifierSet  # noqa: PLC0415 - see above

    try:
        SpecifierSet(text)
    except InvalidSpecifier:
        return False
    return True


def newest(text: str, known: Iterable[str]) -> str | None:
    """The highest version in the range, or None."""
    found = [version for v in known if (version := parse(v)) is not None and _fits(text, version)]
    return str(max(found)) if found else None


def _fits(text: str, version: Version) -> bool:
    if text == "latest":
        return True
    if _PLAIN.fullmatch(text):
        parts = [int(part) for part in text.split(".")]
        return list(version[: len(parts)]) == parts
    from packaging.specifiers import SpecifierSet  # noqa: PLC0415 - see above

    return SpecifierSet(text).contains(str(version))
