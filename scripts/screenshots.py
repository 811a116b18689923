"""Writes docs/guide/images/: the pictures of the guides, from a registry with the samples.

It starts a registry of its own on a free port, signs in with access codes, and does in headless
Chromium what the guides say. Pictures show example municipalities only; days and codes are fixed.

    python -m scripts.screenshots            every picture
    python -m scripts.screenshots steward    the tours that are named
"""

from __future__ import annotations

import os
import sys
from datetime import datetime
from pathlib import Path

from playwright.sync_api import sync_playwright

from registry.days import JAPAN
from scripts.pictures import clerk, pasted, steward
from scripts.pictures.camera import Camera
from scripts.pictures.place import ROOT, place
from tests.web.browser import program

IMAGES = ROOT / "docs" / "guide" / "images"
TOURS = {
    "municipality": clerk.tour,
    "steward": steward.tour,
    "vendor": pasted.tour("vendor"),
    "closed-network": pasted.tour("closed-network"),
}


def main(names: list[str], folder: Path = IMAGES) -> None:
    """Take the pictures of these tours, each in a registry where nothing has been done yet."""
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=program(driver), env={**os.environ, "LANGUAGE": "ja"}
        )
        for name in names or TOURS:
            camera = Camera(folder, today=datetime.now(JAPAN).date())
            with place() as here:
                TOURS[name](camera, browser, here)
            for old in set(folder.glob(f"{name}-*.png")) - {
                folder / f"{taken}.png" for taken in camera.taken
            }:
                old.unlink()
            print(name, len(camera.taken))
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
