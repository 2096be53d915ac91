"""Sign-in exists, sign-up is closed, and the admin has no door of its own."""

import pytest

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
