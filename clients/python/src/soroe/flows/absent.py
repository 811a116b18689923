"""What a mirror has no file for: a web server only says 404, but the listings say what is missing.

A registry names what it does not have. A folder of files behind some web server cannot; the answer
is then found in the listing above, so that a mirror and a registry say the same.
"""

from __future__ import annotations

from soroe.errors import Problem, RegistryError, SoroeError
from soroe.flows.answers import refused, value_of
from soroe.flows.messages import Flow, Request, Response
from soroe.listing import Forms, decode

_UNSAID = frozenset({"not-found", "mirror-only-reads"})


def says_nothing(path: str, response: Response) -> bool:
    """Whether there is nothing at the path, and the answer does not say what is missing."""
    if response.status not in (404, 405):
        return False
    error = refused(path, response)
    return not isinstance(error, RegistryError) or error.problem.type in _UNSAID


def absent_form(form: str, path: str, response: Response) -> Flow[SoroeError]:
    """The error of a form's listing that is not there: `no-such-form` where no form has the name.

    Where there is no list of forms either, this is no registry, and the error says what came.
    """
    above = "/forms.json"
    answer = yield Request("GET", above, keep="ask")
    if answer.status == 200:
        listed = decode(value_of(above, answer), Forms, above)
        if form not in {entry.form for entry in listed.forms}:
            return RegistryError(404, Problem("no-such-form", params={"form": form}))
    return refused(path, response)


def no_revision(form: str, municipality: str) -> RegistryError:
    """The error of a municipality that has published nothing for a form."""
    params = {"form": form, "municipality": municipality, "revision": "latest"}
    return RegistryError(404, Problem("no-such-revision", params=params))
