"""The history of records: in words, for those who may see it, in few statements."""

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from decisions.choices import AgreementKind
from decisions.models import Agreement, Party
from programmes.choices import GrantRole, Visibility
from programmes.models import (
    Grant,
    Post,
    Record,
)
from programmes.operations import (
    cite,
    keep,
    set_employers,
    set_subjects,
    set_successors,
    strike_out,
)
from sharedsvc.core.history import recording
from sharedsvc.core.kinds import kinds
from sharedsvc.portal.history.page import History
from tests.factories import (
    BodyFactory,
    DocumentFactory,
    HouseStyleFactory,
    MeetingFactory,
    MembershipFactory,
    MilestoneFactory,
    OrganisationFactory,
    ProgrammeFactory,
    ReportFactory,
    SharingFactory,
    UserFactory,
    WorkstreamFactory,
)
from tests.portal.pages import read
from workstreams.choices import DurationClass
from workstreams.models import Milestone

pytestmark = pytest.mark.django_db

PUBLIC, PARTNERS, OWNER = Visibility.PUBLIC, Visibility.PARTNERS, Visibility.OWNER
PAGES_OF_HISTORY = 50


def words(client, address: str) -> str:
    """The words of the page's main part."""
    answer = client.get(address)
    assert answer.status_code == 200
    return read(answer.content.decode()).one("main").text()


def rows(client, address: str) -> list[str]:
    """The words of each row of the history, newest first."""
    page = read(client.get(address).content.decode())
    return [row.text() for row in page.one("main").one("tbody").all("tr")]


def history_of(record) -> str:
    return kinds.of(record).history_address(record)


def change(record, *, reason="Test", user=None, **values):
    """Save a record with other values."""
    with recording(user=user, reason=reason):
        for name, value in values.items():
            setattr(record, name, value)
        return keep(record=record)


# In words


@pytest.fixture
def milestone(recorded):
    programme = ProgrammeFactory(code="p", title="Shared bins")
    return MilestoneFactory(programme=programme, code="bins", title="Empty the bins")


def test_a_change_says_when_who_from_what_to_what_and_why(client, milestone):
    ann = UserFactory(name="Ann Lee", email="ann@example.org", is_superuser=True)
    change(milestone, user=ann, reason="Moved at the board", due="2010-05-31", who="The board")
    changed, added = rows(client, history_of(milestone))
    assert "Ann Lee" in changed
    assert "Changed" in changed
    assert "to 31 May 2010" in changed
    assert "Who must act From Not stated → to The board" in changed
    assert "Moved at the board" in changed
    assert "The command line Added" in added


def test_nobody_is_named_by_an_e_mail_address(client, milestone):
    nameless = UserFactory(name="", email="hush@example.org", is_superuser=True)
    change(milestone, user=nameless, title="Fill the bins")
    for address in [history_of(milestone), *version_addresses(milestone)]:
        text = client.get(address).content.decode()
        assert "hush@example.org" not in text
    assert "A signed-in person" in rows(client, history_of(milestone))[0]


def test_linked_records_read_by_name(client, milestone):
    meeting = MeetingFactory(body=BodyFactory(name="Joint board"), date="2010-06-01")
    change(milestone, meeting=meeting)
    said = "Reports to From None → to Joint board, 1 June 2010"
    assert said in rows(client, history_of(milestone))[0]


def test_choices_read_by_their_labels(client, recorded):
    stream = WorkstreamFactory()
    change(stream, duration_class=DurationClass.LONG_TERM)
    label = DurationClass.LONG_TERM.label
    assert f"→ to {label}" in rows(client, history_of(stream))[0]


def test_what_is_only_worked_out_is_no_change(client, milestone):
    change(milestone)
    assert "Only what is worked out from other records." in rows(client, history_of(milestone))[0]


def test_a_long_text_shows_only_what_changed(client, recorded):
    before = " ".join(f"word{n}" for n in range(300))
    stream = WorkstreamFactory(scope=before)
    change(stream, scope=before.replace("word150", "another thing"))
    html = client.get(history_of(stream)).content.decode()
    page = read(html).one("main")
    assert page.one("del").text() == "Removed: word150"
    assert page.one("ins").text() == "Added: another thing"
    assert "word149" in page.text()
    assert "word10 " not in page.text()
    assert "…" in page.text()


def test_what_is_entered_is_never_markup(client, milestone):
    change(milestone, title="<script>alert(1)</script>" * 10, who="<b>x</b>")
    change(milestone, title="<script>alert(2)</script>" * 10, who="<i>y</i>")
    html = client.get(history_of(milestone)).content.decode()
    assert [mark for mark in ("<script>", "<b>x", "<i>y") if mark in html] == []


