"""How rights work, whatever the kind of record: the door, both ends of a move, fresh records."""

import datetime

import pytest
import rules
from django.apps import apps
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied

from programmes.choices import GrantRole, Visibility
from programmes.models import Citation, Grant, Membership, Person, Phase, Post
from programmes.operations import cite, keep, set_employers, strike_out
from sharedsvc.core.history import recording
from sharedsvc.core.models import Governed
from sharedsvc.core.rights import permission
from sharedsvc.core.saving import create_many
from tests.factories import (
    DocumentFactory,
    MembershipFactory,
    OrganisationFactory,
    PhaseFactory,
    ProgrammeFactory,
    UserFactory,
)
from workstreams.models import Risk

GOVERNED = [m for m in apps.get_models() if issubclass(m, Governed)]


def person_with(role, organisation, **dates):
    """A user with one role, given by nobody in particular."""
    user = UserFactory()
    with recording(user=None, reason="Test"):
        grant = Grant(user=user, role=role, organisation=organisation, start="2009-01-01")
        for name, value in dates.items():
            setattr(grant, name, value)
        keep(record=grant)
    return user


@pytest.fixture
def programme(recorded):
    """A programme of one partnership, of which one council is a member."""
    found = ProgrammeFactory()
    MembershipFactory(partnership=found.partnership)
    return found


@pytest.fixture
def manager(programme):
    return person_with(GrantRole.MANAGER, programme.partnership)


def by(user):
    return recording(user=user, reason="Test")


def phase_of(programme, **values):
    return Phase(programme=programme, code="next", title="Next", start="2010-01-01", **values)


@pytest.mark.parametrize("model", GOVERNED, ids=lambda model: model.__name__)
def test_every_kind_of_record_has_its_permissions(model):
    """Without one has_perm is silently False."""
    names = [permission(action, model) for action in ("view", "add", "change")]
    assert [name for name in names if not rules.perm_exists(name)] == []


def test_who_has_the_right_writes(programme, manager):
    with by(manager):
        assert keep(record=phase_of(programme)).pk


def test_who_has_no_right_writes_nothing(programme):
    with by(UserFactory()), pytest.raises(PermissionDenied) as refusal:
        keep(record=phase_of(programme))
    assert str(refusal.value) == (
        f"You have no right to add this phase: the manager of {programme.partnership} may."
    )
    assert Phase.objects.count() == 0


def test_many_at_once_take_the_same_right(programme):
    with by(UserFactory()), pytest.raises(PermissionDenied):
        create_many([phase_of(programme)])
    assert Phase.objects.count() == 0


def test_a_way_round_the_operation_leads_to_the_same_door(programme):
    phase = PhaseFactory(programme=programme)
    with by(UserFactory()), pytest.raises(PermissionDenied):
        phase.save_base()
    with by(UserFactory()), pytest.raises(PermissionDenied):
        Phase(pk=phase.pk, programme=programme, code="x", title="X", start="2010-01-01").save()


@pytest.mark.parametrize(
    "dates",
    [{"end": "2010-01-01"}, {"start": "9000-01-01"}, {"start": "2009/9000"}],
    ids=["ended", "to come", "perhaps"],
)
def test_a_grant_counts_only_while_surely_in_force(programme, dates):
    user = person_with(GrantRole.MANAGER, programme.partnership, **dates)
    with by(user), pytest.raises(PermissionDenied):
        keep(record=phase_of(programme))


def test_a_grant_struck_out_gives_nothing(programme, manager):
    strike_out(record=Grant.objects.get(user=manager), reason="Given to the wrong person.")
    with by(manager), pytest.raises(PermissionDenied):
        keep(record=phase_of(programme))


def test_the_inactive_have_no_rights(programme, manager):
    manager.is_active = False
    with by(manager), pytest.raises(PermissionDenied):
        keep(record=phase_of(programme))


