"""Is every setting read, bounded and named when it is wrong?"""

from __future__ import annotations

import pytest

from registry.settings import NAMES, SettingsError, read_settings, schemas_folder

DATABASE = {"DATABASE_URL": "postgresql://localhost/x"}


def test_the_defaults_are_for_one_machine() -> None:
    settings = read_settings(DATABASE)
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.public_url == "http://127.0.0.1:8000"
    assert (schemas_folder(settings) / "meta" / "local-diff.json").exists()


def test_every_variable_is_read() -> None:
    given = DATABASE | {
        "SOROE_PUBLIC_URL": "https://soroe.example/",
        "SOROE_HOST": "::1",
        "SOROE_PORT": "9000",
        "SOROE_POOL_SIZE": "3",
        "SOROE_CHECK_WORKERS": "5",
        "SOROE_CHECK_SECONDS": "2.5",
        "SOROE_CACHE_BYTES": "0",
        "SOROE_SCHEMAS": "/srv/schemas",
        "SOROE_SIGNING_KEY": "/run/secrets/key",
        "SOROE_SESSION_IDLE_MINUTES": "30",
        "SOROE_SESSION_HOURS": "8",
        "SOROE_TRUSTED_PROXIES": "1",
        "SOROE_OIDC_ISSUER": "https://login.example",
        "SOROE_OIDC_CLIENT_ID": "soroe",
        "SOROE_OIDC_SECRET_FILE": "/run/secrets/oidc",
        "SOROE_OIDC_NAME": "例示県の認証",
        "SOROE_OIDC_SCOPE": "openid email",
        "SOROE_WEBHOOK_NETWORKS": "10.1.0.0/16, fd00:1::/64",
        "SOROE_WEBHOOK_PAUSES": "1,2.5",
    }
    assert set(given) == set(NAMES)
    settings = read_settings(given)
    assert settings.public_url == "https://soroe.example"
    assert (settings.host, settings.port, settings.pool_size) == ("::1", 9000, 3)
    assert (settings.workers, settings.check_seconds, settings.cache_bytes) == (5, 2.5, 0)
    assert str(schemas_folder(settings)) == "/srv/schemas"
    assert settings.signing_key == "/run/secrets/key"
    assert (settings.session_idle_minutes, settings.session_hours) == (30, 8)
    assert settings.trusted_proxies == 1
    assert (settings.oidc_issuer, settings.oidc_client_id) == ("https://login.example", "soroe")
    assert settings.oidc_secret_file == "/run/secrets/oidc"
    assert (settings.oidc_name, settings.oidc_scope) == ("例示県の認証", "openid email")
    assert [str(one) for one in settings.outgoing().networks] == ["10.1.0.0/16", "fd00:1::/64"]
    assert settings.outgoing().pauses == (1, 2.5)


def test_an_ipv6_host_is_written_in_brackets() -> None:
    assert read_settings(DATABASE | {"SOROE_HOST": "::1"}).public_url == "http://[::1]:8000"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SOROE_PORT", "x"), ("SOROE_PORT", "65536"), ("SOROE_PORT", "-1"),
        ("SOROE_POOL_SIZE", "0"), ("SOROE_CHECK_WORKERS", "65"), ("SOROE_CHECK_SECONDS", "0"),
        ("SOROE_CHECK_SECONDS", "nan"), ("SOROE_CACHE_BYTES", "1.5"),
        ("SOROE_PUBLIC_URL", "soroe.example"), ("SOROE_PUBLIC_URL", "ftp://soroe.example"),
        ("SOROE_PUBLIC_URL", "https://soroe.example?x=1"),
        ("SOROE_WEBHOOK_NETWORKS", "10.1.0.1/16"), ("SOROE_WEBHOOK_NETWORKS", "example"),
        ("SOROE_WEBHOOK_PAUSES", "x"), ("SOROE_WEBHOOK_PAUSES", "-1"),
        ("SOROE_WEBHOOK_PAUSES", ",".join(["1"] * 21)), ("SOROE_WEBHOOK_PAUSES", "nan"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings(DATABASE | {name: value})
    assert caught.value.problem.type == "setting-invalid"
    assert (caught.value.problem.params["name"], caught.value.problem.params["value"]) == (
        name,
        value,
    )


def test_without_a_database_it_does_not_start() -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings({})
    assert caught.value.problem.type == "setting-missing"
    assert caught.value.problem.params == {"name": "DATABASE_URL"}
