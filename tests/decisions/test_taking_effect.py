"""Nothing is in effect before its gates, by whatever way it is written."""

import datetime

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError

from decisions.deciding import call_in
from decisions.models import Approval, BusinessCase, CallIn, Condition, Proposal
from decisions.programmes_touched import DESCRIBING, programmes_touched
from decisions.taking_effect import note_what_was_early
from programmes.models import DatedValue, Power
from programmes.operations import bring_back, keep, set_subjects, strike_out
from sharedsvc.core.history import Unrecorded, recording
from sharedsvc.core.saving import change_many, create_many
from tests.factories import (
    BodyFactory,
    ClauseFactory,
    GateFactory,
    OrganisationFactory,
    ProgrammeFactory,
    ProposalFactory,
    RoleFactory,
    WorkstreamFactory,
)
from workstreams.models import Arrangement, Stage

pytestmark = pytest.mark.django_db

DAY, BEFORE, AFTER = "2015-03-01", "2015-01-01", "2015-06-01"
WHY = {"before_gates": "The report says that it started before the councils had agreed."}


def act(do, *args, **more):
    """One act of its own: whatever it writes is asked whether it may stand."""
    with recording(user=None, reason="A test."):
        return do(*args, **more)


class World:
    """A programme with one gate, before a workstream of two councils."""

    def __init__(self):
        self.programme = ProgrammeFactory(code="p")
        self.ash, self.elm = (
            OrganisationFactory(code=name, name=name.capitalize()) for name in ("ash", "elm")
        )
        self.workstream = WorkstreamFactory(programme=self.programme, ref="A1")
        for council in (self.ash, self.elm):
            self.takes_part(council)
        self.gate = GateFactory(
            programme=self.programme, code="full", title="Full case", start="2010-01-01"
        )

    def takes_part(self, council, start="2010-01-01"):
        return RoleFactory(
            workstream=self.workstream, organisation=council, kind="participant", start=start
        )

    def vote(self, council, outcome="approved", gate=None, **of):
        of = {"workstream": self.workstream, "date": BEFORE} | of
        gate = gate or self.gate
        number = Approval.objects.filter(gate=gate, organisation=council).count() + 1
        return keep(
            record=Approval(gate=gate, organisation=council, outcome=outcome, number=number, **of)
        )

    def agreed(self, **of):
        return [self.vote(council, **of) for council in (self.ash, self.elm)]

    def stage(self, stage="live", **more):
        more = {"start": DAY} | more
        return keep(record=Stage(workstream=self.workstream, stage=stage, **more))

    def model(self, standing="in force", model="lead authority", **more):
        more = {"start": DAY} | more
        return keep(
            record=Arrangement(workstream=self.workstream, model=model, standing=standing, **more)
        )

    def proposal(self, standing="proposed", about=True, **more):
        found = ProposalFactory(programme=self.programme, standing=standing, **more)
        set_subjects(record=found, subjects=[self.workstream] if about else [])
        return found


@pytest.fixture
def world():
    return act(World)


def refused(do, *args, **more) -> list[str]:
    """What is said of an act that is refused; nothing of it is kept."""
    counted = Stage.objects.count(), Arrangement.objects.count(), Proposal.objects.count()
    with pytest.raises(ValidationError) as caught:
        act(do, *args, **more)
    assert counted == (
        Stage.objects.count(), Arrangement.objects.count(), Proposal.objects.count(),
    )  # fmt: skip
    return caught.value.messages


# What takes effect

TAKES_EFFECT = {
    "a stage becoming live": lambda world, **more: world.stage(**more),
    "a delivery model in force": lambda world, **more: world.model(**more),
    "a proposal in force": lambda world, **more: world.proposal("in force", **more),
    "a proposal in force about the whole programme": lambda world, **more: world.proposal(
        "in force", about=False, **more
    ),
}
way_in = pytest.mark.parametrize("take_effect", TAKES_EFFECT.values(), ids=TAKES_EFFECT)


@way_in
def test_it_is_refused_with_every_unmet_requirement_in_words(world, take_effect):
    act(GateFactory, programme=world.programme, title="Go live", order=2, start="2010-01-01")
    said = refused(take_effect, world)

    assert said[0].startswith("“") and "cannot take effect" in said[0]
    assert any("“Full case”" in one for one in said)
    assert any("“Go live”" in one for one in said)
    assert "why before its gates" in said[-1]


