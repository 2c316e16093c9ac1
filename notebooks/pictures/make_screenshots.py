"""Makes slides.en.png and slides.ko.png: four slides of each deck, as headless Chromium shows them.

    uv run --group notebooks python notebooks/make_decks.py
    uv run --group notebooks python notebooks/pictures/make_screenshots.py

needs Chromium on the PATH and a Korean font.
"""

import io
import os
import shutil
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
DECKS = HERE.parent / "decks"
# The end of the first live coding, an injection, two servers, a measurement.
SLIDES = ((36, 2), (40, 6), (56, 2), (56, 4))
WIDTH, HEIGHT, GAP = 1280, 720, 16


def main() -> None:
    """Make both pictures."""
    chromium = next(path for name in ("chromium", "google-chrome") if (path := shutil.which(name)))
    # Chromium's sandbox does not run as root.
    arguments = ["--no-sandbox"] if hasattr(os, "getuid") and os.getuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        for language in ("en", "ko"):
            page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
            page.goto((DECKS / f"talk.{language}.html").as_uri())
            sheet = Image.new("RGB", (2 * WIDTH + GAP, 2 * HEIGHT + GAP), "#d1d9e0")
            for number, (slide, below) in enumerate(SLIDES):
                page.evaluate("([slide, below]) => Reveal.slide(slide - 1, below - 1, 99)", [slide, below])
                shot = Image.open(io.BytesIO(page.screenshot(animations="disabled")))
                sheet.paste(shot, (number % 2 * (WIDTH + GAP), number // 2 * (HEIGHT + GAP)))
            sheet.resize((sheet.width // 2, sheet.height // 2)).save(HERE / f"slides.{language}.png")
        browser.close()


if __name__ == "__main__":
    main()
