"""A workbook from somebody who may not write all of it: the row is told, nothing is written."""

import pytest

from programmes.choices import GrantRole
from programmes.models import Grant, Organisation, Person, PostOrganisation, Programme, Tenure
from programmes.operations import keep
from sharedsvc.core.history import recording
from sharedsvc.portal.workbook.programme import import_workbook
from tests.core.workbooks import BINS, corrected, write_folder
from tests.factories import DecisionFactory, PersonFactory, PostFactory, UserFactory
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

    said = [(p.sheet, p.row, p.column, p.expected) for p in outcome.problems]
    whose = "the manager of Bins Board may"
    assert said == [
        ("programme", 2, "title", f"You have no right to change this programme: {whose}")
    ]
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

    assert [(p.sheet, p.row, p.column, p.expected) for p in outcome.problems] == [
        (
            "workstreams",
            2,
            "title",
            "You have no right to change this workstream: the manager of Bins Board may",
        ),
    ]
    assert not outcome.written
    assert sorted(Workstream.objects.values_list("title", flat=True)) == ["Bins", "Lorries"]


def test_the_manager_of_the_partnership_may(bins, tmp_path):
    folder = write_folder(tmp_path / "changed", CHANGED)
    user = holder(GrantRole.MANAGER, "board")
    outcome = import_workbook(folder, user=user, reason="Renamed", overwrite=True, names=corrected)

    assert (outcome.problems, outcome.written) == ([], True)
    assert Programme.objects.get().title == "Selling bins"
    assert Programme.objects.get().history.latest().history_user == user


def test_an_upload_hides_nothing_that_was_recorded_rests_on(bins, tmp_path):
    with recording(user=None, reason="Test"):
        DecisionFactory(programme=Programme.objects.get(), title="Agreed")
    closed = {
        **BINS,
        "workstreams": BINS["workstreams"],
        "programme": "code,title,partnership,visibility,owner,sources\n"
        "bins,Sharing bins,board,owner,board,report 1.1\n",
    }
    user = holder(GrantRole.MANAGER, "board")
    outcome = import_workbook(
        write_folder(tmp_path / "closed", closed), user=user, reason="Mine", overwrite=True
    )
    (problem,) = [p for p in outcome.problems if p.sheet == "programme"]
    assert "cannot be closed to anybody who may see it: the decision “Agreed”" in problem.expected
    assert not outcome.written
    assert Programme.objects.get().visibility == "public"


def test_a_managers_upload_renames_nobody_of_a_councils(bins, tmp_path):
    """Each row takes its own right, and a person's name is the employers' to change."""
    with recording(user=None, reason="Test"):
        person, post = PersonFactory(code="ann", name="Ann Lee"), PostFactory()
        council = Organisation.objects.get(code="AVC")
        keep(record=PostOrganisation(post=post, organisation=council))
        keep(record=Tenure(post=post, person=person, start="2009"))
    renamed = {**BINS, "people": "code,name\nann,Ann Leigh\n"}
    folder = write_folder(tmp_path / "renamed", renamed)
    user = holder(GrantRole.MANAGER, "board")
    outcome = import_workbook(folder, user=user, reason="Mine", overwrite=True)
    assert [(p.sheet, p.expected) for p in outcome.problems] == [
        ("people", "You have no right to change this person: a clerk of Avon Council may")
    ]
    assert Person.objects.get().name == "Ann Lee"
