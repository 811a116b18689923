"""What both kinds of page say the same way: marks, rules, mistakes."""

from __future__ import annotations

from soroe.locale import text
from soroe.model import Lang
from soroe.page.model import Asked, FormPage, Rule
from soroe.page.place import above, anchor
from soroe.report.page import esc

_MARK = {"required": "must", "sometimes": "maybe", "optional": ""}


def say(part: str, lang: Lang, **params: object) -> str:
    """A phrase of a page, as HTML."""
    section, _, name = part.partition(".")
    return esc(text("form_page", section, name, lang, **params))


def need(asked: Asked, lang: Lang) -> str:
    """The mark of a required, sometimes required or optional item: always in words."""
    mark = _MARK[asked.need]
    kind = f"need {mark}".strip()
    return f'<span class="{kind}">{say(f"need.{asked.need}", lang)}</span>'


def care(asked: Asked, lang: Lang) -> str:
    """The mark of what has to be handled with care."""
    return "" if asked.sensitive is None else f' <span class="care">{say("note.care", lang)}</span>'


def rule(found: Rule) -> str:
    """A rule in one line: its title, and where it has none, what it asks."""
    return esc(found.title or found.said)


def mistakes(page: FormPage, lang: Lang, anchors: set[str]) -> str:
    """All mistakes with links to their places; "" where there are none."""
    if not page.mistakes:
        return ""
    lines = "".join(
        f'<li><a href="#{_nearest(at, anchors)}">{esc(said)}</a></li>' for at, said in page.mistakes
    )
    title = say("mistake.title", lang, count=len(page.mistakes))
    return f'<section class="mistakes"><h2>{title}</h2><ul>{lines}</ul></section>\n'


def unknown(found: tuple[tuple[str, str, str], ...], lang: Lang, anchors: set[str]) -> str:
    """Answers that the form has no item for; their places join the anchors."""
    if not found:
        return ""
    lines = []
    for at, name, said in found:
        own = f' id="{anchor(at)}"' if anchor(at) not in anchors else ""
        anchors.add(anchor(at))
        lines.append(f"<li{own}>{esc(name)}: {esc(said)}</li>")
    return (
        f'<div class="unknown"><p class="error">＊{say("mistake.unknown", lang)}</p>'
        f"<ul>{''.join(lines)}</ul></div>"
    )


def notice(page: FormPage, lang: Lang) -> str:
    """What this page is, so that nobody takes it for the real form."""
    part = "notice.filled" if page.filled else "notice.blank"
    return f'<p class="notice">{say(part, lang)}</p>\n'


def _nearest(at: str, anchors: set[str]) -> str:
    while anchor(at) not in anchors and at:
        at = above(at)
    return anchor(at)
