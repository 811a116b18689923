"""`soroe-registry`: serving and looking after a registry from its machine.

soroe-registry serve
soroe-registry migrate [--down-to N]
soroe-registry load [FOLDER|FILE.ndjson] [--processes N]
soroe-registry org create ID --kind steward|municipality|vendor --name NAME [--municipality CODE]
soroe-registry org list
soroe-registry token issue ORGANISATION --label TEXT --scope SCOPE [--scope ...] [--days N]
soroe-registry token list ORGANISATION
soroe-registry token revoke ORGANISATION ID
soroe-registry code ORGANISATION --person NAME [--hours N]
soroe-registry key begin|show|turn
soroe-registry export DIR
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import TypeVar
from uuid import UUID

import asyncpg

from registry.compute.workers import Workers
from registry.context import Context
from registry.db import organisations, tokens
from registry.db.migrate import migrate, migrate_down
from registry.db.pool import close_pool, open_pool, read
from registry.export.make import export
from registry.limits import CODE_HOURS, MAX_PAGE, MAX_TOKEN_DAYS
from registry.load import find_entries, load_diffs
from registry.seed import load
from registry.serve import serve
from registry.services.create_organisation import create_organisation
from registry.services.issue_code import issue_code
from registry.services.issue_token import issue_token
from registry.services.revoke_token import revoke_token
from registry.settings import Settings, SettingsError, read_settings, schemas_folder
from registry.signing_key import KeyFile, made, read_keys, write_keys
from soroe.errors import Problem, SoroeError
from soroe.locale import explain

T = TypeVar("T")

MAX_ORGANISATIONS = 5000
"""More than there are municipalities, prefectures and vendors."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0, 1 when it is refused, 3 when the database is away."""
    args = _parser().parse_args(arguments)
    try:
        settings = read_settings()
        if args.command == "serve":
            serve(settings)
        elif args.command == "migrate":
            _migrate(settings, args.down_to)
        elif args.command == "key":
            _key(settings, args.action)
        elif args.command == "export":
            _export(settings, Path(args.folder))
        elif args.command == "load" and args.diffs is not None:
            return _load_diffs(settings, args.diffs, args.processes)
        else:
            asyncio.run(_with_context(settings, lambda c: args.act(c, args)))
    except SoroeError as e:
        _explain(e.problem)
        return 3 if e.problem.type == "registry-unavailable" else 1
    except (
        OSError,
        asyncpg.PostgresConnectionError,
        asyncpg.InvalidAuthorizationSpecificationError,
    ):
        _explain(Problem("registry-unavailable"))
        return 3
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="soroe-registry", description="揃えの登録簿 / the registry"
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("serve", help="serve HTTP until told to stop")
    down = commands.add_parser("migrate", help="bring the database up to date")
    down.add_argument("--down-to", type=int, metavar="N", help="lead back to version N; data go")
    load_all = commands.add_parser(
        "load", help="load the municipalities and the components, or many local diffs"
    )
    load_all.add_argument("diffs", nargs="?", type=Path, metavar="FOLDER|FILE.ndjson")
    load_all.add_argument("--processes", type=int, default=os.cpu_count() or 1, metavar="N")
    load_all.set_defaults(act=_load)
    key = commands.add_parser("key", help="the key that signs the log")
    key.add_argument("action", choices=("begin", "show", "turn"))
    mirror = commands.add_parser("export", help="write the public reads as files, a static mirror")
    mirror.add_argument("folder", metavar="DIR")
    org = commands.add_parser("org", help="organisations").add_subparsers(dest="sub", required=True)
    create = org.add_parser("create")
    create.add_argument("id")
    create.add_argument("--kind", required=True, choices=("steward", "municipality", "vendor"))
    create.add_argument("--name", required=True)
    create.add_argument("--municipality", metavar="CODE")
    create.set_defaults(act=_create)
    org.add_parser("list").set_defaults(act=_list)
    token = commands.add_parser("token", help="tokens").add_subparsers(dest="sub", required=True)
    issue = token.add_parser("issue")
    issue.add_argument("organisation")
    issue.add_argument("--label", required=True)
    issue.add_argument("--scope", action="append", required=True)
    issue.add_argument("--days", type=int, default=MAX_TOKEN_DAYS)
    issue.set_defaults(act=_issue)
    tokens_of = token.add_parser("list")
    tokens_of.add_argument("organisation")
    tokens_of.set_defaults(act=_tokens)
    revoke = token.add_parser("revoke")
    revoke.add_argument("organisation")
    revoke.add_argument("id", type=UUID)
    revoke.set_defaults(act=_revoke)
    code = commands.add_parser("code", help="an access code, with which a person signs in once")
    code.add_argument("organisation")
    code.add_argument("--person", required=True, metavar="NAME")
    code.add_argument("--hours", type=int, default=CODE_HOURS)
    code.set_defaults(act=_code)
    return parser


