"""What had another state then says so on every page, in every list, filter, count and file.

An agreement ended, a condition was met, a conflict settled, a milestone done, a meeting held only
later: on a page as at an earlier day none of it is known.
"""

import csv
from io import StringIO

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from decisions.models import BusinessCase, Condition, Delegation, Option
from decisions.reports.records import ReportRecords
from programmes.models import Conflict, DatedValue, Reading
from programmes.operations import cite, keep, set_subjects
from sharedsvc.core.history import recording
from sharedsvc.core.kinds import kinds
from sharedsvc.core.reading_day import reading_as_at
from tests.factories import (
    AgreementFactory,
    BodyFactory,
    ClauseFactory,
    DecisionFactory,
    DocumentFactory,
    MeetingFactory,
    MilestoneFactory,
    PostFactory,
    ProgrammeFactory,
    ProposalFactory,
    ReportFactory,
    RoleFactory,
    WorkstreamFactory,
)
from tests.portal.pages import Site

pytestmark = pytest.mark.django_db

MARCH, JULY = "2012-03-01", "2012-07-01"


def was(record, value, start="", field="state"):
    """From a day on a field of the record had this value."""
    label, pk = record.reference
    return keep(
        record=DatedValue(record_type=label, record_id=pk, field=field, value=value, start=start)
    )


class World:
    """One record of each kind with a state that changed between March and July 2012."""

    def __init__(self):
        self.programme = programme = ProgrammeFactory(code="p", start="2009-01-01")
        of_it = {"programme": programme}
        since = {"start": "2010-01-01"}
        self.workstream = WorkstreamFactory(**of_it, **since)
        self.agreement = AgreementFactory(**of_it, state="ended", **since)
        was(self.agreement, "signed", "2010-02-01")
        was(self.agreement, "ended", "2012-06-30")
        clause = ClauseFactory(decision=DecisionFactory(**of_it))
        self.condition = keep(
            record=Condition(
                clause=clause, number="1", text="A case.", state="met", evidence="The case.",
                **since,
            )
        )  # fmt: skip
        was(self.condition, "met", "2012-03-15")
        self.conflict = keep(
            record=Conflict(
                **of_it, code="who", question="Who leads?", settlement="Avon leads.", **since
            )
        )
        for number, statement in enumerate(("Avon.", "Brook."), start=1):
            keep(record=Reading(conflict=self.conflict, number=number, statement=statement))
        set_subjects(record=self.conflict, subjects=[self.workstream], relation="about")
        was(self.conflict, "Avon leads.", "2012-06-01", "settlement")
        self.milestone = MilestoneFactory(
            **of_it, workstream=self.workstream, title="First bill", due="2012-04-30",
            done="2012-06-15", **since,
        )  # fmt: skip
        self.delegation = keep(
            record=Delegation(
                **of_it, code="d", to=PostFactory(), on_what="To sign", state="used", **since
            )
        )
        was(self.delegation, "granted", "2010-02-01")
        was(self.delegation, "used", "2012-06-01")
        self.role = RoleFactory(workstream=self.workstream, standing="in force", **since)
        was(self.role, "proposed", "", "standing")
        was(self.role, "in force", "2012-06-01", "standing")
        self.proposal = ProposalFactory(**of_it, standing="confirmed", **since)
        was(self.proposal, "proposed", "2010-01-01", "standing")
        was(self.proposal, "confirmed", "2012-06-01", "standing")
        self.option = keep(
            record=Option(
                **of_it, proposal=self.proposal, code="o", title="One team", standing="confirmed"
            )
        )
        was(self.option, "considered", "", "standing")
        was(self.option, "confirmed", "2012-06-01", "standing")
        self.case = keep(
            record=BusinessCase(
                **of_it, proposal=self.proposal, code="c", title="Full case", stage="full",
                state="done", date="2012-06-01",
            )
        )  # fmt: skip
        self.document = DocumentFactory(**of_it, title="Letter", held="held", date="2010-01-01")
        was(self.document, "referred to", "", "held")
        was(self.document, "held", "2012-06-01", "held")
        self.meeting = MeetingFactory(
            body=BodyFactory(organisation=programme.partnership), state="held", date="2012-06-01"
        )
        for known_before in (self.meeting, self.case):
            cite(record=known_before, citations=[(self.document, "1", False)], programme=programme)


