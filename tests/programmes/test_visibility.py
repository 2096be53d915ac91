"""Who may see what: visibility, grants, and parents that must be seen too."""

import datetime

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from programmes.choices import GrantRole, Visibility
from programmes.models import Citation, Grant, Membership, Person, Post, Record, Tenure
from programmes.operations import keep, strike_out
from sharedsvc.core.as_at import AsAt
from sharedsvc.portal.programmes.listing import programme_list
from tests import past_the_rules
from tests.factories import (
    DocumentFactory,
    MembershipFactory,
    MilestoneFactory,
    OrganisationFactory,
    PhaseFactory,
    ProgrammeFactory,
    RankingFactory,
    RoleFactory,
    SharingFactory,
    StageFactory,
    UserFactory,
    WorkstreamFactory,
)
from tests.made_once import made_once

PUBLIC, PARTNERS, OWNER = Visibility.PUBLIC, Visibility.PARTNERS, Visibility.OWNER
RECORDS = [model for model in apps.get_models() if issubclass(model, Record)]


def person_of(organisation, **dates):
    """A user with a grant in an organisation."""
    user = UserFactory()
    dates = {"start": "2009-01-01", **dates}
    keep(record=Grant(user=user, role=GrantRole.OFFICER, organisation=organisation, **dates))
    return user


class World:
    """Avon and Brook share in a partnership, Brook and Cole in another; Dene is alone.

    Elm is a member of the first partnership too, but does not share.
    """

    def __init__(self):
        self.programme = ProgrammeFactory()
        self.partnership = self.programme.partnership
        self.avon, self.brook, self.cole, self.dene, self.elm = OrganisationFactory.create_batch(5)
        elsewhere = ProgrammeFactory()
        for partnership, council in [
            (self.partnership, self.avon),
            (self.partnership, self.brook),
            (elsewhere.partnership, self.brook),
            (elsewhere.partnership, self.cole),
        ]:
            SharingFactory(partnership=partnership, organisation=council)
        MembershipFactory(partnership=self.partnership, organisation=self.elm)
        self.visitors = {
            "anonymous": AnonymousUser(),
            "owner": person_of(self.brook),
            "fellow member": person_of(self.avon),
            "partner elsewhere": person_of(self.cole),
            "member that does not share": person_of(self.elm),
            "partnership's own": person_of(self.partnership),
            "stranger": person_of(self.dene),
            "without a grant": UserFactory(),
            "former officer": person_of(self.brook, end="2010-01-01"),
            "officer perhaps": person_of(self.brook, start="2009/9000"),
            "officer to come": person_of(self.brook, start="9000-01-01"),
        }

    def who_sees(self, record) -> set[str]:
        model = type(record)
        return {
            name
            for name, user in self.visitors.items()
            if model.objects.visible_to(user).filter(pk=record.pk).exists()
        }


@pytest.fixture
def world(recorded):
    return made_once(World)


OF_PROGRAMMES = [
    WorkstreamFactory,
    PhaseFactory,
    DocumentFactory,
    MilestoneFactory,
    RankingFactory,
]
OF_WORKSTREAMS = [RoleFactory, StageFactory]
EVERYBODY = None


def records(world, **whose) -> list[Record]:
    """One record of each kind in the programme, all with this visibility and owner."""
    found = [factory(programme=world.programme, **whose) for factory in OF_PROGRAMMES]
    workstream = WorkstreamFactory(programme=world.programme)
    return found + [factory(workstream=workstream, **whose) for factory in OF_WORKSTREAMS]


@pytest.mark.parametrize(
    ("visibility", "owned", "expected"),
    [
        (PUBLIC, True, EVERYBODY),
        (PARTNERS, True, {"owner", "fellow member", "partnership's own"}),
        (PARTNERS, False, {"owner", "fellow member", "partnership's own"}),
        (OWNER, True, {"owner"}),
    ],
    ids=["public", "partners", "partners without an owner", "owner's alone"],
)
def test_who_sees_a_record(world, visibility, owned, expected):
    """A grant counts only while it is surely in force, a partnership only where it is this one."""
    expected = set(world.visitors) if expected is EVERYBODY else expected
    whose = {"visibility": visibility, "owner": world.brook if owned else None}
    seen = {type(record).__name__: world.who_sees(record) for record in records(world, **whose)}
    assert seen == dict.fromkeys(seen, expected)


