"""Membership opens nothing; sharing, a member's own act, opens what is between partners."""

import datetime
from contextlib import nullcontext

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from programmes.choices import GrantRole, Visibility
from programmes.models import Grant, Membership, Post, Sharing
from programmes.openings import fill_opened
from programmes.operations import (
    end_sharing,
    keep,
    keep_membership,
    set_employers,
    start_sharing,
    strike_out,
)
from sharedsvc.core.history import recording
from sharedsvc.core.saving import create_many
from sharedsvc.core.search.indexing import reindex
from tests.factories import (
    BodyFactory,
    MembershipFactory,
    OrganisationFactory,
    PhaseFactory,
    ProgrammeFactory,
    UserFactory,
)
from tests.made_once import made_once
from workstreams.models import Risk

TODAY = datetime.date.today()
PARTNERS, OWNER, PUBLIC = Visibility.PARTNERS, Visibility.OWNER, Visibility.PUBLIC
LETTER = "Letter of the chief executive, 3 March"


def days(number):
    return TODAY + datetime.timedelta(days=number)


def at(number):
    """The recording of that many days ago (or ahead), at noon."""
    noon = datetime.datetime.combine(days(number), datetime.time(12))
    return recording(user=None, reason="Test", at=timezone.make_aware(noon))


def by(user):
    return recording(user=user, reason="Test")


def person(role, organisation):
    user = UserFactory()
    keep(record=Grant(user=user, role=role, organisation=organisation, start="2009-01-01"))
    return user


def anew(user):
    """As on the next page: what a user may see is looked up once for each request."""
    return type(user).objects.get(pk=user.pk) if user.is_authenticated else AnonymousUser()


class World:
    """Avon and Brook are members of a partnership; each keeps matter between partners."""

    def __init__(self):
        self.programme = ProgrammeFactory()
        self.partnership = self.programme.partnership
        self.avon, self.brook = OrganisationFactory.create_batch(2)
        for council in (self.avon, self.brook):
            MembershipFactory(partnership=self.partnership, organisation=council)
        self.manager = person(GrantRole.MANAGER, self.partnership)
        self.people = {
            "avon": person(GrantRole.MEMBER, self.avon),
            "brook": person(GrantRole.MEMBER, self.brook),
            "partnership": self.manager,
            "stranger": person(GrantRole.MEMBER, OrganisationFactory()),
            "public": AnonymousUser(),
        }

    def kept(self, by=None, title="Kept", **values):
        """Something between partners in the programme: a council's, or the partnership's."""
        values = {"visibility": PARTNERS, "owner": by, "title": title, **values}
        return PhaseFactory(programme=self.programme, **values)

    def readers(self, record):
        found = type(record).objects
        return {
            name
            for name, user in self.people.items()
            if found.visible_to(anew(user)).filter(pk=record.pk).exists()
        }

    def shares(self, council, **values):
        values = {"source": LETTER, **values}
        return start_sharing(partnership=self.partnership, organisation=council, **values)


@pytest.fixture
def world(recorded):
    return made_once(World)


# Membership alone


def test_a_manager_adds_a_council_and_nothing_opens_in_either_direction(world):
    """The issue's case: its people see no partner matter, and nobody sees theirs."""
    cole = OrganisationFactory()
    world.people["cole"] = person(GrantRole.MEMBER, cole)
    body = BodyFactory(organisation=cole, owner=cole, visibility=PARTNERS)
    of_cole, of_all = world.kept(cole), world.kept()
    for council in (world.avon, world.brook):
        world.shares(council)
    with by(world.manager):
        keep_membership(record=Membership(partnership=world.partnership, organisation=cole))
    assert world.readers(body) == world.readers(of_cole) == {"cole"}
    assert world.readers(of_all) == {"avon", "brook", "partnership"}


def test_a_member_that_does_not_share_is_as_a_stranger_to_the_partners(world):
    world.shares(world.avon)
    record = world.kept(world.avon)
    assert world.readers(record) == {"avon", "partnership"}
    assert "brook" not in world.readers(world.kept())


def test_what_may_be_written_goes_by_membership(world):
    """An officer keeps a council's own risks in a programme that it shares nothing in."""
    officer = person(GrantRole.OFFICER, world.avon)
    risk = Risk(programme=world.programme, owner=world.avon, code="r", text="A.", start="2010")
    with by(officer):
        assert keep(record=risk).pk


