"""The cases of the policy as they are recorded: where a gate stands by what is in the tables."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from decisions.gates_ahead import gates_before
from decisions.models import (
    Agreement,
    BusinessCase,
    Condition,
    Delegation,
    Gate,
    GateVoter,
)
from decisions.operations import set_parties
from decisions.taking_effect import EVERYBODY
from programmes.models import Succession
from programmes.operations import keep, keep_from_when, set_subjects, strike_out
from tests.decisions.test_taking_effect import (
    AFTER,
    BEFORE,
    DAY,
    World,
    act,
    clause_of,
    keep_changed,
    refused,
)
from tests.factories import (
    BodyFactory,
    GateFactory,
    MembershipFactory,
    OrganisationFactory,
    PostFactory,
    RoleFactory,
    WorkstreamFactory,
)

pytestmark = pytest.mark.django_db


class Told(World):
    """The same with a third council, and ways to name who passes the gate."""

    def __init__(self):
        super().__init__()
        self.fir = OrganisationFactory(code="fir", name="Fir")
        self.takes_part(self.fir)

    def named(self, who, **more):
        """The gate is passed by name: each an organisation or a body."""
        for one in who:
            by = {"organisation": getattr(one, "organisation", one)}
            by |= {"body": one} if by["organisation"] is not one else {}
            keep(record=GateVoter(gate=self.gate, **by, **more))

    def gate_is(self, **values):
        return keep_changed(self.gate, **values)

    def upon(self, council, another, number="1"):
        """An approval on condition that another decides."""
        clause = clause_of(self)
        text = f"{another} decides."
        keep(record=Condition(clause=clause, number=number, text=text, upon=another, start=BEFORE))
        return self.vote(council, clause=clause)


@pytest.fixture
def world():
    return act(Told)


def stands(world, day=DAY):
    (cell,) = gates_before([world.workstream], EVERYBODY, datetime.date.fromisoformat(day))
    return cell.state, {who.label: hold.why for who, hold, _ in cell.holds}


NONE = "no outcome is recorded"
EVERY = ("ash", "elm", "fir")
NO_PARTY = "it is a party to no agreement that is signed"


def majority(world, *, veto="", seats=None):
    """A majority of participating councils, with seats or a veto."""
    world.gate_is(who_must_pass="a majority of participating councils")
    for code, votes in (seats or dict.fromkeys(("ash", "elm", "fir"), 1)).items():
        council = getattr(world, code)
        by = {"organisation": council, "votes": votes, "has_veto": code == veto}
        keep(record=GateVoter(gate=world.gate, **by))


def a_majority_without_a_veto(world):
    majority(world)
    world.agreed()
    world.vote(world.fir, "refused")


def a_majority_and_a_veto(world):
    majority(world, veto="fir")
    world.agreed()
    world.vote(world.fir, "refused")


def seats_of_one(world):
    majority(world, seats={"ash": 5, "elm": 2, "fir": 2})
    world.vote(world.ash)


def seats_of_two(world):
    majority(world, seats={"ash": 5, "elm": 2, "fir": 2})
    world.vote(world.elm)
    world.vote(world.fir)


def named_bodies(world, *, both=False):
    cabinet = BodyFactory(organisation=world.ash, name="Ash Cabinet")
    council = BodyFactory(organisation=world.ash, name="Ash Council")
    world.gate_is(who_must_pass="each of those named")
    world.named([cabinet, council])
    for body in (cabinet, council) if both else (cabinet,):
        world.vote(world.ash, body=body)


def named_partner(world):
    """A partner that takes no part in the work, and no council that does."""
    board = OrganisationFactory(code="board", name="Health Board", kind="health")
    world.gate_is(who_must_pass="each of those named")
    world.named([board])
    world.agreed()


def weighted_by_name(world):
    world.gate_is(who_must_pass="a majority of those named")
    world.named([world.ash], votes=3)
    world.named([world.elm, world.fir])
    world.vote(world.elm)
    world.vote(world.fir)


def all_agreed(world, **more):
    for council in (world.ash, world.elm, world.fir):
        world.vote(council, **more)


def by_its_last_day(world):
    world.gate_is(last_day="2015-01-15")
    all_agreed(world)


def after_its_last_day(world):
    world.gate_is(last_day="2015-01-15")
    world.agreed()
    world.vote(world.fir, date="2015-02-01")


def about_its_last_day(world):
    """It was voted some time in January, and its last day was in January."""
    world.gate_is(last_day="2015-01-15")
    world.agreed()
    world.vote(world.fir, date="2015-01")


def in_principle(world, *, suffices):
    world.gate_is(in_principle_suffices=suffices)
    world.agreed()
    world.vote(world.fir, "in principle")


def deferred_for(world, *, decided):
    world.vote(world.elm)
    world.vote(world.fir, "deferred", until=world.ash)
    if decided:
        world.vote(world.ash)


def in_a_circle(world):
    world.vote(world.elm)
    world.vote(world.ash, "deferred", until=world.fir)
    world.vote(world.fir, "deferred", until=world.ash)


def each_upon_the_other(world):
    world.vote(world.elm)
    world.upon(world.ash, world.fir)
    world.upon(world.fir, world.ash)


def upon_one_that_is_silent(world):
    world.gate_is(who_must_pass="a majority of participating councils")
    world.vote(world.elm)
    world.upon(world.ash, world.fir)


def condition_is(world, state, **more):
    world.agreed()
    clause = clause_of(world)
    more = {"evidence": "Minute 4."} | more if state in ("met", "waived") else more
    given = {"clause": clause, "number": "1", "text": "A loan.", "state": state}
    keep(record=Condition(**given, start=BEFORE, **more))
    world.vote(world.fir, clause=clause)


def became(record, was, day):
    """That the state of a record is as it is since a day, and was another before."""
    keep_from_when(record=record, before={"state": was}, start=day)


def condition_settled_on(world, day, *, closed=""):
    """By a dated state, or by the day on which the condition ended alone."""
    condition_is(world, "met", **({"end": day} if closed else {}))
    if not closed:
        became(Condition.objects.get(), "open", day)


def case_done_on(world, day):
    world.gate_is(case_stage="full")
    case = {"code": "c", "title": "Case", "stage": "full", "state": "done", "date": BEFORE}
    case |= {"programme": world.programme, "workstream": world.workstream}
    became(keep(record=BusinessCase(**case)), "in preparation", day)
    all_agreed(world)


def agreement_of(world, *parties, state="signed", kind="service level agreement", of=None, **asked):
    """The gate asks for a signed agreement; one is recorded, of these."""
    world.gate_is(**({"agreement_needed": "signed"} | asked))
    agreement = Agreement(programme=world.programme, code="sla", title="SLA", state=state)
    agreement.kind, agreement.start = kind, BEFORE
    keep(record=agreement)
    set_parties(record=agreement, others=parties)
    set_subjects(record=agreement, subjects=[of or world.workstream])
    return agreement


def agreed_and_signed(world, *codes, **more):
    all_agreed(world)
    return agreement_of(world, *(getattr(world, code) for code in codes), **more)


def signed_on(world, day):
    became(agreed_and_signed(world, *EVERY), "drafting", day)


def agreement_about_another(world):
    agreed_and_signed(world, *EVERY, of=WorkstreamFactory(programme=world.programme))


def agreement_about_its_proposal(world):
    agreed_and_signed(world, *EVERY, of=world.proposal())


def signed_without_a_vote(world):
    world.agreed()
    agreement_of(world, world.ash, world.elm)


def versions(world, *codes, again=False):
    """Each council approves a version of the case; `again`: the first of them the last as well."""
    cases = {
        number: keep(
            record=BusinessCase(
                programme=world.programme, workstream=world.workstream, code=f"v{number}",
                title="Case", stage="full", state="done", version=number, date="2014-12-01",
            )
        )
        for number in ("1", "2")
    }  # fmt: skip
    for council, number in zip((world.ash, world.elm, world.fir), codes, strict=True):
        world.vote(council, business_case=cases[number])
    if again:
        world.vote(world.ash, business_case=cases[codes[-1]], date="2015-02-01")


def only_scheduled(world):
    world.agreed()
    world.vote(world.fir, date="2030-01-01")


def a_part_is_delegated(world):
    """Fir approved, and left a part to its treasurer, who has not settled it."""
    world.agreed()
    clause = clause_of(world)
    post = PostFactory(title="Treasurer")
    part = {"programme": world.programme, "code": "part", "to": post, "clause": clause}
    keep(record=Delegation(**part, on_what="The lease.", state="granted", start=BEFORE))
    said = {"clause": clause, "number": "1", "text": "The treasurer settles the lease."}
    keep(record=Condition(**said, start=BEFORE))
    world.vote(world.fir, "approved with conditions", clause=clause)


def abolished_half_way(world, *, follows=False):
    """Fir had not approved, and is no more; the one that followed it takes its part."""
    world.agreed()
    followed = OrganisationFactory(code="new-fir", name="New Fir", start="2015-02-01")
    keep(record=Succession(predecessor=world.fir, successor=followed))
    keep_changed(world.fir, end="2015-01-31")
    role = RoleFactory(
        workstream=world.workstream, organisation=followed, kind="participant", start="2015-02-01"
    )
    if follows:
        world.vote(role.organisation, date="2015-02-10")


def approved_before_it_was_abolished(world):
    all_agreed(world)
    keep_changed(world.fir, end="2015-01-31")


def not_created_yet(world):
    """It decides before it exists, as shadow authorities do, and takes part from its first day."""
    keep_changed(world.fir, start="2015-02-15")
    keep_changed(world.workstream.roles.get(organisation=world.fir), start="2015-02-15")
    all_agreed(world)


def own_policy_besides(world):
    all_agreed(world)
    return GateFactory(
        programme=None, by=world.ash, title="Own case", who_must_pass="the council itself",
        start="2010-01-01", last_day="2015-02-01",
    )  # fmt: skip


CASES = {
    "a majority without a veto": (a_majority_without_a_veto, "passed", {}),
    "a majority and a veto": (a_majority_and_a_veto, "refused", {}),
    "the seats of one are a majority": (seats_of_one, "passed", {}),
    "the seats of two are none": (seats_of_two, "waiting", {"Ash": NONE}),
    "one of two named bodies": (named_bodies, "waiting", {"Ash Council": NONE}),
    "both named bodies": (lambda world: named_bodies(world, both=True), "passed", {}),
    "a partner alone is named": (named_partner, "waiting", {"Health Board": NONE}),
    "weighted votes of those named": (weighted_by_name, "waiting", {"Ash": NONE}),
    "passed by its last day": (by_its_last_day, "passed", {}),
    "one approved after its last day": (after_its_last_day, "lapsed", {}),
    "one approved about its last day": (
        about_its_last_day, "possibly passed",
        {"Fir": "whether “approved” was given by then is not certain"},
    ),
    "in principle is not enough": (
        lambda world: in_principle(world, suffices=False), "waiting", {"Fir": "in principle"},
    ),
    "in principle is enough": (lambda world: in_principle(world, suffices=True), "passed", {}),
    "deferred for another that is silent": (
        lambda world: deferred_for(world, decided=False), "waiting",
        {"Ash": NONE, "Fir": "deferred until another decides"},
    ),
    "deferred for another that decided": (
        lambda world: deferred_for(world, decided=True), "waiting",
        {"Fir": "deferred until another decides, who has decided since"},
    ),
    "two wait for each other": (
        in_a_circle, "waiting",
        dict.fromkeys(
            ("Ash", "Fir"),
            "deferred until another decides, who waits for it in turn: one must decide first",
        ),
    ),
    "two approve each upon the other": (each_upon_the_other, "passed", {}),
    "approved upon one that is silent": (upon_one_that_is_silent, "passed subject to", {}),
    "a condition is open": (lambda w: condition_is(w, "open"), "passed subject to", {}),
    "a condition is met": (lambda w: condition_is(w, "met"), "passed", {}),
    "one approved version 1, the others version 2": (
        lambda w: versions(w, "1", "2", "2"), "waiting",
        {"Ash": "it approved version 1, others version 2"},
    ),
    "it approved version 2 as well": (
        lambda w: versions(w, "1", "2", "2", again=True), "passed", {},
    ),
    "an outcome only scheduled is not known yet": (only_scheduled, "waiting", {"Fir": NONE}),
    "a part is delegated, and not settled": (a_part_is_delegated, "passed subject to", {}),
    "a condition was met before": (lambda w: condition_settled_on(w, "2015-02-01"), "passed", {}),
    "a condition was met afterwards": (
        lambda w: condition_settled_on(w, AFTER), "passed subject to", {},
    ),
    "a condition ended, as met, afterwards": (
        lambda w: condition_settled_on(w, AFTER, closed="yes"), "passed subject to", {},
    ),
    "its case was done before": (lambda w: case_done_on(w, "2015-02-01"), "passed", {}),
    "its case was done afterwards": (
        lambda w: case_done_on(w, AFTER), "not reached", {},
    ),
    "all agreed, and no agreement is recorded": (
        lambda w: agreed_and_signed(w), "waiting", dict.fromkeys(("Ash", "Elm", "Fir"), NO_PARTY),
    ),
    "all signed the agreement": (lambda w: agreed_and_signed(w, *EVERY), "passed", {}),
    "one is no party to it": (
        lambda w: agreed_and_signed(w, "ash", "elm"), "waiting", {"Fir": NO_PARTY},
    ),
    "it is agreed, not signed": (
        lambda w: agreed_and_signed(w, *EVERY, state="agreed"), "waiting",
        dict.fromkeys(("Ash", "Elm", "Fir"), NO_PARTY),
    ),
    "it need only be agreed": (
        lambda w: agreed_and_signed(w, *EVERY, state="agreed", agreement_needed="agreed"),
        "passed", {},
    ),
    "it is of another kind": (
        lambda w: agreed_and_signed(w, *EVERY, agreement_kind="memorandum of understanding"),
        "waiting", dict.fromkeys(
            ("Ash", "Elm", "Fir"),
            "it is a party to no memorandum of understanding that is signed",
        ),
    ),
    "it was signed before": (lambda w: signed_on(w, "2015-02-01"), "passed", {}),
    "it was signed afterwards": (
        lambda w: signed_on(w, AFTER), "waiting", dict.fromkeys(("Ash", "Elm", "Fir"), NO_PARTY),
    ),
    "it is about another workstream": (
        agreement_about_another, "waiting", dict.fromkeys(("Ash", "Elm", "Fir"), NO_PARTY),
    ),
    "it is about the proposal for it": (agreement_about_its_proposal, "passed", {}),
    "one neither voted nor signed": (
        signed_without_a_vote, "waiting", {"Fir": f"{NONE}, and {NO_PARTY}"},
    ),
    "a condition is waived": (lambda w: condition_is(w, "waived"), "passed", {}),
    "a condition has failed": (
        lambda w: condition_is(w, "failed"), "waiting",
        {"Fir": "a condition of its approval has failed"},
    ),
    "a condition is due afterwards": (
        lambda w: condition_is(w, "open", timing="after"), "passed", {},
    ),
    "abolished half-way, and its successor is silent": (
        abolished_half_way, "waiting", {"New Fir": NONE},
    ),
    "abolished half-way, and its successor agreed": (
        lambda world: abolished_half_way(world, follows=True), "passed", {},
    ),
    "abolished once it had approved": (approved_before_it_was_abolished, "passed", {}),
    "not created yet when it approved": (not_created_yet, "passed", {}),
}  # fmt: skip


@pytest.mark.parametrize(("given", "state", "held"), CASES.values(), ids=CASES)
def test_where_a_gate_stands_by_what_is_recorded(world, given, state, held):
    act(given, world)

    assert stands(world) == (state, held)


def joined_later(world):
    keep_changed(world.workstream.roles.get(organisation=world.fir), start="2014-02")


def its_case_came_last(world):
    joined_later(world)
    world.gate_is(case_stage="full")
    case = {"programme": world.programme, "workstream": world.workstream, "state": "done"}
    keep(record=BusinessCase(code="c", title="Case", stage="full", date="2015-01-31", **case))


def no_start_is_stated(world):
    strike_out(record=world.gate, reason="Another.")
    gate = Gate(programme=world.programme, code="principle", title="In principle")
    gate.known_by = datetime.date(2014, 6, 26)  # the day of the document that tells of it first
    keep(record=gate)


SINCE = {
    "the gate was there": (lambda world: None, "since 1 January 2010"),
    "it joined later": (joined_later, "since February 2014"),
    "its case was done last": (its_case_came_last, "since 31 January 2015"),
    "a document first tells of the gate": (
        no_start_is_stated, "since 26 June 2014 at the latest",
    ),
    "it is not reached": (lambda world: world.gate_is(case_stage="full"), ""),
    "it deferred": (lambda world: world.vote(world.fir, "deferred"), "1 January 2015"),
}  # fmt: skip


@pytest.mark.parametrize(("given", "since"), SINCE.values(), ids=SINCE)
def test_since_when_a_council_is_waited_for(world, given, since):
    act(given, world)
    (cell,) = gates_before([world.workstream], EVERYBODY, datetime.date.fromisoformat(DAY))

    assert {who.label: hold.since for who, hold, _ in cell.holds}["Fir"] == since


def test_a_member_is_waited_for_since_it_joined(world):
    for role in world.workstream.roles.all():
        act(strike_out, record=role, reason="Nobody is known to take part.")
    act(
        MembershipFactory, partnership=world.programme.partnership, organisation=world.ash,
        start="2012-05-01",
    )  # fmt: skip
    (cell,) = gates_before([world.workstream], EVERYBODY, datetime.date.fromisoformat(DAY))

    assert [(who.label, hold.since) for who, hold, _ in cell.holds] == [("Ash", "since 1 May 2012")]


@pytest.mark.parametrize(("given", "state", "held"), CASES.values(), ids=CASES)
def test_what_it_says_is_what_lets_something_take_effect(world, given, state, held):
    act(given, world)

    if state == "passed":
        assert act(world.stage).pk
    else:
        assert refused(world.stage)


def test_on_a_day_to_come_an_outcome_is_only_scheduled(world):
    act(only_scheduled, world)

    assert stands(world, "2030-06-01") == (
        "waiting", {"Fir": "it is to decide, and has not decided"},
    )  # fmt: skip


@pytest.mark.parametrize("about", ["the programme", "the partnership"])
def test_a_proposal_about_a_whole_waits_for_every_member(world, about):
    partnership = world.programme.partnership
    for council in (world.ash, world.elm):
        act(MembershipFactory, partnership=partnership, organisation=council, start="2010-01-01")
    proposal = act(world.proposal, about=False, kind="merge councils")
    whole = world.programme if about == "the programme" else partnership
    act(set_subjects, record=proposal, subjects=[whole])
    act(world.vote, world.ash, workstream=None, proposal=proposal)
    proposal.standing = "in force"
    said = refused(keep, record=proposal)
    assert [one for one in said if "waits for" in one] == [
        "“Full case” waits for Elm (no outcome is recorded)."
    ]

    act(world.vote, world.elm, workstream=None, proposal=proposal)
    proposal.refresh_from_db()
    assert act(keep_changed, proposal, standing="in force").standing == "in force"


def test_who_was_abolished_without_approving_stays_visible(world):
    act(abolished_half_way, world)
    (cell,) = gates_before([world.workstream], EVERYBODY, datetime.date.fromisoformat(DAY))

    assert [one.organisation.label for one in cell.gone] == ["Fir"]


def test_a_councils_own_gate_may_lapse_while_the_programmes_is_passed(world):
    act(own_policy_besides, world)
    said = refused(world.stage)

    assert [one for one in said if "Own case" in one] == [
        "“Own case” has lapsed: its last day has gone."
    ]


def test_a_named_body_counts_alone_not_what_another_body_of_its_council_said(world):
    act(named_bodies, world)
    another = act(BodyFactory, organisation=world.ash)
    act(world.vote, world.ash, body=another)

    assert stands(world)[0] == "waiting"


def test_whom_the_gate_names_anew_takes_what_took_effect_from_under_it(world):
    act(named_bodies, world, both=True)
    act(world.stage)

    assert refused(world.named, [world.elm])


# What the tables hold


def test_only_a_deferral_waits_until_another_decides(world):
    with pytest.raises((ValidationError, IntegrityError)), transaction.atomic():
        act(world.vote, world.ash, until=world.elm)


def test_a_body_of_another_is_no_voter(world):
    body = act(BodyFactory, organisation=world.elm)

    with pytest.raises(ValidationError, match="does not belong to"):
        act(keep, record=GateVoter(gate=world.gate, organisation=world.ash, body=body))


def test_the_kind_of_an_agreement_is_named_where_one_is_needed(world):
    with pytest.raises(ValidationError, match="Say how far"):
        act(world.gate_is, agreement_kind="service level agreement")


def test_nobody_settled_an_open_condition(world):
    condition = Condition(clause=act(clause_of, world), number="1", text="A loan.", start=AFTER)
    condition.settled_by = "Cabinet"

    with pytest.raises(ValidationError, match="that is open"):
        act(keep, record=condition)
