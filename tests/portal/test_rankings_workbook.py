"""A ranking by workbook: only that of an organisation that one acts for."""

import pytest

from programmes.choices import GrantRole
from sharedsvc.portal.workbook.programme import import_workbook
from tests.core.workbooks import BINS, write_folder
from tests.portal.test_scores_workbook import holder, told
from workstreams.models import Ranking

HEADINGS = "ranking,title,by,kind,date,visibility,owner,workstream,rank,place\n"
AVONS = (
    f"{HEADINGS}avc,Avon’s list,AVC,ranked,2010-01-15,public,AVC,,,\n"
    "avc,,,,,,,lorries,1,1\navc,,,,,,,bins,2,2\n"
)


@pytest.fixture
def bins(db, tmp_path):
    outcome = import_workbook(write_folder(tmp_path / "in", BINS), user=None, reason="First")
    assert [str(problem) for problem in outcome.problems] == []


@pytest.mark.parametrize(
    ("role", "organisation", "may"),
    [
        (GrantRole.CLERK, "AVC", True),
        (GrantRole.OFFICER, "AVC", False),
        (GrantRole.MEMBER, "AVC", False),
        (GrantRole.CLERK, "BRC", False),
        (GrantRole.MANAGER, "board", False),
    ],
)
def test_nobody_uploads_the_ranking_of_another(bins, tmp_path, role, organisation, may):
    said = told(tmp_path, {"rankings": AVONS}, holder(role, organisation))

    assert bool(said) is not may
    assert all("no right to" in expected for *_, expected in said)
    assert Ranking.objects.filter(code="avc").count() == (1 if may else 0)