def test_a_manager_says_which_posts_belong_to_members_whether_or_not_they_share(world):
    """A right to write: it goes by membership in the very partnership that one manages."""
    with by(world.manager):
        post = keep(record=Post(code="joint", title="Joint director"))
        set_employers(record=post, others=[world.avon])
        with pytest.raises(PermissionDenied):
            set_employers(record=post, others=[world.avon, OrganisationFactory()])


# Sharing


def test_where_both_share_each_sees_what_the_other_keeps_between_partners(world):
    body = BodyFactory(organisation=world.avon, owner=world.avon, visibility=OWNER)
    for council in (world.avon, world.brook):
        world.shares(council)
    of_avon, of_all = world.kept(world.avon), world.kept()
    assert world.readers(of_avon) == world.readers(of_all) == {"avon", "brook", "partnership"}
    assert world.readers(body) == {"avon"}
    body.visibility = PARTNERS
    keep(record=body)
    assert world.readers(body) == {"avon", "brook", "partnership"}


def test_what_was_recorded_before_opens_only_if_the_sharing_says_so(world):
    before = world.kept(world.avon)
    world.shares(world.brook)
    sharing = world.shares(world.avon)
    assert world.readers(before) == {"avon"}
    with at(1):
        end_sharing(record=sharing, reason="Too little.")
        world.shares(world.avon, earlier_too=True)
    assert world.readers(before) == {"avon", "brook", "partnership"}


def test_what_is_recorded_on_the_day_but_before_the_act_is_recorded_before(world):
    """A day is not enough: in the morning nobody had shared."""
    morning = world.kept(world.avon)
    world.shares(world.avon)
    afternoon = world.kept(world.avon)
    assert world.readers(morning) == {"avon"}
    assert world.readers(afternoon) == {"avon", "partnership"}


def test_what_is_given_to_partners_since_is_open_though_it_was_recorded_before(world):
    record = world.kept(world.avon, visibility=OWNER)
    world.shares(world.avon)
    record.visibility = PARTNERS
    keep(record=record)
    assert world.readers(record) == {"avon", "partnership"}


def test_a_change_of_its_text_does_not_open_what_was_recorded_before(world):
    record = world.kept(world.avon)
    world.shares(world.avon)
    record.title = "Reworded"
    keep(record=record)
    assert world.readers(record) == {"avon"}


def test_what_somebody_read_before_it_was_closed_does_not_open_it(world):
    """Saved from an old copy, a record counts as opened when it is saved, or earlier."""
    world.shares(world.avon)
    record = world.kept(world.avon)
    stale = type(record).objects.get(pk=record.pk)
    record.title = "New"
    keep(record=record)
    opened = record.opened
    stale.title = "Old copy"
    keep(record=stale)
    assert type(record).objects.get(pk=record.pk).opened == opened


def test_sharing_opens_from_its_day_on(world):
    record = world.kept(world.avon)
    world.shares(world.avon, start=days(1), earlier_too=True)
    assert world.readers(record) == {"avon"}


def test_sharing_of_a_past_day_opens_what_was_recorded_from_that_day_on(world):
    with at(-8):
        early = world.kept(world.avon)
    with at(-7):
        same_day = world.kept(world.avon)
    world.shares(world.avon, start=days(-7))
    assert world.readers(early) == {"avon"}
    assert world.readers(same_day) == {"avon", "partnership"}


def test_a_vague_start_counts_only_once_it_is_surely_past(world):
    pair = {"partnership": world.partnership, "organisation": world.avon, "owner": world.avon}
    keep(record=Sharing(start=f"{TODAY.year}/{TODAY.year + 1}-12-31", end="", **pair))
    assert world.readers(world.kept(world.avon)) == {"avon"}


@pytest.mark.parametrize("ends", ["ended", "struck out"])
def test_ended_sharing_opens_nothing_in_either_direction_at_once(world, ends):
    for council in (world.avon, world.brook):
        sharing = world.shares(council, start=days(-3))
    of_avon, of_brook = world.kept(world.avon), world.kept(world.brook)
    assert "avon" in world.readers(of_avon) & world.readers(of_brook)
    if ends == "ended":
        end_sharing(record=sharing, reason="We leave.")
    else:
        strike_out(record=sharing, reason="Never said.")
    assert world.readers(of_avon) == {"avon", "partnership"}
    assert world.readers(of_brook) == {"brook"}


