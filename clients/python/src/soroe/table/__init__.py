"""新旧対照表: two forms in two columns, what changed underlined."""

from soroe.table.model import Line, OldNew, Remark, Row, Run, Side
from soroe.table.rows import old_new

__all__ = ["Line", "OldNew", "Remark", "Row", "Run", "Side", "old_new"]
