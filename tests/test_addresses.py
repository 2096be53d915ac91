"""One form of an e-mail address, wherever it is written, and one account for it."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from programmes.choices import GrantRole
from programmes.models import Grant
from sharedsvc.accounts.addresses import one_form
from sharedsvc.accounts.models import User
from tests.admin.conftest import fields_of, person_with, signed_in
from tests.factories import OrganisationFactory, UserFactory
from tests.migrating import empty_database

PASSWORD = "correct horse battery staple"
TYPED = "  Ann.LEE@Example.ORG "
ONE = "ann.lee@example.org"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (TYPED, ONE),
        ("ann@BU\u0308CHER.example", "ann@bücher.example"),  # a letter and its dots apart
        ("ann@bücher.example", "ann@bücher.example"),
    ],
)
def test_an_address_has_one_form(typed, kept):
    assert one_form(typed) == kept


# Every door that writes one


def by_the_manager():
    User.objects.create_user(TYPED, PASSWORD)


def by_saving():
    User(email=TYPED).save()


def by_many_at_once():
    User.objects.bulk_create([User(email=TYPED)])


def by_update():
    user = UserFactory()
    User.objects.filter(pk=user.pk).update(email=TYPED)


def by_the_command_line():
    call_command("createsuperuser", email=TYPED, interactive=False)


def by_the_admin():
    chief = signed_in(UserFactory(is_superuser=True))
    page = chief.get("/admin/accounts/user/add/")
    new = {"email": TYPED, "password1": PASSWORD, "password2": PASSWORD}
    assert chief.post("/admin/accounts/user/add/", fields_of(page) | new).status_code == 302


def by_changing_it_in_the_admin():
    chief, user = signed_in(UserFactory(is_superuser=True)), UserFactory()
    address = f"/admin/accounts/user/{user.pk}/change/"
    changed = fields_of(chief.get(address)) | {"email": TYPED}
    assert chief.post(address, changed).status_code == 302


def by_an_invitation():
    council = OrganisationFactory()
    administrator = signed_in(person_with(GrantRole.ADMINISTRATOR, council))
    form = {"email": TYPED, "name": "Ann Lee", "role": "clerk", "reason": "New clerk"}
    administrator.post("/people-and-rights/", {**form, "organisation": council.pk})


DOORS = (by_the_manager, by_saving, by_many_at_once, by_update, by_the_command_line, by_the_admin,
         by_changing_it_in_the_admin, by_an_invitation)  # fmt: skip


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
def test_whichever_door_writes_it_it_is_stored_in_one_form(recorded, door):
    door()
    assert list(User.objects.filter(email=ONE).values_list("email", flat=True)) == [ONE]


def test_the_database_itself_keeps_no_capital(db):
    user = UserFactory(email=ONE)
    table = User._meta.db_table
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET email = %s WHERE id = %s", [ONE.title(), user.pk])


# Whoever has an account is found, however the address is typed


@pytest.fixture
def ann(db):
    return User.objects.create_user(TYPED, PASSWORD, name="Ann Lee")


@pytest.mark.parametrize("typed", [TYPED, ONE, ONE.upper()])
def test_somebody_signs_in_however_the_address_is_typed(client, ann, typed):
    client.post("/accounts/login/", {"login": typed, "password": PASSWORD})
    assert client.session["_auth_user_id"] == str(ann.pk)


@pytest.mark.parametrize("typed", [TYPED, ONE, ONE.upper()])
def test_a_forgotten_password_is_reset_however_the_address_is_typed(client, ann, mailoutbox, typed):
    client.post("/accounts/password/reset/", {"email": typed})
    (mail,) = mailoutbox
    assert mail.to == [ONE]
    assert re.search(r"/accounts/password/reset/key/\S+", mail.body)


def test_an_account_that_the_admin_wrote_with_capitals_signs_in(client, recorded):
    by_the_admin()
    client.post("/accounts/login/", {"login": ONE, "password": PASSWORD})
    assert client.session["_auth_user_id"] == str(User.objects.get(email=ONE).pk)


def test_an_address_is_not_entered_a_second_time(ann):
    chief = signed_in(UserFactory(is_superuser=True))
    page = chief.get("/admin/accounts/user/add/")
    new = {"email": ONE.title(), "password1": PASSWORD, "password2": PASSWORD}
    answer = chief.post("/admin/accounts/user/add/", fields_of(page) | new)
    assert answer.context["adminform"].form.errors["email"]
    assert User.objects.filter(email__iexact=ONE).count() == 1
    with pytest.raises(ValidationError):
        User(email=ONE.upper(), password="x").full_clean()


def test_an_invitation_finds_the_account_there_is(recorded, ann):
    by_an_invitation()
    assert Grant.objects.get(user=ann).role == GrantRole.CLERK


def test_a_demo_account_is_known_by_its_domain_in_any_letters(db, client, settings):
    settings.DEBUG = False
    User.objects.create_user("Ann@DEMO.Invalid", PASSWORD)
    client.post("/accounts/login/", {"login": "ann@demo.invalid", "password": PASSWORD})
    assert "_auth_user_id" not in client.session


# What is stored already

BEFORE, AFTER = "0002_cache", "0003_one_form_of_an_address"


@pytest.fixture
def database(django_db_setup, django_db_blocker, settings, tmp_path):
    with django_db_blocker.unblock(), empty_database(settings, tmp_path) as found:
        yield found


def test_addresses_stored_before_are_put_into_one_form(database):
    database.migrate("accounts", BEFORE)
    for email in ("Ann@Example.org", " bea@example.org", "cy@example.org"):
        database.objects("accounts.User").create(email=email)
    database.migrate("accounts", AFTER)
    stored = database.objects("accounts.User").order_by("pk").values_list("email", flat=True)
    assert list(stored) == ["ann@example.org", "bea@example.org", "cy@example.org"]
    assert one_kept(database, "Dee@example.org") == "dee@example.org"


def one_kept(database, email):
    return database.objects("accounts.User").create(email=email).email


def test_two_accounts_for_one_address_are_named_and_nothing_is_changed(database):
    database.migrate("accounts", BEFORE)
    for email in ("Ann@Example.org", "ann@example.org", "Bea@example.org"):
        database.objects("accounts.User").create(email=email)
    with pytest.raises(CommandError) as stopped:
        database.migrate("accounts", AFTER)
    said = str(stopped.value)
    assert re.search(r"“Ann@Example.org” \(account \d+\) and “ann@example.org”", said)
    assert "Bea" not in said
    assert "make\nit inactive" in said
    stored = database.objects("accounts.User").order_by("pk").values_list("email", flat=True)
    assert list(stored) == ["Ann@Example.org", "ann@example.org", "Bea@example.org"]
