"""Whoever writes is told of what is in the way only what they may see: uploads, forms, messages."""

import pytest

from programmes.choices import BodyKind, GrantRole, Visibility
from programmes.models import (
    Body,
    Citation,
    Conflict,
    Organisation,
    Person,
    Programme,
    Subject,
)
from programmes.operations import cite, keep, set_subjects, strike_out
from sharedsvc.core.history import recording
from sharedsvc.core.saving import save_valid
from sharedsvc.portal.workbook.programme import import_workbook
from tests.admin.conftest import address, fields_of, person_with, signed_in
from tests.admin.test_admin_workbook import confirm, send, zipped
from tests.admin.test_admin_writing import errors_of
from tests.conftest import refusal
from tests.core.workbooks import BINS, write_folder
from tests.factories import (
    BodyFactory,
    DocumentFactory,
    MeetingFactory,
    MilestoneFactory,
    OrganisationFactory,
    PersonFactory,
    UserFactory,
    WorkstreamFactory,
)
from workstreams.models import Milestone, Workstream, WorkstreamRole
from workstreams.operations import assign_role

SECRETS = ("Quixotic", "Zugzwang", "quixotic", "zugzwang")


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path):
    settings.UPLOADS_ROOT = tmp_path / "uploads"


@pytest.fixture
def bins(db, tmp_path):
    folder = write_folder(tmp_path / "bins", BINS)
    assert import_workbook(folder, user=None, reason="First load").problems == []
    return Programme.objects.get()


@pytest.fixture
def manager(bins):
    return person_with(GrantRole.MANAGER, Organisation.objects.get(code="board"))


@pytest.fixture
def dene(bins):
    """A council that is none of the partnership's."""
    with recording(user=None, reason="Test"):
        return OrganisationFactory(name="Dene Council")


@pytest.fixture
def secretive(bins):
    return UserFactory(name="Zugzwang Person", email="zugzwang@example.org", is_superuser=True)


@pytest.fixture
def preview(manager, tmp_path):
    """The page after the manager uploads the small workbook with these sheets changed."""

    def show(**changed):
        folder = write_folder(tmp_path / "upload", {**BINS, **changed})
        client = signed_in(manager)
        page, place = send(client, zipped(folder))
        return client, page, place

    return show


def text(page):
    found = page.content.decode()
    assert [word for word in SECRETS if word in found] == []
    return found


def ann(**values):
    return UserFactory(**{"name": "Ann Lee", "is_superuser": True, **values})


def hide(record, owner, user, **values):
    """Somebody makes a record its owner's alone, and writes this into it."""
    with recording(user=user, reason="Quixotic reason"):
        for name, value in {"visibility": Visibility.OWNER, "owner": owner, **values}.items():
            setattr(record, name, value)
        keep(record=record)


def show(record, user, **values):
    with recording(user=user, reason="Said in public"):
        record.visibility, record.owner = Visibility.PUBLIC, None
        for name, value in values.items():
            setattr(record, name, value)
        keep(record=record)


PEOPLE = "code,name\nzoe,Zoe May\n"


def test_a_preview_tells_nothing_of_what_was_struck_out_hidden_but_asks(preview, dene, secretive):
    with recording(user=None, reason="Test"):
        person = PersonFactory(code="zoe", name="Quixotic")
    hide(person, dene, secretive)
    with recording(user=secretive, reason="Quixotic reason"):
        strike_out(record=person, reason="Quixotic mistake")
    client, page, place = preview(people=PEOPLE)
    assert "Something that you may not see was changed meanwhile." in text(page)
    assert page.context["form"].fields["overwrite"].required
    assert "required" in text(confirm(client, page, place))
    assert not Person.objects.not_struck_out().exists()
    assert "Written: 1 added" in text(confirm(client, page, place, overwrite="on"))


def test_a_public_strike_out_is_still_told_with_who_when_and_why(preview, bins):
    with recording(user=None, reason="Test"):
        person = PersonFactory(code="zoe", name="Zoe")
    with recording(user=ann(), reason="Twice"):
        strike_out(record=person, reason="Entered twice")
    _, page, _ = preview(people=PEOPLE)
    assert "people, row 2: zoe: struck out by Ann Lee on" in text(page)


