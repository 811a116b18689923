"""What a new core would do, as one HTML page that prints well."""

from __future__ import annotations

from soroe.handover.html import draw
from soroe.impact.document import Impact
from soroe.model import Lang
from soroe.report.impact import blocks, title
from soroe.report.page import page

_STYLE = """
.label{color:#595959}
td:nth-child(2),td:nth-child(3){white-space:nowrap}
"""


def html(impact: Impact, lang: Lang) -> str:
    """The page."""
    return page(title(impact, lang), draw(blocks(impact, lang)), lang=lang, style=_STYLE)
