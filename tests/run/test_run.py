"""Does the one command start everything, say where it is, stop cleanly and keep what it was given?"""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import Request, urlopen

import httpx
import pytest

from registry.embedded import EmbeddedPostgres
from registry.run import state_directory
from tests.run.processes import gone, wait_for

ROOT = Path(__file__).resolve().parents[2]
PUBLIC = "http://soroe.example"


def command(state: Path, environ: dict[str, str], **more: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "registry.run"],
        cwd=ROOT,
        env=environ | {"SOROE_STATE": str(state), "SOROE_PORT": "0"} | more,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@contextmanager
def running(
    state: Path, environ: dict[str, str], **more: str
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The running registry and all that it said until it was ready."""
    process = command(state, environ, **more)
    assert process.stdout
    said = []
    try:
        for line in process.stdout:
            said.append(line)
            if "Stop with Ctrl-C" in line:
                break
        else:
            raise AssertionError(process.communicate()[1])
        yield process, "".join(said)
    finally:
        database = postmaster(state)
        process.kill()
        process.communicate()
        wait_for(lambda: database is None or gone(database))


def address(said: str) -> str:
    found = re.search(r"アドレス\s+(http://\S+)", said)
    assert found
    return found[1]


def get(url: str) -> bytes:
    with urlopen(url, timeout=20) as answer:
        body: bytes = answer.read()
        return body


def postmaster(state: Path) -> int | None:
    """The database's process, if it runs."""
    file = state / "postgres" / "data" / "postmaster.pid"
    return int(file.read_text().split()[0]) if file.exists() else None


@pytest.fixture(scope="module")
def filled(environ: dict[str, str]) -> Iterator[Path]:
    """The state that a first start leaves: filling a database takes seconds, copying it does not."""
    with tempfile.TemporaryDirectory(prefix="soroe-") as made:
        Path(made).chmod(0o711)
        with running(Path(made) / "state", environ, SOROE_PUBLIC_URL=PUBLIC) as (process, _):
            process.terminate()
            process.communicate(timeout=60)
        yield Path(made) / "state"


@pytest.fixture
def state(filled: Path, place: Path) -> Path:
    """A state of its own for one test."""
    subprocess.run(["cp", "-a", str(filled), str(place / "state")], check=True)
    return place / "state"


def test_a_start_says_where_it_is_and_its_commands_work_as_pasted(
    place: Path, environ: dict[str, str]
) -> None:
    with running(place / "state", environ) as (_, said):
        assert said.index("動いています") < said.index("is running")
        assert get(f"{address(said)}/ready")
        tokens = place / "state" / "tokens"
        assert str(tokens) in said
        assert tokens.stat().st_mode & 0o777 == 0o700
        assert {file.name for file in tokens.iterdir()} >= {"steward", "999903"}
        assert {file.stat().st_mode & 0o777 for file in tokens.iterdir()} == {0o600}
        commands = re.findall(r"^  (.*soroe .*)$", said, re.MULTILINE)
        assert len(commands) == 3
        for pasted in commands:
            done = subprocess.run(
                ["sh", "-c", pasted],
                cwd=ROOT,
                env=environ | {"XDG_CACHE_HOME": str(place / "cache")},
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode in {0, 1}, (pasted, done.stdout, done.stderr)
            assert done.stdout.strip(), pasted


def test_a_start_prints_codes_with_which_people_sign_in(
    state: Path, environ: dict[str, str]
) -> None:
    with running(state, environ) as (_, said):
        codes = re.findall(r"^  ((?:[2-9A-Z]{4}-){2}[2-9A-Z]{4})  (\S+)$", said, re.MULTILINE)
        assert {name for _, name in codes} == {"例示県", "例示市"}
        file = state / "codes"
        assert file.stat().st_mode & 0o777 == 0o600
        assert file.read_text() == "".join(f"{code}\t{name}\n" for code, name in codes[:2])
        for code, name in codes[:2]:
            own = {"Sec-Fetch-Site": "same-origin"}
            with httpx.Client(base_url=address(said), headers=own, trust_env=False) as client:
                client.post("/ja/sign-in", data={"code": code})
                assert name in client.get("/ja/me").text


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_everything_and_the_end_is_clean(
    state: Path, environ: dict[str, str], number: signal.Signals
) -> None:
    with running(state, environ) as (process, _):
        database = postmaster(state)
        assert database
        process.send_signal(number)
        _, complained = process.communicate(timeout=60)
        assert process.returncode == 0, complained
        assert "Traceback" not in complained
    assert gone(database)
    assert not (state / "postgres" / "data" / "postmaster.pid").exists()


def test_what_was_published_survives_a_kill_and_a_restart(
    state: Path, environ: dict[str, str]
) -> None:
    kept = tokens(state)
    port = free_port()
    own = f"http://127.0.0.1:{port}"
    more = {"SOROE_PORT": str(port), "SOROE_PUBLIC_URL": PUBLIC}
    with running(state, environ, **more) as (first, _):
        publish(f"{own}/api/v1/forms/kept/versions/1.0.0", kept["steward"])
    assert first.returncode == -signal.SIGKILL
    with running(state, environ, **more):
        assert json.loads(get(f"{own}/forms/kept/1.0.0.json"))["title"] == "残る様式"
        core = json.loads(get(f"{own}/forms/gakudo-application/1.0.0.json"))
        assert core["$id"] == f"{PUBLIC}/forms/gakudo-application/1.0.0.json"
    assert tokens(state) == kept


def tokens(state: Path) -> dict[str, str]:
    return {file.name: file.read_text().strip() for file in (state / "tokens").iterdir()}


def publish(url: str, token: str) -> None:
    item = {"type": "string", "title": "氏名"}
    form = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "残る様式",
        "type": "object",
        "properties": {"name": item},
        "additionalProperties": False,
    }
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    asked = Request(url, json.dumps(form).encode(), headers, method="PUT")
    with urlopen(asked, timeout=20) as answer:
        assert answer.status == 201


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def test_a_second_start_says_that_one_runs(state: Path, environ: dict[str, str]) -> None:
    with running(state, environ) as (first, _):
        second = command(state, environ)
        _, complained = second.communicate(timeout=60)
        assert second.returncode == 1
        assert complained.index("すでに動いています") < complained.index("is running already")
        assert str(first.pid) in complained
        assert first.poll() is None


def test_a_port_that_is_taken_is_named(state: Path, environ: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        process = command(state, environ, SOROE_PORT=port)
        _, complained = process.communicate(timeout=60)
    assert process.returncode == 1
    assert port in complained
    assert "SOROE_PORT" in complained
    assert "Traceback" not in complained


def test_a_setting_that_cannot_be_used_is_named(state: Path, environ: dict[str, str]) -> None:
    process = command(state, environ, SOROE_PORT="八千")
    _, complained = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "SOROE_PORT" in complained
    assert "Traceback" not in complained


def test_a_server_of_ones_own_is_used_instead(place: Path, environ: dict[str, str]) -> None:
    with (
        EmbeddedPostgres(place / "own", settings={"fsync": "off"}) as database,
        running(place / "state", environ, DATABASE_URL=database.url) as (_, said),
    ):
        assert get(f"{address(said)}/ready")
        assert not (place / "state" / "postgres").exists()


def test_the_data_are_kept_where_such_data_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    assert state_directory({"SOROE_STATE": "/srv/soroe"}) == Path("/srv/soroe")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert state_directory({"XDG_STATE_HOME": "/x"}) == Path("/var/lib/soroe")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert state_directory({"XDG_STATE_HOME": "/x"}) == Path("/x/soroe")
    assert state_directory({}) == Path.home() / ".local" / "state" / "soroe"
