"""What a person has to say: a reason, a comment, a covering note."""

from __future__ import annotations

from registry.limits import MAX_REMARK
from registry.problems import RefusedError
from soroe.errors import Problem


def remark(text: str, at: str, limit: int = MAX_REMARK) -> str:
    """The text without space around it; `RefusedError` `remark-unfit` where it is none or long."""
    said = text.strip()
    if not said or len(said) > limit:
        params = {"found": str(len(said)), "limit": str(limit)}
        raise RefusedError(Problem("remark-unfit", at, params))
    return said
