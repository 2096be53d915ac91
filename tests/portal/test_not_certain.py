"""What only may be so on a day is marked in every list, count, page and file."""

import csv
from io import StringIO

import pytest
from django.test import Client

from decisions.models import Agreement, Approval, Condition, Delegation
from programmes.operations import keep
from sharedsvc.core.kinds import kinds
from tests.factories import (
    BodyFactory,
    ClauseFactory,
    DecisionFactory,
    GateFactory,
    MembershipFactory,
    OrganisationFactory,
    PostFactory,
    ProgrammeFactory,
    ProposalFactory,
    RankingFactory,
    RoleFactory,
    ScoringFactory,
    WorkstreamFactory,
)
from tests.portal.pages import Site
from workstreams.models import Milestone, RankingEntry, StatusUpdate

pytestmark = pytest.mark.usefixtures("recorded")

BEFORE, AFTER = "2015-03-01", "2016-04-01"
BY, THEN = "../2016-03-31", "2016-03-31"  # by 31 March 2016, and that day
UNKNOWN = "XXXX"
DOUBT = "May, or may not,"


@pytest.fixture
def programme():
    return ProgrammeFactory(code="p")


def approval(programme, **more):
    workstream = WorkstreamFactory(programme=programme)
    organisation = OrganisationFactory()
    gate = GateFactory(programme=programme)
    return keep(
        record=Approval(
            gate=gate, workstream=workstream, organisation=organisation, outcome="approved", **more
        )
    )


def condition(programme, **more):
    decision = DecisionFactory(programme=programme, date="2010-01-15")
    clause = ClauseFactory(decision=decision)
    return keep(record=Condition(clause=clause, number="1", text="A loan is agreed.", **more))


def delegation(programme, **more):
    post = PostFactory()
    return keep(
        record=Delegation(
            programme=programme, code="d", to=post, on_what="Signing.", state="granted", **more
        )
    )


def agreement(programme, **more):
    return keep(
        record=Agreement(programme=programme, code="a", title="Accord", kind="other", **more)
    )


def update(programme, **more):
    workstream = WorkstreamFactory(programme=programme)
    return keep(record=StatusUpdate(workstream=workstream, narrative="Begun.", **more))


def milestone(programme, **more):
    return keep(record=Milestone(programme=programme, code="m", title="Go live", **more))


HAPPENED = {
    "decisions": lambda p, date: DecisionFactory(programme=p, date=date),
    "clauses": lambda p, date: ClauseFactory(decision=DecisionFactory(programme=p, date=date)),
    "approvals": lambda p, date: approval(p, date=date),
    "rankings": lambda p, date: RankingFactory(programme=p, date=date),
    "scorings": lambda p, date: ScoringFactory(programme=p, date=date),
}
IN_FORCE = {
    "conditions": lambda p, start: condition(p, start=start),
    "delegations": lambda p, start: delegation(p, start=start),
    "agreements": lambda p, start: agreement(p, start=start),
    "proposals": lambda p, start: ProposalFactory(programme=p, start=start),
    "gates": lambda p, start: GateFactory(programme=p, start=start),
    "milestones": lambda p, start: milestone(p, start=start),
    "workstreams": lambda p, start: WorkstreamFactory(programme=p, start=start),
    "roles": lambda p, start: RoleFactory(workstream=WorkstreamFactory(programme=p), start=start),
    "memberships": lambda p, start: MembershipFactory(partnership=p.partnership, start=start),
}
MADE = {key: make for key, make in (HAPPENED | IN_FORCE).items() if kinds.get(key)}


def listed(key: str, day: str) -> str:
    """What the list of a kind says on a day."""
    return Site(Client()).get(f"/{key}/?as_at={day}").main.text()


def file_of(key: str, day: str) -> list[dict[str, str]]:
    answer = Client().get(f"/{key}/?as_at={day}&format=csv")
    text = answer.getvalue().decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text)))


@pytest.mark.parametrize("key", MADE)
def test_what_is_known_only_by_a_later_day_is_marked_on_an_earlier_one(programme, key):
    record = MADE[key](programme, BY)
    address = kinds.get(key).address(record)
    page = Site(Client()).get(f"{address}?as_at={BEFORE}").main.text()

    assert DOUBT in listed(key, BEFORE)
    assert "not certain on this day" in listed(key, BEFORE)
    assert "Possibly" in [line["Certainty"] for line in file_of(key, BEFORE)]
    assert key == "workstreams" or DOUBT in page


@pytest.mark.parametrize("key", MADE)
def test_it_is_certain_from_that_later_day_on(programme, key):
    MADE[key](programme, BY)

    assert DOUBT not in listed(key, AFTER)
    assert "not certain" not in listed(key, AFTER)
    assert {line["Certainty"] for line in file_of(key, AFTER)} == {"Surely"}