STATES = {  # of a kind: the column, what it says in March and in July, and how a filter asks for it
    "agreements": ("State", "Signed", "Ended", "state=signed", "state=ended"),
    "conditions": ("State", "Open", "Met", "state=open", "state=met"),
    "delegations": ("State", "Granted", "Used", "state=granted", "state=used"),
    "proposals": ("Standing", "Proposed", "Confirmed", "standing=proposed", "standing=confirmed"),
    "roles": ("Standing", "Proposed", "In force", "standing=proposed", "standing=in force"),
    "options": ("Standing", "Considered", "Confirmed", "standing=considered", "standing=confirmed"),
    "business-cases": ("State", "Awaited", "Done", "state=awaited", "state=done"),
    "documents": ("Held", "Referred to, not held", "Held", "held=referred to", "held=held"),
    "meetings": ("State", "Planned", "Held", "state=planned", "state=held"),
}
OF = {
    "agreements": "agreement", "conditions": "condition", "delegations": "delegation",
    "proposals": "proposal", "roles": "role", "options": "option", "business-cases": "case",
    "documents": "document", "meetings": "meeting",
}  # fmt: skip


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        with recording(user=None, reason="Test"):
            world = World()
            connection.check_constraints()  # once, and not again at the end of each test
            yield world
        transaction.set_rollback(True)


@pytest.fixture
def site():
    return Site(Client())


def in_file(kind, column, query):
    """What the list's file says in a column."""
    answer = Client().get(f"/{kind}/?format=csv&{query}")
    rows = csv.DictReader(StringIO(answer.content.decode("utf-8-sig")))
    return [row[column] for row in rows]


@pytest.mark.parametrize("kind", STATES)
def test_a_list_its_filter_and_its_file_say_what_was_so(world, kind):
    column, then, now, asks_then, asks_now = STATES[kind]
    assert then in in_file(kind, column, f"as_at={MARCH}")
    assert now in in_file(kind, column, f"as_at={JULY}")
    assert in_file(kind, column, f"as_at={MARCH}&{asks_then}") == [then]
    assert in_file(kind, column, f"as_at={MARCH}&{asks_now}") == []
    assert in_file(kind, column, f"as_at={JULY}&{asks_now}") == [now]
    assert in_file(kind, column, f"as_at={JULY}&{asks_then}") == []


@pytest.mark.parametrize("kind", STATES)
def test_a_records_page_says_what_was_so(world, site, kind):
    column, then, now, *_ = STATES[kind]
    address = kinds.address(getattr(world, OF[kind]))
    for day, said, unsaid in ((MARCH, then, now), (JULY, now, then)):
        facts = site.get(f"{address}?as_at={day}").main.all("dl")[0].text()
        assert f"{column} {said}" in facts
        assert f"{column} {unsaid}" not in facts


ON_PAGES = {
    "proposals": (
        "proposals",
        "options",
        "business-cases",
        "conditions",
        "delegations",
        "agreements",
    ),
    "background": ("meetings", "documents"),
}


@pytest.mark.parametrize("where", ON_PAGES)
def test_the_pages_of_a_programme_say_the_same(world, site, where):
    for day, place in ((MARCH, 1), (JULY, 2)):
        found = site.get(f"/programmes/p/{where}/?as_at={day}")
        said = {
            kind: [row[STATES[kind][0]].text() for row in found.table(kind)]
            for kind in ON_PAGES[where]
        }
        assert said == {kind: [STATES[kind][place]] for kind in ON_PAGES[where]}


