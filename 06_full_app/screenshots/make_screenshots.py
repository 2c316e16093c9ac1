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
from datetime import date, timedelta
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).parent
EMAIL, PASSWORD = "demo@example.com", "tree under a blue roof"
COMMAND = [sys.executable, "-m", "account_book"]
# The month before this one, which is whole.
LAST = date.today().replace(day=1) - timedelta(days=1)
MONTH = f"/books/1/month?month={LAST:%Y-%m}"
PICTURES = {
    "month": MONTH,
    "import": "/books/1/imports/2",
    "year": f"/books/1/reports/year?year={LAST.year}",
    "history": "/books/1/history",
    "members": "/books/1/settings/members",
}
"""Name and address of each picture that there is in both languages."""


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


@contextmanager
def signed_in(
    browser: Browser, url: str, language: str, *, width: int = 1000, dark: bool = False
) -> Iterator[Page]:
    """Sign in and yield the page."""
    context = browser.new_context(
        base_url=url,
        viewport={"width": width, "height": 820},
        color_scheme="dark" if dark else "light",
        locale=language,
    )
    page = context.new_page()
    page.goto("/login")
    page.fill("#email", EMAIL)
    page.fill("#password", PASSWORD)
    page.click("main button")
    if language == "en":
        page.get_by_role("button", name="English").click()
    yield page
    context.close()


def shoot(page: Page, name: str) -> None:
    """Take a picture of the window, or of less if the page ends before it does."""
    size, main = page.viewport_size, page.locator("main").bounding_box()
    assert size
    assert main
    height = min(size["height"], main["y"] + main["height"])
    page.screenshot(path=HERE / name, clip={"x": 0, "y": 0, "width": size["width"], "height": height})


def live(page: Page, partner: Page) -> None:
    """Do what a household does in an evening, so that there is something to see."""
    page.goto("/you")
    page.fill("#nickname", "하늘")
    page.click("button[value=profile]")
    page.goto("/books/1/settings/accounts")
    page.click("main summary")
    page.fill("#name", "교통카드")
    page.select_option("#kind", "card")
    page.click("main button.primary")
    upload(page, "bus_a.csv")
    for line in page.locator("tr", has_text="버스").all():
        line.locator("[list=categories]").fill("교통")
    page.click("button[value=commit]")
    page.click("[action$=rules] button.primary")
    upload(page, "bus_b.csv")
    page.goto("/books/1/settings/members")
    page.click("[action$=invites] button")
    join(partner, page.input_value("#link"))
    partner.fill("#amount", "=12000+3500")
    partner.fill("#payee", "동네 반찬가게")
    partner.select_option("#expense_category", label="식비")
    partner.click(".quick button.primary")


def upload(page: Page, sample: str) -> None:
    """Show the preview of a transit card's statement."""
    page.goto("/books/1/imports")
    page.set_input_files("#file", HERE.parent / "samples" / sample)
    page.select_option("#account_id", label="교통카드")
    page.click("main button.primary")


def join(partner: Page, link: str) -> None:
    """Sign up from an invite and join the book."""
    partner.goto(link)
    partner.click("main p a[href*=signup]")
    partner.fill("#email", "bada@example.com")
    partner.fill("#nickname", "바다")
    partner.fill("#password", PASSWORD)
    partner.click("main button")
    partner.click("main button")


def main() -> None:
    """Make all pictures."""
    chromium = next(path for name in ("chromium", "google-chrome") if (path := shutil.which(name)))
    # Chromium's sandbox does not run as root.
    arguments = ["--no-sandbox"] if hasattr(os, "getuid") and os.getuid() == 0 else []
    with demo() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        with signed_in(browser, url, "ko") as page:
            live(page, browser.new_page(locale="ko"))
        for language, suffix in (("en", ""), ("ko", ".ko")):
            with signed_in(browser, url, language) as page:
                for name, address in PICTURES.items():
                    page.goto(address)
                    shoot(page, f"{name}{suffix}.png")
        with signed_in(browser, url, "ko", width=390, dark=True) as page:
            page.goto(MONTH)
            shoot(page, "month-phone-dark.png")
        browser.close()


if __name__ == "__main__":
    main()
