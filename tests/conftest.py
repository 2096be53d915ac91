"""What every test may ask for."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError

from sharedsvc.core.history import recording
from tests.clock import keep_the_day
from tests.programmes_loaded import load_programmes

keep_the_day()  # before any test module asks what day it is

pytest_plugins = [
    "tests.browser",
    "tests.databases",
    "tests.office",
    "tests.passwords",
    "tests.prepared",
    "tests.quick",
    "tests.sealed",
    "tests.together",
]

# The files that take longest, the longest first: sent out in this order, so that no worker is left
# alone with one of them at the end. By the seconds of a core that they take (docs/performance.md).
LONGEST_FILES = (
    "test_permissions_walk.py",
    "test_browser.py",
    "test_every_link.py",
    "test_record_lists.py",
    "test_odd_requests.py",
    "test_known_by.py",
    "test_whole_export.py",
    "test_unpublished.py",
    "test_links.py",
    "test_workbook_office.py",
    "test_hidden_walk.py",
    "test_recording_browser.py",
    "test_workbook_importing.py",
    "test_audiences.py",
    "test_update_browser.py",
    "test_home_browser.py",
    "test_rankings_browser.py",
    "test_admin_browser.py",
    "test_hidden_names.py",
    "test_workbook_overlaps.py",
    "test_names_on_pages.py",
    "test_heights_browser.py",
    "test_programme_browser.py",
    "test_resting.py",
    "test_history.py",
    "test_statements.py",
    "test_admin_pages.py",
    "test_workbook_commands.py",
    "test_large_programmes_browser.py",
    "test_workstream_browser.py",
    "test_admin_workbook.py",
    "test_facts.py",
    "test_sharing.py",
    "test_not_certain.py",
    "test_right_on_ten_dates.py",
    "test_publishing.py",
    "test_recording_decisions.py",
    "test_updates_without_date.py",
    "test_make_scale.py",
    "test_questions_browser.py",
    "test_alike.py",
    "test_large_programmes.py",
    "test_section_rows.py",
    "test_seals.py",
    "test_home.py",
    "test_two_people.py",
    "test_visibility.py",
    "test_search.py",
    "test_busy.py",
    "test_workbook_heavy.py",
    "test_workbook_large.py",
    "test_house_styles.py",
    "test_lockout.py",
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
