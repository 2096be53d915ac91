"""Pytest plugin: Chromium for the tests that use pytest-playwright's ``page`` or ``browser``.

Those tests get the marker ``browser``. Without Chromium they are skipped, in CI they fail. Set
CHROMIUM to use a browser that is not on the path.
"""

import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.db import connections

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = "no Chromium: install Debian's package chromium, or set CHROMIUM to a browser"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find_chromium() -> str | None:
    """Return the path of a Chromium, or None."""
    names = (os.environ.get("CHROMIUM"), *NAMES)
    return next((path for name in names if name and (path := shutil.which(name))), None)


def pytest_configure(config: pytest.Config) -> None:
    """Allow the database in browser tests: Playwright keeps an event loop in their thread."""
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_report_header(config: pytest.Config) -> str:
    """Say in the first lines which browser the tests use, or that they have none."""
    return f"chromium: {find_chromium() or f'MISSING, browser tests do not run ({MISSING})'}"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that use a browser, for ``-m browser`` and ``-m 'not browser'``."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a browser test where there is no browser; in CI that is a failure."""
    if item.get_closest_marker("browser") and not find_chromium():
        if os.environ.get("CI") == "true":
            pytest.fail(MISSING, pytrace=False)
        pytest.skip(MISSING)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Start the Chromium that is installed: Playwright's own is not downloaded."""
    return {
        **browser_type_launch_args,
        "executable_path": find_chromium(),
        "args": [*browser_type_launch_args.get("args", []), *ARGUMENTS],
    }


@pytest.fixture(scope="session")
def closed_connections(playwright):
    """While Playwright's event loop runs, Django keeps connections of its own for it: close them,
    or PostgreSQL does not drop the tests' database."""
    yield
    connections.close_all()


RUN_AXE = "axe.run({resultTypes: ['violations']}).then(found => found.violations)"
ONLY_WHAT_IS_MARKED = (
    "axe.configure({rules: [{id: 'color-contrast', selector: '[data-contrast]'}]})"
)
MARK = Path(__file__).with_name("contrast.js").read_text(encoding="utf-8")
_can_be_read: set[str] = set()


def violations(page: Any) -> dict[str, list[str]]:
    """What axe finds on the page that is open: by rule, the beginnings of the elements.

    Contrast is worked out once for texts that look alike (contrast.js), whatever the page.
    """
    if not page.evaluate("'axe' in window"):  # once a page, whatever its widths
        page.evaluate(AXE_SCRIPT)
        page.evaluate(ONLY_WHAT_IS_MARKED)
    looks = page.evaluate(MARK, list(_can_be_read))
    found = page.evaluate(RUN_AXE)
    told = {one["id"]: [node["html"][:120] for node in one["nodes"]] for one in found}
    if "color-contrast" not in told:
        _can_be_read.update(looks)
    return told
