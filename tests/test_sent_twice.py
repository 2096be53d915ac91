"""Every form can safely be sent twice: written once, and the second answer is the first's."""

import datetime
import re

import pytest
from django.contrib.auth import get_user_model
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from programmes.choices import GrantRole
from programmes.models import Grant, Organisation, Phase
from sharedsvc.core import sending
from sharedsvc.core.models import SentForm
from sharedsvc.core.sending import FORGOTTEN_AT_ONCE, KEPT_FOR, new_token
from tests.admin.conftest import address, fields_of, person_with, signed_in
from tests.factories import OrganisationFactory, PhaseFactory, UserFactory
from tests.together import at_once

PASSWORD = "correct horse battery staple"


@pytest.fixture
def chiefs(db):
    """A system administrator's browser."""
    return signed_in(UserFactory(email="chief@example.org", is_superuser=True))


def filled_in(client, **typed):
    """The form of a new council, opened and filled in."""
    place = address(Organisation, "add")
    given = {"code": "AVN", "name": "Avon", "kind": "district", "reason": "New"}
    return place, fields_of(client.get(place)) | given | typed


def told(client, answer):
    return [str(message) for message in client.get(answer.url).context["messages"]]


def councils():
    return list(Organisation.objects.order_by("pk").values_list("code", flat=True))


def test_a_form_sent_twice_is_written_once_and_answered_alike(chiefs):
    place, form = filled_in(chiefs)
    first = chiefs.post(place, form)
    said = told(chiefs, first)
    second = chiefs.post(place, form)
    assert (first.status_code, second.status_code, second.url) == (302, 302, first.url)
    assert told(chiefs, second) == said and "was added successfully" in said[0]
    assert councils() == ["AVN"]
    assert Organisation.history.count() == 1


def test_two_at_once_are_written_once_and_answered_alike(together):
    user = UserFactory(is_superuser=True)
    clients = [signed_in(user), signed_in(user)]
    place, form = filled_in(clients[0])
    answers = at_once(*(lambda client=client: client.post(place, form) for client in clients))
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0].url == answers[1].url
    assert councils() == ["AVN"]


def test_a_commit_that_reports_an_error_though_the_row_is_there(together, monkeypatch):
    """The connection broke on the way back: the page says so, and its button gets the answer."""
    client = signed_in(UserFactory(is_superuser=True))
    place, form = filled_in(client)
    wrapper = type(connection._connections["default"])
    commit, broken = wrapper._commit, []

    def commit_and_break(self):
        commit(self)
        if not broken:
            broken.append(True)
            raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(wrapper, "_commit", commit_and_break)
    unsure = client.post(place, form)
    assert (unsure.status_code, broken) == (503, [True])
    assert b"what was saved already is not saved twice" in unsure.content
    assert councils() == ["AVN"]
    again = client.post(place, fields_of(unsure).values)
    assert again.status_code == 302
    assert "was added successfully" in told(client, again)[0]
    assert councils() == ["AVN"]


def test_what_was_not_accepted_does_not_use_the_token_up(chiefs):
    place, form = filled_in(chiefs, name="")
    assert chiefs.post(place, form).status_code == 200
    assert SentForm.objects.count() == 0
    assert chiefs.post(place, form | {"name": "Avon"}).status_code == 302
    assert councils() == ["AVN"]


@pytest.mark.parametrize("whose", ["somebody else's", "another form's", "nonsense"])
def test_a_token_that_is_not_this_forms_is_refused_and_all_that_was_typed_kept(chiefs, whose):
    place, form = filled_in(chiefs)
    other = signed_in(UserFactory(is_superuser=True))
    if whose == "somebody else's":
        assert other.post(place, form | {"code": "THEIRS"}).status_code == 302
    elif whose == "another form's":
        phase = a_phase()
        there = address(Phase, "strike_out", phase.pk)
        gone = fields_of(chiefs.get(there)) | {"reason": "Why", "form_token": form["form_token"]}
        assert chiefs.post(there, gone).status_code == 302
    else:
        form["form_token"] = "x' OR 1=1"
    refused = chiefs.post(place, form)
    assert refused.status_code == 409
    assert "Retry-After" not in refused.headers
    assert "AVN" not in councils()
    again = fields_of(refused).values
    assert again["name"] == "Avon" and again["form_token"] != form["form_token"]
    assert chiefs.post(place, again).status_code == 302
    assert "AVN" in councils()


def a_phase():
    from sharedsvc.core.history import recording

    with recording(user=None, reason="Test"):
        return PhaseFactory()


