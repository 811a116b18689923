"""The data directory: made whole or not at all, and freed from what a killed server left."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from registry.embedded.account import refuse
from registry.embedded.binaries import Binaries

SUPERUSER = "registry"
"""The database role that owns everything in an embedded database."""

_READY_LINE = 7
_FIRST_WITH_BUILTIN_LOCALE = 17


def prepare(data: Path, binaries: Binaries, *, durable: bool) -> None:
    """Make the cluster in `data` if there is none; refuse one of another major version.

    `initdb` works beside `data` and the result is renamed, so that a cluster that was interrupted
    half-way is thrown away at the next start. The caller holds the lock.

    Raises:
        EmbeddedError: `initdb` failed, or the cluster belongs to another major version.
    """
    program = binaries.major()
    if not (data / "PG_VERSION").exists():
        _initdb(data, binaries, program, durable=durable)
    cluster = (data / "PG_VERSION").read_text().strip()
    if cluster != str(program):
        raise refuse("database-version-mismatch", data=data, cluster=cluster, program=program)


def _initdb(data: Path, binaries: Binaries, major: int, *, durable: bool) -> None:
    for left in data.parent.glob(f"{data.name}.init-*"):
        # An `initdb` that lost its parent may still be writing there; what stays goes next time.
        shutil.rmtree(left, ignore_errors=True)
    half_made = Path(tempfile.mkdtemp(prefix=f"{data.name}.init-", dir=data.parent))
    binaries.account.give(half_made)
    # Same order and same letters on every machine. The character type must know Japanese: with
    # "C" the pg_trgm extension silently finds no trigram in it.
    ctype = "C.UTF-8" if sys.platform == "linux" else "en_US.UTF-8"
    provider = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8")
    binaries.run(
        "database-init-failed",
        "initdb",
        f"--pgdata={half_made}",
        f"--username={SUPERUSER}",
        "--encoding=UTF8",
        *(provider if major >= _FIRST_WITH_BUILTIN_LOCALE else ()),
        "--locale=C",
        f"--lc-ctype={ctype}",
        "--auth-local=peer",
        "--auth-host=reject",
        "--no-instructions",
        *(() if durable else ("--no-sync",)),
    )
    _allow_only_ourselves(half_made, binaries.account.name)
    try:
        half_made.rename(data)
    except OSError as error:  # something that is no cluster is in the place
        raise refuse("database-init-failed", detail=error) from error
    if durable:
        _sync(data, data.parent)


def _allow_only_ourselves(cluster: Path, account: str) -> None:
    """Let in the account that runs the server and ours (root's, if root started it), no other."""
    names = sorted({pwd.getpwuid(os.geteuid()).pw_name, account})
    (cluster / "pg_ident.conf").write_text("".join(f"own {name} {SUPERUSER}\n" for name in names))
    (cluster / "pg_hba.conf").write_text("local all all peer map=own\n")


def _sync(data: Path, *more: Path) -> None:
    for path in (data / "pg_ident.conf", data / "pg_hba.conf", data, *more):
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def is_ready(data: Path, pid: int) -> bool:
    """Whether the server `pid` has written that it accepts connections."""
    lines = _pid_file(data)
    return (
        len(lines) > _READY_LINE and lines[0] == str(pid) and lines[_READY_LINE].strip() == "ready"
    )


def release(data: Path, *, patience: float = 15) -> None:
    """Stop a server that outlived its parent and remove the pid file of one that died.

    A pid in the file may be dead, a zombie that nobody reaps (pid 1 of many containers), or belong
    to another program by now; none of these is our server. The caller holds the lock.

    Raises:
        EmbeddedError: the old server does not stop within `patience` seconds.
    """
    file = data / "postmaster.pid"
    lines = _pid_file(data)
    if not lines:
        return
    pid = int(lines[0]) if lines[0].isdigit() else 0
    if not pid or not _serves(pid, data):
        file.unlink(missing_ok=True)
        return
    os.kill(pid, signal.SIGINT)
    end = time.monotonic() + patience
    while _serves(pid, data):
        if time.monotonic() > end:
            raise refuse("database-orphan-stuck", pid=pid, data=data)
        time.sleep(0.01)
    file.unlink(missing_ok=True)


def _pid_file(data: Path) -> list[str]:
    try:
        return (data / "postmaster.pid").read_text().split("\n")
    except FileNotFoundError:
        return []


def _serves(pid: int, data: Path) -> bool:
    """Whether `pid` is a live PostgreSQL server of this very data directory.

    The command line tells: everybody may read it, and a zombie has none.
    """
    listed = Path(f"/proc/{pid}/cmdline")
    if Path("/proc/self").exists():
        try:
            words = listed.read_bytes().split(b"\0")
        except (FileNotFoundError, ProcessLookupError):
            return False
    else:
        printed = subprocess.run(
            ["/bin/ps", "-ww", "-o", "command=", "-p", str(pid)], capture_output=True, check=False
        )
        words = printed.stdout.split()
    return any(words[:1]) and words[0].endswith(b"postgres") and os.fsencode(data) in words
