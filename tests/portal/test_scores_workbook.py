"""Scores by workbook: there and back, off the scale refused with its row, one's own alone."""

import pytest

from programmes.choices import GrantRole
from programmes.models import Criterion, Grant, Organisation
from programmes.operations import keep
from sharedsvc.core.history import recording
from sharedsvc.portal.workbook.programme import import_workbook
from tests.core.workbooks import BINS, write_folder
from tests.factories import UserFactory
from tests.portal.test_workbook_commands import Said
from workstreams.models import Score

CRITERIA = (
    "number,order,text,weight,lowest score,highest score\n1,1,cost,60,1,5\n2,2,time,40,0,10\n"
)
HEADINGS = (
    "scoring,title,by,scorers,date,owner,criterion,workstream,score,score remarks,score owner\n"
)
FIRST = "avc,Avon’s scores,AVC,Two officers,2010-02-01,AVC,1,bins,4,,AVC\n"
MORE = "avc,,,,,,2,bins,7.5,,AVC\navc,,,,,,1,lorries,,No figures yet,AVC\n"
SCORED = {**BINS, "criteria": CRITERIA, "scores": HEADINGS + FIRST + MORE}


@pytest.fixture
def scored(db, tmp_path):
    outcome = import_workbook(write_folder(tmp_path / "in", SCORED), user=None, reason="First")
    assert [str(problem) for problem in outcome.problems] == []


def holder(role, organisation):
    user = UserFactory()
    where = Organisation.objects.get(code=organisation)
    with recording(user=None, reason="Test"):
        keep(record=Grant(user=user, role=role, organisation=where, start="2009-01-01"))
    return user


def told(tmp_path, sheets, user=None) -> list[tuple[str, int, str, str]]:
    folder = write_folder(tmp_path / "again", {"programme": BINS["programme"], **sheets})
    outcome = import_workbook(folder, user=user, reason="Again", overwrite=True)
    return [(p.sheet, p.row, p.column, p.expected) for p in outcome.problems]


def test_scores_go_out_as_they_came_in(scored, tmp_path):
    assert {str(score) for score in Score.objects.all()} == {
        "Bins, cost: 4", "Bins, time: 7.5", "Lorries, cost: not scored",
    }  # fmt: skip
    Said("export_workbook", "bins", tmp_path / "out")
    said = Said("import_workbook", tmp_path / "out")
    assert said.out[-2:][0].startswith("0 to add, 0 to change")
    written = (tmp_path / "out" / "scores.csv").read_text(encoding="utf-8")
    assert "No figures yet" in written
    assert ",7.5," in written


@pytest.mark.parametrize(
    ("score", "said"),
    [
        ("6", "“cost” is scored from 1 to 5: 6 is not on that scale"),
        ("0.5", "“cost” is scored from 1 to 5: 0.5 is not on that scale"),
        ("high", "a number with at most two decimals, as 3.5"),
        ("-1", "a number with at most two decimals, as 3.5"),
    ],
)
def test_a_score_off_its_scale_is_refused_with_its_row(scored, tmp_path, score, said):
    sheet = f"scoring,criterion,workstream,score\navc,1,lorries,{score}\n"
    assert told(tmp_path, {"scores": sheet}) == [("scores", 2, "score", said)]
    assert Score.objects.get(workstream__ref="lorries").value is None


def test_a_scale_that_leaves_scores_out_is_refused(scored, tmp_path):
    sheet = CRITERIA.replace("1,1,cost,60,1,5", "1,1,cost,60,1,3")
    assert told(tmp_path, {"criteria": sheet}) == [
        (
            "criteria", 2, "highest score",
            "Scores are given that are not on that scale. Change them first",
        )
    ]  # fmt: skip
    assert Criterion.objects.get(number="1").highest == 5


@pytest.mark.parametrize(
    ("role", "organisation", "may"),
    [
        (GrantRole.OFFICER, "AVC", True),
        (GrantRole.CLERK, "AVC", True),
        (GrantRole.MEMBER, "AVC", False),
        (GrantRole.ADMINISTRATOR, "AVC", False),
        (GrantRole.CLERK, "BRC", False),
        (GrantRole.MANAGER, "board", False),
    ],
)
def test_nobody_uploads_the_scores_of_another(scored, tmp_path, role, organisation, may):
    sheet = (
        "scoring,criterion,workstream,score,score owner\navc,1,bins,5,AVC\navc,2,lorries,1,AVC\n"
    )
    said = told(tmp_path, {"scores": sheet}, holder(role, organisation))

    assert bool(said) is not may
    assert all("no right to" in expected for *_, expected in said)
    assert (Score.objects.filter(value=5).count(), Score.objects.count()) == (
        (1, 4) if may else (0, 3)
    )
