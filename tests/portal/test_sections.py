"""A page shows of each kind as many records as it has room for, and leads to a list of them all."""

import pytest
from django.test import Client

from decisions.models import Option, OptionPoint
from programmes.models import Principle
from programmes.operations import cite, keep, set_subjects
from sharedsvc.core.kinds import kinds
from sharedsvc.portal.gathered import sections
from sharedsvc.portal.programmes.page import BACKGROUND, PROPOSALS
from sharedsvc.portal.records import parts as record_parts
from tests.factories import (
    BodyFactory,
    ClauseFactory,
    DecisionFactory,
    DocumentFactory,
    GateFactory,
    MeetingFactory,
    MembershipFactory,
    OrganisationFactory,
    ProgrammeFactory,
    ProposalFactory,
    RecommendationFactory,
    RoleFactory,
    WorkstreamFactory,
)
from tests.portal.pages import Page, Site

pytestmark = pytest.mark.usefixtures("recorded")

DAY = "?as_at=2010-03-01"
MANY = 60


def get(address: str) -> Page:
    return Site(Client()).get(address)


def link(page: Page, words: str) -> str:
    (found,) = [address for said, address in page.links if said.startswith(words)]
    return found


def contents(page: Page) -> list[tuple[str, str]]:
    """What the page says that there is: words and number."""
    (nav,) = [n for n in page.main.all("nav") if n.attributes.get("aria-label") == "Contents"]
    return [(item.one("a").text(), item.one("span").text()) for item in nav.all("li")]


@pytest.fixture
def programme():
    return ProgrammeFactory(code="p")


@pytest.fixture
def avon():
    return OrganisationFactory(code="avon", name="Avon Council", short_name="Avon")


@pytest.mark.parametrize("part", [*PROPOSALS, *BACKGROUND], ids=lambda part: part.key)
def test_a_section_of_a_programme_page_names_columns_and_filters_of_its_kind(part):
    kind = kinds.get(part.key)

    assert set(part.columns) <= {column.name for column in (*kind.columns, *kind.facts)}
    assert {"programme", *part.filters} <= {one.name for one in kind.filters}


def test_a_programme_page_shows_the_first_of_many_and_leads_to_the_list_of_all(programme):
    for number in range(MANY):
        keep(record=Principle(programme=programme, number=str(number), text="Work together"))
    page = get(f"/programmes/p/background/{DAY}")

    assert 5 <= len(page.table("principles")) <= sections.MOST
    address = link(page, f"All {MANY}")
    assert address == "/principles/?programme=p&as_at=2010-03-01"
    assert get(address).main.one("strong").text() == (
        f"{MANY} principles , {MANY} of them not certain on this day"
    )


def test_what_has_no_room_is_still_named_with_its_number_and_its_list(programme, monkeypatch):
    monkeypatch.setattr(sections, "ROOM", 14)
    for number in range(3):
        keep(record=Principle(programme=programme, number=str(number), text="Work together"))
        WorkstreamFactory(programme=programme, parent=WorkstreamFactory(programme=programme))
        MeetingFactory()
    page = get(f"/programmes/p/background/{DAY}")

    assert ("Components of workstreams", "3") in contents(page)
    address = link(page, "Components of workstreams")
    assert address == "/workstreams/?programme=p&component=yes&as_at=2010-03-01"
    assert get(address).main.one("strong").text() == "3 workstreams"


def test_what_is_not_recorded_is_said_and_not_linked(programme):
    keep(record=Principle(programme=programme, number="1", text="Work together"))
    page = get(f"/programmes/p/background/{DAY}")

    assert not [words for words, _ in page.links if words == "Risks and opportunities"]
    said = page.main.one("p", cls="nothing").text()
    assert said.startswith("Nothing is recorded on 1 March 2010 of: criteria; key dates and tasks;")


def test_a_council_s_page_begins_with_what_it_leads_awaits_and_was_asked(avon):
    partnership = WorkstreamFactory().programme.partnership
    MembershipFactory(partnership=partnership, organisation=avon)
    RoleFactory(organisation=avon)
    RoleFactory(organisation=avon, kind="host")
    RecommendationFactory(body=BodyFactory(organisation=avon))
    page = get(f"/organisations/avon/{DAY}")

    assert [words for words, _ in contents(page)][:3] == [
        "Leads",
        "Asked of its bodies, outcome not recorded",
        "Hosts or provides",
    ]
    headings = [heading.attributes["id"] for heading in page.main.all("h2")]
    assert headings.index("leads") < headings.index("about")


def test_a_partnership_s_page_begins_with_its_programmes_members_and_next_meetings(programme):
    partnership = programme.partnership
    MembershipFactory(partnership=partnership)
    announced = MeetingFactory(body=BodyFactory(organisation=partnership), date="2010-03-12")
    document = DocumentFactory(programme=programme, date="2010-02-18")
    cite(record=announced, citations=[(document, "2.6", False)], programme=programme)
    MeetingFactory(body=BodyFactory(organisation=partnership), date="2010-02-01")
    RoleFactory(organisation=partnership)
    page = get(f"/partnerships/{partnership.code}/{DAY}")

    assert contents(page)[:4] == [
        ("Programmes", "1"),
        ("Members in time", "1"),
        ("Next meetings", "1"),
        ("Leads", "1"),
    ]


