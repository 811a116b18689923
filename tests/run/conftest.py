"""Places and processes for the tests of everything that is started."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def place() -> Iterator[Path]:
    """An empty directory that another account can pass, as root's database has to."""
    with tempfile.TemporaryDirectory(prefix="soroe-") as made:
        Path(made).chmod(0o711)
        yield Path(made)


@pytest.fixture(scope="session")
def environ() -> dict[str, str]:
    """The environment without what would lead a test to another database."""
    ours = ("DATABASE_URL", "REGISTRY_", "SOROE_")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}
