"""What every test may ask for."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError

from sharedsvc.core.history import recording
from tests.programmes_loaded import load_programmes

pytest_plugins = [
    "tests.browser",
    "tests.databases",
    "tests.office",
    "tests.passwords",
    "tests.together",
]

# Sent out first and in this order, so that no worker is left alone with one of them at the end.
LONGEST_FILES = (
    "test_every_link.py",
    "test_permissions_walk.py",
    "test_browser.py",
    "test_unpublished.py",
    "test_odd_requests.py",
    "test_record_lists.py",
    "test_hidden_walk.py",
    "test_links.py",
    "test_admin_pages.py",
    "test_facts.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests of the longest files first; the order of the others stays."""
    place = {name: at for at, name in enumerate(LONGEST_FILES)}
    items.sort(key=lambda item: place.get(item.path.name, len(place)))


def pytest_terminal_summary(terminalreporter) -> None:
    """Say how far the walks over all addresses went."""
    for reports in terminalreporter.stats.values():
        for report in reports:
            for name, said in getattr(report, "user_properties", ()):
                if name == "walk" and report.when == "call":
                    terminalreporter.write_line(f"Walk {said}")


def refusal(operation, record) -> dict[str, list[str]]:
    """What the operation says when it refuses the record."""
    with pytest.raises(ValidationError) as refused:
        operation(record=record)
    return refused.value.message_dict


@pytest.fixture
def recorded(db):
    """Writing is allowed in this test: everything is noted with a reason."""
    with recording(user=None, reason="Test"):
        yield


@pytest.fixture
def public():
    """A visitor who has not signed in."""
    return AnonymousUser()


@pytest.fixture
def clyde_valley(db):
    """Clyde Valley, taken in from its workbook."""
    from programmes.models import Programme

    load_programmes("clyde-valley")
    return Programme.objects.get(code="clyde-valley")
