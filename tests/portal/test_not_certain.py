"""What only may be so on a day is marked in every list, count, page and file."""

import csv
from io import StringIO

import pytest
from django.test import Client

from decisions.models import Agreement, Approval, Condition, Delegation, Option
from programmes.models import Conflict, Reading
from programmes.operations import keep, set_subjects
from sharedsvc.core.kinds import kinds
from sharedsvc.core.search.indexing import reindex
from sharedsvc.portal.workbook.programme import import_sheets
from tests.core.workbooks import BINS, read_sheets
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


# A workbook


@pytest.fixture
def take(tmp_path):
    """Imports the small workbook with this one role: its start and its sources."""

    def run(number: int, start: str, sources: str):
        row = f"bins,lead,AVC,confirmed,{start},{sources}"
        roles = f"workstream,role,organisation,standing,start,sources\n{row}\n"
        documents = f"{BINS['documents']}undated,A paper,\n"
        sheets = {**BINS, "roles": roles, "documents": documents}
        raw = read_sheets(tmp_path / str(number), sheets)
        outcome = import_sheets(raw, user=None, reason="Test", overwrite=True)
        assert list(outcome.problems.lines()) == []

    return run


def role_of_bins() -> tuple[str, str]:
    """From when the role is held, and how sure that is one day."""
    (line,) = file_of("roles", "2030-01-01")
    page = Site(Client()).get("/programmes/bins/workstreams/bins/?as_at=2030-01-01")
    (row,) = page.table("roles")
    return row["From"].text().lower(), line["Certainty"]


UNDATED = {"no source": "", "an undated source": "undated 1"}


@pytest.mark.parametrize("sources", UNDATED.values(), ids=UNDATED)
def test_a_start_that_no_dated_source_tells_is_never_the_day_of_the_import(take, sources):
    take(1, "", sources)

    assert role_of_bins() == ("not stated", "Possibly")


@pytest.mark.parametrize("sources", UNDATED.values(), ids=UNDATED)
def test_nor_is_it_where_a_stated_start_is_taken_out(take, sources):
    take(1, "2010-01-15", "report 1")
    assert role_of_bins() == ("15 january 2010", "Surely")

    take(2, "", sources)
    assert role_of_bins() == ("not stated", "Possibly")


def test_a_start_that_a_dated_source_tells_counts_from_that_day(take):
    take(1, "", "report 1")

    assert role_of_bins() == ("by 18 february 2010", "Surely")


# Where nothing is recorded


def test_where_no_role_is_recorded_lists_and_pages_say_not_recorded(programme):
    WorkstreamFactory(programme=programme, ref="A1")
    (line,) = file_of("workstreams", AFTER)

    assert (line["Leads"], line["Host or provider"]) == ("Not recorded", "Not recorded")
    for address in ("/workstreams/", "/programmes/p/", "/programmes/p/workstreams/A1/"):
        text = page_of(address, AFTER).main.text()
        said = ("Not recorded", "is not recorded", "recorded, not with a lead")
        assert any(words in text for words in said), address
        assert "Nobody leads" not in text


def test_a_council_whose_ranking_may_not_be_adopted_yet_has_not_surely_answered(programme):
    member = MembershipFactory(partnership=programme.partnership).organisation
    workstream = WorkstreamFactory(programme=programme, ref="A1")
    ranking = RankingFactory(programme=programme, by=member, date=BY)
    keep(record=RankingEntry(ranking=ranking, workstream=workstream, rank=1))

    silent = {
        day: Client().get(f"/programmes/p/rankings/?as_at={day}").context["page"].records
        for day in (BEFORE, AFTER)
    }
    assert [one for one, _ in silent[BEFORE].not_answered] == [member]
    assert silent[AFTER].not_answered == []


def test_search_on_a_day_marks_what_may_not_be_so_yet(programme):
    agreement(programme, start=BY)
    reindex()

    assert DOUBT in Site(Client()).get(f"/search/?q=accord&as_at={BEFORE}").main.text()
    assert DOUBT not in Site(Client()).get(f"/search/?q=accord&as_at={AFTER}").main.text()


def test_the_options_of_a_proposal_that_may_not_be_made_yet_are_marked(programme):
    proposal = ProposalFactory(programme=programme, start=BY)
    option = {"proposal": proposal, "code": "o", "title": "One team", "standing": "considered"}
    keep(record=Option(programme=programme, **option))

    def part(day):
        page = Site(Client()).get(f"{kinds.address(proposal)}?as_at={day}")
        (found,) = [one for one in page.main.all("div") if one.attributes.get("class") == "options"]
        return found.text()

    assert "One team Considered May, or may not, have been by 1 March 2015" in part(BEFORE)
    assert DOUBT not in part(THEN)


def test_a_conflict_that_may_not_be_yet_is_marked_where_it_stands_beside_others(programme):
    workstream = WorkstreamFactory(programme=programme)
    conflict = keep(record=Conflict(programme=programme, code="c", question="Who?", start=BY))
    keep(record=Reading(conflict=conflict, number=1, statement="Avon."))
    set_subjects(record=conflict, subjects=[workstream], relation="about")

    for address in (programme.get_absolute_url(), workstream.get_absolute_url()):
        unsure = Site(Client()).get(f"{address}?as_at={BEFORE}").main.text()
        assert "Who? 1 statements May, or may not, be so on 1 March 2015" in unsure or (
            "Who? May, or may not, be so on 1 March 2015" in unsure
        )
        assert DOUBT not in Site(Client()).get(f"{address}?as_at={THEN}").main.text()
