"""People are called by full name; an e-mail address shows to nobody whom it does not concern."""

import pytest
from django.test import Client

from programmes.choices import GrantRole
from programmes.models import Grant
from programmes.operations import keep
from sharedsvc.core.history import recording
from sharedsvc.core.people import called
from tests.factories import OrganisationFactory, PhaseFactory, UserFactory

ADDRESS = "a.nonesuch@example.org"


@pytest.fixture
def nameless(db):
    return UserFactory(name="", email=ADDRESS)


def test_somebody_without_a_name_is_a_signed_in_person(nameless):
    names = {called(nameless), str(nameless), nameless.get_full_name()}
    assert names == {"a signed-in person"}
    assert called(UserFactory(name="Ann Lee")) == "Ann Lee"
    assert called(None) == "the command line"


def test_one_sees_by_which_address_one_is_signed_in(nameless):
    client = Client()
    client.force_login(nameless)
    assert ADDRESS in client.get("/").content.decode()


def test_the_history_names_nobody_by_address(nameless):
    with recording(user=None, reason="Test"):
        phase = PhaseFactory()
    nameless.is_superuser = True
    nameless.save()
    with recording(user=nameless, reason="Corrected"):
        phase.title = "Phase two"
        keep(record=phase)
    reader = UserFactory(is_superuser=True)
    client = Client()
    client.force_login(reader)
    admins = f"/admin/programmes/phase/{phase.pk}/history/"
    for address in (f"/phases/{phase.programme.code}/{phase.code}/history/", admins):
        page = client.get(address).content.decode()
        assert ADDRESS not in page
        assert "signed-in person" in page


def test_who_looks_after_people_tells_them_apart_by_address(nameless):
    administrator = UserFactory()
    with recording(user=None, reason="Test"):
        avon = OrganisationFactory()
        for user, role in ((nameless, GrantRole.OFFICER), (administrator, GrantRole.ADMINISTRATOR)):
            grant = Grant(user=user, role=role, organisation=avon, start="2009-01-01")
            keep(record=grant)
    client = Client()
    client.force_login(administrator)
    for address in ("/people-and-rights/", "/admin/programmes/grant/"):
        assert ADDRESS in client.get(address).content.decode()