def test_who_was_only_proposed_then_does_not_lead_yet(world, site):
    """On the pages of programme and workstream, and in the position's file."""
    for day, firm in ((MARCH, False), (JULY, True)):
        answer = Client().get(f"/programmes/p/?format=csv&as_at={day}")
        assert ("proposed" in answer.content.decode()) is not firm
        for address in ("/programmes/p/", world.workstream.get_absolute_url()):
            said = site.get(f"{address}?as_at={day}").main.text()
            assert ("Proposed" in said) is not firm, (address, day)


def test_a_conflict_settled_later_stands_open(world, site):
    for address in (
        f"/conflicts/p/who/?as_at={MARCH}",
        f"/programmes/p/?as_at={MARCH}",
        f"{world.workstream.get_absolute_url()}?as_at={MARCH}",
    ):
        said = site.get(address).main.text()
        assert "Avon leads." not in said, address
        assert "disagree" in said, address
    assert in_file("conflicts", "Settlement", f"as_at={JULY}") == ["Avon leads."]
    assert len(in_file("conflicts", "Question", f"as_at={MARCH}&settled=no")) == 1
    assert in_file("conflicts", "Question", f"as_at={MARCH}&settled=yes") == []


def test_a_milestone_done_in_june_comes_next_in_march(world, site):
    programme = site.get(f"/programmes/p/?as_at={MARCH}")
    workstream = site.get(f"{world.workstream.get_absolute_url()}?as_at={MARCH}")
    for page in (programme, workstream):
        assert "First bill" in page.main.text()
    assert "30 April 2012" in workstream.main.text()
    assert workstream.table("milestones")[0]["Done"].text() == "Not recorded"
    assert in_file("milestones", "Done", f"as_at={MARCH}") == ["Not recorded as done"]
    assert in_file("milestones", "Done", f"as_at={JULY}") == ["15 June 2012"]
    later = site.get(f"{world.workstream.get_absolute_url()}?as_at={JULY}")
    assert later.table("milestones")[0]["Done"].text() == "15 June 2012"


def test_a_page_tells_since_when_and_of_nothing_later(world, site):
    address = kinds.address(world.agreement)
    rows = [
        [row["Value"].text(cites=False), row["From"].text()]
        for row in site.get(f"{address}?as_at={JULY}").table("since-when")
    ]
    assert rows == [["Signed", "1 February 2010"], ["Ended", "30 June 2012"]]
    assert len(site.get(f"{address}?as_at={MARCH}").table("since-when")) == 1


def an_agreement(programme, **values):
    return AgreementFactory(programme=programme, state="ended", **values)


def a_condition(programme, **values):
    clause = ClauseFactory(decision=DecisionFactory(programme=programme, date="2010-01-01"))
    said = {"text": "A case.", "state": "met", "evidence": "The case."}
    return keep(record=Condition(clause=clause, number="1", **said, **values))


def a_delegation(programme, **values):
    said = {"code": "d", "to": PostFactory(), "on_what": "To sign", "state": "used"}
    return keep(record=Delegation(programme=programme, **said, **values))


def a_conflict(programme, **values):
    said = {"code": "c", "question": "Who?", "settlement": "Avon."}
    return keep(record=Conflict(programme=programme, **said, **values))


def a_proposal(programme, **values):
    return ProposalFactory(programme=programme, standing="ended", **values)


def a_role(programme, **values):
    workstream = WorkstreamFactory(programme=programme, start="2010-01-01")
    return RoleFactory(workstream=workstream, standing="ended", **values)


FINAL = {  # what is made, and what its list says of it too early and after
    "agreements": (an_agreement, "State", "Not stated", "Ended"),
    "conditions": (a_condition, "State", "Open", "Met"),
    "conflicts": (a_conflict, "Settlement", "Open: sources disagree", "Avon."),
    "delegations": (a_delegation, "State", "Not stated", "Used"),
    "proposals": (a_proposal, "Standing", "Not stated", "Ended"),
    "roles": (a_role, "Standing", "Not stated", "Ended"),
}


