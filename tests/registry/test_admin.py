"""Can the operator set up a registry from the command line of its machine?"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import httpx

from registry.db.migrate import migrations
from tests.registry.served import Served, Tokens, free_port, serving, start


def run(database: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    environ = {"PATH": os.environ["PATH"], "DATABASE_URL": database}
    return subprocess.run(
        [sys.executable, "-m", "registry", *arguments],
        env=environ,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_from_an_empty_database_to_a_token_that_works(empty: str, filled: Tokens) -> None:
    steps = [str(step.version) for step in migrations()]
    assert run(empty, "migrate").stdout.split() == steps
    assert run(empty, "migrate").stdout.strip() == "-"
    made = run(empty, "org", "create", "pref", "--kind", "steward", "--name", "例示県")
    assert (made.returncode, made.stdout.strip()) == (0, "pref")
    assert run(empty, "org", "list").stdout.split() == ["pref", "steward", "-", "例示県"]
    issued = run(
        empty, "token", "issue", "pref", "--label", "初回", "--scope", "audit:read", "--days", "3"
    )
    token = issued.stdout.strip()
    assert token.startswith("soroe_")
    with serving(empty, filled) as served:
        assert served.call("GET", "/api/v1/whoami", token).json()["organisation"] == "pref"
        (entry,) = served.call("GET", "/api/v1/audit?limit=1", token).json()["entries"]
        assert entry["action"] == "issue-token"
        assert entry["organisation"] is None
        issued = run(empty, "code", "pref", "--person", "例示 県子", "--hours", "1")
        own = {"Sec-Fetch-Site": "same-origin"}
        typed = {"code": issued.stdout.strip()}
        assert served.call("POST", "/ja/sign-in", headers=own, data=typed).status_code == 303
        served.client.cookies.clear()
        nobody = run(empty, "code", "nobody", "--person", "例示 県子")
        assert (nobody.returncode, nobody.stdout) == (1, "")
        listed = run(empty, "token", "list", "pref").stdout.split("\t")
        assert run(empty, "token", "revoke", "pref", listed[0]).returncode == 0
        assert served.call("GET", "/api/v1/whoami", token).status_code == 401
    assert "revoked" in run(empty, "token", "list", "pref").stdout
    assert run(empty, "migrate", "--down-to", "0").stdout.split() == steps[::-1]


def test_it_starts_while_the_database_is_away_and_says_so(tmp_path: Path, filled: Tokens) -> None:
    port = free_port()
    log = tmp_path / "log"
    process = start("postgresql://nobody@127.0.0.1:1/none", port, log)
    served = Served(f"http://127.0.0.1:{port}", "", filled, process, log)
    try:
        for _ in range(200):
            with suppress(httpx.TransportError):
                if served.get("/health").status_code == 200:
                    break
            time.sleep(0.05)
        for path in ("/ready", "/forms.json", "/municipalities.json"):
            answer = served.get(path)
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
        assert served.get("/meta/form.json").status_code == 200
    finally:
        served.client.close()
        process.terminate()
        assert process.wait(60) == 0


def test_what_goes_wrong_is_said_in_both_languages(database: str) -> None:
    refused = run(database, "org", "create", "steward", "--kind", "vendor", "--name", "x")
    assert refused.returncode == 1
    assert "その団体はすでにあります" in refused.stderr
    assert "exists already" in refused.stderr
    away = run("postgresql://nobody@127.0.0.1:1/none", "org", "list")
    assert away.returncode == 3
    assert "Traceback" not in away.stderr
    assert run("", "org", "list").returncode == 1