def test_a_council_that_leads_many_shows_some_and_leads_to_a_list_of_them_all(avon, programme):
    for number in range(MANY):
        workstream = WorkstreamFactory(programme=programme, title=f"Service {number}")
        RoleFactory(organisation=avon, workstream=workstream)
    page = get(f"/organisations/avon/{DAY}")

    assert 5 <= len(page.table("leads")) <= sections.MOST
    address = link(page, f"All {MANY}")
    assert address == f"/organisations/avon/leads/{DAY}"
    listed = get(address)
    assert listed.main.one("strong").text() == f"{MANY} roles"
    assert len(listed.table("list")) == 50
    file = b"".join(Client().get(f"{address}&format=csv"))
    assert len(file.splitlines()) == MANY + 1


@pytest.mark.parametrize("address", ["/organisations/avon/nothing/", "/organisations/no/leads/"])
def test_there_is_no_list_of_what_a_page_has_no_section_of(client, avon, address):
    assert client.get(address).status_code == 404


def test_a_body_is_named_once_where_its_name_says_whose_it_is(avon):
    body = BodyFactory(organisation=avon, name="Council of Avon Council")
    decision = DecisionFactory(organisation=avon, body=body)
    cabinet = DecisionFactory(
        organisation=avon, body=BodyFactory(organisation=avon, name="Cabinet")
    )

    assert decision.taken_by == "Council of Avon Council"
    assert cabinet.taken_by == "Cabinet, Avon"


@pytest.fixture
def options(programme):
    """Two options: one that is not preferred, with a weakness; the preferred, with strengths."""
    proposal = ProposalFactory(programme=programme, code="one")
    made = {}
    for place, (code, standing) in enumerate((("spv", "not preferred"), ("lead", "proposed"))):
        option = Option(programme=programme, proposal=proposal, code=code, title=code.title())
        option.standing, option.order = standing, place
        made[code] = keep(record=option)
    return made


def a_point(option, kind, number):
    text = f"{kind} {number} of {option.title}"
    keep(record=OptionPoint(option=option, kind=kind, number=str(number), order=number, text=text))


def test_options_stand_side_by_side_the_preferred_first_with_counts(options):
    a_point(options["spv"], "weakness", 1)
    a_point(options["lead"], "weakness", 1)
    for number in range(1, 4):
        a_point(options["lead"], "strength", number)
    shown = get(f"/proposals/p/one/{DAY}").main.one("div", cls="options").all("section")

    assert [one.one("h3").text() for one in shown] == ["Lead", "Spv"]
    counts = [
        [(n.one("dt").text(), n.one("dd").text()) for n in one.one("dl").all("div")]
        for one in shown
    ]
    assert counts == [[("Strengths", "3"), ("Weakness", "1")], [("Weakness", "1")]]
    assert shown[0].all("li")[0].text() == "1 strength 1 of Lead"


def test_of_many_points_the_first_are_shown_and_the_others_one_link_away(options):
    for number in range(1, MANY):
        a_point(options["lead"], "feature", number)
    page = get(f"/proposals/p/one/{DAY}")

    address = link(page, f"All {MANY - 1} features")
    assert address == f"/options/p/lead/points/{DAY}"
    assert get(address).main.one("strong").text() == (
        f"{MANY - 1} points of options , {MANY - 1} of them not certain on this day"
    )


def test_each_council_that_must_still_decide_is_named_on_the_proposal_s_page(programme, avon):
    workstream = WorkstreamFactory(programme=programme)
    proposal = ProposalFactory(programme=programme, code="one")
    set_subjects(record=proposal, subjects=[workstream])
    RoleFactory(workstream=workstream, organisation=avon, kind="partner", standing="considered")
    RoleFactory(workstream=workstream, kind="partner", standing="confirmed")
    page = get(f"/proposals/p/one/{DAY}")

    (row,) = page.table("still-to-decide-each-council-for-itself")
    assert row["Who"].text() == "Avon"


def test_what_is_decided_and_asked_about_a_proposal_has_headings_in_plain_words(programme):
    proposal = ProposalFactory(programme=programme, code="one")
    for record in (RecommendationFactory(), ClauseFactory()):
        set_subjects(record=record, subjects=[proposal])
    headings = [one.text() for one in get(f"/proposals/p/one/{DAY}").main.all("h2")]

    assert headings[:2] == ["Asked about it 1", "Decided about it 1"]


def test_a_council_for_which_many_gates_wait_shows_some_and_leads_to_all(avon, monkeypatch):
    monkeypatch.setattr(record_parts, "LOOKED_AT", 10)
    programme = ProgrammeFactory()
    GateFactory(programme=programme, who_must_pass="the leads")
    for _ in range(12):
        RoleFactory(organisation=avon, workstream=WorkstreamFactory(programme=programme))
    MembershipFactory(partnership=programme.partnership, organisation=avon)
    page = get(f"/organisations/avon/{DAY}")

    assert ("Gates that wait for it", "more than 10") in contents(page)
    assert len(page.table("gates-waiting")) == record_parts.CELLS
    assert len(get(f"/organisations/avon/gates-waiting/{DAY}").table("list")) == 12
