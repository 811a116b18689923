"""What a registry wants its publisher to look at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from soroe.listing import Remark
from soroe.locale import text
from soroe.model import Lang
from soroe.report.style import Style
from soroe.report.width import wrap


def remark_lines(
    remarks: Iterable[Remark], lang: Lang, columns: int, style: Style
) -> Iterator[str]:
    """Each with its place and what to do."""
    todo = text("cli", "error", "remedy", lang)
    for remark in remarks:
        title, detail, remedy = {
            "ja": (remark.title, remark.detail, remark.remedy),
            "en": (remark.title_en, remark.detail_en, remark.remedy_en),
        }[lang]
        place = f"  {style(remark.at, 'faint')}" if remark.at else ""
        yield from wrap(title + place, columns, "  ・", "    ")
        yield from wrap(detail, columns, "    ", "    ")
        yield from wrap(todo + remedy, columns, "    ", "    ")
