"""A council's own project list becomes updates and milestones, by the rules of updates."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook

from programmes.choices import GrantRole
from programmes.operations import keep
from sharedsvc.core.history import recording
from tests.admin.conftest import fields_of, person_with
from tests.factories import OrganisationFactory, WorkstreamFactory
from tests.portal.pages import read
from tests.portal.updating import browser_of, in_words, iso, updates_of, world
from workstreams.models import ListColumn, Milestone, StatusUpdate

pytestmark = pytest.mark.django_db
ADDRESS = "/programmes/bins/project-list/"


@pytest.fixture
def here(settings, tmp_path):
    settings.UPLOADS_ROOT = tmp_path / "uploads"
    return world(3)


@pytest.fixture
def anns(here):
    return browser_of(here.ann)


def main(answer):
    return read(answer.content.decode()).one("main")


def as_csv(*lines, name="list.csv"):
    text = "\n".join(",".join(f'"{cell}"' for cell in line) for line in lines)
    return SimpleUploadedFile(name, text.encode())


def as_xlsx(*lines, name="list.xlsx"):
    book = Workbook()
    for line in lines:
        book.active.append([*line])
    stream = io.BytesIO()
    book.save(stream)
    return SimpleUploadedFile(name, stream.getvalue())


def brought(client, file):
    """The address of the page of an uploaded list."""
    answer = client.post(ADDRESS, {"project_list": file})
    assert answer.status_code == 302, main(answer).text()
    return answer.url


def fields(answer):
    return fields_of(answer).values


def looked(client, address, **typed):
    """The page once its columns are matched; what was typed goes before what it filled in."""
    return client.post(address, {**fields(client.get(address)), **typed, "do": "look"})


def written(client, answer, address, **typed):
    return client.post(address, {**fields(answer), **typed, "do": "write"})


def row_said(answer, number):
    rows = main(answer).all("tbody")[0].all("tr")
    (found,) = [row.text() for row in rows if row.text().startswith(f"{number}:")]
    return found


def test_a_list_with_its_headings_below_a_title_is_taken_in(here, anns):
    one, two, three = here.workstreams
    address = brought(
        anns,
        as_xlsx(
            ["Waste transformation: project list"],
            ["Kept by the programme office", None, None],
            [],
            ["Project", "Lead", "RAG", "Comments", "Next steps", "Contract let", "Budget"],
            [one.title, "Avon", "A", "Two posts are vacant.", "Fill them.", in_words(40), 12_000],
            [two.title.upper(), "Exe", "green", "Signed.", None, "Done", None],
            [three.title, "Avon", "", "", "", "TBC", ""],
        ),
    )
    answer = looked(anns, address)
    assert "below the headings in row 4" in main(answer).text()
    assert "Contract let: " in row_said(answer, 5)
    assert "The list names Exe as lead; the register has Avon." in row_said(answer, 6)
    assert StatusUpdate.objects.count() == 0

    answer = written(anns, answer, address)
    assert answer.url == "/programmes/bins/"
    assert "Written: 2 updates, 3 milestones." in anns.get(answer.url).content.decode()
    (first,), (second,) = updates_of(one), updates_of(two)
    assert (first.rating, first.narrative, first.next_steps, first.author) == (
        "amber", "Two posts are vacant.", "Fill them.", "Ann Lee",
    )  # fmt: skip
    assert (second.rating, second.date) == ("green", iso(0))
    let = {m.workstream: m for m in Milestone.objects.filter(title="Contract let")}
    assert let[one].due == iso(40)
    assert (let[two].done, let[two].done_words) == ("", "Done")
    assert let[three].due_words == "TBC"
    assert updates_of(three) == []


def test_a_list_by_reference_with_a_date_and_a_milestone_in_each_row(here, anns):
    one, two, _ = here.workstreams
    address = brought(
        anns,
        as_csv(
            ["Ref", "Health", "Due", "Next milestone", "Last updated", "Notes", "Spend"],
            [one.ref, "Green", in_words(30), "Go live", in_words(-3), "Built.", "120"],
            [two.ref, "", "", "Go live", "", "Designed.", ""],
        ),
    )
    answer = looked(anns, address)
    assert "“Go live” stands without a date: it is not taken in." in row_said(answer, 3)
    written(anns, answer, address)
    (first,), (second,) = updates_of(one), updates_of(two)
    assert (first.date, first.rating, second.date, second.rating) == (iso(-3), "green", iso(0), "")
    (live,) = Milestone.objects.filter(title="Go live")
    assert (live.workstream, live.due) == (one, iso(30))


def test_of_several_sheets_the_one_with_headings_is_read(here, anns):
    book = Workbook()
    book.active.title = "Cover"
    book.active.append(["Our projects"])
    sheet = book.create_sheet("Projects")
    sheet.append(["Project", "Progress"])
    sheet.append([here.workstream.title, "Begun."])
    stream = io.BytesIO()
    book.save(stream)
    address = brought(anns, SimpleUploadedFile("list.xlsx", stream.getvalue()))
    said = main(looked(anns, address)).text()
    assert "of “Projects”. Not read: “Cover”." in said
    assert "1 row to write" in said


def test_twice_changes_nothing_and_an_upload_is_written_once(here, anns):
    lines = (["Name", "RAG", "Progress"], [here.workstream.title, "Red", "Stuck."])
    address = brought(anns, as_csv(*lines))
    answer = looked(anns, address)
    written(anns, answer, address)
    again = anns.post(address, {"do": "write"})
    assert again.url == "/programmes/bins/"
    assert "You wrote this list already" in anns.get(again.url).content.decode()

    address = brought(anns, as_csv(*lines))
    said = main(looked(anns, address)).text()
    assert "0 rows to write, 1 with nothing new, 0 with problems." in said
    assert StatusUpdate.objects.count() == 1


def test_what_columns_mean_is_remembered_for_the_organisation(here, anns):
    lines = (["Scheme", "Strand", "Where we are"], [here.workstream.title, "W1", "Begun."])
    address = brought(anns, as_csv(*lines))
    answer = anns.get(address)
    assert fields(answer)["column-C"] == "left out"
    assert "Choose at least one column that says how things stand" in (
        main(looked(anns, address)).text()
    )
    answer = looked(anns, address, **{"column-C": "what has happened"})
    written(anns, answer, address)
    assert [u.narrative for u in updates_of(here.workstream)] == ["Begun."]

    bens = browser_of(here.ben)
    assert fields(bens.get(brought(bens, as_csv(*lines))))["column-C"] == "what has happened"
    assert {one.organisation for one in ListColumn.objects.all()} == {here.council}


def test_a_milestone_moves_with_the_words_of_its_row_as_the_reason(here, anns):
    title = here.milestone.title
    was = here.milestone.due
    lines = [["Workstream", title, "Update"], [here.workstream.title, in_words(90), ""]]
    address = brought(anns, as_csv(*lines))
    answer = looked(anns, address, **{"column-B": "milestone"})
    assert f"Say in a sentence why “{title}” moves from" in row_said(answer, 2)

    lines[1][2] = "The tender is late."
    address = brought(anns, as_csv(*lines))
    written(anns, looked(anns, address), address)
    here.milestone.refresh_from_db()
    found = here.milestone
    assert (found.due, found.forecast, found.forecast_why) == (was, iso(90), "The tender is late.")
    assert found.forecast_known == iso(0)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (["Service 9", "Red", "Late."], "There is no workstream called “Service 9”"),
        (["", "Red", "Late."], "The row names no workstream."),
        (["Service 1", "Blue", "Late."], "“Blue”: write Red, Amber or Green"),
        (["Service 1", "Red", ""], "Say in a sentence what has happened"),
        (["Elsewhere", "Red", "Late."], "Elsewhere: You may not update this workstream"),
    ],
)
def test_a_row_with_a_problem_says_which_and_the_others_can_be_written(here, anns, cells, said):
    with recording(user=None, reason="Test"):
        other = WorkstreamFactory(programme=here.programme, title="Elsewhere", ref="else")
    lines = (["Project", "RAG", "Update"], cells, [here.workstreams[1].title, "Green", "Signed."])
    address = brought(anns, as_csv(*lines))
    answer = looked(anns, address)
    assert said in row_said(answer, 2)
    refused = written(anns, answer, address)
    assert "Say that the rows with problems are left out" in main(refused).text()
    assert StatusUpdate.objects.count() == 0
    written(anns, answer, address, without="on")
    assert [u.narrative for u in updates_of(here.workstreams[1])] == ["Signed."]
    assert updates_of(here.workstream) == updates_of(other) == []


def test_a_row_can_be_said_to_be_of_a_workstream(here, anns):
    lines = (["Project", "Update"], ["The first one", "Begun."])
    address = brought(anns, as_csv(*lines))
    answer = looked(anns, address)
    answer = anns.post(address, {**fields(answer), "row-2": str(here.workstream.pk), "do": "look"})
    written(anns, answer, address)
    assert [u.narrative for u in updates_of(here.workstream)] == ["Begun."]


def test_what_changed_since_it_was_seen_is_shown_again(here, anns):
    lines = (["Project", "Update"], [here.workstream.title, "Begun."])
    address = brought(anns, as_csv(*lines))
    answer = looked(anns, address)
    with recording(user=None, reason="Test"):
        keep(record=StatusUpdate(
            workstream=here.workstream, date=iso(0), rating="red", narrative="Stuck.",
        ))  # fmt: skip
    answer = written(anns, answer, address)
    assert (
        "Nothing was written: what would be written is another than you saw." in main(answer).text()
    )
    assert "was red" in row_said(answer, 2)
    assert len(updates_of(here.workstream)) == 1


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (as_csv(["12", "13"], ["14", "15"]), "None of the first ten rows looks like headings"),
        (as_csv(["Project", "RAG"]), "No row stands below the headings in row 1."),
        (SimpleUploadedFile("list.xlsx", b"no"), "The file cannot be read as an .xlsx workbook."),
        (SimpleUploadedFile("list.doc", b"no"), "Choose an .xlsx or a .csv file."),
    ],
)
def test_what_is_no_list_is_said_plainly(here, anns, file, said):
    answer = anns.post(ADDRESS, {"project_list": file}, follow=True)
    assert said in answer.content.decode()


def test_only_who_reports_on_the_programme_takes_in_a_list(here):
    with recording(user=None, reason="Test"):
        council = OrganisationFactory()
    stranger = person_with(GrantRole.OFFICER, council, email="cy@example.org")
    assert browser_of(stranger).get(ADDRESS).status_code == 403


def test_an_upload_is_its_owners_alone(here, anns):
    lines = (["Project", "Update"], [here.workstream.title, "Begun."])
    address = brought(anns, as_csv(*lines))
    assert browser_of(here.ben).get(address).status_code == 404
    cancelled = anns.post(address, {"cancel": "1"})
    assert cancelled.url == ADDRESS
    assert anns.get(address).status_code == 404


def test_as_many_statements_for_thirty_rows_as_for_three(here, anns):
    def asked(lines):
        address = brought(anns, as_csv(["Project", "Update", "Signed"], *lines))
        with CaptureQueriesContext(connection) as counted:
            looked(anns, address)
        return len(counted)

    three = [[one.title, "Begun.", in_words(9)] for one in here.workstreams]
    asked(three)
    few = asked(three)
    many = [[f"Service {n}", "Begun.", in_words(9)] for n in range(30)]
    assert asked(many) == few
