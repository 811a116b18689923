"""Does the embedded PostgreSQL start, stop and recover in every state it can be left in?"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from registry.embedded import EmbeddedError, EmbeddedPostgres
from registry.embedded.account import choose
from registry.embedded.binaries import find
from soroe.locale import explain
from tests.run.processes import gone, wait_for

QUICK = {"fsync": "off"}
CHILD = """
import sys, time
from pathlib import Path
from registry.embedded import EmbeddedPostgres
database = EmbeddedPostgres(Path(sys.argv[1]), settings={"fsync": "off"}).start()
print(database.pid, database._keeper.pid, flush=True)
time.sleep(60)
"""


ENDLESS_INITDB = """#!/bin/sh
echo $$ >"${1#--pgdata=}/../initdb.pid"
echo 18 >"${1#--pgdata=}/PG_VERSION"
exec sleep 600
"""


def ask(database: EmbeddedPostgres, query: str) -> Any:
    async def run() -> Any:
        connection = await asyncpg.connect(database.url)
        try:
            return await connection.fetchval(query)
        finally:
            await connection.close()

    return asyncio.run(run())


def problem(info: pytest.ExceptionInfo[EmbeddedError]) -> str:
    """The type, after seeing that both languages can say it."""
    assert all(explain(info.value.problem, "ja"))
    assert all(explain(info.value.problem, "en"))
    return info.value.problem.type


def child(state: Path, **environ: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, str(state)],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | environ,
    )


def test_data_survive_a_stop_and_a_start(place: Path) -> None:
    with EmbeddedPostgres(place / "pg", settings=QUICK) as database:
        ask(database, "create table kept as select 'さくら' as name")
        pid = database.pid
        assert pid
    assert gone(pid)
    with EmbeddedPostgres(place / "pg", settings=QUICK) as database:
        assert ask(database, "select name from kept") == "さくら"


def test_japanese_letters_are_letters_and_order_is_the_same_everywhere(place: Path) -> None:
    with EmbeddedPostgres(place / "pg", settings=QUICK) as database:
        # With the character type "C" pg_trgm finds no trigram in Japanese, and says nothing.
        ask(database, "create extension pg_trgm")
        assert ask(database, "select cardinality(show_trgm('住民票'))") > 0
        assert ask(database, "select 'Z' < 'a' and 'ん' < 'ア'") is True
        assert ask(database, "show server_encoding") == "UTF8"
        assert ask(database, "show timezone") == "UTC"


def test_only_a_private_socket_is_open(place: Path) -> None:
    with EmbeddedPostgres(place / "pg", settings=QUICK) as database:
        assert ask(database, "show listen_addresses") == ""
        assert (database.state / "sock").stat().st_mode & 0o777 == 0o700
        assert ask(database, "select count(*) from pg_hba_file_rules") == 1
        assert ask(database, "select auth_method from pg_hba_file_rules") == "peer"


def test_a_second_start_says_who_is_running(place: Path) -> None:
    with EmbeddedPostgres(place / "pg", settings=QUICK):
        with pytest.raises(EmbeddedError) as refused:
            EmbeddedPostgres(place / "pg").start()
        assert problem(refused) == "database-already-running"
        assert refused.value.problem.params["pid"] == str(os.getpid())


def test_the_database_ends_when_its_parent_is_killed(place: Path) -> None:
    with child(place / "pg") as parent:
        assert parent.stdout
        server, _keeper = map(int, parent.stdout.readline().split())
        parent.kill()
    wait_for(lambda: gone(server))
    with EmbeddedPostgres(place / "pg", settings=QUICK) as database:
        assert ask(database, "select 1") == 1


def test_a_database_whose_keeper_was_killed_too_is_stopped_by_the_next_start(place: Path) -> None:
    with child(place / "pg") as parent:
        assert parent.stdout
        server, keeper = map(int, parent.stdout.readline().split())
        os.kill(keeper, signal.SIGKILL)
        parent.kill()
    assert not gone(server)
    with EmbeddedPostgres(place / "pg", settings=QUICK) as database:
        assert gone(server)
        assert ask(database, "select 1") == 1


def test_a_killed_database_recovers(place: Path) -> None:
    database = EmbeddedPostgres(place / "pg").start()
    try:
        ask(database, "create table kept as select 1 as one")
        assert database.pid
        os.kill(database.pid, signal.SIGKILL)
        wait_for(lambda: database.pid is None)
    finally:
        database.stop()
    with database:
        assert ask(database, "select one from kept") == 1


@pytest.mark.parametrize("holder", ["dead", "zombie", "another program", "not a number"])
def test_a_stale_pid_file_does_not_stop_the_start(place: Path, holder: str) -> None:
    with EmbeddedPostgres(place / "pg", settings=QUICK) as database:
        ask(database, "select 1")
    sleeper = subprocess.Popen(["sleep", "0" if holder in {"dead", "zombie"} else "60"])
    try:
        if holder == "zombie":
            wait_for(lambda: gone(sleeper.pid))  # ended, and not yet waited for
        if holder == "dead":
            sleeper.wait()
        first = "?" if holder == "not a number" else str(sleeper.pid)
        lock = f"{first}\n{database.data}\n1\n5432\n{database.state}/sock\n"
        (database.data / "postmaster.pid").write_text(lock)
        (database.state / "sock" / ".s.PGSQL.5432.lock").write_text(lock)
        with EmbeddedPostgres(place / "pg", settings=QUICK) as database:
            assert ask(database, "select 1") == 1
        if holder == "another program":
            assert sleeper.poll() is None
    finally:
        sleeper.kill()
        sleeper.wait()


def test_a_creation_that_was_killed_is_begun_again(place: Path) -> None:
    programs = place / "programs" / "bin"
    programs.mkdir(parents=True)
    programs.joinpath("postgres").symlink_to(find({}) / "bin" / "postgres")
    endless = programs / "initdb"
    endless.write_text(ENDLESS_INITDB)
    endless.chmod(0o755)
    parent = child(place / "pg", REGISTRY_PG_HOME=str(programs.parent))
    wait_for(lambda: any((place / "pg").glob("data.init-*/PG_VERSION")))
    parent.kill()
    parent.communicate()
    os.kill(int((place / "pg" / "initdb.pid").read_text()), signal.SIGKILL)
    with EmbeddedPostgres(place / "pg", settings=QUICK) as database:
        assert ask(database, "select 1") == 1
    assert not any((place / "pg").glob("data.init-*"))


def test_what_is_no_cluster_is_left_alone(place: Path) -> None:
    (place / "pg" / "data").mkdir(parents=True)
    choose(os.environ).give(place / "pg")
    (place / "pg" / "data" / "thesis.txt").write_text("mine")
    with pytest.raises(EmbeddedError) as refused:
        EmbeddedPostgres(place / "pg").start()
    assert problem(refused) == "database-init-failed"
    assert (place / "pg" / "data" / "thesis.txt").read_text() == "mine"


def test_another_major_version_is_refused(place: Path) -> None:
    with EmbeddedPostgres(place / "pg", settings=QUICK) as database:
        written = database.data / "PG_VERSION"
    written.write_text("14\n")
    with pytest.raises(EmbeddedError) as refused:
        EmbeddedPostgres(place / "pg").start()
    assert problem(refused) == "database-version-mismatch"
    assert refused.value.problem.params["cluster"] == "14"


def test_a_long_path_still_gets_a_private_socket(place: Path) -> None:
    with EmbeddedPostgres(place / ("長い名前" * 10), settings=QUICK) as database:
        assert ask(database, "select 1") == 1
        socket = Path(ask(database, "show unix_socket_directories"))
        assert not socket.is_relative_to(database.state)
        assert socket.stat().st_mode & 0o777 == 0o700
    assert not socket.exists()


def test_a_socket_directory_that_is_open_to_others_is_refused(place: Path) -> None:
    with EmbeddedPostgres(place / "pg", settings=QUICK) as database:
        socket = database.state / "sock"
    socket.chmod(0o777)
    with pytest.raises(EmbeddedError) as refused:
        EmbeddedPostgres(place / "pg").start()
    assert problem(refused) == "database-socket-unsafe"


def test_the_database_outlives_the_thread_that_started_it(place: Path) -> None:
    database = EmbeddedPostgres(place / "pg", settings=QUICK)
    thread = threading.Thread(target=database.start)
    thread.start()
    thread.join()
    try:
        assert ask(database, "select 1") == 1
    finally:
        database.stop()


def test_a_setting_that_postgres_refuses_is_shown(place: Path) -> None:
    with pytest.raises(EmbeddedError) as refused:
        EmbeddedPostgres(place / "pg", settings=QUICK | {"shared_buffers": "many"}).start()
    assert problem(refused) == "database-start-failed"
    assert "shared_buffers" in refused.value.problem.params["detail"]
    with EmbeddedPostgres(place / "pg", settings=QUICK) as database:  # the lock was given back
        assert ask(database, "select 1") == 1


def test_a_place_that_cannot_be_written_is_named(place: Path) -> None:
    (place / "file").write_text("")
    with pytest.raises(EmbeddedError) as refused:
        EmbeddedPostgres(place / "file" / "pg").start()
    assert problem(refused) == "database-state-unwritable"
    assert str(place / "file") in refused.value.problem.params["path"]
