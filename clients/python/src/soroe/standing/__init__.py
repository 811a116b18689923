"""All that is measured about one form, kept up to date one publish at a time (docs/standing.md)."""

from soroe.standing.cells import Cell
from soroe.standing.standing import Chosen, Standing

__all__ = ["Cell", "Chosen", "Standing"]
