"""What applies on a day, in words: `soroe show --as-of`, `soroe pull --fiscal-year`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from soroe.in_force import InForce
from soroe.locale import text
from soroe.model import Lang
from soroe.report.style import Style
from soroe.report.width import wrap
from soroe.wareki import wareki
from soroe.when import JAPAN, When


def shown(found: InForce, lang: Lang, columns: int, style: Style) -> str:
    """The day, the core and the revision that apply on it, each with its first and last day."""
    lines = (line for said in _said(found, lang) for line in wrap(said, columns, "", "  "))
    first, *rest = lines
    return "".join(line + "\n" for line in [style(first, "strong"), *rest, ""])


def known(when: When, lang: Lang) -> str:
    """The time of knowledge, where it was asked for."""
    if when.known_at is None:
        return ""
    instant = f"{when.known_at.astimezone(JAPAN):%Y-%m-%d %H:%M}"
    return _say("known", lang, known=instant) + "\n\n"


def _said(found: InForce, lang: Lang) -> Iterator[str]:
    day = f"{_day(found.as_of, lang)}({found.as_of})" if lang == "ja" else str(found.as_of)
    part = "day" if found.fiscal_year is None else "year"
    yield _say(part, lang, day=day, year=found.fiscal_year)
    if found.known_at is not None:
        yield known(When(known_at=found.known_at), lang).strip()
    core = found.core
    if core.version is None:
        yield _say("no-core", lang, span=_span(core.since, core.until, lang))
    else:
        part = "core" if core.state == "published" else f"core-{core.state}"
        yield _say(part, lang, version=core.version, span=_span(core.since, core.until, lang))
    local = found.local
    if local is None:
        return
    if local.municipality != found.municipality and local.revision is None:
        params = {"municipality": found.municipality, "heir": local.municipality}
        yield text("cli", "pull", "heir", lang, **params)
    if local.revision is None:
        bounded = local.since is not None or local.until is not None
        span = _span(local.since, local.until, lang)
        part = "no-local" if bounded else "no-local-ever"
        yield _say(part, lang, municipality=local.municipality, span=span)
        return
    facts = {"revision": local.revision, "owner": local.municipality, "core": local.core}
    yield _say("local", lang, span=_span(local.since, local.until, lang), **facts)
    if local.municipality != found.municipality:
        yield owner(str(found.municipality), local.municipality, lang)


def owner(asked: str, owner: str, lang: Lang) -> str:
    """That the revision is another code's than was asked for."""
    return _say("owner", lang, municipality=asked, owner=owner)


def _span(since: date | None, until: date | None, lang: Lang) -> str:
    if since is None and until is None:
        return _say("always", lang)
    if until is None:
        return _say("from", lang, since=_day(since, lang))
    if since is None:
        return _say("until", lang, until=_day(until, lang))
    return _say("between", lang, since=_day(since, lang), until=_day(until, lang))


def _day(of: date | None, lang: Lang) -> str:
    """令和9年4月1日; in English the ISO date."""
    return "-" if of is None else wareki(of) if lang == "ja" else of.isoformat()


def _say(part: str, lang: Lang, **params: object) -> str:
    return text("cli", "times", part, lang, **params)
