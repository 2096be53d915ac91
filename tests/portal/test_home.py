"""Home: what waits for each role, first what is late; and what the register holds."""

import datetime

import pytest
from dateutil.relativedelta import relativedelta
from django.test import Client
from django.utils import timezone

from programmes.choices import GrantRole
from programmes.models import Following, Grant
from programmes.operations import give_role, keep
from sharedsvc.core.dates import day_in_words
from sharedsvc.core.history import recording
from tests.admin.conftest import person_with, signed_in
from tests.factories import (
    MembershipFactory,
    MilestoneFactory,
    OrganisationFactory,
    ProgrammeFactory,
    RoleFactory,
    UserFactory,
    WorkstreamFactory,
)
from tests.portal.home_world import TODAY, home_world, iso
from tests.portal.pages import Page, read
from workstreams.models import Stage, StatusUpdate, UpdateDraft
from workstreams.operations import post_update

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("statements_compared")]


@pytest.fixture
def here():
    return home_world()


def home(client, **asked) -> Page:
    answer = client.get("/", asked)
    assert answer.status_code == 200
    return Page("/", 200, read(answer.content.decode()), [])


def home_of(user) -> Page:
    return home(signed_in(user))


def part(page, key) -> str:
    """The words of a section."""
    (found,) = [s for s in page.main.all("section") if s.attributes.get("aria-labelledby") == key]
    return found.text()


def parts(page) -> list[str]:
    return [s.attributes["aria-labelledby"] for s in page.main.all("section")]


def in_words(days: int) -> str:
    return day_in_words(TODAY + datetime.timedelta(days=days))


# Signed out


def test_signed_out_search_comes_first_then_what_is_published(here, client):
    page = home(client)
    fields = [e.tag for e in page.main.walk() if e.tag in ("input", "table", "h2")]
    assert fields[0] == "input"
    text = page.main.text()
    assert "4 workstreams: 3 have a firm lead or host, none run" in text
    for said in ("Brook agrees to share bins", "Bins together", "Next meetings", in_words(14)):
        assert said in text
    assert "Libraries together" not in text  # not published
    assert parts(page) == ["next"]


SUMMARY = "Councils in e.g. two counties share bins. They began in 2009. More may join."


def test_each_programme_has_one_sentence_on_home_and_all_of_it_on_its_list(recorded, client):
    ProgrammeFactory(title="Bins", summary=SUMMARY)
    told = home(client).main.one("tbody").text()
    whole = read(client.get("/programmes/").content.decode()).one("main").text()

    assert "Councils in e.g. two counties share bins." in told
    assert "They began" not in told and SUMMARY in whole


def test_who_has_no_role_reads_home_as_if_signed_out(here):
    page = home_of(UserFactory())
    assert page.title.startswith("Who leads what")
    assert parts(page) == ["next"]


def test_on_another_day_home_shows_the_register_alone(here):
    page = home(signed_in(here.officer), as_at=iso(-1))
    assert "your work today" in page.main.text()
    assert "mine" not in parts(page)


# Officers


def test_an_officer_sees_first_what_is_overdue_and_which_meeting_reads_it_next(here):
    page = home_of(here.officer)
    rows = page.table("mine")
    assert [row["Workstream"].one("a").text() for row in rows] == ["Bins and recycling", "Payroll"]
    late, sound = rows
    assert late["Your council’s part"].text() == "Joint lead with Brook"
    assert f"was due {day_of_a_month_after(-50)}" in late["Next update due"].text()
    read_next = f"Read next in 14 days, {in_words(14)}, by Severn Board"
    assert read_next in late["Next update due"].text()
    assert "late" not in sound["Next update due"].text()
    assert sound["Your council’s part"].text() == "Host"
    assert late["Action"].one("a").attributes["href"].endswith("/workstreams/bins/update/")
    assert "One update is overdue." in page.main.text()
    assert "/my-workstreams/update/" in [link for _, link in page.links]


def day_of_a_month_after(days: int) -> str:
    return day_in_words(TODAY + datetime.timedelta(days=days) + relativedelta(months=1))


def test_a_meeting_that_should_have_read_an_update_makes_it_due_sooner(here):
    with recording(user=None, reason="Test"):
        keep(record=StatusUpdate(workstream=here.bins, date=iso(-14), narrative="More.", number=2))
    row = home_of(here.officer).table("mine")[0]
    assert f"was due {in_words(-12)}, for Severn Board" in row["Next update due"].text()


def test_who_never_reported_counts_from_when_they_answer_for_it(here):
    with recording(user=None, reason="Test"):
        new = WorkstreamFactory(programme=here.programme, title="Parks", start=iso(-600))
        RoleFactory(workstream=new, organisation=here.avon, start=iso(-8))
    rows = {r["Workstream"].one("a").text(): r for r in home_of(here.officer).table("mine")}
    assert "late" not in rows["Parks"]["Next update due"].text()
    assert rows["Parks"]["Last update"].text() == "None yet"