@pytest.mark.parametrize("key", MADE)
@pytest.mark.parametrize("day", [BEFORE, AFTER, "2030-01-01"])
def test_what_nobody_dates_is_possibly_so_on_any_day(programme, key, day):
    MADE[key](programme, UNKNOWN)

    assert DOUBT in listed(key, day)
    assert "Possibly" in [line["Certainty"] for line in file_of(key, day)]


@pytest.mark.parametrize("key", MADE)
def test_a_list_tells_what_is_certain_and_what_is_not_apart(programme, key):
    MADE[key](programme, BY)
    sure = listed(key, f"{BEFORE}&certainty=surely")
    unsure = file_of(key, f"{BEFORE}&certainty=possibly")

    assert DOUBT not in sure
    assert [line["Certainty"] for line in unsure] == ["Possibly"]


def test_on_the_page_of_another_record_what_is_not_certain_comes_last_and_is_counted(programme):
    body = BodyFactory()
    of_body = {"programme": programme, "body": body, "organisation": body.organisation}
    DecisionFactory(title="Unsure", date=BY, **of_body)
    DecisionFactory(title="Sure", date="2009-03-01", **of_body)
    address = kinds.address(body.organisation)

    page = Site(Client()).get(f"{address}?as_at={BEFORE}")
    rows = page.table("its-decisions")
    (heading,) = [h for h in page.main.all("h2") if h.attributes.get("id") == "its-decisions"]

    assert [row["Decision"].text().split()[0] for row in rows] == ["Sure", "Unsure"]
    assert "2, 1 not certain" in heading.text()


def test_an_update_of_a_span_of_days_is_possibly_reported_within_it(programme):
    update(programme, date="2015-01/2016-03")

    assert DOUBT in listed("updates", BEFORE)
    assert [line["Certainty"] for line in file_of("updates", BEFORE)] == ["Possibly"]


def test_an_organisation_whose_creation_nobody_dates_has_always_been():
    OrganisationFactory(code="OLD")

    assert {line["Certainty"] for line in file_of("organisations", BEFORE)} == {"Surely"}


# Pages of a programme


def page_of(address: str, day: str = BEFORE):
    return Site(Client()).get(f"{address}?as_at={day}")


def test_the_list_of_programmes_counts_what_is_not_certain_apart(programme):
    for start in ("2009-01-01", BY):
        MembershipFactory(partnership=programme.partnership, start=start)
        WorkstreamFactory(programme=programme, start=start)
    DecisionFactory(programme=programme, date="2015-01-01")

    text = page_of("/programmes/").main.text()
    assert "2 workstreams, 1 not certain" in text
    assert "2, 1 not certain" in text


def test_a_programme_marks_and_counts_workstreams_that_may_not_be_there_yet(programme):
    WorkstreamFactory(programme=programme, ref="A1", title="Refuse", start=BY)
    text = page_of("/programmes/p/").main.text()
    answer = Client().get(f"/programmes/p/?as_at={BEFORE}&format=csv")

    assert "1 workstream, 1 of them not certain on this day" in text
    assert "May, or may not, be so on this day" in text
    assert "Refuse (about)" in answer.getvalue().decode("utf-8-sig")


def test_an_update_that_may_not_be_reported_yet_rates_nothing_and_is_marked(programme):
    workstream = WorkstreamFactory(programme=programme, ref="A1")
    keep(
        record=StatusUpdate(
            workstream=workstream, narrative="All is well.", rating="green", date="2015-01/2016-03"
        )
    )
    page = page_of("/programmes/p/workstreams/A1/")

    assert "rated" not in page.main.text().partition("Position")[0]
    (row,) = page.table("updates")
    assert "May, or may not, have been reported yet" in row["Date"].text()
    assert "Green" not in page_of("/programmes/p/").main.text()


def test_a_ranking_that_may_not_be_adopted_yet_gives_no_rank_and_is_marked(programme):
    workstream = WorkstreamFactory(programme=programme, ref="A1")
    ranking = RankingFactory(programme=programme, by=programme.partnership, date=BY)
    keep(record=RankingEntry(ranking=ranking, workstream=workstream, rank=3))
    text = page_of("/programmes/p/workstreams/A1/").main.text()

    assert "May, or may not, have been adopted yet" in text
    assert "Not ranked" in text
    assert "may, or may not, be adopted yet" in page_of("/programmes/p/rankings/").main.text()
    assert "partnership rank 3" in page_of("/programmes/p/workstreams/A1/", AFTER).main.text()


def test_a_ranking_that_may_not_be_adopted_yet_supersedes_none(programme):
    by = OrganisationFactory(name="Ash")
    workstream = WorkstreamFactory(programme=programme, ref="A1")
    for code, date in (("old", "2014-01-01"), ("later", BY)):
        ranking = RankingFactory(programme=programme, by=by, code=code, date=date)
        keep(record=RankingEntry(ranking=ranking, workstream=workstream, rank=1))
    answer = Client().get(f"/programmes/p/rankings/?as_at={BEFORE}")

    assert answer.context["page"].choice.shown == ("old",)
