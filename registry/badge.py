"""A badge: one line of a findings report as a small picture (SVG) that also reads well aloud.

Nothing in it comes from elsewhere: no font, no script, no link. The text is white on colours with
which it has a contrast of at least 4.5 (WCAG 2.2, 1.4.3), and no meaning lies in a colour alone.
"""

from __future__ import annotations

from datetime import date
from html import escape
from typing import Final, Literal, TypeAlias

import msgspec

from soroe.locale import text
from soroe.model import Lang
from soroe.report.width import width

State: TypeAlias = Literal["same", "explained", "beyond", "unexplained", "withdrawn"]

COLOURS: Final[dict[State, str]] = {
    "same": "#1b6e3c",
    "explained": "#1b5e8a",
    "beyond": "#8a4b00",
    "unexplained": "#a3201b",
    "withdrawn": "#5a5a5a",
}
LABEL: Final = "#3b3b3b"
INK: Final = "#ffffff"

_COLUMN: Final = 6.6
"""Pixels of a column at 11 pixels of letter; a Japanese character takes two."""

_PAD: Final = 8


class Told(msgspec.Struct, frozen=True):
    """What a badge tells: whose report, of which day and form, and how many differences of a sort.

    `state` is the state of the core now.
    """

    form: str
    title: str
    version: str
    state: str
    organisation: str
    day: date
    grounded: int
    practice: int
    unexplained: int
    beyond: int


def state_of(told: Told) -> State:
    """The gravest thing there is to say."""
    if told.state == "withdrawn":
        return "withdrawn"
    if told.unexplained:
        return "unexplained"
    if told.beyond:
        return "beyond"
    return "explained" if told.grounded + told.practice else "same"


def badge(told: Told, lang: Lang) -> str:
    """The picture."""
    state = state_of(told)
    counts = {
        "explained": told.grounded + told.practice,
        "beyond": told.beyond,
        "unexplained": told.unexplained,
    }
    message = text("badge", state, "message", lang, count=counts.get(state, 0))
    label = f"{told.form} {told.version}"
    title = text("badge", "title", "message", lang, **_facts(told), told=message)
    about = text("badge", "about", "message", lang, **_facts(told))
    left, right = (round(width(part) * _COLUMN) + 2 * _PAD for part in (label, message))
    head = f'width="{left + right}" height="20" role="img" lang="{lang}"'
    fonts = "Verdana, 'Hiragino Sans', 'Yu Gothic', sans-serif"
    lines = (
        f'<svg xmlns="http://www.w3.org/2000/svg" {head} aria-labelledby="title about">',
        f'<title id="title">{escape(title)}</title>',
        f'<desc id="about">{escape(about)}</desc>',
        f'<rect width="{left}" height="20" fill="{LABEL}"/>',
        f'<rect x="{left}" width="{right}" height="20" fill="{COLOURS[state]}"/>',
        f'<g fill="{INK}" font-family="{fonts}" font-size="11" aria-hidden="true">',
        _line(label, _PAD, left),
        _line(message, left + _PAD, right),
        "</g>",
        "</svg>",
    )
    return "\n".join(lines) + "\n"


def _line(words: str, x: int, box: int) -> str:
    """The words in their box, as wide with any font as they were reckoned."""
    return (
        f'<text x="{x}" y="14" textLength="{box - 2 * _PAD}" '
        f'lengthAdjust="spacingAndGlyphs">{escape(words)}</text>'
    )


def _facts(told: Told) -> dict[str, object]:
    return {**msgspec.structs.asdict(told), "day": told.day.isoformat()}
