"""`make run`: everything on one machine, started and stopped together.

The embedded PostgreSQL (or the server that DATABASE_URL names), the migrations, the contents of
`schemas/` with development tokens, and the registry. It is stopped with Ctrl-C or SIGTERM.
"""

from __future__ import annotations

import asyncio
import os
import shlex
import signal
import socket
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

import msgspec

from registry.compute.workers import Workers
from registry.context import Context
from registry.db.migrate import migrate
from registry.db.pool import close_pool, open_pool
from registry.development_codes import development_codes
from registry.embedded import EmbeddedPostgres
from registry.seed import seed
from registry.serve import serve
from registry.settings import Settings, read_settings
from registry.signing_key import made
from soroe.errors import Problem, SoroeError
from soroe.locale import explain
from soroe.model import Lang

TOKENS = "tokens"
CODES = "codes"
SIGNING_KEY = "signing-key.json"

_STARTED: dict[Lang, str] = {
    "ja": """
揃え(Soroe)の登録簿が動いています。
  アドレス          {url}
  開発用のトークン  {tokens}
  データ            {state}

ブラウザーで {url}/ja/sign-in を開き、次のコードでサインインできます(一度だけ、3日以内)。
{codes}
""",
    "en": """
The Soroe registry is running.
  Address             {url}
  Development tokens  {tokens}
  Data                {state}

Open {url}/en/sign-in in a browser and sign in with one of these codes (once, within 3 days).
{codes}
""",
}
_TRY = """
別の端末に貼り付けて試せます。 / To paste into another terminal:

{commands}

止めるときは Ctrl-C を押してください。 / Stop with Ctrl-C.
"""


def main() -> int:
    """Run until told to stop; 0 after a clean stop, 1 when it cannot start."""
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGHUP, lambda *_: signal.raise_signal(signal.SIGTERM))
    try:
        with ExitStack() as closing:
            _run(closing, os.environ)
    except KeyboardInterrupt:
        pass
    except SoroeError as error:
        _say(error.problem)
        return 1
    return 0


def _say(problem: Problem) -> None:
    """Explain a problem, Japanese first."""
    for language in _STARTED:
        title, detail, remedy = explain(problem, language)
        print(f"\n{title}\n  {detail}\n  {remedy}", file=sys.stderr, flush=True)


def _stop(*_: object) -> None:
    raise SystemExit(0)


def state_directory(environ: Mapping[str, str]) -> Path:
    """Where the data are kept: SOROE_STATE, else the usual place of the machine or the user."""
    if given := environ.get("SOROE_STATE"):
        return Path(given).expanduser().absolute()
    if os.geteuid() == 0:
        return Path("/var/lib/soroe")
    home = environ.get("XDG_STATE_HOME")
    return (Path(home) if home else Path.home() / ".local" / "state") / "soroe"


def _run(closing: ExitStack, environ: Mapping[str, str]) -> None:
    state = _made(state_directory(environ))
    if not environ.get("DATABASE_URL"):
        database = closing.enter_context(EmbeddedPostgres(state / "postgres", environ=environ))
        environ = {**environ, "DATABASE_URL": database.url}
    settings = read_settings(environ)
    listening = closing.enter_context(_listen(settings))
    port = str(listening.getsockname()[1])
    settings = read_settings({**environ, "SOROE_PORT": port})
    if not settings.signing_key:
        key = made(state / SIGNING_KEY, settings.public_url)
        settings = msgspec.structs.replace(settings, signing_key=str(key))
    for differing in asyncio.run(_prepare(settings, state / TOKENS)):
        _say(differing)
    codes = asyncio.run(_codes(settings, state / CODES))
    _tell(settings, state, codes)
    serve(settings, listening)


def _made(state: Path) -> Path:
    """The directory, made if missing: private, but as root passable for the database's account."""
    try:
        if not state.exists():
            state.mkdir(parents=True)
            state.chmod(0o711 if os.geteuid() == 0 else 0o700)
    except OSError as error:
        params = {"path": str(state), "detail": str(error)}
        raise SoroeError(Problem("database-state-unwritable", params=params)) from error
    return state


def _listen(settings: Settings) -> socket.socket:
    """Take the port before anything is written, so that a second start is told at once."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family, backlog=1024)
    except OSError as error:
        params = {"host": settings.host, "port": str(settings.port), "detail": str(error)}
        raise SoroeError(Problem("address-unusable", params=params)) from error


async def _prepare(settings: Settings, tokens: Path) -> tuple[Problem, ...]:
    await migrate(settings.database_url)
    return await seed(settings, tokens)


async def _codes(settings: Settings, file: Path) -> dict[str, str]:
    """New access codes, by the names of their organisations; those that are left expire."""
    pool = await open_pool(settings.database_url, size=1)
    try:
        return await development_codes(Context(pool, Workers(0), settings.public_url), file)
    finally:
        await close_pool(pool)


def _tell(settings: Settings, state: Path, codes: Mapping[str, str]) -> None:
    """Say in both languages where it is and what to try."""
    tokens = state / TOKENS
    lines = "\n".join(f"  {code}  {name}" for name, code in codes.items())
    for text in _STARTED.values():
        facts = {"url": settings.public_url, "tokens": tokens, "state": state, "codes": lines}
        print(text.format(**facts), end="")
    lines = "\n".join(f"  {command}" for command in commands(settings.public_url, tokens))
    print(_TRY.format(commands=lines), flush=True)


def commands(url: str, tokens: Path) -> list[str]:
    """Three commands that work as they are pasted into the checkout's directory."""
    programs = Path(sys.executable).parent
    if programs.is_relative_to(Path.cwd()):
        programs = programs.relative_to(Path.cwd())
    soroe = shlex.quote(str(programs / "soroe"))
    sample = "schemas/samples/999903"
    there = f"--registry {shlex.quote(url)}"
    token = shlex.quote(str(tokens / "999903"))
    options = f"--core gakudo-application --municipality 999903 {there}"
    return [
        f"{soroe} show gakudo-application {there}",
        f"{soroe} check {sample}/kintone-fields.json {options}",
        f"{soroe} push {sample}/gakudo-application.diff.json --token-file {token} {there}",
    ]


if __name__ == "__main__":
    sys.exit(main())
