"""The public log, for stewards: where it stands, what that means, and how anybody verifies it."""

from __future__ import annotations

from base64 import b64encode

from litestar import Response, get

from registry.intake import StrictRequest
from registry.problems import RefusedError
from registry.services.sign_log import sign_log
from registry.web.paths import both
from registry.web.view import view_of


@get(both("/admin/log"))
async def get_log(request: StrictRequest) -> Response[bytes]:
    """The checkpoint of the log as it is now."""
    view = view_of(request)
    try:
        signed = await sign_log(view.context)
    except RefusedError as error:
        if error.problem.type != "log-not-signed":
            raise
        signed = None
    key = view.context.signer.keys.key.public if view.context.signer else None
    return view.render(
        "admin-log.html",
        signed=signed,
        root=b64encode(signed.checkpoint.root).decode() if signed else "",
        key=str(key) if key else "",
        public_url=view.context.public_url,
    )