def test_sharing_that_began_today_is_struck_out_when_it_ends(world):
    sharing = world.shares(world.avon)
    end_sharing(record=sharing, reason="Too soon.")
    assert Sharing.objects.get().struck_out == "Too soon."
    assert world.readers(world.kept(world.avon)) == {"avon"}


def test_sharing_in_one_partnership_opens_nothing_of_another(world):
    elsewhere = ProgrammeFactory()
    for council in (world.avon, world.brook):
        MembershipFactory(partnership=elsewhere.partnership, organisation=council)
        start_sharing(partnership=elsewhere.partnership, organisation=council, source=LETTER)
    assert world.readers(world.kept(world.avon)) == {"avon"}
    assert world.readers(world.kept()) == {"partnership"}


def test_a_partnership_within_another_shares_there_as_any_member(world):
    """Its manager does for it what a clerk does for a council."""
    wider = ProgrammeFactory()
    MembershipFactory(partnership=wider.partnership, organisation=world.partnership)
    record = PhaseFactory(programme=wider, visibility=PARTNERS)
    assert world.readers(record) == set()
    with by(anew(world.manager)):
        start_sharing(partnership=wider.partnership, organisation=world.partnership, source=LETTER)
    assert world.readers(record) == {"partnership"}


# Membership that ends


def leave(world, council):
    member = Membership.objects.get(organisation=council)
    member.end = days(-1).isoformat()
    return keep(record=member)


def test_with_the_membership_sharing_ends(world):
    world.shares(world.avon, start=days(-9))
    record = world.kept(world.avon)
    leave(world, world.avon)
    assert world.readers(record) == {"avon"}


def come_back(world, member):
    again = Membership(partnership=world.partnership, organisation=world.avon, spell=2)
    return keep_membership(record=again)


def come_back_as_of_old(world, member):
    pair = {"partnership": world.partnership, "organisation": world.avon}
    return keep_membership(record=Membership(**pair, spell=2, start="2009-01-01"))


def take_back_the_end(world, member):
    member.end = ""
    return keep_membership(record=member)


@pytest.mark.parametrize("returns", [come_back, come_back_as_of_old, take_back_the_end])
def test_a_manager_who_takes_a_council_back_opens_nothing_again(world, returns):
    """Whatever dates the manager gives: who comes back shares anew, or not."""
    sharing = world.shares(world.avon, start=days(-9))
    record = world.kept(world.avon)
    member = leave(world, world.avon)
    with by(anew(world.manager)):
        returns(world, member)
    assert world.readers(record) == {"avon"}
    sharing.refresh_from_db()
    version = sharing.history.latest()
    assert sharing.end == days(-1).isoformat()
    assert (version.history_user, "shares anew" in version.history_change_reason) == (None, True)
    with at(1):
        world.shares(world.avon, earlier_too=True)
    assert world.readers(record) == {"avon", "partnership"}


def test_a_further_part_of_a_member_ends_nothing(world):
    world.shares(world.avon)
    chair = Membership(partnership=world.partnership, organisation=world.avon, role="chair")
    with by(anew(world.manager)):
        keep_membership(record=chair)
    assert world.readers(world.kept(world.avon)) == {"avon", "partnership"}


# Whose act it is


@pytest.mark.parametrize(
    ("role", "where", "source", "may"),
    [
        (GrantRole.ADMINISTRATOR, "avon", "", True),
        (GrantRole.CLERK, "avon", LETTER, True),
        (GrantRole.OFFICER, "avon", LETTER, False),
        (GrantRole.MEMBER, "avon", LETTER, False),
        (GrantRole.ADMINISTRATOR, "brook", LETTER, False),
        (GrantRole.CLERK, "brook", LETTER, False),
        (GrantRole.MANAGER, "partnership", LETTER, False),
        (GrantRole.ADMINISTRATOR, "partnership", LETTER, False),
    ],
)
def test_nobody_but_its_own_administrator_or_clerk_starts_or_ends_sharing(
    world, role, where, source, may
):
    user = person(role, getattr(world, where))
    with by(user), nullcontext() if may else pytest.raises(PermissionDenied):
        world.shares(world.avon, source=source)
    if not may:
        world.shares(world.avon)
    sharing = Sharing.objects.get()
    with by(anew(user)), nullcontext() if may else pytest.raises(PermissionDenied):
        end_sharing(record=sharing, reason="Enough.")
    assert Sharing.objects.not_struck_out().exists() != may