def test_nothing_is_overdue_in_a_programme_that_is_silent_and_nothing_led_in_one_that_ended(here):
    with recording(user=None, reason="Test"):
        for values in ({"start": "2009-01-01"}, {"start": "2009-01-01", "end": iso(-1)}):
            programme = ProgrammeFactory(partnership=here.partnership, **values)
            one = WorkstreamFactory(programme=programme, start="2009-01-01")
            RoleFactory(workstream=one, organisation=here.avon, start="2009-01-01")
    page = home_of(here.officer)
    due = [row["Next update due"].text() for row in page.table("mine")]
    assert "None: the programme is silent since 2009" in due[-1]
    assert "the programme has ended" not in page.main.text()
    assert "One update is overdue." in page.main.text()


def test_an_officers_drafts_are_theirs_alone(here):
    assert "Payroll" in part(home_of(here.officer), "drafts")
    with recording(user=None, reason="Test"):
        give_role(user=here.ben, role=GrantRole.OFFICER, organisation=here.avon)
    assert "drafts" not in parts(home_of(here.ben))
    UpdateDraft.objects.all().delete()
    assert "drafts" not in parts(home_of(here.officer))


def visited_before(user, days: int):
    """A browser of somebody whose sign-in before this one was so many days ago."""
    client = signed_in(user)
    type(user).objects.filter(pk=user.pk).update(
        visited=timezone.now() - datetime.timedelta(days=days)
    )
    return client


def post_as(user, workstream, narrative="More."):
    with recording(user=user, reason="Test"):
        update = StatusUpdate(workstream=workstream, date=iso(0), narrative=narrative, number=9)
        return keep(record=update)


def test_what_colleagues_changed_since_the_visit_before(here):
    post_as(here.ben, here.bins)
    page = home(visited_before(here.officer, 2))  # the world was made since
    said = f"Bins and recycling: Update of {in_words(0)}, without a rating, added by Ben Roy"
    assert said in part(page, "changed")
    assert "since you signed in the time before" in part(page, "changed")
    assert "Bins and recycling: Joint lead: Brook Council, confirmed" in part(page, "changed")


def test_ones_own_changes_and_older_ones_are_not_told(here):
    post_as(here.officer, here.bins)
    client = signed_in(here.officer)
    type(here.officer).objects.filter(pk=here.officer.pk).update(visited=timezone.now())
    assert "Nobody else changed anything." in part(home(client), "changed")


def test_what_may_not_be_seen_is_no_change(here):
    post_as(here.ben, here.bins)
    with recording(user=None, reason="Test"):
        update = StatusUpdate.objects.get(number=9)
        update.visibility, update.owner = "owner", here.brook
        keep(record=update)
    said = part(home(visited_before(here.officer, 2)), "changed")
    assert f"Update of {in_words(0)}" not in said


def test_an_officer_of_a_council_that_leads_nothing_is_told_so():
    with recording(user=None, reason="Test"):
        council = OrganisationFactory()
    page = home_of(person_with(GrantRole.OFFICER, council))
    assert "leads or hosts no workstream today" in part(page, "mine")
    assert parts(page) == ["mine"]


# Members


def test_a_member_finds_what_the_next_meeting_is_asked(here):
    said = part(home_of(here.member), "meetings")
    assert f"Cabinet, Avon {in_words(9)}, in 9 days" in said
    assert "(a) agree that bins are shared with Brook" in said
    assert "(b) note the risks" in said
    assert "Dene Cabinet" not in said


def test_what_a_member_follows_comes_first(here):
    Following.objects.create(user=here.member, body=here.elsewhere)
    said = part(home_of(here.member), "meetings")
    assert said.index("Dene Cabinet") < said.index("Cabinet, Avon")
    assert "(you follow it)" in said


def test_a_member_reads_what_changed_since_their_council_decided(here):
    page = home_of(here.member)
    said = part(page, "since")
    assert f"Its latest decision, {in_words(-40)}: Avon agrees in principle" in said
    assert "Libraries Red" in said and "Payroll Green" in said
    assert "Two lorries are late" not in said  # reported before
    assert "Brook agrees to share bins" in part(page, "others")
    assert "Avon agrees" not in part(page, "others")