def test_a_member_that_has_left_is_no_partner_any_more(world):
    record = WorkstreamFactory(programme=world.programme, visibility=PARTNERS)
    member = Membership.objects.get(organisation=world.avon)
    member.end = "2010-06-30"
    keep(record=member)
    assert world.who_sees(record) == {"owner", "partnership's own"}


def test_a_membership_struck_out_makes_no_partner(world):
    record = WorkstreamFactory(programme=world.programme, visibility=PARTNERS)
    strike_out(record=Membership.objects.get(organisation=world.avon), reason="Never a member.")
    assert world.who_sees(record) == {"owner", "partnership's own"}


def test_a_grant_struck_out_opens_nothing(world):
    record = WorkstreamFactory(programme=world.programme, visibility=OWNER, owner=world.brook)
    grant = Grant.objects.get(user=world.visitors["owner"])
    strike_out(record=grant, reason="Given to the wrong person.")
    assert world.who_sees(record) == set()


def test_a_system_administrator_sees_all_but_what_is_struck_out(world):
    administrator = UserFactory(is_superuser=True)
    hidden = WorkstreamFactory(programme=world.programme, visibility=OWNER, owner=world.brook)
    mistake = WorkstreamFactory(programme=world.programme)
    strike_out(record=mistake, reason="Entered twice.")
    visible = type(hidden).objects.visible_to(administrator)
    assert list(visible.filter(programme=world.programme)) == [hidden]


# Hidden parents


def hide(record, world) -> None:
    past_the_rules.hide(record, world.brook)


def strike(record, world) -> None:
    past_the_rules.strike(record)


def cite(record, document):
    kind, pk = record.reference
    return keep(record=Citation(record_type=kind, record_id=pk, document=document, paragraph="1.1"))


@pytest.fixture
def family(world):
    """Public records that hang on one another, by what they are."""
    programme = world.programme
    workstream = WorkstreamFactory(programme=programme)
    component = WorkstreamFactory(programme=programme, parent=workstream)
    document = DocumentFactory(programme=programme)
    person = keep(record=Person(code="ann-lee", name="Ann Lee"))
    post = keep(record=Post(code="director", title="Director"))
    phase = PhaseFactory(programme=programme)
    role = RoleFactory(workstream=workstream, organisation=world.cole)
    return {
        "partnership": world.partnership,
        "organisation": world.avon,
        "membership": Membership.objects.get(organisation=world.avon),
        "programme": programme,
        "phase": phase,
        "workstream": workstream,
        "component": component,
        "stage": StageFactory(workstream=component, phase=phase),
        "role": role,
        "milestone": MilestoneFactory(programme=programme, workstream=workstream),
        "document": document,
        "citation of the workstream": cite(workstream, document),
        "citation of the role": cite(role, document),
        "person": person,
        "post": post,
        "tenure": keep(record=Tenure(post=post, person=person, start="2009")),
    }


IN_WORKSTREAM = {
    "workstream",
    "component",
    "stage",
    "role",
    "milestone",
    "citation of the workstream",
    "citation of the role",
}
IN_PROGRAMME = IN_WORKSTREAM | {"programme", "phase", "document"}


@pytest.mark.parametrize("how", [hide, strike])
@pytest.mark.parametrize(
    ("parent", "gone"),
    [
        ("partnership", IN_PROGRAMME | {"partnership", "membership"}),
        ("organisation", {"organisation", "membership"}),
        ("programme", IN_PROGRAMME),
        ("phase", {"phase", "stage"}),
        ("workstream", IN_WORKSTREAM),
        ("component", {"component", "stage"}),
        ("role", {"role", "citation of the role"}),
        ("document", {"document", "citation of the workstream", "citation of the role"}),
        ("person", {"person", "tenure"}),
        ("post", {"post", "tenure"}),
    ],
)
def test_a_hidden_parent_hides_what_hangs_on_it(world, family, parent, gone, how):
    how(family[parent], world)
    visitor = world.visitors["stranger"]
    hidden = {
        name
        for name, record in family.items()
        if not type(record).objects.visible_to(visitor).filter(pk=record.pk).exists()
    }
    assert hidden == gone


