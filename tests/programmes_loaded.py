"""The five programmes in the tests' register: taken in once by one worker, copied from then on.

An import checks every row and writes it by its operation, which takes seconds; tests of what pages
say need only its rows. Tests of importing itself import.
"""

from pathlib import Path

from django.conf import settings

from sharedsvc.core.planner import tell_planner
from sharedsvc.portal.workbook.programme import import_workbook
from tests.made_once import made_once, rows_made

FIXTURES = Path(settings.BASE_DIR) / "fixtures"


def load_programmes(*codes: str) -> None:
    """Put these programmes into the register, as their workbooks hold them, in whatever order."""
    codes = tuple(sorted(codes))
    made_once(take_in, *codes, shared=True)
    tell_planner(rows_made(take_in, *codes))


def take_in(*codes: str) -> None:
    """Import these programmes one after the other; they must be sound."""
    for code in codes:
        outcome = import_workbook(FIXTURES / code, user=None, reason="Test")
        assert outcome.problems == []
