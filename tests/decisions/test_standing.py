"""What became of decisions and clauses: marked wherever they are named, and no longer counted."""

import datetime
from csv import DictReader

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from decisions.gates_ahead import gates_before
from decisions.models import Approval, Clause, Condition, Decision, Delegation
from decisions.reports.build import build
from decisions.standing import told_of
from programmes.operations import keep, set_subjects
from sharedsvc.core.kinds import kinds
from sharedsvc.core.search.indexing import reindex
from sharedsvc.portal.workbook.programme import export_workbook
from tests.factories import (
    ClauseFactory,
    DecisionFactory,
    GateFactory,
    OrganisationFactory,
    PostFactory,
    ProgrammeFactory,
    RecommendationFactory,
    ReportFactory,
    RoleFactory,
    WorkstreamFactory,
)
from tests.portal.pages import Site
from workstreams.models import Workstream

pytestmark = pytest.mark.usefixtures("recorded")

BEFORE, AFTER = datetime.date(2012, 5, 2), datetime.date(2012, 5, 3)
REPLACED = "Replaced by “Correction”, 3 May 2012"
TAKES_THE_PLACE = "Takes the place of “First”, 15 January 2010"
RESCINDED = "Rescinded by “Change of mind”, 3 May 2012"


@pytest.fixture
def programme():
    return ProgrammeFactory(code="p")


@pytest.fixture
def clause(programme):
    decision = DecisionFactory(programme=programme, code="first", title="First", date="2010-01-15")
    return ClauseFactory(decision=decision, number="1", text="To share refuse collection.")


def replaced(clause, date="2012-05-03"):
    """The decision of a clause, replaced by another."""
    of = clause.decision
    return DecisionFactory(programme=of.programme, title="Correction", supersedes=of, date=date)


def ended(record, verb="rescind", date="2012-05-03"):
    """A clause or decision, rescinded by a clause of another decision."""
    programme = getattr(record, "decision", record).programme
    later = DecisionFactory(programme=programme, title="Change of mind", date=date)
    set_subjects(record=ClauseFactory(decision=later, verb=verb), subjects=[record])
    return later


def said(record, day) -> tuple[str, ...]:
    return told_of([record], AnonymousUser(), day).get(record.reference, ())


def test_a_superseded_decision_is_replaced_by_the_other_from_its_day_on(clause):
    replaced(clause)

    assert [said(clause.decision, day) for day in (BEFORE, AFTER)] == [(), (REPLACED,)]
    assert [said(clause, day) for day in (BEFORE, AFTER)] == [(), (REPLACED,)]
    correction = clause.decision.superseded_by.get()
    assert said(correction, AFTER) == (TAKES_THE_PLACE,)
    assert said(ClauseFactory(decision=correction), AFTER) == ()  # it is said of the whole


@pytest.mark.parametrize(
    ("verb", "words"),
    [
        ("rescind", "Rescinded"),
        ("suspend", "Suspended"),
        ("withdraw", "Withdrawn"),
        ("vary", "Varied"),
    ],
)
def test_what_a_clause_does_to_another_is_said_of_it_from_that_day_on(clause, verb, words):
    other = ClauseFactory(decision=clause.decision, number="2")
    ended(clause, verb)

    assert said(clause, BEFORE) == said(other, AFTER) == said(clause.decision, AFTER) == ()
    assert said(clause, AFTER) == (f"{words} by “Change of mind”, 3 May 2012",)


def test_a_clause_that_notes_another_ends_nothing(clause):
    ended(clause, "note")

    assert said(clause, AFTER) == ()


def test_of_a_rescinded_decision_every_clause_is_rescinded(clause):
    ended(clause.decision)

    assert said(clause, AFTER) == said(clause.decision, AFTER) == (RESCINDED,)