def test_a_form_opened_before_there_were_tokens_is_taken(chiefs):
    place, form = filled_in(chiefs)
    del form["form_token"]
    assert chiefs.post(place, form).status_code == 302
    assert (councils(), SentForm.objects.count()) == (["AVN"], 0)


def test_an_invitation_sent_twice_is_one_role_and_one_mail(recorded, mailoutbox):
    council = OrganisationFactory()
    client = signed_in(person_with(GrantRole.ADMINISTRATOR, council))
    typed = {"email": "bea@example.org", "name": "Bea Hall", "role": "clerk", "reason": "New"}
    form = fields_of(client.get("/people-and-rights/")) | typed | {"organisation": council.pk}
    answers = [client.post("/people-and-rights/", form) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert Grant.objects.filter(user__email="bea@example.org").count() == 1
    assert len(mailoutbox) == 1


def test_a_password_changed_twice_is_changed_and_not_called_wrong(db):
    user = get_user_model().objects.create_user("ann@example.org", PASSWORD)
    client = signed_in(user)
    place, new = "/accounts/password/change/", "a quite different phrase"
    typed = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    form = fields_of(client.get(place)) | typed
    first, second = client.post(place, form), client.post(place, form)
    assert (first.status_code, second.status_code, second.url) == (302, 302, first.url)
    user.refresh_from_db()
    assert user.check_password(new)


def test_a_reset_asked_for_twice_sends_one_mail_and_sets_one_password(db, mailoutbox):
    user = get_user_model().objects.create_user("ann@example.org", PASSWORD)
    client, place = Client(), "/accounts/password/reset/"
    form = fields_of(client.get(place)) | {"email": user.email}
    assert [client.post(place, form).status_code for _ in range(2)] == [302, 302]
    (mail,) = mailoutbox
    link = re.search(r"http://[^/]+(\S+)", mail.body)[1]
    there = client.get(link).url
    new = "a quite different phrase"
    form = fields_of(client.get(there)) | {"password1": new, "password2": new}
    first, second = client.post(there, form), client.post(there, form)
    assert (first.status_code, second.status_code, second.url) == (302, 302, first.url)


def test_signing_in_and_out_twice_comes_to_the_same(db):
    user = get_user_model().objects.create_user("ann@example.org", PASSWORD)
    client, place = Client(), "/accounts/login/"
    form = fields_of(client.get(place)) | {"login": user.email, "password": PASSWORD}
    assert [client.post(place, form).status_code for _ in range(2)] == [302, 302]
    assert client.session["_auth_user_id"] == str(user.pk)
    out = "/accounts/logout/"
    assert [client.post(out).status_code for _ in range(2)] == [302, 302]
    assert "_auth_user_id" not in client.session


def test_answers_are_forgotten_after_some_days_in_portions(chiefs, monkeypatch):
    """At once while there are more; a process that found no more looks again a minute later."""
    monkeypatch.setattr(sending, "_forgetting", sending.Forgetting())
    old = timezone.now() - KEPT_FOR - datetime.timedelta(minutes=1)
    young = timezone.now() - KEPT_FOR + datetime.timedelta(hours=1)
    rows = [SentForm(token=new_token(), at=at) for at in (old,) * 25 + (young,)]
    SentForm.objects.bulk_create(rows)
    for number, left in enumerate((25 - FORGOTTEN_AT_ONCE, 0), start=1):
        place, form = filled_in(chiefs, code=f"m{number}")
        assert chiefs.post(place, form).status_code == 302
        assert SentForm.objects.filter(at__lt=timezone.now() - KEPT_FOR).count() == left
    assert SentForm.objects.count() == 3
    SentForm.objects.update(at=old)
    place, form = filled_in(chiefs, code="m3")
    chiefs.post(place, form)
    assert SentForm.objects.count() == 4


@pytest.mark.parametrize(
    "place",
    [
        "/admin/programmes/document/add/",
        "/admin/accounts/user/add/",
        "/admin/workbook/",
        "/people-and-rights/",
        "/redaction/",
        "/accounts/password/change/",
        "/accounts/logout/",
    ],
)
def test_every_form_that_posts_has_a_token_of_its_own(chiefs, place):
    html = chiefs.get(place).content.decode()
    forms = re.findall(r'<form[^>]*method="post".*?</form>', html, re.S)
    tokens = [re.findall(r'name="form_token" value="([\w-]{32})"', form) for form in forms]
    assert forms and all(len(found) == 1 for found in tokens)
    assert len({token for (token,) in tokens}) == len(forms)
