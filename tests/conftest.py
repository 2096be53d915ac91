"""What every test may ask for."""

from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError

from sharedsvc.core.history import recording
from sharedsvc.portal.workbook import import_workbook

pytest_plugins = ["tests.browser", "tests.office", "tests.together"]

FIXTURES = Path(settings.BASE_DIR) / "fixtures"

# Sent out first, so that no worker is left alone with one of them at the end.
LONGEST_FILES = ("test_every_link.py", "test_permissions_walk.py", "test_browser.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests of the longest files first; the order of the others stays."""
    items.sort(key=lambda item: item.path.name not in LONGEST_FILES)


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

    outcome = import_workbook(FIXTURES / "clyde-valley", user=None, reason="Test")
    assert outcome.problems == []
    return Programme.objects.get(code="clyde-valley")