async def _with_context(settings: Settings, act: Callable[[Context], Awaitable[T]]) -> T:
    pool = await open_pool(settings.database_url, 1)
    try:
        return await act(Context(pool, Workers(0), settings.public_url))
    finally:
        await close_pool(pool)


def _migrate(settings: Settings, down_to: int | None) -> None:
    if down_to is None:
        done = asyncio.run(migrate(settings.database_url))
    else:
        done = asyncio.run(migrate_down(settings.database_url, down_to))
    _say(" ".join(map(str, done)) or "-")


def _key(settings: Settings, action: str) -> None:
    """Make the key where there is none, or put the next one in its place; show the public half."""
    if not settings.signing_key:
        raise SettingsError(Problem("setting-missing", params={"name": "SOROE_SIGNING_KEY"}))
    path = Path(settings.signing_key)
    if action == "begin":
        made(path, settings.public_url)
    keys = read_keys(path)
    if action == "turn":
        held = KeyFile(keys.key.private, keys.chain).turn()
        write_keys(path, held, new=False)
        keys = read_keys(path)
    _say(str(keys.key.public))


def _export(settings: Settings, folder: Path) -> None:
    done = asyncio.run(export(settings, folder))
    _say(f"{folder}\t+{done.written} ={done.kept} -{done.removed}")


def _load_diffs(settings: Settings, place: Path, processes: int) -> int:
    """Publish what is there; 1 where something is refused, and what."""
    entries = find_entries(place)
    loaded = load_diffs(
        settings.database_url,
        settings.public_url,
        entries,
        processes=processes,
        tell=lambda count: sys.stderr.write(f"{count}/{len(entries)}\n"),
    )
    for one in loaded.refused:
        where = one.entry.file + (f":{one.entry.line}" if one.entry.line else "")
        sys.stderr.write(f"{where} {one.entry.name}\n")
        _explain(one.problem)
    _say(f"{place}\t+{loaded.written} ={loaded.known} !{len(loaded.refused)}")
    return 1 if loaded.refused else 0


async def _load(context: Context, _args: argparse.Namespace) -> None:
    for differing in await load(context, schemas_folder(read_settings())):
        _explain(differing)


async def _create(context: Context, args: argparse.Namespace) -> None:
    made = await create_organisation(
        context,
        None,
        id_=args.id,
        kind=args.kind,
        name=args.name,
        municipality=args.municipality,
    )
    _say(made.id)


async def _list(context: Context, _args: argparse.Namespace) -> None:
    page = await read(context.pool, lambda c: organisations.page(c, "", MAX_ORGANISATIONS))
    for o in page:
        _say(f"{o.id}\t{o.kind}\t{o.municipality or '-'}\t{o.name}")


async def _issue(context: Context, args: argparse.Namespace) -> None:
    _, secret = await issue_token(
        context,
        None,
        organisation=args.organisation,
        label=args.label,
        scopes=tuple(args.scope),
        days=args.days,
    )
    _say(secret.reveal())


async def _code(context: Context, args: argparse.Namespace) -> None:
    _, code = await issue_code(
        context, None, organisation=args.organisation, person=args.person, hours=args.hours
    )
    _say(code.reveal())


async def _tokens(context: Context, args: argparse.Namespace) -> None:
    for t in await read(context.pool, lambda c: tokens.page(c, args.organisation, MAX_PAGE)):
        state = "revoked" if t.revoked_at else f"until {t.expires_at:%Y-%m-%d}"
        _say(f"{t.id}\t{state}\t{' '.join(t.scopes)}\t{t.label}")


async def _revoke(context: Context, args: argparse.Namespace) -> None:
    await revoke_token(context, None, args.organisation, args.id)


def _explain(problem: Problem) -> None:
    for lang in ("ja", "en"):
        sys.stderr.write("\n".join(explain(problem, lang)) + "\n")


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    sys.exit(main())