def test_a_row_for_all_that_belongs_to_a_record(client, milestone):
    report = DocumentFactory(programme=milestone.programme, title="Report IC/01", code="ic")
    stream = WorkstreamFactory(programme=milestone.programme, title="Refuse")
    cite(record=milestone, citations=[(report, "2.5", False)], programme=milestone.programme)
    set_subjects(record=milestone, subjects=[stream])
    cite(record=milestone, citations=[], programme=milestone.programme)
    dropped, subject, source, _ = rows(client, history_of(milestone))
    assert "Source added: Report IC/01 ¶ 2.5" in source
    assert "Subject added: Refuse (about)" in subject
    assert "Source struck out: Report IC/01 ¶ 2.5" in dropped
    assert "No longer given as a source." in dropped


def test_employers_successors_parties_and_meetings_belong_to_their_records(client, recorded):
    council = OrganisationFactory(name="Avon")
    post = keep(record=Post(code="chief", title="Chief"))
    set_employers(record=post, others=[council])
    old = OrganisationFactory(name="Old Avon")
    set_successors(record=old, others=[council])
    memo = Agreement(programme=ProgrammeFactory(), code="m", title="Memo")
    memo.kind = AgreementKind.MEMORANDUM
    agreement = keep(record=memo)
    keep(record=Party(agreement=agreement, organisation=council))
    assert "Employer added: Avon" in rows(client, history_of(post))[0]
    assert "Successor added: Avon" in rows(client, history_of(old))[0]
    assert "Party added: Avon" in rows(client, history_of(agreement))[0]


def test_every_record_has_a_page_with_its_history_or_stands_in_that_of_another():
    with_page = {kind.model._meta.concrete_model for kind in kinds}
    beside = {one.model for besides in kinds._beside.values() for one in besides}
    everything = {m for m in apps.get_models() if issubclass(m, Record) and not m._meta.proxy}
    assert everything - with_page - beside == set()


# As it stood


def version_addresses(record) -> list[str]:
    """The addresses of a record's versions, oldest first."""
    numbers = type(record).history.filter(id=record.pk).order_by("history_id")
    kind = kinds.of(record)
    return [kind.version_address(record, v.history_id) for v in numbers]


def test_the_record_as_it_stood(client, milestone):
    board = DocumentFactory(programme=milestone.programme, title="Board paper")
    change(milestone, title="Fill the bins", reason="Wrong word")
    first, second = version_addresses(milestone)
    earlier = words(client, first)
    cite(record=milestone, citations=[(board, "9", False)], programme=milestone.programme)
    now = words(client, second)
    assert "Empty the bins" in earlier
    assert "Fill the bins" not in earlier
    assert "Next version" in earlier
    assert "Previous version" not in earlier
    assert "Board paper" not in earlier
    assert "until now" in now
    assert "Fill the bins" in now
    assert "Wrong word" in now
    assert "Board paper ¶ 9" in now


def test_a_version_of_another_record_is_not_found(client, milestone):
    other = MilestoneFactory(programme=milestone.programme)
    number = Milestone.history.get(id=other.pk).history_id
    address = kinds.of(milestone).version_address(milestone, number)
    assert client.get(address).status_code == 404


# Who may see it


def person_of(organisation):
    user = UserFactory()
    dates = {"start": "2009-01-01"}
    keep(record=Grant(user=user, role=GrantRole.OFFICER, organisation=organisation, **dates))
    return user


@pytest.fixture
def readers(milestone):
    """Somebody of the owner, of a partner, of one that does not share, of a stranger; a visitor."""
    avon, brook, elm, dene = OrganisationFactory.create_batch(4)
    for council in (avon, brook):
        SharingFactory(partnership=milestone.programme.partnership, organisation=council)
    MembershipFactory(partnership=milestone.programme.partnership, organisation=elm)
    councils = {"own": avon, "partner": brook, "silent": elm, "stranger": dene}
    people = {name: person_of(council) for name, council in councils.items()}
    return avon, {"public": AnonymousUser(), **people}


def each(client, readers, ask) -> dict:
    """What each reader gets."""
    found = {}
    for name, user in readers.items():
        client.logout()
        if user.is_authenticated:
            client.force_login(user)
        found[name] = ask()
    return found


@pytest.mark.parametrize(
    ("visibility", "may"),
    [
        (PUBLIC, {"public", "own", "partner", "silent", "stranger"}),
        (PARTNERS, {"own", "partner"}),
        (OWNER, {"own"}),
    ],
)
def test_the_history_of_a_hidden_record_is_not_found(client, milestone, readers, visibility, may):
    owner, people = readers
    change(milestone, visibility=visibility, owner=owner)
    for address in [history_of(milestone), version_addresses(milestone)[-1]]:
        statuses = each(client, people, lambda a=address: client.get(a).status_code)
        assert {name for name, status in statuses.items() if status == 200} == may
        assert set(statuses.values()) <= {200, 404}


