"""The page where a member's own people start and end sharing."""

import datetime

import pytest

from programmes.choices import GrantRole
from programmes.models import Grant, Membership, Sharing
from programmes.operations import keep
from sharedsvc.core.history import recording
from sharedsvc.core.workbook.sheets import registry
from tests.admin.conftest import send
from tests.factories import (
    MembershipFactory,
    OrganisationFactory,
    PartnershipFactory,
    SharingFactory,
    UserFactory,
)

ADDRESS = "/sharing/"
TODAY = datetime.date.today()


@pytest.fixture
def council(recorded):
    return OrganisationFactory(name="Avon Council")


@pytest.fixture
def partnership(council):
    found = PartnershipFactory(name="The Board")
    MembershipFactory(partnership=found, organisation=council)
    return found


def signed_in(client, role, organisation):
    with recording(user=None, reason="Test"):
        user = UserFactory()
        keep(record=Grant(user=user, role=role, organisation=organisation, start="2009-01-01"))
    client.force_login(user)
    return user


@pytest.fixture
def administrator(client, council):
    return signed_in(client, GrantRole.ADMINISTRATOR, council)


def start_of(council, partnership):
    return f"{ADDRESS}{council.pk}/{partnership.pk}/start/"


def text(answer):
    return " ".join(answer.content.decode().split())


def test_an_administrator_sees_where_the_council_takes_part(client, administrator, partnership):
    MembershipFactory(partnership=PartnershipFactory(name="Others"))
    shown = text(client.get(ADDRESS))
    assert "The Board" in shown
    assert "Does not share: nothing is open in either direction." in shown
    assert "Others" not in shown


def test_it_starts_sharing_and_says_why(client, administrator, council, partnership):
    answer = client.post(start_of(council, partnership), {"reason": "Joint plan"}, follow=True)
    sharing = Sharing.objects.get()
    version = sharing.history.get()
    assert (sharing.organisation, sharing.partnership) == (council, partnership)
    assert (sharing.start, sharing.earlier_too) == (TODAY.isoformat(), False)
    assert (version.history_user, version.history_change_reason) == (administrator, "Joint plan")
    assert "Sharing is recorded: Avon Council in The Board." in text(answer)
    assert "what was recorded before stays closed" in text(answer)


def test_it_says_what_opens_in_each_direction_and_to_whom(
    client, administrator, council, partnership
):
    brook = OrganisationFactory(name="Brook Council")
    SharingFactory(partnership=partnership, organisation=brook)
    gone = OrganisationFactory(name="Gone Council")
    SharingFactory(partnership=partnership, organisation=gone)
    left = Membership.objects.get(organisation=gone)
    left.end = "2010-01-01"
    keep(record=left)
    shown = text(client.get(start_of(council, partnership)))
    assert "will see what Avon Council keeps between partners" in shown
    assert "The people of Avon Council will see what the partnership" in shown
    assert "Members that share today: Brook Council." in shown


