"""The page of a form, as the paper or the web form would look, made from its schema alone.

`form_page` makes the tree, `screen.render` and `paper.render` lay it out as HTML that loads nothing
and runs nothing. An application can stand in it, with its mistakes at their items.
"""

from soroe.page.build import form_page
from soroe.page.model import FormPage
from soroe.page.place import anchor

__all__ = ["FormPage", "anchor", "form_page"]