@pytest.mark.parametrize(("visibility", "may"), [(PARTNERS, {"own", "partner"}), (OWNER, {"own"})])
def test_a_version_that_was_hidden_is_left_out(client, milestone, readers, visibility, may):
    """Neither its values nor its reason, number or existence show, in it or in its neighbours."""
    owner, people = readers
    change(milestone, title="Hush one", visibility=visibility, owner=owner, reason="Hush reason")
    change(milestone, title="Open again", visibility=PUBLIC, reason="Published")

    shown = each(client, people, lambda: words(client, history_of(milestone)))
    assert {name for name, text in shown.items() if "Hush" in text} == may
    counts = {name: "3 entries" if name in may else "2 entries" for name in people}
    assert {name: counts[name] in text for name, text in shown.items()} == dict.fromkeys(
        people, True
    )
    assert "Empty the bins → to Open again" in shown["public"]

    _, hidden, last = version_addresses(milestone)
    statuses = each(client, people, lambda: client.get(hidden).status_code)
    assert {name for name, status in statuses.items() if status == 200} == may
    neighbours = each(client, people, lambda: client.get(last).content.decode())
    assert {name for name, text in neighbours.items() if hidden in text} == may


def test_a_record_that_was_hidden_at_first_is_added_when_it_opens(client, milestone, readers):
    owner, people = readers
    hidden = MilestoneFactory(
        programme=milestone.programme, title="Hush", visibility=OWNER, owner=owner
    )
    change(hidden, title="Open", visibility=PUBLIC)
    shown = each(client, people, lambda: rows(client, history_of(hidden)))
    assert {name: len(found) for name, found in shown.items()} == {
        "public": 1,
        "own": 2,
        "partner": 1,
        "silent": 1,
        "stranger": 1,
    }
    assert "Added" in shown["public"][0]
    assert "Hush" not in shown["public"][0]


def test_a_linked_record_that_is_hidden_reads_withheld(client, milestone, readers):
    owner, people = readers
    body = BodyFactory(name="Hush board", visibility=OWNER, owner=owner)
    change(milestone, meeting=MeetingFactory(body=body))
    shown = each(client, people, lambda: words(client, history_of(milestone)))
    assert {name for name, text in shown.items() if "Hush board" in text} == {"own"}
    assert {name for name, text in shown.items() if "Withheld" in text} == set(people) - {"own"}
    last = version_addresses(milestone)[-1]
    stood = each(client, people, lambda: words(client, last))
    assert {name for name, text in stood.items() if "Hush board" in text} == {"own"}


def test_hidden_sources_and_subjects_are_neither_shown_nor_counted(client, milestone, readers):
    owner, people = readers
    programme = milestone.programme
    whose = {"visibility": OWNER, "owner": owner}
    paper = DocumentFactory(programme=programme, title="Hush paper", **whose)
    stream = WorkstreamFactory(programme=programme, title="Hush stream", **whose)
    cite(record=milestone, citations=[(paper, "1", False)], programme=programme)
    set_subjects(record=milestone, subjects=[stream])
    for address in [history_of(milestone), version_addresses(milestone)[-1]]:
        shown = each(client, people, lambda a=address: words(client, a))
        assert {name for name, text in shown.items() if "Hush" in text} == {"own"}
        assert [n for n, text in shown.items() if "Withheld" in text] == []
    counted = each(client, people, lambda: len(rows(client, history_of(milestone))))
    assert counted == {"public": 1, "own": 3, "partner": 1, "silent": 1, "stranger": 1}


def test_a_source_that_is_struck_out_and_hidden_stays_hidden(client, milestone, readers):
    owner, people = readers
    paper = DocumentFactory(programme=milestone.programme, title="Hush paper")
    cite(record=milestone, citations=[(paper, "1", False)], programme=milestone.programme)
    row = paper.citations.get()
    change(row, visibility=OWNER, owner=owner)
    strike_out(record=row, reason="Hush reason")
    shown = each(client, people, lambda: words(client, history_of(milestone)))
    assert {name for name, text in shown.items() if "Hush" in text} == {"own"}


def test_a_version_under_a_programme_that_is_hidden_is_left_out(client, milestone, readers):
    owner, people = readers
    stream = WorkstreamFactory(programme=milestone.programme, title="Open", ref="x")
    hush = ProgrammeFactory(title="Hush programme", visibility=OWNER, owner=owner)
    change(stream, title="Hush title", programme=hush)
    change(stream, title="Open again", programme=milestone.programme)
    shown = each(client, people, lambda: words(client, history_of(stream)))
    assert {name for name, text in shown.items() if "Hush" in text} == {"own"}


