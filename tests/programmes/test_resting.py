"""What was published or recorded keeps what it rests on: nobody strikes that out or hides it."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import transaction

from decisions.models import Approval, Clause, Decision, Report, ReportItem, ReportMeeting
from programmes.choices import GrantRole, Visibility
from programmes.models import Citation, Meeting, Post, Record, Tenure
from programmes.operations import cite, keep, set_subjects, strike_out
from programmes.resting import _parts, _wholes, what_rests_on, whole_of
from sharedsvc.core.history import recording
from tests.factories import (
    BodyFactory,
    ClauseFactory,
    DecisionFactory,
    DocumentFactory,
    GateFactory,
    HouseStyleFactory,
    MeetingFactory,
    MembershipFactory,
    OrganisationFactory,
    PartnershipFactory,
    PersonFactory,
    PhaseFactory,
    PostFactory,
    ProgrammeFactory,
    RankingFactory,
    RecommendationFactory,
    ReportFactory,
    UserFactory,
    WorkstreamFactory,
)
from tests.made_once import made_once
from tests.past_the_rules import only_with, rewrite
from tests.programmes.test_permissions import person_with
from tests.published import published_report
from tests.rights_world import World

KEPT = "What was published or recorded stays as it was read."


@pytest.fixture
def report(recorded):
    return Report.objects.get(pk=made_once(one_of_everything))


def one_of_everything() -> int:
    """A published report that names one of everything; its key."""
    programme = ProgrammeFactory(title="Bins")
    whole = WorkstreamFactory(programme=programme)
    part = WorkstreamFactory(programme=programme, parent=whole)
    found = published_report(
        title="Next steps",
        programme=programme,
        contact=PersonFactory(),
        by=PostFactory(),
        document=DocumentFactory(programme=programme),
    )
    keep(record=ReportMeeting(report=found, meeting=MeetingFactory()))
    ask = RecommendationFactory(report=found, body=BodyFactory())
    cite(
        record=ask,
        citations=[(DocumentFactory(programme=programme, code="cited"), "1", False)],
        programme=programme,
    )
    set_subjects(
        record=ask,
        subjects=[WorkstreamFactory(programme=programme, parent=part, ref="deep")],
    )
    item = {"report": found, "section": "one", "text": "So."}
    ranking = RankingFactory(programme=programme)
    keep(record=ReportItem(**item, ranking=ranking, phase=PhaseFactory(programme=programme)))
    return found.pk


NAMED = {
    "its programme": lambda r: r.programme,
    "its programme's partnership": lambda r: r.programme.partnership,
    "its house style": lambda r: r.style,
    "the council of its style": lambda r: r.style.organisation,
    "its council": lambda r: r.organisation,
    "its contact": lambda r: r.contact,
    "the post that wrote it": lambda r: r.by,
    "its document": lambda r: r.document,
    "a meeting it goes to": lambda r: r.goes_to.get().meeting,
    "the body of the meeting": lambda r: r.goes_to.get().meeting.body,
    "the council of the meeting": lambda r: r.goes_to.get().meeting.body.organisation,
    "a body that is asked": lambda r: r.recommendations.get().body,
    "a ranking in it": lambda r: r.items.get().ranking,
    "the council that ranked": lambda r: r.items.get().ranking.by,
    "a phase in it": lambda r: r.items.get().phase,
    "a document that an ask rests on": lambda r: r.programme.documents.get(code="cited"),
    "what an ask is about": lambda r: r.programme.workstreams.get(ref="deep"),
    "the whole of that": lambda r: r.programme.workstreams.get(ref="deep").parent,
    "the whole of the whole": lambda r: r.programme.workstreams.get(ref="deep").parent.parent,
}


@pytest.mark.parametrize("what", NAMED)
def test_what_a_published_report_rests_on_is_neither_struck_out_nor_hidden(report, what):
    record = NAMED[what](report)
    refused = f"“{record}” cannot be {{}}: the report “Next steps” rests on it. {KEPT}"
    with pytest.raises(ValidationError) as refusal:
        strike_out(record=record, reason="A mistake.")
    assert refusal.value.messages == [refused.format("struck out")]
    record.refresh_from_db()
    record.visibility, record.owner = Visibility.OWNER, OrganisationFactory()
    with pytest.raises(ValidationError) as refusal:
        keep(record=record)
    assert refusal.value.messages == [refused.format("closed to anybody who may see it")]
    assert report in Report.objects.visible_to(AnonymousUser())


@pytest.mark.once
@pytest.mark.parametrize("what", NAMED)
def test_what_only_a_report_to_come_rests_on_may_be_struck_out(report, what):
    rewrite(report, published="")
    record = NAMED[what](report)
    rewrite(report, document_id=None)
    assert not Report.objects.get(pk=report.pk).is_published
    strike_out(record=record, reason="A mistake.")
    assert type(record).objects.get(pk=record.pk).struck_out == "A mistake."


def foreign_keys():
    """Every foreign key of what is fixed and of its parts, owners among them."""
    return [
        (whole, part, path, field)
        for whole in _wholes()
        for part, path in _parts(whole)
        for field in part._meta.concrete_fields
        if field.is_relation
        and issubclass(field.related_model, Record)
        and field.name != path.split("__")[0]
    ]


def test_the_fixed_and_their_parts_are_those_of_the_models():
    found = {whole.__name__: {part.__name__ for part, _ in _parts(whole)} for whole in _wholes()}
    assert found == {
        "Report": {"Report", "ReportItem", "ReportMeeting", "Recommendation"},
        "Decision": {"Decision", "Clause", "Condition", "CallIn"},
        "Approval": {"Approval"},
    }


def test_every_foreign_key_of_what_is_fixed_counts_by_itself(recorded):
    """A new field needs no line anywhere: whatever it leads to is kept."""
    world = made_once(World)
    one_of = {type(record): record for record in world.records.values()}
    missed = []
    for whole, part, path, field in foreign_keys():
        record = one_of[part]
        target = one_of[field.related_model._meta.concrete_model]
        if target == record:
            target = DecisionFactory(programme=world.programme)
            target = ClauseFactory(decision=target) if part is Clause else target
        with transaction.atomic():
            also = only_with(record, field.name)
            if part is Decision and field.name == "under":  # a post decides under a delegation
                also["officer_id"] = one_of[Post].pk
            rewrite(record, **{field.attname: target.pk}, **also)
            fixed = record
            for step in path.split("__") if path else ():
                fixed = getattr(fixed, step)
            if whole_of(target) != fixed and fixed not in what_rests_on(target):
                missed.append(f"{part.__name__}.{field.name} of {whole.__name__}")
            transaction.set_rollback(True)
        record.refresh_from_db()
    assert len(foreign_keys()) > 30
    assert missed == []


# Recorded decisions


@pytest.fixture
def decision(recorded):
    return DecisionFactory(
        title="Agreed", body=None, meeting=MeetingFactory(), programme__title="Bins"
    )


def approval_on(clause, **values):
    gate = GateFactory(programme=clause.decision.programme, title="Full case")
    workstream = WorkstreamFactory(programme=clause.decision.programme)
    return keep(
        record=Approval(
            gate=gate,
            workstream=workstream,
            organisation=clause.decision.organisation,
            outcome="approved",
            clause=clause,
            date="2010-03",
            **values,
        )
    )


def refusal_of(record):
    with pytest.raises(ValidationError) as refusal:
        strike_out(record=record, reason="A mistake.")
    record.refresh_from_db()
    return refusal.value.messages[0]


@pytest.mark.parametrize(
    "named", [lambda d: d.programme, lambda d: d.organisation, lambda d: d.meeting.body]
)
def test_what_a_recorded_decision_rests_on_is_kept(decision, named):
    assert "the decision “Agreed” rests on it" in refusal_of(named(decision))


def test_the_subjects_and_sources_of_its_clauses_are_kept_too(decision):
    clause = ClauseFactory(decision=decision)
    paper = DocumentFactory(programme=decision.programme)
    workstream = WorkstreamFactory(programme=decision.programme)
    cite(record=clause, citations=[(paper, "1", False)], programme=decision.programme)
    set_subjects(record=clause, subjects=[workstream])
    for record in (paper, workstream):
        assert "the decision “Agreed” rests on it" in refusal_of(record)


def test_a_decision_on_which_nothing_rests_is_struck_out_as_a_mistake(decision):
    clause = ClauseFactory(decision=decision)
    for record in (clause, decision):
        strike_out(record=record, reason="Entered twice.")
    assert not Decision.objects.not_struck_out().exists()


def test_what_a_decision_rested_on_may_go_after_it(decision):
    strike_out(record=decision, reason="Entered twice.")
    strike_out(record=decision.programme, reason="So was this.")


def test_a_decision_with_an_outcome_at_a_gate_is_kept(decision):
    clause = ClauseFactory(decision=decision)
    approval = approval_on(clause)
    for record in (clause, decision):
        assert f"the approval “{approval}” rests on it" in refusal_of(record)
    strike_out(record=approval, reason="Of another council.")
    strike_out(record=decision, reason="Entered twice.")


def test_a_decision_that_a_later_one_supersedes_is_kept(decision):
    DecisionFactory(programme=decision.programme, title="Corrected", supersedes=decision)
    assert "the decision “Corrected” rests on it" in refusal_of(decision)


def test_a_decision_that_a_published_report_is_about_is_kept(decision):
    report = published_report(programme=decision.programme, title="Next steps")
    set_subjects(record=RecommendationFactory(report=report), subjects=[decision])
    assert "the report “Next steps” rests on it" in refusal_of(decision)


def test_an_ask_that_a_recorded_clause_answers_is_kept(decision):
    ask = RecommendationFactory(report=ReportFactory(programme=decision.programme, published=""))
    ClauseFactory(decision=decision, answers=ask)
    assert "the decision “Agreed” rests on it" in refusal_of(ask)


# Whatever door is tried


def test_the_writer_is_told_no_title_that_is_not_theirs_to_see(recorded):
    programme = ProgrammeFactory()
    council, other = OrganisationFactory.create_batch(2)
    for organisation in (council, other):
        MembershipFactory(partnership=programme.partnership, organisation=organisation)
    closed = {"visibility": Visibility.OWNER, "owner": other}
    DecisionFactory(programme=programme, title="Hush", organisation=other, **closed)
    manager = person_with(GrantRole.MANAGER, programme.partnership)
    with recording(user=manager, reason="Tidy"):
        message = refusal_of(programme)
    assert "Hush" not in message
    assert "1 record that was published or recorded rests on it" in message
    for number in range(5):
        DecisionFactory(programme=programme, title=f"Open {number}")
    manager = type(manager).objects.get(pk=manager.pk)
    with recording(user=manager, reason="Tidy"):
        message = refusal_of(programme)
    assert "Hush" not in message
    assert message.count("the decision “Open") == 3
    assert "and 3 more rest on it" in message


def test_who_has_no_right_is_not_told_what_hangs_on_it(report):
    council = report.style.organisation
    with recording(user=UserFactory(), reason="Why not"), pytest.raises(PermissionError) as refusal:
        try:
            strike_out(record=report.style, reason="Why not")
        except ValidationError:
            raise
        except Exception as error:
            raise PermissionError(str(error)) from error
    assert str(refusal.value) == (
        f"You have no right to change this house style: an administrator of {council} or "
        f"a clerk of {council} may."
    )


def test_saving_past_the_operations_leads_to_the_same_door(report):
    style = report.style
    style.struck_out = "Gone."
    for save in (style.save, style.save_base):
        with pytest.raises(ValidationError):
            save()


def test_a_clerk_takes_nothing_of_a_published_report_away(report):
    clerk = person_with(GrantRole.CLERK, report.organisation)
    MembershipFactory(partnership=report.programme.partnership, organisation=report.organisation)
    of_it = [report, report.items.get(), report.recommendations.get(), report.goes_to.get()]
    for record in of_it:
        for values in ({"struck_out": "Gone."}, {"visibility": "owner"}):
            changed = type(record).objects.get(pk=record.pk)
            changed.owner = report.organisation
            for name, value in values.items():
                setattr(changed, name, value)
            with recording(user=clerk, reason="Why not"), pytest.raises(ValidationError) as refusal:
                changed.save()
            assert "published" in refusal.value.messages[0]


def test_people_keep_the_sources_of_what_was_recorded_and_the_command_line_mends_them(decision):
    paper = DocumentFactory(programme=decision.programme)
    cite(record=decision, citations=[(paper, "1", False)], programme=decision.programme)
    source = Citation.objects.get()
    clerk = person_with(GrantRole.CLERK, decision.organisation)
    MembershipFactory(
        partnership=decision.programme.partnership, organisation=decision.organisation
    )
    with recording(user=clerk, reason="Why not"), pytest.raises(ValidationError) as refusal:
        strike_out(record=source, reason="Why not")
    assert "never edited" in refusal.value.messages[0]
    source.refresh_from_db()
    strike_out(record=source, reason="Another paragraph.")


# What hides


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ({"visibility": "public"}, {"visibility": "partners", "owner": "own"}),
        ({"visibility": "partners", "owner": "own"}, {"visibility": "owner", "owner": "own"}),
        ({"visibility": "partners", "owner": "own"}, {"visibility": "partners", "owner": "other"}),
        ({"visibility": "owner", "owner": "own"}, {"visibility": "owner", "owner": "other"}),
    ],
    ids=["public to partners", "partners to owner", "another's partners", "another owner"],
)
def test_each_way_of_shutting_somebody_out_is_refused(report, was, becomes):
    whose = {"own": report.organisation, "other": OrganisationFactory(), None: None}
    owner = whose[was.get("owner")]
    rewrite(report.style, visibility=was["visibility"], owner_id=owner and owner.pk)
    style = type(report.style).objects.get(pk=report.style_id)
    style.visibility, style.owner = becomes["visibility"], whose[becomes.get("owner")]
    with pytest.raises(ValidationError, match="closed to anybody who may see it"):
        keep(record=style)


def test_opening_what_was_closed_and_other_changes_go_through(report):
    style = report.style
    rewrite(style, visibility="owner", owner_id=report.organisation_id)
    style.visibility, style.title = "public", "Another title"
    keep(record=style)
    assert report in Report.objects.visible_to(AnonymousUser())


def test_what_only_one_councils_people_see_may_become_theirs_alone(recorded):
    council = OrganisationFactory()
    closed = {"visibility": Visibility.OWNER, "owner": council}
    report = published_report(organisation=council, style=HouseStyleFactory(), **closed)
    style = report.style
    style.visibility, style.owner = Visibility.OWNER, council
    keep(record=style)
    reader = person_with(GrantRole.MEMBER, council)
    assert report in Report.objects.visible_to(reader)


def test_moving_to_what_is_hidden_hides_too(report):
    meeting: Meeting = report.goes_to.get().meeting
    meeting.body = BodyFactory(visibility=Visibility.OWNER, owner=OrganisationFactory())
    with pytest.raises(ValidationError, match="rests on it"):
        keep(record=meeting)
    meeting.body = BodyFactory()
    keep(record=meeting)


def test_a_programme_is_not_moved_away_from_its_partners(report):
    programme = report.programme
    rewrite(report, visibility=Visibility.PARTNERS)
    programme.partnership = PartnershipFactory()
    with pytest.raises(ValidationError, match="rests on it"):
        keep(record=programme)


def test_a_programme_open_to_all_may_be_carried_on_by_another_partnership(report):
    programme = report.programme
    programme.partnership = PartnershipFactory()
    keep(record=programme)
    assert report in Report.objects.visible_to(AnonymousUser())


def test_nor_to_a_partnership_that_is_hidden(report):
    programme = report.programme
    hidden = PartnershipFactory(visibility=Visibility.OWNER, owner=OrganisationFactory())
    programme.partnership = hidden
    with pytest.raises(ValidationError, match="rests on it"):
        keep(record=programme)


def test_what_nothing_published_rests_on_is_struck_out_and_hidden_as_before(recorded):
    style, person = HouseStyleFactory(), PersonFactory()
    keep(record=Tenure(post=PostFactory(), person=person, start="2009"))
    strike_out(record=person, reason="A mistake.")
    style.visibility, style.owner = Visibility.OWNER, style.organisation
    keep(record=style)
