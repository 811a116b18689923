"""The provider that the settings name."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from registry.oidc.fetch import is_safe
from registry.oidc.provider import Client, Provider
from registry.settings import Settings, SettingsError
from soroe.errors import Problem


def provider_of(settings: Settings) -> Provider | None:
    """The provider, or None where none is set.

    Raises `SettingsError`: half of it is set, the issuer is not https, the file cannot be read.
    """
    if not settings.oidc_issuer:
        return None
    if not is_safe(settings.oidc_issuer):
        params = {"name": "SOROE_OIDC_ISSUER", "value": settings.oidc_issuer, "wanted": "https://…"}
        raise SettingsError(Problem("setting-invalid", params=params))
    if not settings.oidc_client_id:
        raise SettingsError(Problem("setting-missing", params={"name": "SOROE_OIDC_CLIENT_ID"}))
    name = settings.oidc_name or urlsplit(settings.oidc_issuer).netloc
    return Provider(
        Client(
            issuer=settings.oidc_issuer,
            id=settings.oidc_client_id,
            secret=_secret(settings.oidc_secret_file),
            name=name,
            scope=settings.oidc_scope,
        )
    )


def _secret(file: str) -> str | None:
    """The secret in the file's first line; None for a client that has none."""
    if not file:
        return None
    try:
        text = Path(file).read_text("utf-8").strip()
    except (OSError, ValueError) as error:
        text = ""
        cause: Exception | None = error
    else:
        cause = None
    if not text:
        params = {"name": "SOROE_OIDC_SECRET_FILE", "value": file, "wanted": "client secret"}
        raise SettingsError(Problem("setting-invalid", params=params)) from cause
    return text
