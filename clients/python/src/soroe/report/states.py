"""What `soroe state` and `soroe show` say of a version on its way out."""

from __future__ import annotations

from collections.abc import Iterator

from soroe.flows.states import States
from soroe.listing import FormListing, StateEntry
from soroe.locale import text
from soroe.model import Lang
from soroe.report.days import day, moment
from soroe.report.style import Style, Tone
from soroe.report.width import paragraphs, table, wrap

_TONES: dict[str, Tone] = {"published": "good", "deprecated": "mixed", "withdrawn": "bad"}


def shown(states: States, lang: Lang, columns: int, style: Style) -> str:
    """The state of a version now, its facts, and how it came to it."""
    return "\n".join(_shown(states, lang, columns, style)) + "\n"


def _shown(states: States, lang: Lang, columns: int, style: Style) -> Iterator[str]:
    state = style(_say(states.state, lang), _TONES.get(states.state, "bad"))
    yield style(f"{states.form}@{states.version}", "strong") + "  " + state
    if not states.history:
        yield "  " + _say("never", lang)
        return
    if states.state != "published":
        yield from _facts(states.history[-1], lang, columns)
    yield ""
    yield style(_say("history", lang), "strong")
    for entry in states.history:
        when = f"{moment(entry.recorded_at)}  {_say(f'became-{entry.state}', lang)}"
        yield "  " + when
        if entry.state == "deprecated":
            facts = {"effective": day(entry.effective, lang), "replacement": entry.replacement}
            yield from wrap(_say("brief", lang, **facts), columns, "    ", "    ")
        yield from paragraphs(entry.reason, columns, "    ", "    ")


def _facts(said: StateEntry, lang: Lang, columns: int) -> Iterator[str]:
    rows = [
        (_say("fact-effective", lang), day(said.effective, lang)) if said.effective else None,
        (_say("fact-removal", lang), day(said.removal, lang)) if said.removal else None,
        (_say("fact-replacement", lang), said.replacement) if said.replacement else None,
    ]
    given = [row for row in rows if row is not None]
    if given:
        yield from ("  " + line for line in table(given))
    yield from paragraphs(_say("why", lang, reason=said.reason), columns, "  ", "    ")


def notices(
    listing: FormListing,
    version: str,
    lang: Lang,
    columns: int,
    style: Style,
) -> str:
    """What stands above a version: that it is on its way out, and what is being reviewed."""
    lines: list[str] = []
    for entry in listing.versions:
        if entry.version == version and entry.state in {"deprecated", "withdrawn"}:
            lines.append(style(_say(f"notice-{entry.state}", lang), _TONES[entry.state], "strong"))
            if entry.states:
                lines += _facts(entry.states[-1], lang, columns)
    if lines and listing.reviews:
        lines.append("")
    for review in listing.reviews:
        name = f"{review.form}@{review.version}"
        told = _say(f"review-{review.state}", lang, name=name, closes=day(review.closes_on, lang))
        lines.append(told)
    if listing.reviews:
        lines += wrap(_say("review-where", lang), columns, "  ", "  ")
    return "".join(line + "\n" for line in lines) + ("\n" if lines else "")


def _say(part: str, lang: Lang, **params: object) -> str:
    return text("reviews", "state", part, lang, **params)
