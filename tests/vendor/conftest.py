"""A vendor at work: a copy of its repository, the command, and a registry with its forms."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from registry.context import Context
from registry.embedded import EmbeddedPostgres
from registry.services.load_component import load_component
from registry.services.publish_core import publish_core
from tests.registry import databases
from tests.registry.served import Served, Tokens, serving
from tests.schemas.library import COMPONENTS, PUBLISHED

REPOSITORY = Path(__file__).parent / "repository"
FORMS = {path.stem for path in (REPOSITORY / "forms").iterdir()}


class Vendor:
    """The repository, and the environment that its commands and its pipeline run in."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder / "repository"
        self.temp = folder / "temp"
        self.temp.mkdir()
        shutil.copytree(REPOSITORY, self.folder)
        self.environment = {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "LANG": "ja_JP.UTF-8",
            "HOME": str(folder / "home"),
            "SOROE_CACHE": str(folder / "cache"),
            "SOROE_REGISTRY": url,
            "GIT_AUTHOR_NAME": "例示", "GIT_AUTHOR_EMAIL": "dev@example.test",
            "GIT_COMMITTER_NAME": "例示", "GIT_COMMITTER_EMAIL": "dev@example.test",
        }  # fmt: skip
        if "PYTHONPATH" in os.environ:
            self.environment["PYTHONPATH"] = os.environ["PYTHONPATH"]

    def run(self, *words: str, expect: int = 0) -> str:
        """Run a command in the repository; what it said."""
        done = subprocess.run(
            words,
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == expect, done.stdout + done.stderr
        return done.stdout

    def edit(self, name: str, old: str, new: str) -> None:
        """Write something else in one place of a file."""
        path = self.folder / name
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, (name, old, text.count(old))
        path.write_text(text.replace(old, new), encoding="utf-8")


async def _publish(context: Context) -> None:
    """The two forms as they come with the registry, and the components that they are made of."""
    for path in COMPONENTS:
        await load_component(context, path.parent.name, path.stem, path.read_bytes())
    for path in PUBLISHED:
        if path.parent.name in FORMS:
            form, version = path.parent.name, path.stem
            await publish_core(context, None, form=form, version=version, body=path.read_bytes())


@pytest.fixture(scope="package")
def samples(cluster: EmbeddedPostgres, filled: Tokens) -> Iterator[Served]:
    """A registry with the forms that the vendor's product has."""
    with databases.made(cluster.url, databases.TEMPLATE) as url:
        asyncio.run(databases.with_context(url, _publish))
        with serving(url, filled) as served:
            yield served


@pytest.fixture
def vendor(samples: Served, tmp_path: Path) -> Vendor:
    """A fresh copy of the repository."""
    return Vendor(tmp_path, samples.url)
