"""Mail comes from an address that was chosen; where none can be sent, that is said."""

import pytest
from django.test import Client

from programmes.choices import GrantRole
from programmes.models import Grant
from sharedsvc.accounts.checks import mail_has_a_sender
from sharedsvc.accounts.models import User
from tests.admin.conftest import person_with, signed_in
from tests.factories import OrganisationFactory
from tests.test_settings import run

READ = """
import environ
environ.Env.read_env = staticmethod(lambda *args, **kwargs: None)
from sharedsvc import settings
print(settings.DEFAULT_FROM_EMAIL, settings.SERVER_EMAIL)
"""
SENDING = {"SECRET_KEY": "x" * 60, "EMAIL_URL": "smtp://user:word@mail.example.org:25"}


def test_where_mail_is_sent_a_sender_must_be_given():
    said = run("-c", READ, **SENDING)
    assert said.returncode != 0
    assert "Set the DEFAULT_FROM_EMAIL environment variable" in said.stderr


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ({"DEFAULT_FROM_EMAIL": "register@c.example"}, "register@c.example register@c.example\n"),
        (
            {"DEFAULT_FROM_EMAIL": "register@c.example", "SERVER_EMAIL": "it@c.example"},
            "register@c.example it@c.example\n",
        ),
    ],
)
def test_the_sender_is_read_from_the_environment(given, read):
    assert run("-c", READ, **SENDING, **given).stdout == read


def test_where_no_mail_is_sent_nothing_need_be_given():
    assert run("-c", READ, SECRET_KEY="x" * 60).returncode == 0


@pytest.mark.parametrize(
    ("sender", "fits"),
    [
        ("register@council.example", True),
        ("Shared Services Register <register@council.example>", True),
        ("webmaster@localhost", False),
        ("the register", False),
    ],
)
def test_the_check_refuses_a_sender_that_nobody_can_answer(settings, sender, fits):
    settings.SENDS_MAIL, settings.DEFAULT_FROM_EMAIL = True, sender
    settings.SERVER_EMAIL = "it@council.example"
    assert [error.id for error in mail_has_a_sender()] == ([] if fits else ["accounts.E001"])


def test_mail_comes_from_the_sender(settings, client, db, mailoutbox):
    settings.DEFAULT_FROM_EMAIL = "Register <register@council.example>"
    User.objects.create_user("ann@example.org", "correct horse battery staple")
    client.post("/accounts/password/reset/", {"email": "ann@example.org"})
    assert mailoutbox[0].from_email == "Register <register@council.example>"


@pytest.fixture
def no_mail_server(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9


@pytest.mark.parametrize("address", ["ann@example.org", "nobody@example.org"])
def test_a_link_that_cannot_be_sent_is_said(db, no_mail_server, address):
    """In the same words whether or not there is such an account."""
    User.objects.create_user("ann@example.org", "correct horse battery staple")
    browser = Client(raise_request_exception=False)
    answer = browser.post("/accounts/password/reset/", {"email": address})
    assert answer.status_code == 200
    assert "The mail could not be sent" in answer.content.decode()


def test_an_invitation_whose_mail_cannot_be_sent_gives_the_role_and_says_so(
    recorded, no_mail_server
):
    council = OrganisationFactory()
    browser = signed_in(person_with(GrantRole.ADMINISTRATOR, council))
    browser.raise_request_exception = False
    form = {"email": "bea@example.org", "name": "Bea Hall", "role": "clerk", "reason": "New clerk"}
    answer = browser.post("/people-and-rights/", {**form, "organisation": council.pk}, follow=True)
    given, said = answer.context["messages"]
    assert given.message == "Bea Hall has the role now."
    assert said.message.startswith("The mail to Bea Hall could not be sent.")
    assert Grant.objects.get(user__email="bea@example.org").role == GrantRole.CLERK
