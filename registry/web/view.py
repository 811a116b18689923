"""One page being made: for whom, in which language, and the environment that renders it."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context as Names
from litestar import Request, Response

from registry.caching import NEVER
from registry.context import Context
from registry.services import rights
from registry.web import shown
from registry.web.assets import asset
from registry.web.paths import address, in_language, lang_of
from registry.web.visitor import Visitor
from registry.web.words import say
from soroe.model import Lang

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
"""No inline script or style, nothing from elsewhere, and no text that becomes a program."""

PAGE: Final = "private, no-cache"
"""A page that everybody sees: kept by the one browser, which asks about it each time."""

_HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",  # a POST names where it comes from, which is checked
    "Vary": "Cookie",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class View(msgspec.Struct, frozen=True):
    """What every page knows. `path` is that of the request, without its query."""

    lang: Lang
    path: str
    context: Context
    visitor: Visitor | None

    def render(
        self, template: str, /, *, status: int = 200, keep: bool = True, **values: Any
    ) -> Response[bytes]:
        """The page. With `keep` false not even the browser keeps it (secrets that are shown once).

        Nor does it keep what who is signed in sees: on a shared machine, the next person goes back.
        A value that a template asks for and nobody gave is an error, never a blank.
        """
        names = {"view": self, "lang": self.lang, "visitor": self.visitor, **values}
        body = _ENVIRONMENT.get_template(template).render(names).encode()
        public = keep and self.visitor is None
        headers = {**_HEADERS, "Cache-Control": PAGE if public else NEVER}
        if keep and status == 200:
            headers["ETag"] = f'"{sha256(body).hexdigest()}"'
        return Response(body, status_code=status, media_type="text/html", headers=headers)

    def redirect(self, *parts: str, **query: object) -> Response[bytes]:
        """To another page in the same language, with GET."""
        return go(address(self.lang, *parts, **query))

    def say(self, name: str, /, **params: object) -> str:
        """A sentence in the language of the page."""
        return say(self.lang, name, **params)


def view_of(request: Request[Any, Any, Any]) -> View:
    """The view of a request that the guard of the pages let pass."""
    path = request.scope["path"]
    visitor = request.scope["state"].get("visitor")
    return View(lang_of(path), path, request.app.state["context"], visitor)


def go(there: str) -> Response[bytes]:
    """See Other: what was sent is done, and reloading does not send it again.

    An address is printable ASCII (RFC 3986, 2); a ValueError where it is not, as a line end would
    begin another header.
    """
    if not (there.isascii() and there.isprintable()):
        raise ValueError(there)
    return Response(b"", status_code=303, headers={"Location": there, "Cache-Control": NEVER})


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals.update(
        t=_translate, url=_url, asset=asset, other_language=in_language, scopes=rights
    )
    environment.filters.update(shown.FILTERS)
    return environment


@pass_context
def _translate(names: Names, name: str, /, **params: object) -> str:
    """`t('form.title', form=...)`: a sentence in the language of the page."""
    return say(names["lang"], name, **params)


@pass_context
def _url(names: Names, *parts: str, **query: object) -> str:
    """`url('forms', form)`: the address of a page in the language of this one."""
    return address(names["lang"], *(str(part) for part in parts), **query)


_ENVIRONMENT: Final = _environment()
