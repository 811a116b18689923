"""The command as people run it: a process of its own, in an empty folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from registry.embedded import EmbeddedPostgres
from soroe.testing import MemoryRegistry
from tests.client.samples import CORE, FORM, diff
from tests.registry import databases
from tests.registry.busy import make_busy
from tests.registry.served import Served, Tokens, serving

PROGRAM = str(Path(sys.executable).parent / "soroe")


class Run:
    """What a run of the command left behind."""

    def __init__(self, done: subprocess.CompletedProcess[bytes]) -> None:
        self.code = done.returncode
        self.raw = done.stdout
        self.out = done.stdout.decode("utf-8")
        self.err = done.stderr.decode("utf-8")

    def json(self) -> Any:
        return json.loads(self.out)


class Desk:
    """A folder with files, an environment, and the command."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {
            "PATH": "/usr/bin:/bin",
            "LANG": "ja_JP.UTF-8",
            "HOME": str(folder / "home"),
            "SOROE_CACHE": str(folder / "cache"),
        }
        if "PYTHONPATH" in os.environ:  # the command of the tree that is tested
            self.environment["PYTHONPATH"] = os.environ["PYTHONPATH"]

    def put(self, name: str, content: object) -> str:
        """Write a file: bytes as they are, anything else as JSON."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        raw = content if isinstance(content, bytes) else json.dumps(content, indent=2).encode()
        path.write_bytes(raw)
        return name

    def run(self, *words: str, **environment: str) -> Run:
        """Run the command to its end."""
        return self.fed(b"", *words, **environment)

    def fed(self, stdin: bytes, *words: str, **environment: str) -> Run:
        """Run the command with something on its standard input."""
        return Run(
            subprocess.run(
                [PROGRAM, *words],
                input=stdin,
                capture_output=True,
                cwd=self.folder,
                env={**self.environment, **environment},
                timeout=60,
                check=False,
            )
        )


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture(scope="module")
def served(cluster: EmbeddedPostgres, filled: Tokens) -> Iterator[Served]:
    """A real registry, with a database of its own."""
    with databases.made(cluster.url, databases.TEMPLATE) as url, serving(url, filled) as running:
        yield running


@pytest.fixture(scope="session")
def busy(cluster: EmbeddedPostgres, filled: Tokens) -> Iterator[Served]:
    """A real registry in which everything awaits the sample city; for reading."""
    with databases.made(cluster.url, databases.TEMPLATE) as url, serving(url, filled) as running:
        make_busy(running)
        yield running


@pytest.fixture
def registry() -> MemoryRegistry:
    made = MemoryRegistry()
    made.publish_core(FORM, "1.0.0", CORE)
    made.publish_diff(diff())
    return made


@pytest.fixture
def url(registry: MemoryRegistry) -> Iterator[str]:
    with registry.serve() as address:
        yield address