def test_a_later_day_and_what_was_before(client, administrator, council, partnership):
    later = TODAY + datetime.timedelta(days=40)
    form = {"start": f"{later:%-d %B %Y}", "earlier_too": "on", "reason": "Agreed"}
    answer = client.post(start_of(council, partnership), form, follow=True)
    sharing = Sharing.objects.get()
    assert (sharing.start, sharing.earlier_too) == (later.isoformat(), True)
    assert f"Will share from {later:%-d %B %Y}, what was recorded before too." in text(answer)


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"start": "soon"}, "“soon” is not a date; write it as 15 January 2010 or 15/1/2010."),
        ({"start": "March 2010"}, "“March 2010” is not one day; write it as 15 January 2010"),
        ({"start": "1 March 2010"}, "Choose today or a later day, or name the decision or letter"),
        ({"reason": ""}, "Fill this in."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_written(
    client, administrator, council, partnership, form, said
):
    answer = client.post(start_of(council, partnership), {"reason": "Agreed", **form})
    assert (answer.status_code, Sharing.objects.count()) == (200, 0)
    assert said in text(answer)
    assert f'value="{form["start"]}"' in text(answer) if "start" in form else True


def test_a_clerk_names_the_decision_or_letter(client, council, partnership):
    signed_in(client, GrantRole.CLERK, council)
    refused = client.post(start_of(council, partnership), {"reason": "Agreed"})
    assert "Error: Fill this in." in text(refused).replace("</span>", "").replace(
        '<span class="govuk-visually-hidden">', ""
    )
    assert Sharing.objects.count() == 0
    form = {"reason": "Agreed", "source": "Cabinet, 3 March 2026, minute 12"}
    client.post(start_of(council, partnership), form)
    assert Sharing.objects.get().source == form["source"]


def test_sharing_ends_at_once_and_says_why(client, administrator, council, partnership):
    sharing = SharingFactory(partnership=partnership, organisation=council)
    assert f"{ADDRESS}{sharing.pk}/end/" in text(client.get(ADDRESS))
    answer = client.post(f"{ADDRESS}{sharing.pk}/end/", {"reason": "We leave"}, follow=True)
    sharing.refresh_from_db()
    assert sharing.end == (TODAY - datetime.timedelta(days=1)).isoformat()
    assert sharing.history.latest().history_change_reason == "We leave"
    assert "Avon Council no longer shares in The Board." in text(answer)
    assert client.get(f"{ADDRESS}{sharing.pk}/end/").status_code == 404


def test_what_outlived_the_membership_can_be_ended(client, administrator, council, partnership):
    sharing = SharingFactory(partnership=partnership, organisation=council)
    member = Membership.objects.get()
    member.end = "2010-01-01"
    keep(record=member)
    shown = text(client.get(ADDRESS))
    assert "Opens nothing: the membership is not in force today." in shown
    assert f"{ADDRESS}{sharing.pk}/end/" in shown
    assert client.get(start_of(council, partnership)).status_code == 404


def test_who_shares_already_is_told_so(client, administrator, council, partnership):
    SharingFactory(partnership=partnership, organisation=council)
    answer = client.get(start_of(council, partnership), follow=True)
    assert "Avon Council shares in The Board already." in text(answer)


def test_without_a_membership_there_is_nothing_to_share(client, administrator):
    assert "not a member of any partnership today" in text(client.get(ADDRESS))


def test_a_manager_finds_no_way_to_share_for_a_member(client, council, partnership):
    sharing = SharingFactory(partnership=partnership, organisation=council)
    signed_in(client, GrantRole.MANAGER, partnership)
    assert "Avon Council" not in text(client.get(ADDRESS))
    for address in (start_of(council, partnership), f"{ADDRESS}{sharing.pk}/end/"):
        assert client.post(address, {"reason": "Mine", "source": "A letter"}).status_code == 404
    assert Sharing.objects.get().history.count() == 1


def test_the_way_there_is_shown_to_those_who_may(client, administrator, recorded):
    assert f'href="{ADDRESS}"' in text(client.get("/"))
    client.force_login(UserFactory())
    assert f'href="{ADDRESS}"' not in text(client.get("/"))


@pytest.mark.once
def test_the_page_costs_as_many_statements_for_many_partnerships(
    client, administrator, council, partnership, django_assert_num_queries
):
    def more(count):
        for _ in range(count):
            SharingFactory(organisation=council, partnership=PartnershipFactory())

    more(1)
    with django_assert_num_queries(5):
        client.get(ADDRESS)
    more(5)
    with django_assert_num_queries(5):
        client.get(ADDRESS)


@pytest.mark.parametrize("where", ["partnerships", "organisations"])
def test_partnership_and_member_say_who_shares_since_when(client, council, partnership, where):
    """Everybody who may see the membership may know for whom partners write."""
    SharingFactory(partnership=partnership, organisation=council, source="A letter of March")
    code = {"partnerships": partnership, "organisations": council}[where].code
    shown = text(client.get(f"/{where}/{code}/"))
    assert "kept between partners" in shown
    assert "1 January 2009" in shown


def test_no_upload_speaks_of_sharing():
    """A manager's workbook must not say for a council that it shares."""
    assert registry.part_of(Sharing) is None


def test_in_the_admin_sharing_is_read_and_struck_out_but_not_written(
    client, administrator, council, partnership
):
    sharing = SharingFactory(partnership=partnership, organisation=council)
    here = f"/admin/programmes/sharing/{sharing.pk}/"
    assert client.get("/admin/programmes/sharing/add/").status_code == 403
    client.post(f"{here}change/", {"earlier_too": "on", "reason": "More"})
    sharing.refresh_from_db()
    assert not sharing.earlier_too
    send(client, f"{here}strike-out/", reason="Never said")
    sharing.refresh_from_db()
    assert sharing.struck_out == "Never said"