@pytest.mark.parametrize("who", ["clerk", "system administrator", "command line"])
def test_without_a_source_only_its_administrator_starts_sharing(world, who):
    user = {
        "clerk": person(GrantRole.CLERK, world.avon),
        "system administrator": UserFactory(is_superuser=True),
        "command line": None,
    }[who]
    with by(user), pytest.raises(ValidationError) as refusal:
        world.shares(world.avon, source="  ")
    assert refusal.value.messages[0].startswith("Name the decision or the letter by which it")
    with by(user):
        assert world.shares(world.avon).source == LETTER


def test_no_way_round_the_operation_lets_a_clerk_do_without_a_source(world):
    clerk = person(GrantRole.CLERK, world.avon)
    pair = {"partnership": world.partnership, "organisation": world.avon, "owner": world.avon}
    with by(clerk), pytest.raises(PermissionDenied):
        keep(record=Sharing(start=TODAY.isoformat(), **pair))
    with by(clerk), pytest.raises(PermissionDenied):
        create_many([Sharing(start=TODAY.isoformat(), **pair)])


def test_a_clerk_ends_what_the_administrator_started(world):
    with by(person(GrantRole.ADMINISTRATOR, world.avon)):
        sharing = world.shares(world.avon, source="")
    with by(person(GrantRole.CLERK, world.avon)):
        end_sharing(record=sharing, reason="The chief executive asks.")
    assert not Sharing.objects.not_struck_out().exists()


def test_a_council_ends_its_sharing_though_its_membership_is_struck_out(world):
    administrator = person(GrantRole.ADMINISTRATOR, world.avon)
    sharing = world.shares(world.avon)
    strike_out(record=Membership.objects.get(organisation=world.avon), reason="A mistake.")
    with by(administrator):
        end_sharing(record=sharing, reason="Then nothing is shared.")
    assert not Sharing.objects.not_struck_out().exists()


def test_a_past_day_needs_a_source(world):
    with by(person(GrantRole.ADMINISTRATOR, world.avon)):
        with pytest.raises(ValidationError) as refusal:
            world.shares(world.avon, start=days(-1), source="")
        assert world.shares(world.avon, start=days(-1)).start == days(-1).isoformat()
    assert "Choose today or a later day" in refusal.value.messages[0]


def test_only_a_member_shares(world):
    stranger = OrganisationFactory()
    with pytest.raises(ValidationError, match="is not a member of"):
        world.shares(stranger)


def test_nobody_shares_twice_at_once(world):
    world.shares(world.avon)
    with pytest.raises(ValidationError, match="shares in this partnership already"):
        world.shares(world.avon, earlier_too=True)


def test_ending_wants_a_reason_and_is_done_once(world):
    sharing = world.shares(world.avon, start=days(-3))
    with pytest.raises(ValidationError, match="Say why"):
        end_sharing(record=sharing, reason=" ")
    end_sharing(record=sharing, reason="Enough.")
    with pytest.raises(ValidationError, match="had ended this before"):
        end_sharing(record=sharing, reason="Enough.")


