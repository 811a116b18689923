"""One PostgreSQL for the whole run, a database of its own for whoever asks, real servers."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from registry.embedded import EmbeddedPostgres
from tests.registry import databases
from tests.registry.served import Served, Tokens, serving

# The same examples on every run, so that a red run is red again; a search for new ones is
# `pytest --hypothesis-profile=default`.
settings.register_profile("repeatable", derandomize=True)
settings.load_profile("repeatable")


@pytest.fixture(scope="session")
def cluster() -> Iterator[EmbeddedPostgres]:
    """A PostgreSQL server; it need not survive a power cut."""
    with tempfile.TemporaryDirectory(prefix="soroe-test-") as place:
        Path(place).chmod(0o711)
        settings = {"fsync": "off", "max_connections": "100"}
        with EmbeddedPostgres(Path(place) / "postgres", settings=settings) as running:
            yield running


@pytest.fixture(scope="session")
def filled(cluster: EmbeddedPostgres) -> Tokens:
    """The template database: directory, a small form, organisations; the tokens of these."""
    return databases.fill(cluster.url)


@pytest.fixture
def empty(cluster: EmbeddedPostgres) -> Iterator[str]:
    """The address of a database without a table."""
    with databases.made(cluster.url, "template0") as url:
        yield url


@pytest.fixture
def database(cluster: EmbeddedPostgres, filled: Tokens) -> Iterator[str]:
    """The address of a filled database of its own."""
    with databases.made(cluster.url, databases.TEMPLATE) as url:
        yield url


@pytest.fixture(scope="module")
def registry(cluster: EmbeddedPostgres, filled: Tokens) -> Iterator[Served]:
    """A registry that answers, shared by the tests of one module."""
    with (
        databases.made(cluster.url, databases.TEMPLATE) as url,
        serving(url, filled) as served,
    ):
        yield served
