"""Starting, watching and stopping one embedded PostgreSQL server."""

from __future__ import annotations

import fcntl
import hashlib
import os
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

from registry.embedded import account, binaries, cluster
from registry.embedded.account import refuse
from registry.embedded.cluster import SUPERUSER

PORT = 5432
"""Part of the socket's file name; no TCP port is opened."""

_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "logging_collector": "off",
    "log_timezone": "UTC",
    "timezone": "UTC",
    "shared_buffers": "64MB",
    "max_connections": "50",
    "jit": "off",
    "cluster_name": "registry",
}
_LONGEST_SOCKET = 103  # bytes of a socket's path on macOS; Linux has 107
_WAIT_AND_STOP = """
read -r _
read -r pid <"$2" && [ "$pid" = "$1" ] && kill -INT "$1"
"""
_KEEPER = ("/bin/sh", "-c", _WAIT_AND_STOP, "keeper")


class EmbeddedPostgres:
    """One PostgreSQL server of our own, which lives no longer than this process.

    The server listens on a Unix socket in a private directory only, and lets in the account that
    runs it and ours. `state` holds everything: `data`, `postgres.log`, `lock` and the socket.
    When this process is killed, a keeper (a small shell that waits for the end of a pipe) stops
    the server; when the machine is killed, the next start recovers.

    Args:
        state: The directory to keep everything in; made if missing.
        settings: PostgreSQL settings by name, above the defaults (`{"fsync": "off"}` in tests).
        environ: Where REGISTRY_PG_HOME and REGISTRY_PG_USER are read; the process's own if None.
    """

    def __init__(
        self,
        state: Path,
        *,
        settings: Mapping[str, str] | None = None,
        environ: Mapping[str, str] | None = None,
    ) -> None:
        self.state = state.resolve()
        self.data = self.state / "data"
        self.log = self.state / "postgres.log"
        self._settings = _SETTINGS | dict(settings or {})
        self._environ = os.environ if environ is None else environ
        self._lock: int | None = None
        self._server: subprocess.Popen[bytes] | None = None
        self._keeper: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address for clients such as asyncpg."""
        directory = quote(str(self._socket_directory()), safe="/")
        return f"postgresql://{SUPERUSER}@/postgres?host={directory}&port={PORT}"

    @property
    def pid(self) -> int | None:
        """The process id of the server while it runs."""
        return self._server.pid if self._server and self._server.poll() is None else None

    def start(self, *, patience: float = 60) -> Self:
        """Start the server and return when it accepts connections.

        Raises:
            EmbeddedError: with a problem of type `database-...` that says what to do.
        """
        self._lock = self._take_lock()
        try:
            self._start(time.monotonic() + patience)
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        """Stop the server cleanly and give up the lock; nothing happens when it does not run."""
        if self._server and self._server.poll() is None:
            for request, seconds in ((signal.SIGINT, 20), (signal.SIGQUIT, 5), (signal.SIGKILL, 5)):
                self._server.send_signal(request)
                try:
                    self._server.wait(seconds)
                except subprocess.TimeoutExpired:
                    continue
                break
            directory = self._socket_directory()
            if directory.parent != self.state and not any(directory.iterdir()):
                directory.rmdir()
        self._server = None
        self._dismiss_keeper()
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _dismiss_keeper(self) -> None:
        if self._keeper:
            self._keeper.kill()
            self._keeper.communicate()
        self._keeper = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _take_lock(self) -> int:
        """Hold `lock` for as long as we live; the kernel gives it up with us, however we die."""
        self._account = account.choose(self._environ)
        try:
            self.state.mkdir(parents=True, mode=0o700, exist_ok=True)
            if not any(self.state.iterdir()):
                self._account.give(self.state)
            lock = os.open(
                self.state / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600
            )
        except OSError as error:
            raise refuse("database-state-unwritable", path=self.state, detail=error) from error
        if not self._account.reaches(self.state):
            os.close(lock)
            raise refuse("database-state-unreachable", path=self.state, account=self._account.name)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            holder = os.read(lock, 20).decode().strip() or "?"
            os.close(lock)
            raise refuse("database-already-running", path=self.state, pid=holder) from None
        os.truncate(lock, 0)
        os.write(lock, f"{os.getpid()}\n".encode())
        return lock

    def _start(self, deadline: float) -> None:
        programs = binaries.reachable(binaries.find(self._environ), self._account, self.state)
        durable = self._settings.get("fsync", "on") == "on"
        cluster.prepare(self.data, programs, durable=durable)
        cluster.release(self.data)
        directory = self._private_socket_directory()
        settings = self._settings | {"unix_socket_directories": str(directory)}
        command = [programs.program("postgres"), "-D", str(self.data)]
        command += [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        while not self._try(command, programs, deadline):
            # The children of a server that was killed are still leaving the shared memory.
            time.sleep(0.1)

    def _try(self, command: list[str], programs: binaries.Binaries, deadline: float) -> bool:
        """Start once; False when an earlier server's memory is still in use and time is left."""
        log = os.open(
            self.log,
            os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW,
            0o600,
        )
        try:
            before = os.fstat(log).st_size
            # A session of its own: Ctrl-C in the terminal must reach the registry first.
            self._server = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **programs.process(),
            )
        finally:
            os.close(log)
        self._keeper = subprocess.Popen(
            [*_KEEPER, str(self._server.pid), str(self.data / "postmaster.pid")],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            **programs.process(),
        )
        while not cluster.is_ready(self.data, self._server.pid):
            late = time.monotonic() > deadline
            if late or self._server.poll() is not None:
                with self.log.open("rb") as written:
                    written.seek(before)
                    said = written.read()[-2000:].decode(errors="replace").strip()
                if not late and "still in use" in said:
                    self._dismiss_keeper()
                    return False
                raise refuse("database-start-failed", detail=said, log=self.log)
            time.sleep(0.005)
        return True

    def _socket_directory(self) -> Path:
        """`state`/sock, or a short private directory where that path is too long for a socket."""
        directory = self.state / "sock"
        if len(os.fsencode(directory / f".s.PGSQL.{PORT}")) <= _LONGEST_SOCKET:
            return directory
        key = hashlib.sha256(os.fsencode(self.state)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"registry-{os.geteuid()}-{key}"

    def _private_socket_directory(self) -> Path:
        """Make the directory, see that it is ours alone, and clear what a killed server left."""
        directory = self._socket_directory()
        try:
            directory.mkdir(mode=0o700)
        except FileExistsError:
            pass
        else:
            self._account.give(directory)
        found = directory.lstat()
        private = stat.S_ISDIR(found.st_mode) and not found.st_mode & 0o077
        if not private or found.st_uid != self._account.uid:
            raise refuse("database-socket-unsafe", path=directory)
        for name in (f".s.PGSQL.{PORT}", f".s.PGSQL.{PORT}.lock"):
            (directory / name).unlink(missing_ok=True)
        return directory