def test_what_may_be_rescinded_by_then_is_said_to_be_possibly_so(clause):
    ended(clause, date="../2012-05-03")

    (words,) = said(clause, BEFORE)
    assert words == "Possibly rescinded by “Change of mind”, by 3 May 2012"
    assert said(clause, AFTER) == ("Rescinded by “Change of mind”, by 3 May 2012",)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2012-05-02", ("Not in force yet: takes effect 3 May 2012",)),
        ("2012-05-03", ()),
    ],
)
def test_what_is_not_yet_in_force_says_from_when_it_is(programme, day, words):
    decision = DecisionFactory(programme=programme, date="2012-03-01", effective="2012-05-03")

    assert said(ClauseFactory(decision=decision), datetime.date.fromisoformat(day)) == words


def test_what_takes_effect_on_a_day_not_known_exactly_may_be_in_force(programme):
    decision = DecisionFactory(programme=programme, date="2012-03-01", effective="2012-05")

    assert said(decision, AFTER) == ("May, or may not, be in force yet: May 2012",)


def test_a_later_decision_that_the_reader_may_not_see_is_not_told(clause):
    owner = OrganisationFactory()
    of = clause.decision
    hidden = {"visibility": "owner", "owner": owner}
    DecisionFactory(programme=of.programme, supersedes=of, date="2011-01-01", **hidden)

    assert said(of, AFTER) == ()


def test_of_which_hidden_decision_one_takes_the_place_is_not_told(programme):
    hidden = {"visibility": "owner", "owner": OrganisationFactory()}
    of = DecisionFactory(programme=programme, **hidden)

    assert said(DecisionFactory(programme=programme, supersedes=of), AFTER) == ()


def test_a_delegation_reads_as_used_from_the_decision_on_that_rests_on_it(programme):
    post = PostFactory()
    given = {"code": "d", "to": post, "on_what": "Signing.", "state": "granted"}
    delegation = keep(record=Delegation(programme=programme, start="2010-01-15", **given))
    officer = {"programme": programme, "officer": post, "under": delegation}
    DecisionFactory(title="Signed", date="2012-05-03", **officer)
    hidden = {"visibility": "owner", "owner": OrganisationFactory()}
    DecisionFactory(title="Unseen", date="2012-05-03", **officer, **hidden)

    def listed(query):
        site = Site(Client())
        return site.get(f"/delegations/?{query}").main.text()

    used = "Used by “Signed”, 3 May 2012"
    assert [said(delegation, day) for day in (BEFORE, AFTER)] == [(), (used,)]
    assert used in listed("as_at=2012-05-03") and "Unseen" not in listed("as_at=2012-05-03")
    assert "Signing." in listed("as_at=2012-05-03&state=used")
    assert "Signing." not in listed("as_at=2012-05-03&state=granted")
    assert "Signing." in listed("as_at=2012-05-02&state=granted")
    page = Site(Client()).get(f"{kinds.address(delegation)}?as_at=2012-05-03").main.text()
    assert used in page and "State Used" in page


# Wherever it is named


@pytest.fixture
def named(clause):
    """The clause, named by everything that names one."""
    programme, workstream = (
        clause.decision.programme,
        WorkstreamFactory(programme=clause.decision.programme, ref="A1"),
    )
    set_subjects(record=clause, subjects=[workstream])
    report = ReportFactory(programme=programme)
    ask = RecommendationFactory(report=report)
    keep(record=Condition(clause=clause, number="1", text="A loan.", start="2010-01-15"))
    keep(
        record=Delegation(
            programme=programme,
            code="d",
            to=PostFactory(),
            on_what="Signing.",
            state="granted",
            clause=clause,
            start="2010-01-15",
        )
    )
    keep(
        record=Approval(
            gate=GateFactory(programme=programme),
            workstream=workstream,
            organisation=OrganisationFactory(),
            outcome="approved",
            clause=clause,
            date="2010-01-15",
        )
    )
    second = ClauseFactory(decision=clause.decision, number="9", answers=ask)
    set_subjects(record=second, subjects=[workstream])
    reindex()
    return clause


