"""A registry with the samples for the time of the tours, in a folder that is thrown away."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import msgspec

ROOT = Path(__file__).resolve().parents[2]
_READY = "Soroe registry is running"
_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")
_END_SECONDS = 60


class Place(msgspec.Struct, frozen=True):
    """Where the registry is, its folder of tokens, a folder to work in, and codes by name."""

    url: str
    tokens: Path
    work: Path
    codes: Mapping[str, str]

    def environment(self) -> dict[str, str]:
        """What the commands of the guides find set."""
        return {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "HOME": str(self.work),
            "LANG": "ja_JP.UTF-8",
            "SOROE_CACHE": str(self.work / ".cache"),
            "SOROE_HOME": str(ROOT),
            "SOROE_REGISTRY": self.url,
            "TOKENS": str(self.tokens),
        }


@contextmanager
def place() -> Iterator[Place]:
    """Start `make run` beside everything else that runs here, and stop it again.

    Raises:
        RuntimeError: it did not start; what it said is in the message.
    """
    with tempfile.TemporaryDirectory(prefix="soroe-pictures-") as held:
        Path(held).chmod(0o711)  # the database's account passes through
        state, work = Path(held) / "state", Path(held) / "work"
        work.mkdir()
        environ = {**os.environ, "SOROE_STATE": str(state), "SOROE_PORT": "0"}
        environ["SOROE_CHECK_SECONDS"] = "120"  # a busy machine may take its time
        environ.pop("DATABASE_URL", None)
        with subprocess.Popen(
            [sys.executable, "-m", "registry.run"],
            cwd=ROOT,
            env=environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as running:
            try:
                url = _started(running)
                threading.Thread(target=deque, args=(running.stdout, 0), daemon=True).start()
                lines = (state / "codes").read_text("utf-8").splitlines()
                codes = {name: code for code, name in (line.split("\t") for line in lines)}
                yield Place(url, state / "tokens", work, codes)
            finally:
                running.send_signal(signal.SIGTERM)
                running.wait(_END_SECONDS)


def _started(running: subprocess.Popen[str]) -> str:
    """The registry's address, once it says that it is there."""
    said = ""
    assert running.stdout is not None
    for line in running.stdout:
        said += line
        if "Ctrl-C" in line:
            found = _ADDRESS.search(said)
            if found and _READY in said:
                return found.group()
    raise RuntimeError(f"the registry did not start:\n{said}")