@pytest.mark.parametrize(
    "change",
    [
        {"earlier_too": True},
        {"start": "2001-01-01"},
        {"source": "Another letter"},
        {"end": ""},
        {"end": "9000-01-01"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_sharing_is_never_widened(world, change):
    """Not even by its own administrator: another act says what opens, and from when."""
    sharing = world.shares(world.avon, start=days(-9))
    sharing.end = days(-1).isoformat()
    keep(record=sharing)
    with by(person(GrantRole.ADMINISTRATOR, world.avon)):
        for name, value in change.items():
            setattr(sharing, name, value)
        with pytest.raises(ValidationError, match="never changed, only ended"):
            keep(record=sharing)


@pytest.mark.parametrize(
    "wrong",
    [{"visibility": OWNER}, {"owner": None}, {"start": ""}],
    ids=["hidden", "nobody's", "without a start"],
)
def test_the_database_holds_no_sharing_that_is_not_its_own_known_act(world, wrong):
    sharing = world.shares(world.avon)
    values = {"partnership": world.partnership, "organisation": world.brook}
    values |= {"owner": world.brook, "start": "2010-01-01", **wrong}
    with pytest.raises(IntegrityError), transaction.atomic():
        Sharing(**values).save()
    assert list(Sharing.objects.all()) == [sharing]


# Who sees that it shares


def test_who_may_see_the_membership_sees_that_it_shares(world):
    sharing = world.shares(world.avon)
    assert world.readers(sharing) == set(world.people)
    member = Membership.objects.get(organisation=world.avon)
    member.visibility, member.owner = OWNER, world.avon
    keep(record=member)
    assert world.readers(sharing) == {"avon"}
    versions = Sharing.objects.all().versions_visible_to(anew(world.people["stranger"]))
    assert not versions.exists()


# Everything that reads


def test_lists_counts_files_search_and_versions_follow(world):
    before, hidden = world.kept(world.avon, title="Xylem"), world.kept(world.brook, title="Yarrow")
    reindex()  # what is recorded in one go is found at its end
    reader = Client()
    reader.force_login(world.people["avon"])
    page = f"/phases/{world.programme.code}/{hidden.code}/"

    def found():
        named = [page in text("/phases/"), "Yarrow" in text("/phases/?format=csv")]
        named.append(page in text("/search/?q=yarrow"))
        return named + [reader.get(f"{page}{rest}").status_code for rest in ("", "history/")]

    def text(address):
        return reader.get(address).content.decode()

    assert found() == [False, False, False, 404, 404]
    world.shares(world.avon)
    assert found() == [False, False, False, 404, 404]
    sharing = world.shares(world.brook, earlier_too=True)
    assert found() == [True, True, True, 200, 200]
    end_sharing(record=sharing, reason="Enough.")
    assert found() == [False, False, False, 404, 404]
    assert reader.get(f"/phases/{world.programme.code}/{before.code}/").status_code == 200


def test_a_version_of_before_the_sharing_stays_closed(world):
    """The record is public now; what it was while it was between partners is not for all."""
    record = world.kept(world.avon)
    world.shares(world.avon)
    record.visibility = PUBLIC
    keep(record=record)
    record.visibility = PARTNERS
    keep(record=record)
    record.visibility = PUBLIC
    keep(record=record)

    def seen(name):
        versions = type(record).objects.all().versions_visible_to(anew(world.people[name]))
        return list(versions.order_by("history_id").values_list("visibility", flat=True))

    assert seen("avon") == [PARTNERS, PUBLIC, PARTNERS, PUBLIC]
    assert seen("partnership") == [PUBLIC, PARTNERS, PUBLIC]
    assert seen("brook") == [PUBLIC, PUBLIC]


def test_sharing_costs_the_reader_no_statement_of_its_own(world, django_assert_num_queries):
    """Grants, memberships, sharings and audiences are read at once, however many share."""
    for council in (world.avon, world.brook):
        world.shares(council)
    user = anew(world.people["avon"])
    with django_assert_num_queries(2):
        assert list(type(world.programme).objects.visible_to(user)) == [world.programme]


# What is recorded already


def test_the_migration_reads_from_the_history_when_a_record_was_opened(world):
    """The first of the versions since which visibility and owner stayed as they are."""
    with at(-9):
        record = world.kept(None)
    for number, visibility, owner in (
        (-8, PARTNERS, None),
        (-7, OWNER, world.avon),
        (-6, OWNER, world.avon),
        (-5, OWNER, world.brook),
        (-4, PARTNERS, world.brook),
        (-3, PARTNERS, world.brook),
    ):
        with at(number):
            record.visibility, record.owner = visibility, owner
            keep(record=record)
    as_written = [record.opened, *record.history.values_list("opened", flat=True)]
    with connection.cursor() as cursor:
        for table in ("programmes_phase", "programmes_historicalphase"):
            cursor.execute(f"UPDATE {table} SET opened = %s", [timezone.now()])
    fill_opened(apps, connection.SchemaEditorClass(connection), app="programmes")
    record.refresh_from_db()
    filled = [record.opened, *record.history.values_list("opened", flat=True)]
    assert filled == as_written
    assert [when.date() - TODAY for when in filled] == [
        datetime.timedelta(days=n) for n in (-4, -4, -4, -5, -7, -7, -9, -9)
    ]
