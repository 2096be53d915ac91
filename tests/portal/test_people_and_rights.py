"""People and rights: invitations, roles that end, and whose they are to give."""

import datetime
import re
from urllib.parse import urlsplit

import pytest
from django.core.exceptions import ValidationError

from programmes.choices import GrantRole
from programmes.models import Grant
from programmes.operations import keep
from sharedsvc.accounts.models import User
from sharedsvc.core.history import recording
from tests.admin.conftest import send
from tests.factories import OrganisationFactory, PartnershipFactory, UserFactory

ADDRESS = "/people-and-rights/"
PASSWORD = "a phrase of one's own"


@pytest.fixture
def council(recorded):
    return OrganisationFactory(name="Avon Council")


def grant_of(organisation, role=GrantRole.ADMINISTRATOR, start="2009-01-01", user=None):
    with recording(user=None, reason="Test"):
        user = user or UserFactory()
        return keep(record=Grant(user=user, role=role, organisation=organisation, start=start))


@pytest.fixture
def administrator(council):
    return grant_of(council).user


@pytest.fixture
def page(client, administrator):
    """The client of the council's administrator."""
    client.force_login(administrator)
    return client


def invitation(council, **changed):
    form = {"email": "Bea@Example.org", "name": "Bea Hall", "role": "clerk", "reason": "New clerk"}
    return {**form, "organisation": council.pk} | changed


def test_an_invitation_makes_an_account_a_role_and_a_mail(page, council, administrator, mailoutbox):
    page.post(ADDRESS, invitation(council))
    user = User.objects.get(email="bea@example.org")
    grant = Grant.objects.get(user=user)
    version = grant.history.get()
    today = datetime.date.today().isoformat()
    assert (user.name, user.is_staff, user.is_superuser) == ("Bea Hall", False, False)
    assert not user.has_usable_password()
    assert (grant.role, grant.organisation, grant.start) == ("clerk", council, today)
    assert (version.history_user, version.history_change_reason) == (administrator, "New clerk")
    assert [mail.to for mail in mailoutbox] == [["bea@example.org"]]


def test_the_link_of_the_mail_sets_the_password(page, client, council, mailoutbox):
    page.post(ADDRESS, invitation(council))
    client.logout()
    link = re.search(r"http\S+", mailoutbox[0].body)[0]
    form = client.get(urlsplit(link).path, follow=True).redirect_chain[-1][0]
    client.post(form, {"password1": PASSWORD, "password2": PASSWORD})
    client.post("/accounts/login/", {"login": "bea@example.org", "password": PASSWORD})
    assert client.session["_auth_user_id"] == str(User.objects.get(email="bea@example.org").pk)


def test_who_has_an_account_gets_the_role_and_keeps_the_password(page, council, mailoutbox):
    known = User.objects.create_user("bea@example.org", PASSWORD, name="Beatrice Hall")
    page.post(ADDRESS, invitation(council))
    known.refresh_from_db()
    assert (known.name, known.check_password(PASSWORD)) == ("Beatrice Hall", True)
    assert [grant.role for grant in known.grants.all()] == ["clerk"]
    assert "http" not in mailoutbox[0].body


REFUSALS = {
    "another council": {"organisation": None},
    "a role that does not exist": {"role": "system administrator"},
    "no reason": {"reason": " "},
    "a manager of a council": {"role": "partnership manager"},
}


@pytest.mark.parametrize("changed", REFUSALS.values(), ids=REFUSALS)
def test_what_an_administrator_cannot_give(page, council, changed):
    with recording(user=None, reason="Test"):
        elsewhere = OrganisationFactory()
    changed = {name: elsewhere.pk if value is None else value for name, value in changed.items()}
    answer = page.post(ADDRESS, invitation(council, **changed))
    assert answer.context["form"].errors
    assert not User.objects.filter(email="bea@example.org").exists()


def test_nobody_invites_themselves(page, council, administrator):
    answer = page.post(ADDRESS, invitation(council, email=administrator.email))
    assert answer.context["form"].non_field_errors() == [
        "Nobody gives themselves a right: ask another administrator."
    ]
    assert administrator.grants.count() == 1