def test_nobody_moves_a_record_out_of_their_reach_or_into_it(programme, manager):
    elsewhere = ProgrammeFactory()
    own, foreign = PhaseFactory(programme=programme), PhaseFactory(programme=elsewhere)
    own.programme, foreign.programme = elsewhere, programme
    whose = f"the manager of {elsewhere.partnership} may"
    with by(manager):
        for phase in (own, foreign):
            with pytest.raises(PermissionDenied) as refusal:
                keep(record=phase)
            assert str(refusal.value) == f"You have no right to change this phase: {whose}."


def test_what_is_a_councils_own_is_not_the_managers_to_write(programme, manager):
    council = OrganisationFactory()
    with by(manager), pytest.raises(PermissionDenied):
        keep(record=phase_of(programme, owner=council))
    with by(manager):
        assert keep(record=phase_of(programme, owner=programme.partnership)).pk


def test_what_cannot_be_seen_cannot_be_added_to(programme, manager):
    """The programme is another council's alone for the moment."""
    programme.visibility, programme.owner = Visibility.OWNER, OrganisationFactory()
    keep(record=programme)
    with by(manager), pytest.raises(PermissionDenied):
        keep(record=phase_of(programme))


def test_what_cannot_be_seen_cannot_be_changed(programme, manager):
    phase = PhaseFactory(
        programme=programme, visibility=Visibility.OWNER, owner=OrganisationFactory()
    )
    phase.visibility, phase.owner = Visibility.PUBLIC, None
    with by(manager), pytest.raises(PermissionDenied):
        keep(record=phase)


def test_an_outsider_writes_nothing_of_its_own_into_a_programme(programme):
    outsider = OrganisationFactory()
    user = person_with(GrantRole.OFFICER, outsider)
    risk = {
        "programme": programme,
        "owner": outsider,
        "code": "r1",
        "text": "A.",
        "start": "2010-01-01",
    }
    with by(user), pytest.raises(PermissionDenied):
        keep(record=Risk(**risk))
    MembershipFactory(partnership=programme.partnership, organisation=outsider)
    user = type(user).objects.get(pk=user.pk)
    with by(user):
        assert keep(record=Risk(**risk)).pk


def test_a_member_that_has_left_writes_no_more(programme):
    membership = Membership.objects.get()
    user = person_with(GrantRole.OFFICER, membership.organisation)
    membership.end = "2010-06-30"
    keep(record=membership)
    risk = Risk(programme=programme, owner=membership.organisation, start="2010-01-01")
    assert not user.has_perm("workstreams.add_risk", risk)


def test_who_adds_a_record_completes_it_in_the_same_act(programme, manager):
    """The sources of a person who holds no post yet; afterwards the person is nobody's."""
    document = DocumentFactory(programme=programme)
    with by(manager):
        person = keep(record=Person(code="ann", name="Ann Lee"))
        cite(record=person, citations=[(document, "1.1", False)], programme=programme)
    person.name = "Ann Leigh"
    with by(manager), pytest.raises(PermissionDenied):
        keep(record=person)


def test_sources_and_subjects_go_with_their_record(programme, manager):
    document, phase = DocumentFactory(programme=programme), PhaseFactory(programme=programme)
    stranger = person_with(GrantRole.MANAGER, ProgrammeFactory().partnership)
    for user, allowed in ((stranger, False), (manager, True)):
        with by(user):
            if allowed:
                cite(record=phase, citations=[(document, "1.1", False)], programme=programme)
            else:
                with pytest.raises(PermissionDenied):
                    cite(record=phase, citations=[(document, "1", False)], programme=programme)


def test_a_clerk_makes_a_post_at_home_and_nowhere_else(recorded):
    home, other = OrganisationFactory.create_batch(2)
    clerk = person_with(GrantRole.CLERK, home)
    with by(clerk):
        post = keep(record=Post(code="one", title="One"))
        set_employers(record=post, others=[home, other])
        other_post = keep(record=Post(code="two", title="Two"))
        with pytest.raises(PermissionDenied):
            set_employers(record=other_post, others=[other])
    with by(person_with(GrantRole.CLERK, OrganisationFactory())), pytest.raises(PermissionDenied):
        set_employers(record=post, others=[home, other, OrganisationFactory()])