def test_a_preview_tells_nothing_of_a_hidden_change_but_asks(preview, dene, secretive):
    lorries = Workstream.objects.get(ref="lorries")
    hide(lorries, dene, secretive, title="Ships")
    show(lorries, ann())
    _, page, _ = preview()
    told = text(page)
    assert (
        "lorries, column “title”: now “Ships”, in the workbook “Lorries”. Something that you may "
        "not see was changed meanwhile."
    ) in told
    assert "Ann Lee" not in told


def test_a_preview_shows_no_earlier_text_that_was_hidden(preview, dene, secretive):
    lorries = Workstream.objects.get(ref="lorries")
    hide(lorries, dene, secretive, title="Quixotic")
    show(lorries, ann(), title="Vans")
    _, page, _ = preview()
    assert "now “Vans”, in the workbook “Lorries”; at the export it was “Lorries”." in text(page)


def test_nobody_without_a_name_is_called_by_address(preview, bins):
    lorries = Workstream.objects.get(ref="lorries")
    show(lorries, ann(name="", email="zugzwang@example.org"), title="Vans")
    _, page, _ = preview()
    assert "Changed by a signed-in person on" in text(page)


def test_a_code_that_something_hidden_has_cannot_be_used_in_a_workbook(preview, dene, secretive):
    with recording(user=None, reason="Test"):
        person = PersonFactory(code="zoe", name="Quixotic")
    hide(person, dene, secretive)
    _, page, _ = preview(people=PEOPLE)
    assert [p.expected for p in page.context["problems"]] == ["This code cannot be used"]
    text(page)


@pytest.mark.parametrize("without", [(), ("programme",)])
def test_no_hidden_code_is_suggested(dene, secretive, manager, tmp_path, without):
    """Not even where the workbook is so broken that it names no programme."""
    hide(dene, dene, secretive, code="quixotic-council")
    sheets = {**BINS, "roles": BINS["roles"].replace("AVC", "quixotic-counci")}
    sheets = {name: sheet for name, sheet in sheets.items() if name not in without}
    folder = write_folder(tmp_path / "broken", sheets)
    outcome = import_workbook(folder, user=manager, reason="Mine")
    (problem,) = [p for p in outcome.problems if p.sheet == "roles"]
    assert (problem.expected, problem.nearest) == (
        "no such code among organisations: “quixotic-counci”",
        "",
    )


def test_what_a_row_names_hidden_is_neither_shown_nor_lost(preview, bins, dene, secretive):
    with recording(user=None, reason="Test"):
        meeting = MeetingFactory(code="quixotic-meeting")
        day = {"due": "2010-05-01", "start": "2010-01-01"}
        MilestoneFactory(programme=bins, code="m", title="Set out", meeting=meeting, **day)
    hide(meeting, dene, secretive)
    rows = "code,title,start,due,meeting\nm,Set off,2010-01-01,2010-05-01,{}\n"
    client, page, place = preview(milestones=rows.format(""))
    assert "Set out" in text(page)
    text(confirm(client, page, place))
    assert Milestone.objects.get().title == "Set off"
    assert Milestone.objects.get().meeting == meeting
    with recording(user=None, reason="Test"):
        MeetingFactory(code="open-meeting")
    _, page, _ = preview(milestones=rows.format("open-meeting"))
    assert [p.expected for p in page.context["problems"]] == [
        "what the register holds here is withheld from you and stays: leave the cell blank"
    ]
    text(page)


def test_sources_and_subjects_that_are_hidden_stay(bins, dene, secretive, manager, tmp_path):
    """Where the cell is blank; whatever else it says is refused."""
    whole = Workstream.objects.get(ref="bins")
    with recording(user=None, reason="Test"):
        hush = WorkstreamFactory(programme=bins, ref="quixotic")
        paper = DocumentFactory(programme=bins, code="quixotic-paper")
        conflict = keep(record=Conflict(programme=bins, code="c", question="Who?", start="2010"))
        set_subjects(record=conflict, subjects=[hush, whole])
        cite(record=conflict, citations=[(paper, "1", False)], programme=bins)
    hide(hush, dene, secretive)
    hide(paper, dene, secretive)

    def take(about, sources):
        rows = f"conflict,question,start,about,sources\nc,Whose?,2010,{about},{sources}\n"
        folder = write_folder(tmp_path / f"c-{about}", {**BINS, "conflicts": rows})
        return import_workbook(folder, user=manager, reason="Mine", overwrite=True)

    refused = take("workstreams:lorries", "report 1.1")
    assert {p.column for p in refused.problems} == {"about", "sources"}
    assert [word for word in SECRETS if word in str(refused)] == []
    taken = take("", "")
    assert (taken.problems, taken.written) == ([], True)
    assert [word for word in SECRETS if word in str(taken)] == []
    assert Conflict.objects.get().question == "Whose?"
    assert Subject.objects.not_struck_out().count() == 2
    assert Citation.objects.not_struck_out().filter(document=paper).count() == 1


