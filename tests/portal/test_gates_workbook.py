"""A workbook is no way round a gate: its rows are read together, whatever their order."""

import pytest

from sharedsvc.portal.workbook.programme import import_workbook
from tests.core.workbooks import BINS, write_folder
from tests.portal.test_workbook_commands import Said
from workstreams.models import Stage

STAGES = "workstream,stage,start,why before its gates\nlorries,live,2015-03-01,{}\n"
ROLES = (
    "workstream,role,organisation,standing,start\n"
    "lorries,participant,AVC,in force,2010-01-01\nlorries,participant,BRC,in force,2010-01-01\n"
)
GATES = (
    "gate,title,programme,order,who must pass,start\n"
    "full-case,Full case,bins,1,every participating council,2010-01-01\n"
)
OF_ONE = "gate,workstream,organisation,outcome,date\nfull-case,lorries,AVC,approved,2015-01-01\n"
OF_BOTH = f"{OF_ONE}full-case,lorries,BRC,approved,2015-01-01\n"
WHY = "The report says that they ran before Brook had agreed."


def taken(folder, approvals, why=""):
    sheets = {**BINS, "stages": STAGES.format(why), "roles": ROLES, "gates": GATES}
    folder = write_folder(folder, sheets | {"approvals": approvals})
    outcome = import_workbook(folder, user=None, reason="Test")
    return [(problem.sheet, problem.row, problem.expected) for problem in outcome.problems]


@pytest.mark.django_db
def test_what_takes_effect_too_early_is_told_at_its_row_and_nothing_is_written(tmp_path):
    said = taken(tmp_path, OF_ONE)

    assert {(sheet, row) for sheet, row, _ in said} == {("stages", 2)}
    assert "cannot take effect" in said[0][2]
    assert said[1][2] == "“Full case” waits for Brook Council (no outcome is recorded)"
    assert not Stage.objects.exists()


@pytest.mark.django_db
def test_it_is_taken_with_its_approvals_though_these_stand_in_a_later_sheet(tmp_path):
    assert taken(tmp_path, OF_BOTH) == []
    assert Stage.objects.get().stage == "live"


@pytest.mark.django_db
def test_with_a_reason_it_goes_in_and_out_as_it_came(tmp_path):
    assert taken(tmp_path / "in", OF_ONE, WHY) == []
    Said("export_workbook", "bins", tmp_path / "out")
    said = Said("import_workbook", tmp_path / "out")

    assert said.out[-2:][0].startswith("0 to add, 0 to change")
    assert WHY in (tmp_path / "out" / "stages.csv").read_text(encoding="utf-8")


@pytest.mark.django_db
def test_a_later_workbook_takes_nothing_from_under_what_is_in_effect(tmp_path):
    assert taken(tmp_path / "first", OF_BOTH) == []
    said = taken(tmp_path / "second", OF_BOTH.replace("BRC,approved", "BRC,refused"))

    assert "would be left without what was in front of it" in said[0][2]
    assert said[1][2] == "“Full case” was refused: its rule can no longer be met"


@pytest.mark.django_db
def test_the_workstreams_page_says_why_it_was_early(client, tmp_path):
    assert taken(tmp_path, OF_ONE, WHY) == []
    page = client.get("/programmes/bins/workstreams/lorries/?as_at=2015-04-01")

    assert f"Live before its gates: {WHY}" in " ".join(page.content.decode().split())
