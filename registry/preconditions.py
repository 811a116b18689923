"""If-Match: writing over a text only where it still is the one that the writer has seen.

The tag of an answer is the SHA-256 of its bytes, so a writer names the text it has read. A tag that
came with a compressed answer (`…-gzip`) names the same text. See RFC 9110, 13.1.1 and RFC 6585, 3.
"""

from __future__ import annotations

import re
from typing import Any, Final

from litestar.connection import ASGIConnection

from registry.problems import RefusedError
from soroe.errors import Problem

_TAG: Final = re.compile(r'"([!#-~]+)"')
_CODED: Final = "-gzip"


def required(request: ASGIConnection[Any, Any, Any, Any]) -> str:
    """The tag in If-Match without its quotes: the hex SHA-256 of the text that was read.

    Raises `RefusedError` `precondition-required` (428) where there is none, and where it is `*`, a
    weak tag or several, none of which says which text the writer has seen.
    """
    given = request.headers.get("if-match", "").strip()
    match = _TAG.fullmatch(given)
    if match is None:
        raise RefusedError(Problem("precondition-required", params={"found": given[:100] or "-"}))
    return match[1].removesuffix(_CODED)


def edited_meanwhile(*, yours: str, current: str, number: int, by: str | None) -> Problem:
    """The problem (412) of a writer who had not seen the text that is there now.

    `yours` and `current` are the digests of the text that was named and of the one that is there;
    `number` counts the texts of this thing, and `by` is the organisation that wrote the current
    one (None: the registry itself).
    """
    params = {"yours": yours, "current": current, "number": str(number), "by": by or "-"}
    return Problem("edited-meanwhile", params=params)