def test_no_message_names_a_rival_lead_that_is_hidden(bins, dene, secretive, manager):
    lorries = Workstream.objects.get(ref="lorries")
    values = {"workstream": lorries, "kind": "lead", "standing": "confirmed", "start": "2009"}
    with recording(user=None, reason="Test"):
        rival = assign_role(record=WorkstreamRole(organisation=dene, **values))
    hide(rival, dene, secretive)
    role = WorkstreamRole(organisation=Organisation.objects.get(code="BRC"), **values)
    with recording(user=manager, reason="Mine"):
        said = refusal(assign_role, role)["kind"][0]
    assert said.startswith("Somebody withheld from you is lead of “Lorries” at the same time")
    with recording(user=None, reason="From the command line"):
        assert refusal(assign_role, role)["kind"][0].startswith("Dene Council is lead")


# Codes


@pytest.fixture
def clerk(dene):
    avon = Organisation.objects.get(code="AVC")
    return person_with(GrantRole.CLERK, avon)


@pytest.mark.parametrize(
    ("hidden", "said"),
    [
        (True, "This code cannot be used."),
        (False, "There is another body with this code: “Name of board”, of Dene Council."),
    ],
)
def test_a_form_says_of_a_hidden_code_only_that_it_cannot_be_used(
    clerk, dene, secretive, hidden, said
):
    with recording(user=None, reason="Test"):
        body = BodyFactory(organisation=dene, code="board")
    if hidden:
        hide(body, dene, secretive, name="Quixotic")
    client, avon = signed_in(clerk), Organisation.objects.get(code="AVC")
    form = fields_of(client.get(address(Body, "add")))
    typed = form | {"organisation": avon.pk, "code": "board", "name": "Board", "reason": "New"}
    typed["kind"] = BodyKind.values[0]
    page = client.post(address(Body, "add"), typed)
    assert said in errors_of(page)
    text(page)


@pytest.mark.parametrize("hidden", [True, False])
def test_every_rule_that_something_is_there_once_speaks_of_hidden_records_to_nobody(
    bins, dene, secretive, manager, hidden
):
    """Of the operations too; the command line knows all."""
    with recording(user=None, reason="Test"):
        phase = WorkstreamFactory(programme=bins, ref="x")
    if hidden:
        hide(phase, dene, secretive)
    again = {"programme": bins, "ref": "x", "title": "Again", "start": "2009-01-01"}
    full = f"The programme already has a workstream with this reference: “{phase}”."
    with recording(user=manager, reason="Mine"):
        said = refusal(save_valid, Workstream(**again))
    assert said == {"__all__": ["This code cannot be used." if hidden else full]}
    with recording(user=None, reason="From the command line"):
        assert refusal(save_valid, Workstream(**again)) == {"__all__": [full]}


# Two people at once


def test_a_form_opened_before_a_hidden_change_is_told_of_what_is_seen_alone(
    bins, dene, secretive, manager
):
    lorries, client = Workstream.objects.get(ref="lorries"), signed_in(manager)
    place = address(Workstream, "change", lorries.pk)
    form = fields_of(client.get(place))
    hide(lorries, dene, secretive, scope="Quixotic")
    show(lorries, ann(), scope="Fleet")
    page = client.post(place, form | {"title": "Vans", "reason": "Mine"})
    told = " ".join(errors_of(page))
    assert "Something that you may not see was changed since you opened this." in told
    assert Workstream.objects.get(ref="lorries").title == "Lorries"
    text(page)
