"""A large programme shows its workstreams page by page, filtered on the server, and says so."""

import csv
import io

import pytest
from django.test import Client

from programmes.operations import keep
from sharedsvc.portal.position import choice as position_choice
from sharedsvc.portal.position import rows as position_rows
from tests.factories import (
    GateFactory,
    MembershipFactory,
    OrganisationFactory,
    PhaseFactory,
    ProgrammeFactory,
    RoleFactory,
    StageFactory,
    WorkstreamFactory,
)
from tests.portal.pages import Page, Site
from workstreams.models import Lineage, StatusUpdate

pytestmark = pytest.mark.usefixtures("recorded")

PAGE = "/programmes/p/"


@pytest.fixture(autouse=True, params=["each is read", "what is alike is read once"])
def few_are_many(monkeypatch, request):
    """Four are shown at once, two to a page; of five not each is read."""
    monkeypatch.setattr(position_rows, "MANY", 4 if "alike" in request.param else 1_000)
    monkeypatch.setattr(position_choice, "LARGE", 4)
    monkeypatch.setattr(position_choice, "PER_PAGE", 2)
    monkeypatch.setattr(position_choice, "AT_MOST", 6)


@pytest.fixture
def programme():
    """Five workstreams; Avon answers for the first two. A sixth went into the first."""
    programme = ProgrammeFactory(code="p")
    avon = OrganisationFactory(code="avon", name="Avon Council")
    MembershipFactory(partnership=programme.partnership, organisation=avon)
    GateFactory(programme=programme, title="Full business case", who_must_pass="the leads")
    made = [
        WorkstreamFactory(programme=programme, ref=f"W{n}", title=f"Service {n}", order=n)
        for n in range(1, 7)
    ]
    for workstream in made[:2]:
        RoleFactory(workstream=workstream, organisation=avon)
    StageFactory(workstream=made[2], stage="live", before_gates="Made up.")
    Lineage(predecessor=made[5], successor=made[0], kind="merged", date="2010-01-15").save()
    return programme


def get(query: str = "") -> Page:
    return Site(Client()).get(f"{PAGE}?as_at=2010-03-01{query}")


def titles(page: Page) -> list[str]:
    return [row["Workstream"].one("a").text() for row in page.table("workstreams")]


def said(page: Page) -> str:
    (line,) = [p for p in page.main.all("p") if p.attributes.get("id") == "shown"]
    return line.text()


def test_a_page_shows_some_says_which_and_leads_to_all_others(programme):
    pages = [get(f"&page={number}") for number in (1, 2, 3)]

    assert [titles(page) for page in pages] == [
        ["Service 1", "Service 2"],
        ["Service 3", "Service 4"],
        ["Service 5"],
    ]
    assert said(pages[1]).startswith("Workstreams 3 to 4 of 5 are shown, in this order.")
    words = [words for words, link in pages[0].links if "page=2" in link]
    assert words == ["Next page"]


def test_all_may_be_asked_for_on_one_page(programme):
    (address,) = [link for words, link in get().links if words == "All 5 on one page"]
    page = Site(Client()).get(address)

    assert titles(page) == [f"Service {n}" for n in range(1, 6)]
    assert said(page) == "All 5 that the choice leaves are shown."


def test_so_many_that_one_page_would_not_hold_them_stay_in_pages(programme, monkeypatch):
    monkeypatch.setattr(position_choice, "AT_MOST", 3)

    assert titles(get("&rows=all")) == ["Service 1", "Service 2"]
    assert [words for words, _ in get().links if "on one page" in words] == []


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("&q=service+3", ["Service 3"]),
        ("&q=w4", ["Service 4"]),
        ("&who=Avon+Council", ["Service 1", "Service 2"]),
        ("&who=-", ["Service 3", "Service 4"]),
        ("&stage=live", ["Service 3"]),
        ("&which=merged", ["Service 6"]),
    ],
)
def test_a_choice_narrows_the_table(programme, query, left):
    assert titles(get(query)) == left


@pytest.mark.parametrize("query", ["&q=nothing+like+it", "&who=Nobody+known"])
def test_what_matches_nothing_says_so_and_leads_back(programme, query):
    page = get(query)

    assert [link for words, link in page.links if words == "Clear the filters"]
    assert not [t for t in page.main.all("table") if "workstreams" in str(t.attributes)]


def test_what_is_counted_is_counted_of_all(programme):
    assert (
        get("&page=3")
        .main.one("div", cls="answer")
        .text()
        .startswith("Of five workstreams, two have a confirmed lead and three have none")
    )


