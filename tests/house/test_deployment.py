"""Do the files for a server fit each other and the program?"""

from __future__ import annotations

import re
import subprocess
import sys
from typing import Any

from ruamel.yaml import YAML

from registry.limits import MAX_BODY
from registry.settings import NAMES, read_settings
from tests.house.tree import ROOT

NGINX = (ROOT / "deploy" / "nginx.conf").read_text()
DOCKERFILE = (ROOT / "Dockerfile").read_text()


def services() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = YAML(typ="safe").load(ROOT / "compose.yaml")["services"]
    return found


def test_the_compose_file_follows_the_compose_specification() -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]
    done = subprocess.run(
        [*command, "compose.yaml"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_the_registry_is_given_settings_that_it_knows() -> None:
    given = services()["registry"]["environment"]
    assert given.keys() <= set(NAMES)
    filled = {name: re.sub(r"\$\{.*?\}", "http://x.example", text) for name, text in given.items()}
    assert read_settings(filled).host == "0.0.0.0"


def test_the_web_server_asks_the_registry_where_it_listens() -> None:
    port = services()["registry"]["environment"]["SOROE_PORT"]
    assert f"server registry:{port};" in NGINX
    assert f"EXPOSE {port}" in DOCKERFILE
    (published,) = services()["web"]["ports"]
    assert f"listen {published.split(':')[1]};" in NGINX


def test_the_web_server_lets_the_registry_decide_what_is_kept_and_what_is_too_large() -> None:
    assert re.findall(r"location (\S+)", NGINX) == ["/"]  # no second list of cacheable addresses
    assert "proxy_cache_valid" not in NGINX
    assert "proxy_ignore_headers" not in NGINX
    (limit,) = re.findall(r"client_max_body_size (\d+)m;", NGINX)
    assert int(limit) * 1024 * 1024 > MAX_BODY


def test_an_answer_to_one_person_is_not_kept_for_another() -> None:
    for directive in ("proxy_cache_bypass", "proxy_no_cache"):
        assert f"{directive} $http_authorization $http_cookie;" in NGINX


def test_the_image_is_built_from_pinned_files_that_exist() -> None:
    allowed = [
        line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line[:1] == "!"
    ]
    copied = [
        word
        for line in re.findall(r"^COPY (.+)", DOCKERFILE, re.MULTILINE)
        for word in line.split()[:-1]
    ]
    assert len(copied) >= 5
    for name in copied:
        assert (ROOT / name).exists()
        assert name in allowed
    assert "--require-hashes -r requirements/run.txt" in DOCKERFILE
    assert re.findall(r"^USER (\S+)", DOCKERFILE, re.MULTILINE) == ["soroe"]
