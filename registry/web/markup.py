"""HTML that the library makes for documents of its own, put into pages.

The library escapes everything that comes from a form, a diff or an answer, needs no script and no
style attribute. It is the only HTML that a template takes as it is.
"""

from __future__ import annotations

from markupsafe import Markup

from soroe.model import Lang
from soroe.page import FormPage, anchor
from soroe.page.screen import inside
from soroe.table import OldNew
from soroe.table.html import rows
from soroe.table.shown import Layout


def form_html(form: FormPage, lang: Lang, level: int = 2, *, whole: bool = True) -> Markup:
    """A form as an applicant sees it; wants `form-page.css`.

    Of two on one page, only one may be the `whole`, to which mistakes of the form itself lead.
    """
    body = inside(form, lang, level)
    own = f' id="{anchor("")}"' if whole else ""
    return Markup(f'<div class="form-page"{own}>{body}</div>')  # noqa: S704 - above


def table_html(table: OldNew, lang: Lang) -> Markup:
    """新旧対照表, the newer form left; wants `old-new.css`."""
    body = "\n".join(rows(table, Layout(lang)))
    return Markup(f'<div class="scroll">{body}</div>')  # noqa: S704 - as above


def trusted(html: str) -> Markup:
    """HTML of the library, or of `registry.compute`, that was made in a worker process."""
    return Markup(html)  # noqa: S704 - as above
