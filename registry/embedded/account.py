"""The operating system account that PostgreSQL runs as, and what that account can reach."""

from __future__ import annotations

import os
import pwd
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from soroe.errors import Problem, SoroeError


class EmbeddedError(SoroeError):
    """The embedded PostgreSQL cannot be found, prepared, started or stopped."""


def refuse(type_: str, **params: object) -> EmbeddedError:
    """An error whose parameters are shown as text."""
    return EmbeddedError(Problem(type_, params={k: str(v) for k, v in params.items()}))


@dataclass(frozen=True)
class Account:
    """An existing account; `dropped` when we are root and give up our rights to become it."""

    name: str
    uid: int
    gid: int
    dropped: bool

    def reaches(self, path: Path) -> bool:
        """Whether the account may pass every directory above `path` and read and enter it.

        Judged by the permission bits alone; access lists are not looked at.
        """
        try:
            real = path.resolve(strict=True)
            return all(
                self._allowed(directory, 0o5 if directory == real else 0o1)
                for directory in (real, *real.parents)
            )
        except PermissionError:  # not even we reach it
            return False

    def _allowed(self, path: Path, need: int) -> bool:
        found = path.stat()
        shift = 6 if found.st_uid == self.uid else 3 if found.st_gid == self.gid else 0
        return (found.st_mode >> shift) & need == need

    def give(self, path: Path) -> None:
        """Make the account the owner of `path` when we run as another one."""
        if self.dropped:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)


def choose(environ: Mapping[str, str]) -> Account:
    """The account to run as: our own, or as root an existing unprivileged one.

    PostgreSQL refuses to run as root. No account is ever created: REGISTRY_PG_USER, `postgres` and
    `nobody` are tried in this order.

    Raises:
        EmbeddedError: no such account, or our own user id has none (some container platforms),
            which `initdb` does not accept.
    """
    uid = os.geteuid()
    if uid != 0:
        try:
            own = pwd.getpwuid(uid)
        except KeyError:
            raise refuse("database-account-unknown", uid=uid) from None
        return Account(own.pw_name, uid, os.getegid(), dropped=False)
    wanted = environ.get("REGISTRY_PG_USER")
    for name in (wanted,) if wanted else ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return Account(name, entry.pw_uid, entry.pw_gid, dropped=True)
    raise refuse("database-account-missing", tried=wanted or "postgres, nobody")