def test_a_record_struck_out_has_no_history(client, milestone):
    address = history_of(milestone)
    strike_out(record=milestone, reason="A mistake.")
    assert client.get(address).status_code == 404


def test_the_workstream_page_leaves_out_the_same_versions(client, milestone, readers):
    owner, people = readers
    stream = WorkstreamFactory(programme=milestone.programme, ref="y", title="Open")
    change(stream, title="Hush title", visibility=OWNER, owner=owner)
    change(stream, title="Open again", visibility=PUBLIC, owner=None)
    shown = each(client, people, lambda: words(client, stream.get_absolute_url()))
    assert {name for name, text in shown.items() if "Hush" in text} == {"own"}


# Addresses


def one_of_each(milestone) -> list:
    programme = milestone.programme
    council = OrganisationFactory(code="avon")
    style = HouseStyleFactory(organisation=council)
    return [
        milestone,
        programme,
        programme.partnership,
        council,
        WorkstreamFactory(programme=programme, ref="A1a"),
        ReportFactory(code="r", programme=programme, organisation=council, style=style),
        MembershipFactory(partnership=programme.partnership, organisation=council),
    ]


def test_addresses_of_histories(milestone):
    addresses = [history_of(record) for record in one_of_each(milestone)]
    partnership = milestone.programme.partnership.code
    assert addresses[:6] == [
        "/milestones/p/bins/history/",
        "/programmes/p/history/",
        f"/partnerships/{partnership}/history/",
        "/organisations/avon/history/",
        "/workstreams/p/A1a/history/",
        "/reports/r/history/",
    ]


def test_every_page_leads_to_its_history_and_back_with_its_date(client, milestone):
    day = "?as_at=2010-02-18"
    for record in one_of_each(milestone):
        page, history = kinds.address(record), history_of(record)
        assert f'href="{history}' in client.get(f"{page}{day}").content.decode()
        answer = client.get(f"{history}{day}")
        assert answer.status_code == 200
        assert f'href="{page}{day}"' in answer.content.decode()
        assert 'class="asat' not in answer.content.decode()


def test_the_history_of_a_more_special_kind_is_there(client, milestone):
    code = milestone.programme.partnership.code
    answer = client.get(reverse("portal:history", args=["organisations", code]))
    assert answer.status_code == 302
    assert answer["Location"] == f"/partnerships/{code}/history/"


def test_history_is_no_code(client, milestone):
    """The first address would be that of the milestone "history" of the programme "p"."""
    for address in ("/milestones/p/history/", "/milestones/bins/history/", "/milestones/bins/"):
        assert client.get(address).status_code == 404


# Statements and pages


def many_versions(number: int) -> Milestone:
    """A milestone with so many versions, and a source and a subject that come and go as often."""
    programme = ProgrammeFactory()
    milestone = MilestoneFactory(programme=programme)
    papers = DocumentFactory.create_batch(2, programme=programme)
    meetings = MeetingFactory.create_batch(2)
    streams = WorkstreamFactory.create_batch(2, programme=programme)
    for n in range(number):
        cite(
            record=milestone,
            citations=[(papers[n % 2], str(n), False)],
            programme=programme,
        )
        set_subjects(record=milestone, subjects=[streams[n % 2]])
        change(milestone, title=f"Version {n}", meeting=meetings[n % 2])
    return milestone


def statements(client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.once
def test_as_many_statements_for_300_versions_as_for_3(client, recorded):
    few, many = many_versions(3), many_versions(61)
    assert History(many, AnonymousUser()).page(1).paginator.count >= 300
    for address in (history_of, lambda record: version_addresses(record)[-1]):
        assert statements(client, address(many)) == statements(client, address(few))


@pytest.mark.once
def test_a_workstream_page_costs_the_same_for_300_versions_as_for_3(client, recorded):
    few, many = WorkstreamFactory.create_batch(2)
    for stream, number in ((few, 3), (many, 300)):
        for n in range(number):
            change(stream, title=f"Version {n}")
    assert statements(client, many.get_absolute_url()) == statements(client, few.get_absolute_url())


def test_pages_of_fifty(client, milestone):
    for n in range(60):
        change(milestone, title=f"Version {n}")
    address = history_of(milestone)
    assert len(rows(client, address)) == PAGES_OF_HISTORY
    assert "61 entries" in words(client, address)
    second = rows(client, f"{address}?page=2")
    assert len(second) == 11
    assert "Version 8 → to Version 9" in second[0]
