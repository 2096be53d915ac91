"""What was struck out is brought back: by whom, with a reason, and where its place is free."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from decisions.models import Decision
from programmes.choices import GrantRole, Visibility
from programmes.models import Citation, Grant, Organisation, Phase, Programme, Subject
from programmes.operations import bring_back, cite, keep, strike_out
from sharedsvc.core.history import recording
from sharedsvc.core.models import SearchEntry
from tests.factories import (
    BodyFactory,
    ClauseFactory,
    DecisionFactory,
    DocumentFactory,
    MeetingFactory,
    MembershipFactory,
    OrganisationFactory,
    PersonFactory,
    PhaseFactory,
    ProgrammeFactory,
    RankingFactory,
    RecommendationFactory,
    ReportFactory,
    RoleFactory,
    UserFactory,
    WorkstreamFactory,
)
from tests.past_the_rules import rewrite
from tests.programmes.test_permissions import person_with
from tests.published import published_report
from workstreams.models import RankingEntry, WorkstreamRole


@pytest.fixture
def programme(recorded):
    found = ProgrammeFactory()
    MembershipFactory(partnership=found.partnership)
    return found


def administrator_of(organisation):
    return person_with(GrantRole.ADMINISTRATOR, organisation)


def struck(record):
    with recording(user=None, reason="Test"):
        return strike_out(record=record, reason="Entered twice.")


def back(record, user, reason="It was none."):
    with recording(user=user, reason=reason):
        return bring_back(record=record, reason=reason)


def refusal_of(record, user=None):
    with pytest.raises(ValidationError) as refusal:
        back(record, user)
    assert type(record).objects.get(pk=record.pk).struck_out
    return refusal.value.messages


def test_it_is_there_again_with_the_reason_in_its_history(programme):
    phase = PhaseFactory(programme=programme, title="First")
    struck(phase)
    user = administrator_of(programme.partnership)
    back(phase, user)
    phase.refresh_from_db()
    latest = phase.history.latest()
    assert (phase.struck_out, phase.title) == ("", "First")
    assert (latest.history_user, latest.history_change_reason) == (user, "It was none.")
    assert [row.struck_out for row in phase.history.order_by("history_id")] == [
        "",
        "Entered twice.",
        "",
    ]


def test_it_is_found_again(db):
    with recording(user=None, reason="Test"):
        workstream = WorkstreamFactory(title="Depots")
    for change, found in ((struck, False), (lambda one: back(one, None), True)):
        change(workstream)
        entries = SearchEntry.objects.filter(record_type="workstreams.workstream")
        assert entries.filter(record_id=workstream.pk).exists() == found


@pytest.mark.parametrize("reason", ["", "  "])
def test_nothing_is_brought_back_without_a_reason(programme, reason):
    phase = struck(PhaseFactory(programme=programme))
    with pytest.raises(ValidationError) as refusal:
        bring_back(record=phase, reason=reason)
    assert refusal.value.message_dict == {"reason": ["Say why the record is no mistake."]}


def test_what_is_not_struck_out_is_not_brought_back(programme):
    phase = PhaseFactory(programme=programme)
    with pytest.raises(ValidationError, match="is not struck out"):
        bring_back(record=phase, reason="Why not")


# Who


SHARED = {
    "a programme": lambda p, o: p,
    "a phase": lambda p, o: PhaseFactory(programme=p),
    "a workstream": lambda p, o: WorkstreamFactory(programme=p),
    "a decision": lambda p, o: DecisionFactory(programme=p),
}
OWN = {
    "a body": lambda p, o: BodyFactory(organisation=o),
    "a meeting": lambda p, o: MeetingFactory(body=BodyFactory(organisation=o)),
    "a decision": lambda p, o: DecisionFactory(programme=p, organisation=o),
    "a ranking": lambda p, o: RankingFactory(programme=p, by=o),
    "what it owns": lambda p, o: WorkstreamFactory(programme=p, owner=o),
    "a grant": lambda p, o: Grant.objects.get(user=person_with(GrantRole.CLERK, o)),
}


def may_bring_back(record, users):
    found = set()
    for name, user in users.items():
        fresh = type(user).objects.get(pk=user.pk)
        label = (
            f"{record._meta.app_label}.bring_back_{record._meta.concrete_model._meta.model_name}"
        )
        if fresh.has_perm(label, record):
            found.add(name)
    return found


@pytest.fixture
def users(programme):
    """Everybody with a role in a member, in the partnership, and in a stranger."""
    council = programme.partnership.memberships.get().organisation
    places = {"council": council, "partnership": programme.partnership}
    places["stranger"] = OrganisationFactory()
    found = {
        f"{role} of the {place}": person_with(role, organisation)
        for place, organisation in places.items()
        for role in GrantRole.values
        if role != GrantRole.MANAGER or place == "partnership"
    }
    return {**found, "system administrator": UserFactory(is_superuser=True)}


@pytest.mark.parametrize("what", SHARED)
def test_what_is_shared_an_administrator_of_the_partnership_brings_back(programme, users, what):
    council = programme.partnership.memberships.get().organisation
    record = struck(SHARED[what](programme, council))
    assert may_bring_back(record, users) == {
        "administrator of the partnership",
        "system administrator",
    }


@pytest.mark.parametrize("what", OWN)
def test_what_is_a_councils_its_administrator_brings_back(programme, users, what):
    council = programme.partnership.memberships.get().organisation
    record = struck(OWN[what](programme, council))
    shared = {"administrator of the partnership"} if what in ("a decision", "a ranking") else set()
    assert may_bring_back(record, users) == {
        "administrator of the council",
        "system administrator",
        *shared,
    }


def test_an_owners_own_is_not_the_partnerships_to_bring_back(programme, users):
    council = programme.partnership.memberships.get().organisation
    closed = {"visibility": Visibility.OWNER, "owner": council}
    record = struck(WorkstreamFactory(programme=programme, **closed))
    assert may_bring_back(record, users) == {"administrator of the council", "system administrator"}


def test_of_an_organisation_that_is_gone_nobody_is_administrator(programme, users):
    """Its grants give nothing: a system administrator brings it back."""
    record = struck(OrganisationFactory())
    assert may_bring_back(record, users) == {"system administrator"}


def test_who_may_not_is_refused_at_the_lowest_door(programme, users):
    phase = struck(PhaseFactory(programme=programme))
    for name in ("clerk of the partnership", "administrator of the stranger"):
        with pytest.raises(PermissionDenied):
            back(phase, users[name])
        copy = Phase.objects.get(pk=phase.pk)
        copy.struck_out = ""
        with recording(user=users[name], reason="Why not"), pytest.raises(PermissionDenied):
            copy.save()


def test_bringing_back_is_no_way_to_edit(programme):
    phase = struck(PhaseFactory(programme=programme))
    copy = Phase.objects.get(pk=phase.pk)
    copy.struck_out, copy.title = "", "Another"
    user = administrator_of(programme.partnership)
    with recording(user=user, reason="Why not"), pytest.raises(PermissionDenied):
        copy.save()


def test_nobody_brings_back_a_grant_of_their_own(programme):
    council = OrganisationFactory()
    user = administrator_of(council)
    own = struck(keep(record=Grant(user=user, role="clerk", organisation=council, start="2009")))
    with pytest.raises(PermissionDenied):
        back(own, user)
    other = administrator_of(council)
    back(own, other)
    assert not Grant.objects.get(pk=own.pk).struck_out


def test_a_role_that_was_given_anew_is_not_doubled(programme):
    council = OrganisationFactory()
    user = person_with(GrantRole.CLERK, council)
    grant = struck(Grant.objects.get(user=user))
    keep(record=Grant(user=user, role="clerk", organisation=council, start="2010"))
    assert f"{user.email} holds this role at {council} already." in refusal_of(grant)


# Its place


def bins():
    return Programme.objects.get(code="bins")


TAKEN = {
    "a phase": lambda: PhaseFactory(programme=bins(), code="same"),
    "an organisation": lambda: OrganisationFactory(code="same"),
    "a person": lambda: PersonFactory(code="same"),
    "a decision": lambda: DecisionFactory(
        programme=Programme.objects.get(code="bins"), code="same"
    ),
}


@pytest.mark.parametrize("what", TAKEN)
def test_it_is_refused_where_its_code_was_taken_meanwhile(recorded, what):
    ProgrammeFactory(code="bins")
    mistake = struck(TAKEN[what]())
    TAKEN[what]()
    messages = refusal_of(mistake)
    assert messages[0] == f"“{mistake}” cannot be brought back."
    assert "code" in messages[1]


def test_it_comes_back_by_the_operation_that_writes_such_records(recorded):
    """A lead that was struck out is not set beside the one that took its place."""
    role = struck(RoleFactory())
    RoleFactory(workstream=role.workstream)
    assert "is lead of" in refusal_of(role)[1]
    assert WorkstreamRole.objects.not_struck_out().count() == 1


def test_a_rank_comes_back_where_it_is_free(recorded):
    ranking = RankingFactory()
    workstream = WorkstreamFactory(programme=ranking.programme)
    values = {"ranking": ranking, "workstream": workstream, "rank": 1}
    entry = struck(keep(record=RankingEntry(**values)))
    keep(record=RankingEntry(**values))
    assert "The workstream already stands in this ranking." in refusal_of(entry)


def test_a_recorded_decision_and_its_clause_come_back_unchanged(recorded):
    clause = ClauseFactory()
    struck(clause)
    struck(clause.decision)
    assert f"“{clause.decision}” is struck out" in refusal_of(clause)[0]
    back(clause.decision, None)
    back(clause, None)
    assert Decision.objects.not_struck_out().get().clauses.not_struck_out().get() == clause


# What it hangs on


def test_what_it_hangs_on_comes_back_first(recorded):
    meeting = MeetingFactory()
    body, council = meeting.body, meeting.body.organisation
    for record in (meeting, body, council):
        struck(record)
    expected = "“{}” cannot be brought back: “{}” is struck out. Bring that back first."
    assert refusal_of(meeting) == [expected.format(meeting, body)]
    assert refusal_of(body) == [expected.format(body, council)]
    for record in (council, body, meeting):
        back(record, None)
    assert not type(meeting).objects.get(pk=meeting.pk).struck_out


def test_it_is_not_brought_back_without_a_record_that_it_names(recorded):
    report = ReportFactory(contact=PersonFactory(name="Ann Lee"), published="")
    struck(report)
    struck(report.contact)
    assert "“Ann Lee” is struck out" in refusal_of(report)[0]


def test_what_is_gone_and_was_hidden_is_not_named(programme):
    other = OrganisationFactory()
    closed = {"visibility": Visibility.OWNER, "owner": other}
    person = PersonFactory(name="Hush", **closed)
    report = struck(ReportFactory(programme=programme, contact=person, published=""))
    struck(person)
    user = administrator_of(programme.partnership)
    keep(
        record=Grant(
            user=user, role=GrantRole.CLERK, organisation=report.organisation, start="2010"
        )
    )
    (message,) = refusal_of(report, user)
    assert "Hush" not in message
    assert "what it hangs on is" in message


def test_what_stood_in_a_published_report_stays_out_of_it(programme):
    report = published_report(programme=programme)
    ask = RecommendationFactory(report=report)
    rewrite(ask, struck_out="Before it was published.")
    user = administrator_of(report.organisation)
    MembershipFactory(partnership=programme.partnership, organisation=report.organisation)
    messages = refusal_of(ask, type(user).objects.get(pk=user.pk))
    assert "published" in messages[0]


def test_sources_are_given_again_on_the_form_of_their_record(programme):
    phase, paper = PhaseFactory(programme=programme), DocumentFactory(programme=programme)
    cite(record=phase, citations=[(paper, "1", False)], programme=programme)
    cite(record=phase, citations=[], programme=programme)
    source = Citation.objects.get()
    assert "given again, on the form of its record" in refusal_of(source)[0]
    cite(record=phase, citations=[(paper, "1", False)], programme=programme)
    assert Citation.objects.not_struck_out().count() == 1
    assert list(Subject.objects.struck_out_for(UserFactory(is_superuser=True))) == []


# What is seen of it


def test_who_would_not_see_it_does_not_see_that_it_was_struck_out(programme, users):
    council = programme.partnership.memberships.get().organisation
    closed = {"visibility": Visibility.OWNER, "owner": council}
    hidden = struck(PhaseFactory(programme=programme, **closed))
    below = struck(PhaseFactory(programme=programme))
    struck(programme)
    seen = {
        name: set(Phase.objects.struck_out_for(type(user).objects.get(pk=user.pk)))
        for name, user in users.items()
    }
    for name, found in seen.items():
        sees_all = "council" in name or name == "system administrator"
        assert found == ({hidden, below} if sees_all else {below}), name
    assert not Organisation.objects.struck_out_for(users["member of the council"]).exists()
