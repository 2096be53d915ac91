"""A workbook from somebody who may not write all of it: the row is told, nothing is written."""

import pytest

from programmes.choices import GrantRole
from programmes.models import Grant, Organisation, Programme
from programmes.operations import keep
from sharedsvc.core.history import recording
from sharedsvc.portal.workbook import import_workbook
from tests.core.workbooks import BINS, write_folder
from tests.factories import UserFactory
from workstreams.models import Workstream

CHANGED = {
    **BINS,
    "programme": BINS["programme"].replace("Sharing bins", "Selling bins"),
    "workstreams": BINS["workstreams"].replace("Lorries", "Ships"),
}


@pytest.fixture
def bins(db, tmp_path):
    folder = write_folder(tmp_path / "bins", BINS)
    assert import_workbook(folder, user=None, reason="First load").problems == []


def holder(role: str, organisation: str):
    """A user with a role in an organisation."""
    user = UserFactory()
    where = Organisation.objects.get(code=organisation)
    with recording(user=None, reason="Test"):
        keep(record=Grant(user=user, role=role, organisation=where, start="2009-01-01"))
    return user


@pytest.mark.parametrize(
    ("role", "organisation"), [(GrantRole.MEMBER, "AVC"), (GrantRole.OFFICER, "AVC")]
)
def test_a_programme_that_may_not_be_changed_is_told_and_not_what_hangs_on_it(
    bins, tmp_path, role, organisation
):
    folder = write_folder(tmp_path / "changed", CHANGED)
    outcome = import_workbook(
        folder, user=holder(role, organisation), reason="Mine", overwrite=True
    )

    said = [(p.sheet, p.row, p.expected) for p in outcome.problems]
    assert said == [("programme", 2, "You have no right to change this programme")]
    assert not outcome.written
    assert Programme.objects.get().title == "Sharing bins"


def test_a_row_that_may_not_be_changed_is_told_with_its_place(bins, tmp_path):
    only = {
        "programme": BINS["programme"],
        "workstreams": BINS["workstreams"].replace("Lorries", "Ships").replace("Bins,", "Boxes,"),
    }
    folder = write_folder(tmp_path / "changed", only)
    user = holder(GrantRole.OFFICER, "AVC")
    outcome = import_workbook(folder, user=user, reason="Mine", overwrite=True)

    assert [(p.sheet, p.row, p.expected) for p in outcome.problems] == [
        ("workstreams", 2, "You have no right to change this workstream"),
    ]
    assert not outcome.written
    assert sorted(Workstream.objects.values_list("title", flat=True)) == ["Bins", "Lorries"]


def test_the_manager_of_the_partnership_may(bins, tmp_path):
    folder = write_folder(tmp_path / "changed", CHANGED)
    user = holder(GrantRole.MANAGER, "board")
    outcome = import_workbook(folder, user=user, reason="Renamed", overwrite=True)

    assert (outcome.problems, outcome.written) == ([], True)
    assert Programme.objects.get().title == "Selling bins"
    assert Programme.objects.get().history.latest().history_user == user