@way_in
def test_a_reason_beside_it_lets_it_be_recorded(world, take_effect):
    assert act(take_effect, world, **WHY).before_gates == WHY["before_gates"]


def test_a_stage_and_a_model_may_take_effect_once_all_have_agreed(world):
    act(world.agreed)

    assert act(world.stage).pk
    assert act(world.model).pk


def test_a_proposal_may_be_in_force_once_it_was_agreed_itself(world):
    proposal = act(world.proposal)
    act(world.agreed, workstream=None, proposal=proposal)
    proposal.standing = "in force"

    assert act(keep, record=proposal).standing == "in force"


def test_what_was_agreed_of_another_proposal_does_not_count(world):
    old = act(world.proposal)
    act(world.agreed, workstream=None, proposal=old)

    assert refused(world.proposal, "in force")


def test_what_is_said_from_a_day_on_counts_on_that_day(world):
    proposal = act(world.proposal)
    act(world.agreed, workstream=None, proposal=proposal, date=AFTER)

    def in_force_from(start):
        proposal.standing = "in force"
        keep(record=proposal)
        label, pk = proposal.reference
        value = DatedValue(record_type=label, record_id=pk, field="standing")
        value.value, value.start, value.changed_from = "in force", start, "proposed"
        value.__dict__["record"] = proposal
        keep(record=value)

    assert refused(in_force_from, DAY)
    proposal.refresh_from_db()
    act(in_force_from, "2015-07-01")


UNMET = {
    "a council is silent": (lambda world: world.vote(world.ash), "waits for Elm (no outcome"),
    "a council refused": (
        lambda world: [world.vote(world.ash), world.vote(world.elm, "refused")], "was refused",
    ),
    "in principle": (
        lambda world: [world.vote(world.ash), world.vote(world.elm, "in principle")],
        "waits for Elm (in principle, 1 January 2015)",
    ),
    "they agreed afterwards": (lambda world: world.agreed(date=AFTER), "waits for Ash"),
    "an open condition": (
        lambda world: [
            world.vote(world.ash),
            world.vote(world.elm, clause=clause_with_condition(world)),
        ],
        "is passed subject to: A loan.",
    ),
    "a waiver by a body not known to decide": (
        lambda world: world.vote(world.programme.partnership, "waived", clause=clause_of(world)),
        "waits for Ash",
    ),
    "a waiver by a body that only recommends": (
        lambda world: waived_by(world, "recommends"), "waits for Ash",
    ),
    "a waiver by a body once it decides no more": (
        lambda world: waived_by(world, "decides", end="2014-12-31"), "waits for Ash",
    ),
    "an approval by a body that only recommends": (
        lambda world: [world.vote(world.ash), approved_by_a_panel(world)],
        "waits for Elm (its body may not decide this, so “approved” does not count",
    ),
    "a waiver that no clause says": (
        lambda world: saved_as_before(world.programme.partnership, world), "waits for Ash",
    ),
    "a waiver by one of the councils": (
        lambda world: world.vote(world.ash, "waived", clause=clause_of(world)), "waits for Elm",
    ),
}  # fmt: skip


def waived_by(world, kind, **when):
    """The gate is waived by a board of the partnership that has such a power."""
    board = BodyFactory(organisation=world.programme.partnership)
    keep(record=Power(body=board, kind=kind, **when))
    clause = clause_of(world)
    return world.vote(board.organisation, "waived", clause=clause, body=board)


def approved_by_a_panel(world):
    panel = BodyFactory(organisation=world.elm)
    keep(record=Power(body=panel, kind="recommends"))
    return world.vote(world.elm, body=panel)


def saved_as_before(council, world):
    """A waiver without a clause, which older registers hold."""
    given = {"gate": world.gate, "workstream": world.workstream, "date": BEFORE}
    return Approval(organisation=council, outcome="waived", **given).save()


def clause_of(world):
    return ClauseFactory(decision__programme=world.programme, decision__date=BEFORE)


def clause_with_condition(world):
    clause = clause_of(world)
    keep(record=Condition(clause=clause, number="1", text="A loan.", start=BEFORE))
    return clause