def test_gates_are_counted_of_all_and_say_for_how_many_each_is_waited_for(programme):
    (row,) = get("&page=3").table("gates")

    assert row["Gate"].text() == "Full business case"
    assert row["Where workstreams stand"].text() == "Waiting 5"
    assert row["Waiting for"].text() == "Avon Council (2)"


def rows_of_file(query: str, words: str) -> list[dict]:
    """The rows of the CSV file to which the link with these words leads."""
    (address,) = [link for said, link in get(query).links if said == words]
    answer = Client().get(address)
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


@pytest.mark.parametrize("query", ["", "&page=2"])
def test_the_file_holds_every_workstream_whatever_the_page_shows(programme, query):
    rows = rows_of_file(query, "CSV of all")

    assert [row["Workstream"] for row in rows] == [f"Service {n}" for n in range(1, 7)]
    assert rows[0]["Answers for it"] == "Avon Council (lead, confirmed)"
    assert rows[0]["Gates"] == "Full business case: waiting"
    assert rows[2]["Stage"] == "Live"
    assert rows[5]["Went into"] == "Service 1"
    assert rows[0]["Address"].endswith("/programmes/p/workstreams/W1/?as_at=2010-03-01")


@pytest.mark.parametrize(
    ("query", "words", "left"),
    [
        ("&q=service+3", "CSV of these 1", ["Service 3"]),
        ("&who=Avon+Council", "CSV of these 2", ["Service 1", "Service 2"]),
        ("&which=merged", "CSV of these 1", ["Service 6"]),
    ],
)
def test_the_file_of_a_choice_holds_what_it_leaves(programme, query, words, left):
    assert [row["Workstream"] for row in rows_of_file(query, words)] == left


def test_the_spreadsheet_holds_the_same(programme):
    answer = Client().get(f"{PAGE}?as_at=2010-03-01&format=xlsx")

    assert answer["Content-Disposition"] == 'attachment; filename="p-2010-03-01.xlsx"'
    assert answer.content[:2] == b"PK"


@pytest.fixture
def not_large(monkeypatch):
    monkeypatch.setattr(position_choice, "LARGE", 5)


def test_a_programme_that_is_not_large_shows_all(programme, not_large):
    assert titles(get("&page=2")) == [f"Service {n}" for n in range(1, 6)]


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("&q=service+3", ["Service 3"]),
        ("&who=Avon+Council", ["Service 1", "Service 2"]),
        ("&stage=live", ["Service 3"]),
        ("&without=lead", ["Service 3", "Service 4", "Service 5"]),
        ("&without=host", ["Service 1", "Service 2", "Service 3", "Service 4", "Service 5"]),
        ("&rating=red", ["Service 1"]),
        ("&rating=-&who=Avon+Council", ["Service 2"]),
        ("&phase=Phase+1", ["Service 5"]),
        ("&phase=-&without=anybody", ["Service 3", "Service 4"]),
    ],
)
def test_a_choice_narrows_a_programme_that_is_not_large(programme, not_large, query, left):
    first, *_, last = programme.workstreams.exclude(ref="W6").order_by("order")
    keep(record=StatusUpdate(workstream=first, rating="red", narrative="Stuck", date="2010-02-01"))
    phase = PhaseFactory(programme=programme, title="Phase 1")
    StageFactory(workstream=last, stage="approved", phase=phase, priority=1)
    page = get(query)

    assert sorted(titles(page)) == left
    if len(left) < 5:
        assert said(page) == f"{len(left)} of 5 are shown: those that the choice leaves."


def test_who_only_may_lead_is_chosen_as_not_certain_and_is_no_missing_lead(programme, not_large):
    """The list of workstreams, the table of the programme and its choices say the same."""
    third = programme.workstreams.get(ref="W3")
    RoleFactory(workstream=third, kind="lead", start="../2016-03-31")
    assert "No lead recorded (2)" in get().main.text()

    assert titles(get("&who=~")) == ["Service 3"]
    missing = ["Service 4", "Service 5"]
    assert titles(get("&who=-")) == titles(get("&without=lead")) == missing
    listed = Site(Client()).get("/workstreams/?as_at=2010-03-01&without=lead").main.text()
    assert [f"Service {n}" for n in range(1, 6) if f"Service {n}" in listed] == missing


def test_what_cannot_be_chosen_is_told(programme, not_large):
    page = get("&rating=red")

    assert "Nothing is shown while a choice cannot be read." in page.main.text()


def test_a_programme_of_few_offers_no_filter(recorded):
    programme = ProgrammeFactory(code="p")
    WorkstreamFactory(programme=programme)

    assert get().main.all("form") == []
