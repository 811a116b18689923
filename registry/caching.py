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
    "/catalog.json": (POINTER,),
    "/municipalities.json": (POINTER,),
    "/forms.json": (POINTER,),
    "/forms/{file}": (POINTER,),
    "/forms/{form}/{file}": (IMMUTABLE, POINTER),
    "/forms/{form}/local/{file}": (POINTER,),
    "/forms/{form}/local/{code}/{file}": (IMMUTABLE,),
    "/components/{component}/{file}": (IMMUTABLE,),
    "/meta/{file}": (POINTER,),
    "/api/v1/municipalities": (POINTER,),
    "/api/v1/municipalities/{code}": (POINTER,),
    "/api/v1/check": (NEVER,),
    "/api/v1/forms/{form}/versions/{version}": (NEVER,),
    "/api/v1/forms/{form}/local/{code}/{revision}": (NEVER,),
    "/api/v1/whoami": (NEVER,),
    "/api/v1/audit": (NEVER,),
    "/api/v1/organisations": (NEVER,),
    "/api/v1/organisations/{organisation}/tokens": (NEVER,),
    "/api/v1/organisations/{organisation}/tokens/{token}": (NEVER,),
}
"""The policies a route may answer with. A refusal is never kept, whatever the route."""
