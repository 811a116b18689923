"""What a registry holds as one page to look through without a server."""

from soroe.browse.gather import Book, Chapter, Local, gather
from soroe.browse.html import render

__all__ = ["Book", "Chapter", "Local", "gather", "render"]
