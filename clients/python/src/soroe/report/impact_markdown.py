"""What a new core would do, as Markdown."""

from __future__ import annotations

from soroe.handover.markdown import draw
from soroe.impact.document import Impact
from soroe.model import Lang
from soroe.report.impact import blocks


def markdown(impact: Impact, lang: Lang) -> str:
    """The text, with a final newline."""
    return draw(blocks(impact, lang))