@pytest.mark.parametrize(("given", "said"), UNMET.values(), ids=UNMET)
def test_what_is_not_given_lets_nothing_take_effect(world, given, said):
    act(given, world)

    assert any(said in one for one in refused(world.stage))


MET = {
    "a waiver by whose gate it is": lambda world: waived_by(world, "decides"),
    "it ran already when it was recorded": lambda world: world.stage(
        "already running when recorded", start="2009-01-01"
    ),
    "the gate came later": lambda world: keep_changed(world.gate, start=AFTER),
    "one joined later": lambda world: [
        world.agreed(), world.takes_part(OrganisationFactory(), AFTER),
    ],
    "one had left": lambda world: [
        world.vote(world.ash),
        keep_changed(world.workstream.roles.get(organisation=world.elm), end="2014-12-31"),
    ],
}  # fmt: skip


def keep_changed(record, **values):
    for name, value in values.items():
        setattr(record, name, value)
    return keep(record=record)


@pytest.mark.parametrize("given", MET.values(), ids=MET)
def test_what_is_given_lets_it_take_effect(world, given):
    act(given, world)

    assert act(world.stage).pk


def test_a_council_bound_by_its_own_policy_needs_that_too(world):
    act(world.agreed)
    own = act(
        GateFactory, programme=None, by=world.ash, title="Its own case", case_stage="full",
        who_must_pass="the council itself", start="2010-01-01",
    )  # fmt: skip
    said = refused(world.stage)
    assert [one for one in said if "Its own case" in one] == [
        "“Its own case” lacks a full business case that is done.",
        "“Its own case” waits for Ash (no outcome is recorded).",
    ]

    case = {"code": "c", "title": "Case", "stage": "full", "state": "done", "date": BEFORE}
    case |= {"programme": world.programme, "workstream": world.workstream}
    act(keep, record=BusinessCase(**case))
    act(world.vote, world.ash, gate=own)
    assert act(world.stage).pk


# A live service with a proposed new model


def test_a_service_that_ran_already_keeps_its_model_and_needs_its_gates_for_another(world):
    act(world.stage, "already running when recorded", start="2009-01-01")
    act(world.model, model="single management team", start="2011-01-01")
    act(world.proposal)
    proposed = act(world.model, "proposed")
    proposed.standing = "in force"

    assert refused(keep, record=proposed)
    assert act(world.stage).pk  # the service stays live


def test_the_model_that_ran_is_not_corrected_into_another(world):
    act(world.stage, "already running when recorded", start="2009-01-01")
    model = act(world.model, model="single management team", start="2011-01-01")
    act(world.proposal)
    model.model = "lead authority"

    assert refused(keep, record=model)
    model.refresh_from_db()
    act(strike_out, record=model, reason="A mistake.")
    assert refused(world.model)


# What something in effect rests on stays


RESTS = {
    "an approval is struck out": lambda world: strike_out(
        record=Approval.objects.filter(organisation=world.elm).get(), reason="A mistake."
    ),
    "an approval is taken back before that day": lambda world: world.vote(world.elm, "withdrawn"),
    "an approval is moved to a later day": lambda world: keep_changed(
        Approval.objects.filter(organisation=world.elm).get(), date=AFTER
    ),
    "an approval is given to another": lambda world: keep_changed(
        Approval.objects.filter(organisation=world.elm).get(), organisation=OrganisationFactory()
    ),
    "a further gate stood before it": lambda world: GateFactory(
        programme=world.programme, title="Further", start="2014-01-01"
    ),
    "another took part then": lambda world: world.takes_part(OrganisationFactory()),
    "the board that approved never decided": lambda world: keep(
        record=Power(body=Approval.objects.exclude(body=None).get().body, kind="recommends")
    ),
    "the gate needed a business case": lambda world: keep_changed(world.gate, case_stage="full"),
}


@pytest.mark.parametrize("take_away", RESTS.values(), ids=RESTS)
def test_what_it_rests_on_is_not_taken_from_under_it(world, take_away):
    act(world.vote, world.ash, body=act(BodyFactory, organisation=world.ash))
    act(world.vote, world.elm)
    act(world.stage)
    said = refused(take_away, world)

    assert "took effect on 1 March 2015, and would be left without" in said[0]


