"""A form made to be filled in on paper, drawn in a spreadsheet: boxes, labels beside them, blanks.

The sheet is a drawing, so what is read is what the drawing shows: frames between lines, words that
are printed in them, and blanks. What somebody has written into a blank is never kept or shown.
"""

from soroe.importers.paper.choose import choose_paper
from soroe.importers.paper.kinds import Lists
from soroe.importers.paper.read import read_paper, typeless
from soroe.importers.paper.roles import known_from

__all__ = ["Lists", "choose_paper", "known_from", "read_paper", "typeless"]
