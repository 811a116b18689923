"""Getting a bundle from a registry or a mirror. What came is verified by `soroe.bundle`."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from soroe.flows.answers import refused, value_of
from soroe.flows.messages import JSON, Flow, Request
from soroe.flows.names import code_name, form_name
from soroe.keychain import Keychain
from soroe.listing import decode


def get_bundle(
    forms: Sequence[str] = (), municipalities: Sequence[str] = (), since: int | None = None
) -> Flow[bytes]:
    """The file of a bundle: of everything, or of what is named; with `since`, as a delta.

    A mirror has one whole bundle and gives that, whatever is asked for.
    """
    query = [
        *(("form", form_name(form)) for form in forms),
        *(("municipality", code_name(code)) for code in municipalities),
        *((("since", str(since)),) if since is not None else ()),
    ]
    path = "/bundle.json" + (f"?{urlencode(query)}" if query else "")
    response = yield Request("GET", path, large=True)
    media = response.headers.get("content-type", "").partition(";")[0].strip()
    if response.status != 200 or media != JSON:
        raise refused(path, response)
    return response.body


def get_keys() -> Flow[Keychain]:
    """The keys that the registry says it has; who trusts them has compared them."""
    path = "/keys.json"
    response = yield Request("GET", path, keep="no")
    return decode(value_of(path, response), Keychain, path)
