"""Sign-in exists, sign-up is closed, and the admin has no door of its own."""

import re
from urllib.parse import urlsplit

import pytest
from django.conf import settings

from sharedsvc.accounts.models import User

PASSWORD = "correct horse battery staple"


@pytest.fixture
def officer(db):
    return User.objects.create_user("Ann.Lee@Example.org", PASSWORD, name="Ann Lee")


def test_somebody_signs_in_by_e_mail_address_whatever_its_capitals(client, officer):
    answer = client.post("/accounts/login/", {"login": "ann.lee@example.org", "password": PASSWORD})
    assert (answer.status_code, answer.url) == (302, "/")
    assert b"Ann Lee" in client.get("/").content


def test_a_wrong_password_is_refused(client, officer):
    answer = client.post("/accounts/login/", {"login": officer.email, "password": "wrong"})
    assert answer.status_code == 200
    assert "_auth_user_id" not in client.session


def test_nobody_signs_up(client, db):
    form = {"email": "bea@example.org", "password1": PASSWORD, "password2": PASSWORD}
    client.post("/accounts/signup/", form)
    assert User.objects.count() == 0


def test_the_admin_is_entered_through_the_same_door(client, officer):
    answer = client.get("/admin/login/")
    assert (answer.status_code, answer.url.split("?")[0]) == (302, "/accounts/login/")


def test_signed_out_a_page_that_is_not_public_asks_to_sign_in(client, db):
    answer = client.get("/accounts/password/change/")
    assert (answer.status_code, answer.url.split("?")[0]) == (302, "/accounts/login/")


def wrong(client, address, times):
    for _ in range(times):
        client.post(address, {"login": "ann.lee@example.org", "password": "wrong"}, follow=True)


@pytest.mark.parametrize("door", ["/accounts/login/", "/accounts/login/?next=/admin/"])
def test_many_wrong_passwords_stop_the_right_one(client, officer, door):
    wrong(client, door, 6)
    for address in ("/accounts/login/", "/accounts/login/?next=/admin/"):
        client.post(address, {"login": officer.email, "password": PASSWORD})
        assert "_auth_user_id" not in client.session


def test_the_admins_own_door_takes_no_password_at_all(client, db):
    """Neither wrong ones, which would not be counted there, nor the right one."""
    User.objects.create_superuser("root@example.org", PASSWORD)
    form = {"username": "root@example.org", "password": PASSWORD, "next": "/admin/"}
    answer = client.post("/admin/login/", form)
    assert (answer.status_code, answer.url.split("?")[0]) == (302, "/accounts/login/")
    assert "_auth_user_id" not in client.session


def test_wrong_passwords_are_counted_for_all_processes_together():
    """A memory of each process's own would give every worker of the server its own count."""
    assert settings.CACHES["default"]["BACKEND"].endswith("DatabaseCache")


def test_passwords_are_kept_as_argon2(officer):
    assert officer.password.startswith("argon2$")


def test_a_forgotten_password_is_set_anew_by_the_link_of_a_mail(client, officer, mailoutbox):
    client.post("/accounts/password/reset/", {"email": officer.email})
    (mail,) = mailoutbox
    link = re.search(r"http\S+", mail.body)[0]
    form = client.get(urlsplit(link).path, follow=True)
    new = "a quite different phrase"
    client.post(form.redirect_chain[-1][0], {"password1": new, "password2": new})
    client.post("/accounts/login/", {"login": officer.email, "password": new})
    assert client.session["_auth_user_id"] == str(officer.pk)


@pytest.mark.parametrize(
    "address", ["email/", "confirm-email/", "confirm-email/x/", "password/set/"]
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_adds_an_address_of_their_own(client, officer, address, method):
    client.force_login(officer)
    answer = getattr(client, method)(f"/accounts/{address}", {"email": "x@example.org"})
    assert answer.status_code == 404


def test_demo_people_sign_in_only_in_development(client, db, settings):
    demo = User.objects.create_user("clerk.ivc@demo.invalid", PASSWORD)
    form = {"login": demo.email, "password": PASSWORD}
    settings.DEBUG = False
    client.post("/accounts/login/", form)
    assert "_auth_user_id" not in client.session
    settings.DEBUG = True
    client.post("/accounts/login/", form)
    assert client.session["_auth_user_id"] == str(demo.pk)
    settings.DEBUG = False
    assert "Demo" not in client.get("/").content.decode()
    assert not client.get("/").context["user"].is_authenticated


def test_no_cache_keeps_what_somebody_signed_in_was_shown(client, officer):
    assert "Cache-Control" not in client.get("/").headers
    client.force_login(officer)
    assert {"private", "no-store"} <= set(client.get("/")["Cache-Control"].split(", "))


def test_wrong_passwords_at_many_addresses_do_not_make_the_counts_forgotten():
    assert settings.CACHES["default"]["OPTIONS"]["MAX_ENTRIES"] >= 100_000