def test_a_role_is_given_once(page, council):
    page.post(ADDRESS, invitation(council))
    answer = page.post(ADDRESS, invitation(council))
    assert answer.context["form"].non_field_errors() == [
        "Bea Hall holds this role at Avon Council already."
    ]


def test_a_closed_account_is_not_opened_by_an_invitation(page, council):
    User.objects.create_user("bea@example.org", is_active=False)
    assert page.post(ADDRESS, invitation(council)).context["form"].errors


def test_a_mail_that_cannot_be_sent_is_said(page, council, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    answer = page.post(ADDRESS, invitation(council), follow=True)
    said = [str(message) for message in answer.context["messages"]]
    assert said == [
        "Bea Hall has the role now.",
        "The mail to Bea Hall could not be sent. Ask Bea Hall to choose “Forgotten your password?” "
        "where people sign in.",
    ]
    assert Grant.objects.filter(user__email="bea@example.org").exists()


def test_a_role_ends_at_once_and_the_reason_is_kept(page, council, administrator):
    grant = grant_of(council, GrantRole.CLERK)
    send(page, f"{ADDRESS}{grant.pk}/end/", reason="Retired")
    yesterday = datetime.date.today() - datetime.timedelta(days=1)
    grant.refresh_from_db()
    version = grant.history.first()
    assert grant.end == yesterday.isoformat()
    assert (version.history_user, version.history_change_reason) == (administrator, "Retired")


def test_a_role_that_began_today_is_struck_out(page, council):
    grant = grant_of(council, GrantRole.CLERK, start=datetime.date.today().isoformat())
    send(page, f"{ADDRESS}{grant.pk}/end/", reason="By mistake")
    grant.refresh_from_db()
    assert grant.struck_out == "By mistake"


def test_nobody_ends_a_role_of_their_own(page, administrator):
    own = administrator.grants.get()
    assert page.post(f"{ADDRESS}{own.pk}/end/", {"reason": "Enough"}).status_code == 403


def test_a_role_elsewhere_is_not_even_there(page):
    with recording(user=None, reason="Test"):
        grant = grant_of(OrganisationFactory(), GrantRole.CLERK)
    assert page.post(f"{ADDRESS}{grant.pk}/end/", {"reason": "Mine now"}).status_code == 404


def test_no_link_leads_to_the_end_of_ones_own_role(page, administrator, council):
    other = grant_of(council, GrantRole.CLERK)
    shown = page.get(ADDRESS).content.decode()

    assert f"{ADDRESS}{administrator.grants.get().pk}/end/" not in shown
    assert f"{ADDRESS}{other.pk}/end/" in shown


@pytest.mark.parametrize(
    ("start", "end", "refused"),
    [
        ("2030-01-01", "", True),
        ("2001-01-01", "2009-06-30", True),
        ("2001-01-01", "2008-12-31", False),
    ],
)
def test_nobody_holds_a_role_twice_at_one_time(council, start, end, refused):
    held = grant_of(council, GrantRole.OFFICER)
    again = Grant(user=held.user, role=held.role, organisation=council, start=start, end=end)
    with recording(user=None, reason="Test"):
        if refused:
            with pytest.raises(ValidationError, match=r"holds this role at .* already"):
                keep(record=again)
        else:
            assert keep(record=again).pk


def test_only_ones_own_people_are_listed(page, council):
    with recording(user=None, reason="Test"):
        elsewhere = grant_of(OrganisationFactory(), GrantRole.CLERK)
    own = grant_of(council, GrantRole.CLERK)
    text = page.get(ADDRESS).content.decode()
    assert own.user.email in text
    assert elsewhere.user.email not in text


def test_a_partnership_has_its_managers(client, recorded):
    partnership = PartnershipFactory()
    client.force_login(UserFactory(is_superuser=True))
    client.post(ADDRESS, invitation(partnership, role="partnership manager"))
    assert Grant.objects.get(organisation=partnership.pk).role == GrantRole.MANAGER


def test_the_way_there_is_shown_to_administrators_only(client, page, recorded):
    assert ADDRESS in page.get("/").content.decode()
    client.force_login(UserFactory())
    assert ADDRESS not in client.get("/").content.decode()