def test_nobody_gives_themselves_a_right(recorded):
    council = OrganisationFactory()
    administrators = [
        person_with(GrantRole.ADMINISTRATOR, council),
        UserFactory(is_superuser=True),
    ]
    for user in administrators:
        grant = Grant(user=user, role=GrantRole.CLERK, organisation=council, start="2010-01-01")
        assert not user.has_perm("programmes.add_grant", grant)
        with by(user), pytest.raises(PermissionDenied):
            keep(record=grant)
        grant.user = UserFactory()
        with by(user):
            assert keep(record=grant).pk


def test_an_administrator_gives_rights_at_home_only(recorded):
    administrator = person_with(GrantRole.ADMINISTRATOR, OrganisationFactory())
    elsewhere = OrganisationFactory()
    grant = Grant(user=UserFactory(), role=GrantRole.CLERK, organisation=elsewhere)
    with by(administrator), pytest.raises(PermissionDenied):
        keep(record=grant)


def test_nobody_prolongs_their_own_right(recorded):
    administrator = person_with(
        GrantRole.ADMINISTRATOR, OrganisationFactory(), end=f"{datetime.date.today().year + 1}"
    )
    grant = Grant.objects.get(user=administrator)
    grant.end = ""
    with by(administrator), pytest.raises(PermissionDenied):
        keep(record=grant)


def test_without_a_record_the_answer_is_whether_there_could_be_one(recorded):
    clerk = person_with(GrantRole.CLERK, OrganisationFactory())
    assert clerk.has_perm("decisions.add_clause")
    assert not clerk.has_perm("programmes.change_phase")
    assert not UserFactory().has_perm("decisions.add_clause")


def test_roles_are_looked_up_once(programme, manager, django_assert_num_queries):
    phases = [PhaseFactory(programme=programme) for _ in range(3)]
    manager.has_perm("programmes.change_phase", phases[0])
    with django_assert_num_queries(2):  # only whether each can be seen
        for phase in phases[1:]:
            assert manager.has_perm("programmes.change_phase", phase)


def test_djangos_own_permissions_and_groups_give_no_right(programme):
    user = UserFactory()
    every = Permission.objects.filter(content_type__app_label="programmes")
    user.user_permissions.set(every)
    assert every.exists()
    assert not user.has_perm("programmes.change_phase")
    assert not user.has_perm("programmes.change_phase", PhaseFactory(programme=programme))


@pytest.mark.parametrize("hidden", ["nothing", "the record", "the document"])
def test_of_a_link_the_two_halves_say_what_visible_to_says(programme, hidden):
    """Asked of one link, `visible_to` would compare it with every kind of record."""
    phase, document = PhaseFactory(programme=programme), DocumentFactory(programme=programme)
    cite(record=phase, citations=[(document, "1", False)], programme=programme)
    closed = {"the record": phase, "the document": document}.get(hidden)
    if closed:
        closed.visibility, closed.owner = Visibility.OWNER, OrganisationFactory()
        keep(record=closed)
    citation = Citation.objects.get()
    for user in (UserFactory(), UserFactory(is_superuser=True)):
        found = Citation.objects.visible_to(user).filter(pk=citation.pk).exists()
        assert user.has_perm("programmes.view_citation", citation) == found
        assert found == (hidden == "nothing" or user.is_superuser)


@pytest.mark.parametrize("kind", ["partnership", "county"])
def test_no_administrator_makes_a_council_a_partnership(recorded, kind):
    """Its manager would join other councils to it, and read what they keep between partners."""
    council = OrganisationFactory(kind="unitary")
    user = person_with(GrantRole.ADMINISTRATOR, council)
    council.kind = kind
    assert user.has_perm("programmes.change_organisation", council) == (kind == "county")
