"""Is the schema what the program thinks, and does the database itself guard what must not change?"""

from __future__ import annotations

import asyncio
import inspect
import pkgutil
import re
from importlib import import_module
from typing import Any

import asyncpg
import pytest

import registry.db
from registry.db.migrate import (
    LOCK,
    TRY_LOCK,
    MigrationError,
    migrate,
    migrate_down,
    migrations,
)
from tests.registry.databases import execute, fetch, rows

TABLES = "select tablename from pg_tables where schemaname = 'public' order by 1"


def queries() -> dict[str, str]:
    """Every query of the registry by module and name."""
    found = {}
    for module in pkgutil.iter_modules(registry.db.__path__):
        for name, value in vars(import_module(f"registry.db.{module.name}")).items():
            if name.isupper() and isinstance(value, str) and " " in value:
                found[f"{module.name}.{name}"] = value
    return found


def test_every_query_fits_the_database(database: str) -> None:
    async def prepare() -> list[str]:
        connection = await asyncpg.connect(database)
        try:
            for name, sql in queries().items():
                try:
                    await connection.prepare(sql)
                except asyncpg.PostgresError as e:
                    raise AssertionError(name) from e
            return sorted(queries())
        finally:
            await connection.close()

    done = asyncio.run(prepare())
    assert len(done) >= 40
    assert {"ledger.CLAIM", "tokens.HOLDERS_LOCKED", "municipalities.SEARCH"} <= set(done)


def test_every_query_function_says_what_it_returns() -> None:
    for module in pkgutil.iter_modules(registry.db.__path__):
        for name, function in vars(import_module(f"registry.db.{module.name}")).items():
            if inspect.iscoroutinefunction(function) and not name.startswith("_"):
                hints = inspect.get_annotations(function)
                assert "return" in hints, (module.name, name)
                assert "Any" not in str(hints["return"]), (module.name, name)


def test_the_schema_goes_up_down_and_up_again(empty: str) -> None:
    steps = [step.version for step in migrations()]
    assert asyncio.run(migrate(empty)) == steps
    up = rows(empty, TABLES)
    assert len(up) >= 14
    assert asyncio.run(migrate(empty)) == []
    assert asyncio.run(migrate_down(empty, 0)) == steps[::-1]
    assert [r[0] for r in rows(empty, TABLES)] == ["schema_migration"]
    leftover = "select proname from pg_proc where pronamespace = 'public'::regnamespace"
    assert rows(empty, leftover) == []
    assert asyncio.run(migrate(empty)) == steps
    assert rows(empty, TABLES) == up


def test_any_number_of_programs_may_migrate_at_once(empty: str) -> None:
    async def all_at_once() -> list[list[int]]:
        return await asyncio.gather(*(migrate(empty) for _ in range(6)))

    done = asyncio.run(all_at_once())
    assert sorted(map(len, done)) == [0, 0, 0, 0, 0, len(migrations())]


def test_a_step_that_was_changed_after_it_was_applied_is_refused(empty: str) -> None:
    asyncio.run(migrate(empty))
    asyncio.run(execute(empty, "update schema_migration set sha256 = 'x' where version = 1"))
    with pytest.raises(MigrationError) as caught:
        asyncio.run(migrate(empty))
    assert caught.value.problem.type == "migration-changed"


def test_a_database_that_is_ahead_of_the_program_is_refused(empty: str) -> None:
    asyncio.run(migrate(empty))
    asyncio.run(execute(empty, "insert into schema_migration values (9999, 'later', 'x')"))
    with pytest.raises(MigrationError) as caught:
        asyncio.run(migrate(empty))
    assert caught.value.problem.type == "program-too-old"


def test_who_waits_too_long_for_another_migration_is_told(empty: str) -> None:
    async def held() -> None:
        holder = await asyncpg.connect(empty)
        try:
            assert await holder.fetchval(TRY_LOCK, LOCK)
            with pytest.raises(MigrationError) as caught:
                await migrate(empty, patience=0.2)
            assert caught.value.problem.type == "migration-locked"
        finally:
            await holder.close()

    asyncio.run(held())


@pytest.mark.parametrize("table", ["name_ledger", "log_leaf", "audit"])
@pytest.mark.parametrize(
    "change", ["delete from {}", "truncate {} cascade", "update {} set {column} = {column}"]
)
def test_what_is_written_once_cannot_be_changed(database: str, table: str, change: str) -> None:
    column = {"name_ledger": "digest", "log_leaf": "digest", "audit": "object"}[table]
    before = rows(database, f"select * from {table}")
    assert before
    with pytest.raises(asyncpg.RestrictViolationError):
        asyncio.run(execute(database, change.format(table, column=column)))
    assert rows(database, f"select * from {table}") == before


@pytest.mark.parametrize(
    "sql",
    [
        "insert into municipality values ('999903', '', '', '', '', '', null, false, true, '{}')",
        "update municipality set fictional = false where code = '999903'",
        "insert into organisation values ('x', 'municipality', 'x', null)",
        "insert into organisation values ('x', 'vendor', 'x', '992020')",
        "insert into organisation values ('Big', 'vendor', 'x', null)",
        "update token set hash = 'short'",
        "update token set scopes = '{}'",
        "update core_version set state = 'secret'",
        "update local_revision set revision = 0",
        "update local_revision set core = '9.9.9'",
        "insert into log_counter values (false, 0)",
        "insert into change values ('small-form','999903',1,9,'/x','s','odd','grounded',null,'')",
    ],
)
def test_the_database_refuses_what_cannot_be(database: str, sql: str) -> None:
    with pytest.raises(asyncpg.IntegrityConstraintViolationError):
        asyncio.run(execute(database, sql))


def test_a_name_that_is_rolled_back_leaves_no_gap_in_the_log(database: str) -> None:
    async def abandoned() -> tuple[Any, Any]:
        connection = await asyncpg.connect(database)
        claim = """insert into name_ledger (name, kind, submitted_digest, digest)
          values ('forms/x/1.0.0', 'core', $1, $1)"""
        digest = "sha256:" + "0" * 64
        try:
            transaction = connection.transaction()
            await transaction.start()
            await connection.execute(claim, digest)
            await connection.execute("set constraints all immediate")
            await transaction.rollback()
        finally:
            await connection.close()
        (counter,) = await fetch(database, "select size from log_counter")
        (leaves,) = await fetch(database, "select count(*), max(index) from log_leaf")
        return counter["size"], tuple(leaves)

    size, (count, highest) = asyncio.run(abandoned())
    assert size == count == highest + 1


def test_the_sql_is_of_a_level_that_postgresql_15_has() -> None:
    newer = re.compile(
        r"uuidv7|json_table|merge_action|any_value|\bold\.|\bnew\.\w+ as", re.IGNORECASE
    )
    for name, sql in queries().items():
        assert not newer.search(sql), name
