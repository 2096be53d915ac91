"""How many SQL statements a page costs: few, and as many for 300 workstreams as for 3."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from decisions.choices import Block, CaseStage, StylePart, WhoMustPass
from decisions.models import HouseSection, ReportItem
from decisions.reports.keeping import keep_what_is_missing
from programmes.choices import GrantRole
from programmes.models import Organisation
from programmes.operations import keep
from sharedsvc.core.planner import tell_planner
from sharedsvc.core.saving import create_many
from sharedsvc.core.search.indexing import reindex
from sharedsvc.portal.position import choice as position_choice
from sharedsvc.portal.position import rows as position_rows
from tests.admin.conftest import person_with
from tests.factories import (
    BodyFactory,
    ClauseFactory,
    CriterionFactory,
    DecisionFactory,
    GateFactory,
    HouseStyleFactory,
    MeetingFactory,
    MembershipFactory,
    OrganisationFactory,
    PartnershipFactory,
    PhaseFactory,
    ProgrammeFactory,
    RankingFactory,
    RecommendationFactory,
    ReportFactory,
    ScoringFactory,
    UserFactory,
)
from tests.made_once import made_once
from workstreams.choices import LifecycleStage
from workstreams.models import (
    Milestone,
    RankingEntry,
    Score,
    Stage,
    StatusUpdate,
    Workstream,
    WorkstreamRole,
)

pytestmark = pytest.mark.usefixtures("recorded")

DAY = {"as_at": "2010-02-18"}
CEILINGS = {
    "/": 12,
    "/programmes/": 7,
    "/programmes/p/": 22,
    "/programmes/p/rankings/": 12,
    "/programmes/p/scores/": 10,
    "/programmes/p/scores/s/": 9,
    "/programmes/p/workstreams/A1/": 20,
    "/programmes/p/workstreams/A1/gates/full/": 31,  # its history: more, a day at most eight times
    "/reports/": 12,
    "/reports/r/": 4,
    "/reports/r/?as_at=2010-03-01": 16,
    "/workstreams/": 6,
    "/workstreams/?sort=title&as_at=2010-02-18": 6,
    "/workstreams/?page=last&as_at=2010-02-18": 6,
    "/workstreams/?q=service&as_at=2010-02-18": 6,
    "/workstreams/?programme=p&as_at=2010-02-18": 10,
    "/roles/": 5,
    "/milestones/": 5,
    "/stages/": 4,
    "/updates/": 3,
    "/search/?q=service&as_at=2010-02-18": 9,
    "/seals/": 2,
}
# Of which fields something else is known of later days: asked once for a page (`core.dated`).
WHAT_IS_DATED = 1
CEILINGS = {address: most + WHAT_IS_DATED for address, most in CEILINGS.items()}
# With many records a page shows fewer kinds of them: it costs no more than with few.
SECTIONS = {
    "/organisations/avon/": 40,
    "/organisations/avon/leads/": 10,
    "/organisations/avon/gates-waiting/": 16,
    "/partnerships/together/": 40,
    "/programmes/p/proposals/": 12,
    "/programmes/p/background/": 20,
}
SESSION_USER_AND_READER = 3
# What is asked besides of somebody who has a role.
OWN_RIGHTS = {"/programmes/p/scores/": 3, "/reports/r/?as_at=2010-03-01": 1}


def programme_of(size: int) -> None:
    """A programme whose `size` workstreams each have stage, lead, rank, update and milestone."""
    programme = ProgrammeFactory(code="p", partnership=PartnershipFactory(code="together"))
    phase = PhaseFactory(programme=programme)
    ranking = RankingFactory(programme=programme, by=programme.partnership)
    councils = [OrganisationFactory(code=code) for code in ("avon", "bran", "clun")]
    for council in councils:
        MembershipFactory(partnership=programme.partnership, organisation=council)
    GateFactory(programme=programme, code="full", case_stage=CaseStage.FULL)
    GateFactory(programme=None, by=councils[0], who_must_pass=WhoMustPass.OWNER)
    create_many(
        [
            Workstream(programme=programme, ref=f"A{n}", title=f"Service {n}", start="2009-01-01")
            for n in range(1, size + 1)
        ]
    )
    found = list(programme.workstreams.order_by("pk"))
    create_many([a_stage(workstream, phase, n) for n, workstream in enumerate(found, start=1)])
    create_many([a_lead(workstream, councils[n % 3]) for n, workstream in enumerate(found)])
    create_many(
        [RankingEntry(ranking=ranking, workstream=w, rank=n) for n, w in enumerate(found, start=1)]
    )
    scoring = ScoringFactory(programme=programme, by=councils[0], code="s")
    criterion = CriterionFactory(programme=programme)
    create_many([Score(scoring=scoring, criterion=criterion, workstream=w, value=3) for w in found])
    create_many([a_milestone(workstream) for workstream in found])
    create_many([StatusUpdate(workstream=w, narrative="Begun", date="2010-01-15") for w in found])
    a_report(programme, phase, ranking)
    reindex()
    tell_planner(10 * size)


def a_stage(workstream, phase, priority) -> Stage:
    return Stage(
        workstream=workstream,
        phase=phase,
        priority=priority,
        stage=LifecycleStage.BUSINESS_CASE,
        start="2010-01-15",
    )


def a_lead(workstream, council) -> WorkstreamRole:
    return WorkstreamRole(
        workstream=workstream,
        organisation=council,
        kind="lead",
        standing="confirmed",
        start="2010-01-15",
    )


def a_milestone(workstream) -> Milestone:
    return Milestone(
        programme=workstream.programme,
        workstream=workstream,
        code=f"milestone-{workstream.ref}",
        title="Set out",
        start="2010-01-15",
        due="2010-03-12",
    )


def a_report(programme, phase, ranking) -> None:
    """A decision, and a report with a list, a table and an ask."""
    council = OrganisationFactory()
    body = BodyFactory(organisation=council)
    ClauseFactory(decision=DecisionFactory(programme=programme, organisation=council))
    style = HouseStyleFactory(organisation=council)
    for order, key in enumerate(("summary", "recommendations"), start=1):
        keep(
            record=HouseSection(
                style=style, part=StylePart.SECTION, key=key, title=key, order=order
            )
        )
    report = ReportFactory(code="r", programme=programme, organisation=council, style=style)
    for order, block in enumerate((Block.RANKED_LIST, Block.LEADS_TABLE), start=1):
        keep(
            record=ReportItem(
                report=report,
                section="summary",
                order=order,
                block=block,
                ranking=ranking,
                phase=phase,
            )
        )
    RecommendationFactory(report=report, body=body, meeting=MeetingFactory(body=body))
    keep_what_is_missing()


def statements(client, address: str) -> int:
    """The number of statements of one page that is there."""
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address, {} if "?" in address else DAY)
    assert answer.status_code == 200
    return len(captured)


def test_a_visitor(client):
    made_once(programme_of, 3)
    few = {address: statements(client, address) for address in (CEILINGS | SECTIONS)}

    ceilings = CEILINGS | SECTIONS
    assert {address: n for address, n in few.items() if n > ceilings[address]} == {}


@pytest.mark.parametrize("address", CEILINGS)
def test_somebody_signed_in(client, address):
    made_once(programme_of, 3)
    client.force_login(UserFactory())

    assert statements(client, address) <= CEILINGS[address] + SESSION_USER_AND_READER


@pytest.mark.parametrize("address", CEILINGS)
def test_somebody_with_a_role(client, address):
    """Who they are, with all that is shared with them, is one statement, as for anybody."""
    made_once(programme_of, 3)
    council = Organisation.objects.filter(workstream_roles__isnull=False).first()
    client.force_login(person_with(GrantRole.OFFICER, council))

    more = OWN_RIGHTS.get(address, 0)
    assert statements(client, address) <= CEILINGS[address] + SESSION_USER_AND_READER + more


@pytest.fixture
def how_many(client):
    """The statements of every page, of a programme of one size and then of another."""

    def count(size: int, *addresses: str) -> dict[str, int]:
        with transaction.atomic():
            programme_of(size)
            found = {address: statements(client, address) for address in addresses or CEILINGS}
            transaction.set_rollback(True)
        return found

    return count


@pytest.mark.once
def test_as_many_for_300_workstreams_as_for_3(how_many):
    """Of a position alike whether all are shown or a page of them."""
    assert how_many(300) == how_many(3)


@pytest.mark.once
def test_pages_of_sections_cost_no_more_for_300_workstreams_than_for_3(how_many):
    few, many = how_many(3, *SECTIONS), how_many(300, *SECTIONS)

    assert {address: (few[address], n) for address, n in many.items() if n > few[address]} == {}


@pytest.mark.once
def test_a_position_of_500_asks_the_database_as_often_as_one_of_10(how_many):
    narrowed = f"/programmes/p/?as_at={DAY['as_at']}&q=service&rating=-"

    assert how_many(500, "/programmes/p/", narrowed) == how_many(10, "/programmes/p/", narrowed)


@pytest.mark.once
def test_of_a_position_of_thousands_as_many_for_300_as_for_30(how_many, monkeypatch):
    """There what is alike is read once: nine statements more than where each is read."""
    monkeypatch.setattr(position_choice, "LARGE", 20)
    monkeypatch.setattr(position_rows, "MANY", 20)
    page = "/programmes/p/"

    assert how_many(300, page)[page] == how_many(30, page)[page] <= CEILINGS[page] + 9


def test_every_workstream_is_on_the_pages_that_were_counted(client):
    programme_of(300)
    pages = [client.get("/programmes/p/", {**DAY, "page": number}) for number in (1, 2, 3)]
    position = "".join(page.content.decode() for page in pages)
    report = client.get("/reports/r/").content.decode()

    assert [n for n in range(1, 301) if f">Service {n}<" not in position] == []
    assert [n for n in range(1, 301) if f">Service {n}<" not in report] == []
