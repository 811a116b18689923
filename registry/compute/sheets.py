"""What was measured as tables for spreadsheets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec

from soroe.grid import Grid, to_csv, to_xlsx
from soroe.measured import MeasuredCandidates, MeasuredIndex
from soroe.model import Lang
from soroe.promotion.sheet import grid
from soroe.report.divergence import overview_grids, overview_of_measured


def candidates_sheet(text: bytes, shown: Literal["csv", "xlsx"], lang: Lang) -> bytes:
    """The candidates of a form as one table."""
    found = msgspec.json.decode(text, type=MeasuredCandidates)
    return _made([grid(found.below, lang)], shown)


def divergence_sheet(text: bytes, shown: Literal["csv", "xlsx"], lang: Lang) -> bytes:
    """The municipalities with their divergence; in a workbook the prefectures too."""
    found = msgspec.json.decode(text, type=MeasuredIndex)
    return _made(overview_grids(overview_of_measured(found), lang), shown)


def _made(grids: Sequence[Grid], shown: Literal["csv", "xlsx"]) -> bytes:
    return to_csv(grids[0]) if shown == "csv" else to_xlsx(grids)
