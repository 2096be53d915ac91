"""Takes the pictures of README.md from a running register.

    PORT=8321 DATABASE_URL=sqlite:///pictures.sqlite3 .venv/bin/python manage.py start
    .venv/bin/python -m docs.pictures.take http://127.0.0.1:8321

Needs Chromium; pngquant, where it is installed, makes the files smaller.
"""

import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.browser import ARGUMENTS, find_chromium

FOLDER = Path(__file__).parent
AS_AT = "?as_at=2010-02-18"
PICTURES = (
    ("position", f"/programmes/clyde-valley/{AS_AT}", 1180, 1400),
    ("workstream", f"/programmes/clyde-valley/workstreams/back-office/{AS_AT}", 1180, 1300),
    ("report", "/reports/inverclyde-2010-02-18/", 1180, 1400),
    ("narrow", f"/programmes/clyde-valley/{AS_AT}", 320, 1100),
)


def take(browser: Browser, address: str, name: str, width: int, height: int) -> Path:
    """Save a picture of the top of a page and return its path; stop at an error page."""
    page = browser.new_page(viewport={"width": width, "height": height})
    response = page.goto(address, wait_until="networkidle")
    if response is None or not response.ok:
        sys.exit(f"{address} cannot be shown.")
    path = FOLDER / f"{name}.png"
    page.screenshot(path=path)
    page.close()
    return path


def main(root: str) -> None:
    """Take every picture from the register at this address."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        paths = [take(browser, root + address, name, *size) for name, address, *size in PICTURES]
        browser.close()
    if pngquant := shutil.which("pngquant"):
        subprocess.run([pngquant, "--force", "--ext", ".png", *map(str, paths)], check=True)


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
