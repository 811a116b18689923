"""What the registry wants somebody to look at; it refuses nothing, and has sentences for each.

A remark is a `Remark` of `soroe.citation` (sentences in locale/citations), or is of a problem's
type where the same thing is refused elsewhere (sentences in locale/problems).
"""

from __future__ import annotations

import msgspec

from soroe.citation import Remark, explain


class Remarked(msgspec.Struct, frozen=True, omit_defaults=True, rename="camel"):
    """A remark in both languages; `at` is a JSON Pointer into the document that was sent."""

    type: str
    title: str
    title_en: str
    detail: str
    detail_en: str
    remedy: str
    remedy_en: str
    at: str = ""
    params: dict[str, str] = {}


def remarked(remark: Remark) -> Remarked:
    """The remark with its sentences."""
    title, detail, remedy = explain(remark, "ja")
    title_en, detail_en, remedy_en = explain(remark, "en")
    return Remarked(
        type=remark.type,
        title=title,
        title_en=title_en,
        detail=detail,
        detail_en=detail_en,
        remedy=remedy,
        remedy_en=remedy_en,
        at=remark.at,
        params=remark.params,
    )
