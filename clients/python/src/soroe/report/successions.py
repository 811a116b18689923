"""The mergers and changes of codes that a registry has recorded, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from soroe.listing import Succession
from soroe.locale import text
from soroe.model import Lang
from soroe.report.days import day
from soroe.report.style import Style
from soroe.report.width import wrap


def listed(found: Sequence[Succession], lang: Lang, columns: int, style: Style) -> str:
    """Each with its number, kind and day, who becomes whom, and why it was cancelled."""
    if not found:
        return _say("none", lang) + "\n"
    return "\n\n".join("\n".join(one(s, lang, columns, style)) for s in found) + "\n"


def one(succession: Succession, lang: Lang, columns: int, style: Style) -> Iterator[str]:
    """One of them."""
    kind = _say(succession.kind, lang)
    effective = day(succession.effective, lang)
    head = _say("head", lang, id=succession.id, kind=kind, effective=effective)
    cancelled = succession.cancel_reason
    mark = "  " + style(_say("is-cancelled", lang), "bad") if cancelled else ""
    yield style(head, "strong") + mark
    heir = _named(succession, succession.to)
    for code in succession.from_codes:
        part = "goes-on" if succession.kind == "boundary" else "becomes"
        yield "  " + _say(part, lang, code=_named(succession, code), heir=heir)
    if succession.note:
        yield from wrap(succession.note, columns, "  ", "  ")
    if cancelled:
        yield from wrap(_say("why-cancelled", lang, reason=cancelled), columns, "  ", "  ")


def _named(succession: Succession, code: str) -> str:
    name = succession.names.get(code)
    return f"{name}({code})" if name else code


def _say(part: str, lang: Lang, **params: object) -> str:
    return text("cli", "succession", part, lang, **params)
