"""Tables for spreadsheets: CSV and Excel, neither of which can start a formula."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from litestar import Response

from registry.answers import document
from registry.caching import POINTER
from registry.context import Context
from soroe.grid import Grid, to_csv, to_xlsx

Shape: TypeAlias = Literal["json", "csv", "xlsx"]
"""As what a table is wanted."""

MEDIA: Final = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


async def sheet(context: Context, grid: Grid, shape: Literal["csv", "xlsx"]) -> Response[bytes]:
    """The table as a file to save, with a strong ETag."""
    if shape == "csv":
        body = to_csv(grid)
    else:
        body = await context.workers.run(to_xlsx, [grid])
    headers = {"Content-Disposition": f'attachment; filename="table.{shape}"'}
    return document(body, POINTER, MEDIA[shape], headers)
