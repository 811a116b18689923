"""What an operator can set, read from the environment once (docs/settings.md describes each)."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from registry.outgoing.rules import (
    LONGEST_PAUSE,
    MOST_PAUSES,
    Rules,
    read_networks,
    read_pauses,
)
from soroe.errors import Problem, SoroeError

_HOST, _PORT = "127.0.0.1", 8000


class SettingsError(SoroeError):
    """A setting that cannot be used; the problem names the variable."""


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The registry's settings.

    `public_url` is the address under which people reach the registry, without a final slash; it
    becomes part of published documents and is never taken from a request. `check_seconds` bounds
    the work on one document. `cache_bytes` bounds the immutable answers kept in memory.
    `schemas` is the folder of the meta-schemas that are served below /meta. `signing_key` is the
    file of the key that signs the log; without one the log is not signed. A person who signed in
    is signed out after `session_idle_minutes` without a request, and after `session_hours` anyway.
    `trusted_proxies` is how many web servers stand in front and add to `X-Forwarded-For`. People
    of the OpenID Connect provider `oidc_issuer` sign in as the client `oidc_client_id`, with the
    secret in the file `oidc_secret_file` where the provider gave one. `webhook_networks` are those
    that webhooks may lead into beside the public ones, `webhook_pauses` the seconds after which a
    message is sent again that was not taken.
    """

    database_url: str
    public_url: str = "http://127.0.0.1:8000"
    host: str = _HOST
    port: int = _PORT
    pool_size: int = 10
    workers: int = 2
    check_seconds: float = 10.0
    cache_bytes: int = 64 * 1024 * 1024
    schemas: str = ""
    signing_key: str = ""
    session_idle_minutes: int = 60
    session_hours: int = 12
    trusted_proxies: int = 0
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_secret_file: str = ""
    oidc_name: str = ""
    oidc_scope: str = "openid profile"
    webhook_networks: str = ""
    webhook_pauses: str = "5,300,1800,7200,18000,36000"

    def outgoing(self) -> Rules:
        """Where the registry may send, and when it tries again; `read_settings` has checked it."""
        return Rules(read_networks(self.webhook_networks), read_pauses(self.webhook_pauses))


_NAMES = {
    "DATABASE_URL": "database_url",
    "SOROE_PUBLIC_URL": "public_url",
    "SOROE_HOST": "host",
    "SOROE_PORT": "port",
    "SOROE_POOL_SIZE": "pool_size",
    "SOROE_CHECK_WORKERS": "workers",
    "SOROE_CHECK_SECONDS": "check_seconds",
    "SOROE_CACHE_BYTES": "cache_bytes",
    "SOROE_SCHEMAS": "schemas",
    "SOROE_SIGNING_KEY": "signing_key",
    "SOROE_SESSION_IDLE_MINUTES": "session_idle_minutes",
    "SOROE_SESSION_HOURS": "session_hours",
    "SOROE_TRUSTED_PROXIES": "trusted_proxies",
    "SOROE_OIDC_ISSUER": "oidc_issuer",
    "SOROE_OIDC_CLIENT_ID": "oidc_client_id",
    "SOROE_OIDC_SECRET_FILE": "oidc_secret_file",
    "SOROE_OIDC_NAME": "oidc_name",
    "SOROE_OIDC_SCOPE": "oidc_scope",
    "SOROE_WEBHOOK_NETWORKS": "webhook_networks",
    "SOROE_WEBHOOK_PAUSES": "webhook_pauses",
}
NAMES = tuple(_NAMES)
"""The environment variables that are read."""

_BOUNDS: Mapping[str, tuple[float, float]] = {
    "SOROE_PORT": (0, 65_535),
    "SOROE_POOL_SIZE": (1, 200),
    "SOROE_CHECK_WORKERS": (1, 64),
    "SOROE_CHECK_SECONDS": (0.1, 300),
    "SOROE_CACHE_BYTES": (0, 2**40),
    "SOROE_SESSION_IDLE_MINUTES": (1, 24 * 60),
    "SOROE_SESSION_HOURS": (1, 24 * 7),
    "SOROE_TRUSTED_PROXIES": (0, 10),
}

_LISTS: tuple[tuple[str, Callable[[str], object], str], ...] = (
    ("SOROE_WEBHOOK_NETWORKS", read_networks, "10.1.0.0/16, fd00:1::/64, …"),
    ("SOROE_WEBHOOK_PAUSES", read_pauses, f"0-{LONGEST_PAUSE}, … (0-{MOST_PAUSES})"),
)


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings of this process, or `SettingsError` that names the variable at fault."""
    source = os.environ if environ is None else environ
    given = {field: source[name] for name, field in _NAMES.items() if source.get(name)}
    if "database_url" not in given:
        raise SettingsError(Problem("setting-missing", params={"name": "DATABASE_URL"}))
    if "public_url" not in given:
        host, port = given.get("host", _HOST), given.get("port", str(_PORT))
        shown = f"[{host}]" if ":" in host else host
        given["public_url"] = f"http://{shown}:{port}"
    given["public_url"] = given["public_url"].rstrip("/")
    for name, field in _NAMES.items():
        _validate(name, given.get(field))
    return msgspec.convert(given, Settings, strict=False)


def schemas_folder(settings: Settings) -> Path:
    """The folder of `schemas/`: the one set, the one in the package, else the repository's."""
    if settings.schemas:
        return Path(settings.schemas)
    packaged = Path(__file__).parent / "data" / "schemas"
    return packaged if packaged.is_dir() else Path(__file__).parent.parent / "schemas"


def _validate(name: str, value: str | None) -> None:
    if value is None:
        return
    if name == "SOROE_PUBLIC_URL" and not _is_address(value):
        _refuse(name, value, "http(s)://…")
    for named, read_value, wanted in _LISTS:
        if name == named:
            try:
                read_value(value)
            except ValueError:
                _refuse(name, value, wanted)
    if bounds := _BOUNDS.get(name):
        low, high = bounds
        try:
            number = float(value) if name == "SOROE_CHECK_SECONDS" else int(value)
        except ValueError:
            _refuse(name, value, f"{low}-{high}")
        if not low <= number <= high:
            _refuse(name, value, f"{low}-{high}")


def _is_address(value: str) -> bool:
    parts = urlsplit(value)
    return parts.scheme in ("http", "https") and bool(parts.netloc) and not parts.query


def _refuse(name: str, value: str, wanted: str) -> None:
    params = {"name": name, "value": value, "wanted": wanted}
    raise SettingsError(Problem("setting-invalid", params=params))