def test_the_owner_still_sees_what_hangs_on_its_own(world, family):
    hide(family["workstream"], world)
    assert world.who_sees(family["role"]) == {"owner"}


# Counts and pages


def counts(user) -> list[tuple[str, int, int]]:
    day = datetime.date(2010, 6, 1)
    rows = programme_list(user, AsAt(day, datetime.date.today())).running
    return sorted((r.code, r.member_count.number, r.workstream_count.number) for r in rows)


def test_counts_leave_out_what_the_visitor_may_not_see(recorded):
    programme = ProgrammeFactory(code="bins")
    members = MembershipFactory.create_batch(2, partnership=programme.partnership)
    WorkstreamFactory(programme=programme)
    owner = members[0].organisation
    WorkstreamFactory(programme=programme, visibility=OWNER, owner=owner)
    ProgrammeFactory(code="secret", visibility=OWNER, owner=owner)
    assert counts(AnonymousUser()) == [("bins", 2, 1)]
    assert counts(person_of(owner)) == [("bins", 2, 2), ("secret", 0, 0)]


def test_the_page_of_a_hidden_record_is_not_found(client, world):
    hidden = WorkstreamFactory(programme=world.programme, visibility=OWNER, owner=world.brook)
    statuses = {}
    for name, user in world.visitors.items():
        client.logout()
        if user.is_authenticated:
            client.force_login(user)
        statuses[name] = client.get(hidden.get_absolute_url()).status_code
    assert statuses == {**dict.fromkeys(world.visitors, 404), "owner": 200}


ADDRESSES = {
    "home": lambda programme, workstream: reverse("portal:home"),
    "programmes": lambda programme, workstream: reverse("portal:programmes"),
    "programme": lambda programme, workstream: programme.get_absolute_url(),
    "workstream": lambda programme, workstream: workstream.get_absolute_url(),
    "reports": lambda programme, workstream: reverse("decisions:report_list"),
}


@pytest.mark.parametrize("address", ADDRESSES.values(), ids=ADDRESSES)
def test_everybody_can_open_what_is_public(client, world, address):
    workstream = WorkstreamFactory(programme=world.programme)
    statuses = {}
    for name, user in world.visitors.items():
        client.logout()
        if user.is_authenticated:
            client.force_login(user)
        statuses[name] = client.get(address(world.programme, workstream)).status_code
    assert statuses == dict.fromkeys(world.visitors, 200)


@pytest.mark.parametrize("where", ["programme", "workstream"])
@pytest.mark.parametrize("of", ["organisation", "person", "post"])
def test_the_name_of_a_hidden_holder_stands_on_no_page(client, world, where, of):
    """The role is public; who holds it is its owner's alone."""
    whose = {"visibility": OWNER, "owner": world.brook}
    holder = {
        "organisation": lambda: OrganisationFactory(name="Hush Holding", **whose),
        "person": lambda: keep(record=Person(code="hush", name="Hush Holding", **whose)),
        "post": lambda: keep(record=Post(code="hush", title="Hush Holding", **whose)),
    }[of]()
    workstream = WorkstreamFactory(programme=world.programme)
    RoleFactory(workstream=workstream, **{"organisation": None, of: holder})
    answer = client.get(ADDRESSES[where](world.programme, workstream))
    named = answer.content.decode().count("Hush Holding")
    assert (answer.status_code, named) == (200, 0)


# Every record


def related_records(model, *, required: bool) -> set[str]:
    """Foreign keys to other records, the owner apart."""
    return {
        field.name
        for field in model._meta.fields
        if field.is_relation
        and field.name != "owner"
        and issubclass(field.related_model, Record)
        and (not field.null or not required)
    }


@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model.__name__)
def test_a_record_is_seen_through_every_record_it_cannot_be_without(model):
    assert related_records(model, required=True) - set(model.seen_through) == set()


@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model.__name__)
def test_seen_through_and_partnership_path_name_what_exists(model):
    assert set(model.seen_through) <= related_records(model, required=False) | {"owner"}
    if model.partnership_path:
        end = model
        for step in model.partnership_path.split("__"):
            end = end._meta.get_field(step).related_model
        assert end.__name__ == "Partnership"