def pages_that_name(clause) -> list[str]:
    """Every page that names a clause or its decision."""
    condition, delegation, approval = (
        model.objects.get() for model in (Condition, Delegation, Approval)
    )
    records = (clause.decision, clause, condition, delegation, approval, approval.workstream)
    lists = ("decisions", "clauses", "conditions", "asks")
    return [
        "/programmes/p/",
        "/programmes/p/proposals/",
        "/search/?q=refuse",
        *(kinds.address(record) for record in records),
        *(f"/{key}/" for key in lists),
    ]


def missing(clause, words: str, day: str) -> list[str]:
    """The pages that name it without saying so."""
    site = Site(Client())

    def page(address):
        return site.get(f"{address}{'&' if '?' in address else '?'}as_at={day}").main.text()

    return [address for address in pages_that_name(clause) if words not in page(address)]


def test_a_replaced_decision_is_marked_with_the_day_on_every_page_that_names_it(named):
    replaced(named)

    assert missing(named, REPLACED, "2012-05-03") == []
    assert len(missing(named, "Replaced", "2012-05-02")) == len(pages_that_name(named))


def test_both_show_each_marked_and_dated_wherever_either_is_named(named, tmp_path):
    """On pages, in lists, files, search and history, and in the workbook."""
    correction = replaced(named)
    clause = ClauseFactory(decision=correction, answers=named.decision.clauses.last().answers)
    set_subjects(record=clause, subjects=[Workstream.objects.get()])
    reindex()
    site = Site(Client())

    def page(address):
        return site.get(address).main.text()

    day = "as_at=2012-05-03"
    both = ("/programmes/p/", "/decisions/", "/asks/", "/programmes/p/workstreams/A1/")
    for address in both:
        text = page(f"{address}?{day}")
        assert REPLACED in text and TAKES_THE_PLACE in text, address
    assert TAKES_THE_PLACE in page(f"/search/?q=Correction&{day}")
    assert REPLACED in page(f"/search/?q=First&{day}")
    for record, words in ((named.decision, REPLACED), (correction, TAKES_THE_PLACE)):
        history = kinds.get("decisions").history_address(record)
        newest = record.history.latest().history_id
        for address in (kinds.address(record), history, f"{history}{newest}/"):
            assert words in page(address), address
    csv = Client().get(f"/decisions/?{day}&format=csv").getvalue().decode("utf-8-sig")
    assert REPLACED in csv and TAKES_THE_PLACE in csv
    export_workbook(named.decision.programme, tmp_path)
    with (tmp_path / "decisions.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["decision"]: row["supersedes"] for row in DictReader(file) if row["decision"]}
    assert rows[correction.code] == named.decision.code


def test_a_rescinded_clause_is_marked_with_the_day_on_every_page_that_names_it(named):
    ended(named)

    of_the_decision_alone = ["/decisions/", "/asks/"]
    assert missing(named, RESCINDED, "2012-05-03") == of_the_decision_alone


def test_files_mark_it_as_the_pages_do(named):
    replaced(named)

    for key in ("decisions", "clauses", "conditions", "asks"):
        answer = Client().get(f"/{key}/?as_at=2012-05-03&format=csv")
        assert REPLACED in answer.getvalue().decode("utf-8-sig"), key


def test_the_decisions_about_a_record_carry_dates_and_stand_in_order(programme):
    workstream = WorkstreamFactory(programme=programme)
    role = RoleFactory(workstream=workstream)
    for date in ("2010-03-01", "2012-03-01", "2011-03-01"):
        decision = DecisionFactory(programme=programme, date=date)
        set_subjects(record=ClauseFactory(decision=decision), subjects=[role])

    page = Site(Client()).get(f"{kinds.address(role)}?as_at=2012-05-03")
    rows = page.table("clause-decided")

    assert [row["Date"].text() for row in rows] == ["1 March 2012", "1 March 2011", "1 March 2010"]


def test_a_report_says_of_what_was_decided_since_that_it_was_replaced(clause):
    of = clause.decision
    DecisionFactory(
        programme=of.programme, organisation=(own := OrganisationFactory()), date="2009-12-15"
    )
    ClauseFactory(decision=own.decisions.get())
    ClauseFactory(decision=replaced(clause))
    report = ReportFactory(programme=of.programme, organisation=own, date="2012-06-01")
    content = build(report, AnonymousUser())

    first, correction = [line for line in content.changes if "First" in line]
    assert first.endswith(f"First. {REPLACED}.")
    assert correction.endswith(f"Correction. {TAKES_THE_PLACE}.")


# What rests on another decision is not before it


def taken(programme, day) -> set[str]:
    """The decisions that were, or may have been, taken by a day."""
    rows = Decision.objects.as_at(datetime.date.fromisoformat(day))
    clauses = Clause.objects.decided_by(datetime.date.fromisoformat(day))
    assert {one.decision.code for one in clauses} == {one.code for one in rows}
    return {one.code for one in rows}


def by(programme, code, *rests_on, **more):
    """A decision known only to be by 31 March 2016."""
    decision = DecisionFactory(programme=programme, code=code, date="../2016-03-31", **more)
    set_subjects(record=decision, subjects=rests_on, relation="rests on")
    ClauseFactory(decision=decision)
    return decision


def test_what_rests_on_another_decision_is_not_before_it(programme):
    first = DecisionFactory(programme=programme, code="first", date="2015-02-01")
    ClauseFactory(decision=first)
    second = by(programme, "second", first)
    by(programme, "third", second)
    by(programme, "apart")
    by(programme, "correction", supersedes=first)

    assert taken(programme, "2015-01-31") == {"apart"}
    assert taken(programme, "2015-02-01") == {"first", "second", "third", "apart", "correction"}


def test_an_approval_is_not_before_the_decision_that_gives_it(programme, clause):
    gate, workstream = GateFactory(programme=programme), WorkstreamFactory(programme=programme)
    keep(
        record=Approval(
            gate=gate,
            workstream=workstream,
            organisation=OrganisationFactory(),
            outcome="approved",
            clause=clause,
            date="../2016-03-31",
        )
    )

    on = [Approval.objects.as_at(datetime.date(2010, 1, day)).count() for day in (14, 15)]
    assert on == [0, 1]


# Gates


def gate_with_an_approval_by(clause):
    workstream = WorkstreamFactory(programme=clause.decision.programme)
    council = RoleFactory(workstream=workstream).organisation
    gate = GateFactory(programme=clause.decision.programme)
    keep(
        record=Approval(
            gate=gate,
            workstream=workstream,
            organisation=council,
            outcome="approved",
            clause=clause,
            date="2010-01-15",
        )
    )
    return workstream


def stands(workstream, day):
    (cell,) = gates_before([workstream], AnonymousUser(), day)
    return cell.state


@pytest.mark.parametrize("verb", ["rescind", "suspend", "withdraw"])
def test_an_approval_that_was_taken_back_passes_no_gate_from_that_day_on(clause, verb):
    workstream = gate_with_an_approval_by(clause)
    ended(clause, verb)

    assert [stands(workstream, day) for day in (BEFORE, AFTER)] == ["passed", "waiting"]


def test_an_approval_that_was_varied_passes_it_still(clause):
    workstream = gate_with_an_approval_by(clause)
    ended(clause, "vary")

    assert stands(workstream, AFTER) == "passed"


def test_an_approval_by_a_replaced_decision_passes_no_gate(clause):
    workstream = gate_with_an_approval_by(clause)
    replaced(clause)

    assert [stands(workstream, day) for day in (BEFORE, AFTER)] == ["passed", "waiting"]


def test_an_approval_that_may_have_been_taken_back_passes_it_only_possibly(clause):
    workstream = gate_with_an_approval_by(clause)
    ended(clause, date="../2012-05-03")

    assert [stands(workstream, day) for day in (BEFORE, AFTER)] == ["possibly passed", "waiting"]


def test_an_approval_that_is_not_in_force_yet_passes_no_gate(programme):
    decision = DecisionFactory(programme=programme, date="2010-01-15", effective="2012-05-03")
    workstream = gate_with_an_approval_by(ClauseFactory(decision=decision))

    assert [stands(workstream, day) for day in (BEFORE, AFTER)] == ["waiting", "passed"]
