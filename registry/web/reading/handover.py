"""引継書: what the next person in charge of a municipality's forms has to know."""

from __future__ import annotations

from hashlib import sha256

from litestar import Response, get
from litestar.params import FromPath, FromQuery

from registry import days, names
from registry.caching import NEVER
from registry.compute.pages import written_handover
from registry.intake import StrictRequest
from registry.services.handover import Asked, collect_handover
from registry.web.markup import trusted
from registry.web.paths import both
from registry.web.view import view_of


@get(both("/municipalities/{code:str}/handover"))
async def get_handover(
    request: StrictRequest, code: FromPath[str], *, keep: FromQuery[str] = ""
) -> Response[bytes]:
    """The document as of today, for the municipality itself and stewards; `keep`: as a file."""
    view = view_of(request)
    names.code(code)
    assert view.visitor is not None, "the page is for who is signed in"
    today = days.today()
    facts = await collect_handover(view.context, view.visitor.holder, Asked(code, today))
    # The engine is asked about every change of every form: once for what is told, not each time.
    key = (sha256(facts).hexdigest(), view.lang)
    made = await view.context.made.get(
        view.context.workers, key, written_handover, facts, view.lang
    )
    if keep:
        disposition = f'attachment; filename="handover-{code}-{today.isoformat()}.html"'
        headers = {"Content-Disposition": disposition, "Cache-Control": NEVER}
        return Response(made.file.encode(), media_type="text/html", headers=headers)
    return view.render(
        "handover.html",
        keep=False,
        document=made,
        code=code,
        name=made.name,
        html=trusted(made.html),
    )
