"""The page of one rule as HTML: Japanese first, English below."""

from __future__ import annotations

from collections.abc import Iterator

from soroe.report.page import esc
from soroe.report.page import page as whole
from soroe.rules.page import Page
from soroe.rules.page import page as told
from soroe.rules.rule import Rule


def render(rule: Rule) -> str:
    """The page; it loads nothing."""
    japanese, english = told(rule, "ja"), told(rule, "en")
    body = (
        *shown(japanese, 1),
        '<section lang="en">',
        *shown(english, 1),
        "</section>",
    )
    return whole(f"{japanese.title} ({rule.id})", "\n".join(body), lang="ja")


def shown(page: Page, level: int) -> Iterator[str]:
    """The page as part of another one, with its heading at the level."""
    anchor = f' id="rule-{esc(page.id)}"' if level > 1 else ""
    yield f"<h{level}{anchor}>{esc(page.title)} ({esc(page.id)})</h{level}>"
    for part in page.sections:
        yield f"<h{level + 1}>{esc(part.heading)}</h{level + 1}>"
        yield from (f"<p>{esc(line)}</p>" for line in part.lines if line)
