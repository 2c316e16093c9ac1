"""Makes the pictures of the READMEs, with headless Chromium, from an invented year.

    uv run python 06_full_app/screenshots/make_screenshots.py

needs Chromium on the PATH and a Korean font.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

HERE = Path(__file__).parent
EMAIL, PASSWORD = "demo@example.com", "tree under a blue roof"
MONTH = "/books/1/month?month=2026-10"
COMMAND = [sys.executable, "-m", "account_book"]


@contextmanager
def demo() -> Iterator[str]:
    """Serve the invented year and yield the address."""
    with tempfile.TemporaryDirectory() as folder:
        data = [*COMMAND, "--data", folder, "--port", "0"]
        fill = [*data, "demo", "--email", EMAIL, "--password", PASSWORD]
        subprocess.run(fill, check=True, capture_output=True)
        process = subprocess.Popen(data, stdout=subprocess.PIPE, text=True, encoding="utf-8")
        assert process.stdout is not None
        try:
            yield next(line.split()[1] for line in process.stdout if line.startswith("Address:"))
        finally:
            process.terminate()
            process.wait()


def shoot(
    browser: Browser, url: str, name: str, *, width: int, height: int, dark: bool, language: str
) -> None:
    """Sign in and take one picture of the month page."""
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if dark else "light",
        locale=language,
    )
    page = context.new_page()
    page.goto(f"{url}/login")
    page.fill("#email", EMAIL)
    page.fill("#password", PASSWORD)
    page.click("main button")
    if language == "en":
        page.get_by_role("button", name="English").click()
    page.goto(url + MONTH)
    page.screenshot(path=HERE / name)
    context.close()


def main() -> None:
    """Make all pictures."""
    chromium = next(path for name in ("chromium", "google-chrome") if (path := shutil.which(name)))
    # Chromium's sandbox does not run as root.
    arguments = ["--no-sandbox"] if hasattr(os, "getuid") and os.getuid() == 0 else []
    with demo() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        shoot(browser, url, "month.png", width=1000, height=820, dark=False, language="en")
        shoot(browser, url, "month.ko.png", width=1000, height=820, dark=False, language="ko")
        shoot(browser, url, "month-phone-dark.png", width=390, height=820, dark=True, language="ko")
        browser.close()


if __name__ == "__main__":
    main()