def test_what_comes_later_takes_nothing_from_under_it(world):
    act(world.agreed)
    act(world.stage)

    act(world.vote, world.elm, "withdrawn", date=AFTER)
    act(world.takes_part, act(OrganisationFactory), AFTER)
    act(GateFactory, programme=world.programme, start=AFTER)


def test_what_was_struck_out_is_brought_back_only_behind_its_gates(world):
    act(world.agreed)
    stage = act(world.stage)
    act(strike_out, record=stage, reason="A mistake.")
    act(world.vote, world.elm, "withdrawn")

    assert refused(bring_back, record=stage, reason="No mistake.")


# Registers older than the rule


def test_what_is_older_than_the_rule_is_noted_once_and_lets_others_be_written(world, monkeypatch):
    with monkeypatch.context() as before:
        before.setattr("sharedsvc.core.history._rules", [])
        stage = act(world.stage)
        agreed = act(world.stage, spell=2, start=AFTER, before_gates="A source says so.")
    another = act(OrganisationFactory)
    assert refused(world.takes_part, another, BEFORE)

    assert act(note_what_was_early) == 1
    stage.refresh_from_db()
    agreed.refresh_from_db()
    assert "before the register asked" in stage.before_gates
    assert agreed.before_gates == "A source says so."
    assert act(note_what_was_early) == 0
    act(world.takes_part, another, BEFORE)


# Ways in


def test_what_is_recorded_already_did_not_run_before_it_was(world):
    tomorrow = (datetime.date.today() + datetime.timedelta(days=1)).isoformat()
    (told,) = refused(world.stage, "already running when recorded", start=tomorrow)

    assert "did not run then" in told


def test_saving_it_by_hand_is_no_way_round(world):
    assert refused(Stage(workstream=world.workstream, stage="live", start=DAY).save)


def test_writing_many_at_once_is_no_way_round(world):
    assert refused(create_many, [Stage(workstream=world.workstream, stage="live", start=DAY)])


def test_changing_many_at_once_is_no_way_round(world):
    stage = act(world.stage, "implementing")
    stage.stage = "live"

    assert refused(change_many, [stage])
    for write in (
        lambda: Stage.objects.update(stage="live"),
        lambda: Stage.objects.bulk_update([stage], ["stage"]),
        lambda: Stage.objects.bulk_create([Stage(workstream=world.workstream, stage="live")]),
    ):
        with pytest.raises(Unrecorded):
            act(write)


def test_what_is_named_a_mistake_in_the_same_act_is_no_way_in(world):
    def both():
        world.agreed()
        world.stage()
        for approval in Approval.objects.all():
            strike_out(record=approval, reason="A mistake.")

    assert refused(both)


def test_what_is_called_in_lets_nothing_take_effect_nor_leaves_it_without_its_gates(world):
    """A call-in is asked like all on which gates hang (`programmes_touched`)."""
    act(world.vote, world.elm)
    clause = act(ClauseFactory, decision__programme=world.programme, decision__date=BEFORE)
    act(world.vote, world.ash, clause=clause)
    call = {"decision": clause.decision, "called_by": "Five members", "grounds": "Cost."}
    held = act(call_in, record=CallIn(date="2015-02-01", **call))
    assert "waits for Ash (not in force" in " ".join(refused(world.stage))
    held.outcome, held.heard = "decision stands", "2015-02-08"
    act(call_in, record=held)
    act(world.stage)

    early, late = (CallIn(date=day, number=2, **call) for day in ("2015-02-20", AFTER))
    assert "would be left without" in " ".join(refused(call_in, record=early))
    act(call_in, record=late)


def test_what_only_describes_a_workstream_asks_no_gate(world):
    """Of a change in anything else, and of what is not known of, gates are asked."""
    own = ("workstreams.workstream", world.workstream.pk)
    asked = {
        frozenset({"remit", "title"}): set(),
        frozenset({"remit", "end_latest"}): {world.programme.pk},
        frozenset(): {world.programme.pk},  # a new one
        None: {world.programme.pk},
    }
    assert {columns: programmes_touched({own: columns}) for columns in asked} == asked
    for label, columns in DESCRIBING.items():
        fields = apps.get_model(label)._meta.concrete_fields
        assert columns <= {field.attname for field in fields}
