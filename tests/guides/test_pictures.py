"""Do the guides with pictures show what there is, and call what is pressed as the pages do?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image

from registry.web.words import FOLDER, table
from scripts.pictures.camera import LIMIT, WIDTH
from soroe.model import Lang
from tests.house.tree import ROOT

GUIDES = ROOT / "docs" / "guide"
PICTURED = {path.stem: path for path in GUIDES.glob("*.md") if "](images/" in path.read_text()}
OF_PAGES = sorted(name for name in PICTURED if name.endswith("-pages"))
IMAGES = GUIDES / "images"
PLACE = re.compile(r"\\\{[^}]*\\\}")


def used(name: str) -> list[str]:
    return re.findall(r"!\[[^\]]+\]\(images/([^)]+)\)", PICTURED[name].read_text("utf-8"))


def test_each_user_has_a_guide_with_pictures() -> None:
    assert sorted(PICTURED) == ["closed-network", "municipality-pages", "steward-pages", "vendor"]


def test_every_picture_is_there_and_used_once() -> None:
    shown = [image for name in PICTURED for image in used(name)]
    assert sorted(shown) == sorted(path.name for path in IMAGES.iterdir())


@pytest.mark.parametrize("path", sorted(IMAGES.glob("*.png")), ids=lambda path: path.stem)
def test_a_picture_is_small(path: Path) -> None:
    assert path.stat().st_size < LIMIT
    with Image.open(path) as picture:
        assert (picture.mode, picture.width) == ("P", WIDTH)


def sentences(lang: Lang) -> list[re.Pattern[str]]:
    """What the pages say, as patterns: anything may stand where a sentence has a place."""
    said = {
        text
        for path in FOLDER.glob(f"*.{lang}.json")
        for text in table(path.name.split(".")[0], lang).values()
    }
    patterns = {PLACE.sub(".+", re.escape(text)) for text in said}
    return [re.compile(one) for one in patterns if len(one.replace(".+", "")) > 1]


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("name", OF_PAGES)
def test_what_is_pressed_is_called_as_on_the_pages(name: str, lang: Lang) -> None:
    japanese, english = PICTURED[name].read_text("utf-8").split("\n---\n")
    bold = re.findall(r"\*\*([^*]+)\*\*", japanese if lang == "ja" else english)
    known = sentences(lang)
    assert len(bold) >= 10
    unknown = [words for words in bold if not any(one.fullmatch(words) for one in known)]
    assert not unknown
