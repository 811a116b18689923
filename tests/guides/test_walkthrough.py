"""Can the guides be pasted from top to bottom against a registry as `make run` fills it?"""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from registry.db.migrate import migrate
from registry.embedded import EmbeddedPostgres
from registry.seed import seed
from registry.settings import Settings
from soroe.client import Client
from soroe.diff import decode_diff
from soroe.schema import lint_core
from tests.registry import databases
from tests.registry.served import PUBLIC_URL, Served, Tokens, serving
from tests.schemas.library import SCHEMAS, load

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs" / "guide" / "municipality.md"
NOBODY = Tokens(*[""] * 6)


class Place:
    """A registry with the samples, and the folder that holds the tokens to it."""

    def __init__(self, served: Served, tokens: Path, work: Path) -> None:
        self.served = served
        self.environment = {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "HOME": str(work),
            "LANG": "ja_JP.UTF-8",
            "SOROE_CACHE": str(work / "cache"),
            "SOROE_HOME": str(ROOT),
            "SOROE_REGISTRY": served.url,
            "TOKENS": str(tokens),
            "WORK": str(work),
        }
        if "PYTHONPATH" in os.environ:
            self.environment["PYTHONPATH"] = os.environ["PYTHONPATH"]

    def paste(self, block: str, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", "-euo", "pipefail", "-c", block],
            cwd=folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )


@pytest.fixture
def place(cluster: EmbeddedPostgres, tmp_path: Path) -> Iterator[Place]:
    """A registry of its own: a guide changes what is published."""
    folder = tmp_path
    with databases.made(cluster.url, "template0") as url:
        asyncio.run(migrate(url))
        assert asyncio.run(seed(Settings(url, PUBLIC_URL), folder / "tokens")) == ()
        with serving(url, NOBODY) as served:
            yield Place(served, folder / "tokens", folder)


def blocks(page: Path) -> list[str]:
    return found(page.read_text(encoding="utf-8"))


def found(text: str) -> list[str]:
    return re.findall(r"^```sh\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def test_the_walk_through_for_municipalities_works_as_pasted(place: Place) -> None:
    said: list[str] = []
    for block in blocks(GUIDE):
        done = place.paste(re.sub(r"\| head[^|\n]*", "", block))
        assert done.returncode == 0, f"{block}\n{done.stdout}\n{done.stderr}"
        said.append(done.stdout)
    whole = "\n".join(said)
    for outcome in ("共通コアに入りました 1件", "決めてください 1件", "そのまま引き継ぎました"):
        assert outcome in whole
    assert "gakudo-application@2.0.0 999903 r4" in whole
    work = Path(place.environment["WORK"])
    for file in ("taisho.xlsx", "taisho.html", "hikitsugi.html"):
        assert (work / file).stat().st_size > 1000, file


def test_the_guide_for_stewards_works_as_pasted(place: Place) -> None:
    said: list[str] = []
    for block in blocks(GUIDE.with_name("steward.md")):
        done = place.paste(block)
        assert done.returncode == 0, f"{block}\n{done.stdout}\n{done.stderr}"
        said.append(done.stdout)
    whole = "\n".join(said)
    for outcome in (
        "88f0e110b3f3814e",
        "3 自治体の差分が短くなります",
        "forms/gakudo-application/1.2.0",
    ):
        assert outcome in whole
    with Client(place.served.url) as client:
        for code in ("992011", "992020", "992046"):
            before, after = (client.get_diff("gakudo-application", code, n) for n in (1, 2))
            kept, was = (decode_diff(one.document) for one in (after, before))
            assert kept.core == "1.2.0"
            assert len(kept.changes) < len(was.changes), code
            assert not any("第何子か" in str(change) for change in kept.changes)


PICTURED = {
    "vendor": ("結果.html", "soroe.lock", "soroe.sarif", "soroe.xml"),
    "closed-network": ("結果.html", "様式の一覧.html", "記入用紙.html", "取込/imports.json"),
}
"""What the guides for the terminal have made in the end."""


@pytest.mark.parametrize("name", PICTURED)
def test_a_guide_for_the_terminal_works_as_pasted(place: Place, name: str) -> None:
    work = Path(place.environment["WORK"]) / "own"
    work.mkdir()
    for block in blocks(GUIDE.with_name(f"{name}.md")):
        done = place.paste(block, work)
        assert done.returncode == 0, f"{block}\n{done.stdout}\n{done.stderr}"
    for file in PICTURED[name]:
        assert (work / file).stat().st_size > 100, file


def test_every_link_of_the_index_leads_somewhere() -> None:
    for page in (ROOT / "docs" / "README.md", *sorted(GUIDE.parent.glob("*.md"))):
        for link in re.findall(r"\]\(([^)#:]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / link).exists(), (page.name, link)


REFUSED = {"$TOKENS/999903": 2, "soroe check": 1}
"""What the READMEs show being refused or found, with its exit code."""


@pytest.mark.parametrize("name", ["README.ja.md", "README.md"])
def test_a_readme_works_as_pasted(place: Place, name: str) -> None:
    first = "### 1."
    page = (ROOT / name).read_text(encoding="utf-8")
    assert 'TOKENS="$PWD/.state/tokens"' in page
    for block in found(page[page.index(first) :]):
        here = block.replace(".state/work", '"$WORK"')
        done = place.paste(re.sub(r"\| head[^|\n]*", "", here))
        expected = next((code for mark, code in REFUSED.items() if mark in block), 0)
        assert done.returncode == expected, f"{block}\n{done.stdout}\n{done.stderr}"


def test_the_major_version_of_the_guide_is_a_core() -> None:
    assert lint_core(load(SCHEMAS / "guide" / "gakudo-application" / "2.0.0.json")) == ()