def test_a_member_reads_what_else_changed_since_their_council_decided(here):
    with recording(user=None, reason="Test"):
        ended = RoleFactory(workstream=here.roads, organisation=here.dene, start=iso(-30))
        ended.end = iso(-8)
        keep(record=ended)
        keep(record=Stage(workstream=here.roads, stage="approved", start=iso(-7)))
        keep(record=Stage(workstream=here.bins, stage="identified", start=iso(-45)))
        depot = MilestoneFactory(
            programme=here.programme, workstream=here.bins, title="Depot ready", due=iso(9)
        )
        depot.forecast, depot.forecast_why = iso(20), "Floods."
        update = StatusUpdate(workstream=here.bins, date=iso(-6), narrative="Wet.")
        post_update(record=update, milestones=[depot])
        MilestoneFactory(programme=here.programme, title="All met", done=iso(-2))
    told = part(home_of(here.member), "since").split(" Roads: ")

    assert "Shared Services of the Severn: Done: All met" in told[0]
    assert f"Bins and recycling: Depot ready: now expected {in_words(20)} Floods." in told[0]
    assert [words.split(f" {in_words(-8)}")[0] for words in told[1:]] == ["Approved"]
    assert "dentified" not in " ".join(told)  # before they decided


def test_who_may_not_be_seen_is_not_named_in_what_changed(here):
    with recording(user=None, reason="Test"):
        hidden = OrganisationFactory(name="Hidden Council", visibility="owner", owner=here.brook)
        RoleFactory(workstream=here.roads, organisation=hidden, start=iso(-1))
    said = part(home_of(here.member), "since")

    assert "Hidden" not in said and "Roads" not in said


def test_a_member_with_nothing_to_come_is_told_how_to_follow():
    with recording(user=None, reason="Test"):
        council = OrganisationFactory()
        MembershipFactory(organisation=council)
    page = home_of(person_with(GrantRole.MEMBER, council))
    assert "No meeting to come is recorded of the bodies of your council." in part(page, "meetings")
    assert "No decision of it is recorded." in part(page, "since")
    assert "Nothing waits for you today." in page.main.text()


# Clerks, managers, administrators


def test_a_clerk_sees_meetings_outcomes_missing_and_reports_to_publish(here):
    page = home_of(here.clerk)
    assert "(a) agree that bins are shared" in part(page, "meetings")
    assert f"Policy Committee, Avon, {in_words(-20)} Asked 1 thing." in part(page, "outcomes")
    assert "Libraries together" in part(page, "unpublished")
    assert "One past meeting has no outcome recorded." in page.main.text()
    links = [link for _, link in page.links]
    assert f"/reports/{here.draft.code}/write/" in links


def test_nobody_elses_home_names_a_report_that_is_not_published(here):
    for user in (here.officer, here.member, here.manager, here.administrator, here.ben):
        assert "Libraries together" not in home_of(user).main.text()


def test_a_manager_sees_who_has_not_answered_and_what_is_overdue(here):
    page = home_of(here.manager)
    (row,) = page.table("managed")
    assert "3 asks without an outcome" in row["Who has not answered"].text()
    assert "No ranking of Avon, Dene" in row["Who has not answered"].text()
    assert "Bins and recycling" in row["Overdue"].text()
    links = [link for _, link in page.links]
    assert {"/programmes/severn/rankings/", "/admin/workbook/"} <= set(links)


def test_a_manager_reports_on_what_nobody_leads(here):
    (row,) = home_of(here.manager).table("mine")
    assert row["Your council’s part"].text() == "No lead or host recorded"


def test_an_administrator_sees_people_and_rights(here):
    said = part(home_of(here.administrator), "people")
    assert "4 people hold a role." in said
    assert "Have not signed in yet: 3" in said
    assert "Ben Roy" not in said  # of another council


def test_a_role_that_ends_soon_is_told(here):
    with recording(user=None, reason="Test"):
        give_role(user=here.ben, role=GrantRole.MEMBER, organisation=here.avon)
    with recording(user=None, reason="Test"):
        grant = Grant.objects.get(user=here.ben, organisation=here.avon)
        grant.end = iso(10)
        keep(record=grant)
    page = home_of(here.administrator)
    assert f"Ben Roy Elected member, Avon Council, until {in_words(10)}" in part(page, "people")
    assert "One role ends soon." in page.main.text()


def test_who_is_several_sees_each_section_once(here):
    with recording(user=None, reason="Test"):
        for role in (GrantRole.MEMBER, GrantRole.CLERK, GrantRole.ADMINISTRATOR):
            give_role(user=here.officer, role=role, organisation=here.avon)
        give_role(user=here.officer, role=GrantRole.MANAGER, organisation=here.partnership)
    found = parts(home_of(here.officer))
    assert len(found) == len(set(found))
    assert found == [
        *("mine", "meetings", "managed", "since", "changed"),
        *("drafts", "outcomes", "unpublished", "others", "people"),
    ]


def test_an_empty_register_says_what_its_administrator_does_first():
    page = home_of(UserFactory(is_superuser=True))
    assert "Take in the public register of UK councils" in part(page, "first")
    assert "No programme is recorded." in page.main.text()
    assert "first" not in parts(home(Client()))
