"""How long an answer may be kept: one table, keyed by route, and the headers of each policy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

IMMUTABLE: Final = "public, max-age=31536000, immutable"
"""The address names one content for ever."""

POINTER: Final = "public, no-cache"
"""May be kept, must be asked about each time; the strong ETag makes that cheap."""

NEVER: Final = "no-store"
"""Is about now, or about one caller."""

CACHING: Final[Mapping[str, tuple[str, ...]]] = {
    "/health": (NEVER,),
    "/ready": (NEVER,),
    "/problems.json": (POINTER,),
    "/problems/{slug}": (POINTER,),
    "/openapi.json": (POINTER,),
    "/openapi": (POINTER,),
    "/static/swagger-ui/{file}": (POINTER,),
    "/static/pages/{stamp}/{file}": (IMMUTABLE,),
    "/catalog.json": (POINTER,),
    "/bundle.json": (POINTER,),
    "/municipalities.json": (POINTER,),
    "/forms.json": (POINTER,),
    "/forms/{file}": (POINTER,),
    "/forms/{form}/{file}": (IMMUTABLE, POINTER),
    "/forms/{form}/local/{file}": (POINTER,),
    "/forms/{form}/local/{code}/{file}": (IMMUTABLE,),
    "/components/{component}/{file}": (IMMUTABLE,),
    "/meta/{file}": (POINTER,),
    "/rules/{file}": (POINTER,),
    "/checkpoint": (POINTER,),
    "/keys.json": (POINTER,),
    "/log/{file}": (IMMUTABLE,),
    "/api/v1/log/inclusion": (POINTER,),
    "/api/v1/log/consistency": (POINTER,),
    "/api/v1/municipalities": (POINTER,),
    "/api/v1/municipalities/{code}": (POINTER,),
    "/api/v1/check": (NEVER,),
    "/api/v1/reports/{organisation}/{form}": (POINTER, NEVER),
    "/badges/{organisation}/{file}": (POINTER,),
    "/api/v1/forms/{form}/in-force": (POINTER,),
    "/api/v1/successions": (POINTER, NEVER),
    "/api/v1/successions/{succession}/cancel": (NEVER,),
    "/api/v1/forms/{form}/local/{code}/{revision}/origins": (IMMUTABLE,),
    "/api/v1/municipalities/{code}/citations": (POINTER,),
    "/api/v1/municipalities/{code}/citations/{key}": (POINTER, NEVER),
    "/api/v1/municipalities/{code}/citations/{key}/history": (POINTER,),
    "/api/v1/municipalities/{code}/citations/{key}/confirm": (NEVER,),
    "/api/v1/municipalities/{code}/needs-review": (POINTER,),
    "/api/v1/municipalities/{code}/handover": (NEVER,),
    "/api/v1/forms/{form}/versions/{version}": (NEVER,),
    "/api/v1/forms/{form}/local/{code}/{revision}": (NEVER,),
    "/api/v1/reviews": (POINTER,),
    "/api/v1/forms/{form}/reviews": (POINTER,),
    "/api/v1/forms/{form}/reviews/{version}": (POINTER, NEVER),
    "/api/v1/forms/{form}/reviews/{version}/document": (POINTER,),
    "/api/v1/forms/{form}/reviews/{version}/comments": (POINTER, NEVER),
    "/api/v1/forms/{form}/reviews/{version}/publish": (NEVER,),
    "/api/v1/forms/{form}/reviews/{version}/drop": (NEVER,),
    "/api/v1/forms/{form}/versions/{version}/state": (POINTER, NEVER),
    "/api/v1/drafts": (NEVER,),
    "/api/v1/drafts/{draft}": (NEVER,),
    "/api/v1/drafts/{draft}/document": (NEVER,),
    "/api/v1/drafts/{draft}/edits": (NEVER,),
    "/api/v1/drafts/{draft}/edits/{edit}": (NEVER,),
    "/api/v1/drafts/{draft}/missing": (NEVER,),
    "/api/v1/drafts/{draft}/restore": (NEVER,),
    "/api/v1/drafts/{draft}/publish": (NEVER,),
    "/api/v1/forms/{form}/local/{code}/rebase": (NEVER,),
    "/api/v1/forms/{form}/local/{code}/rebase/confirm": (NEVER,),
    "/api/v1/forms/{form}/local/{code}/rebase/retry": (NEVER,),
    "/api/v1/forms/{form}/rebases": (NEVER,),
    "/api/v1/forms/{form}/impact": (NEVER,),
    "/api/v1/forms/{form}/reviews/{version}/impact": (NEVER,),
    "/api/v1/whoami": (NEVER,),
    "/api/v1/audit": (NEVER,),
    "/api/v1/organisations": (NEVER,),
    "/api/v1/organisations/{organisation}/tokens": (NEVER,),
    "/api/v1/organisations/{organisation}/tokens/{token}": (NEVER,),
}
"""The policies a route may answer with. A refusal is never kept, whatever the route."""