@pytest.mark.parametrize("dates", [{"end": "2012-03-31"}, {}], ids=["its end", "its last source"])
@pytest.mark.parametrize("kind", FINAL)
def test_what_ends_something_never_holds_before_it_came_about(recorded, kind, dates):
    """Without dated values its end says when it did, else the last document cited for it."""
    make, column, before, after = FINAL[kind]
    programme = ProgrammeFactory(start="2009-01-01")
    record = make(programme, start="2010-01-01", **dates)
    early, late = (
        DocumentFactory(programme=programme, date=day) for day in ("2010-02-01", "2012-03-31")
    )
    cite(
        record=record,
        citations=[(early, "1", False), (late, "2", False)],
        programme=programme,
    )
    of_it = f"programme={programme.code}&ended=yes"
    assert in_file(kind, column, f"{of_it}&as_at={MARCH}") == [before]
    assert in_file(kind, column, f"{of_it}&as_at={JULY}") == [after]


def test_a_meeting_is_cancelled_before_its_day(recorded):
    """From the paper that says so; one that is said without a paper is cancelled at once."""
    programme = ProgrammeFactory(start="2009-01-01")
    body = BodyFactory(organisation=programme.partnership)
    told = MeetingFactory(body=body, state="cancelled", date="2012-07-31")
    early, late = (
        DocumentFactory(programme=programme, date=day) for day in ("2012-01-01", "2012-06-01")
    )
    citations = [(early, "1", False), (late, "2", False)]
    cite(record=told, citations=citations, programme=programme)
    of_it = f"body={body.code}"
    assert in_file("meetings", "State", f"{of_it}&as_at={MARCH}") == ["Planned"]
    assert in_file("meetings", "State", f"{of_it}&as_at={JULY}") == ["Cancelled"]
    cite(record=told, citations=[], programme=programme)
    assert in_file("meetings", "State", f"{of_it}&as_at=2012-07-31") == ["Cancelled"]


@pytest.mark.once
def test_dated_values_cost_one_statement_for_few_and_many(world):
    def cost():
        with CaptureQueriesContext(connection) as asked:
            Client().get(f"/agreements/?as_at={MARCH}")
        return len(asked)

    few = cost()
    for number in range(12):
        more = AgreementFactory(programme=world.programme, state="ended", start="2010-01-01")
        was(more, "signed", f"2011-01-{number + 1:02d}")
        was(more, "ended", f"2012-06-{number + 1:02d}")
    assert cost() == few


def test_a_report_is_written_from_what_held_on_its_day(world):
    report = ReportFactory(programme=world.programme, date=MARCH)
    records = ReportRecords(report, None)
    with reading_as_at(records.day):
        assert len(records.readings) == 2
        [(option, _)] = records.options(world.proposal.pk)
        assert option.get_standing_display() == "Considered"


def test_what_may_have_changed_already_is_marked_and_not_counted(world):
    """Of the end no more is known than the year: on a day of it the agreement may have ended."""
    agreement = AgreementFactory(start="2010-01-01", state="ended")
    was(agreement, "signed")
    was(agreement, "ended", "2012")
    of_it = f"programme={agreement.programme.code}"
    assert in_file("agreements", "State", f"as_at={MARCH}&{of_it}") == ["Signed; Possibly Ended"]
    assert in_file("agreements", "State", f"as_at={MARCH}&{of_it}&state=ended") == []
    assert in_file("agreements", "State", f"as_at=2011-12-31&{of_it}") == ["Signed"]
    assert in_file("agreements", "State", f"as_at=2013-01-01&{of_it}") == ["Ended"]
    address = f"{kinds.address(agreement)}?as_at={MARCH}"
    said = Site(Client()).get(address).main.all("dl")[0].text()
    assert "State Signed Possibly Ended" in said
