"""To follow a body: private, once, and for whoever may see it."""

import pytest

from programmes.models import Following
from sharedsvc.core.history import recording
from tests.admin.conftest import signed_in
from tests.factories import BodyFactory, OrganisationFactory, UserFactory
from tests.portal.pages import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def body():
    with recording(user=None, reason="Test"):
        return BodyFactory(code="board", name="Severn Board")


def follow(client, do="follow", code="board"):
    return client.post(f"/bodies/{code}/follow/", {"do": do})


def words_on(client) -> str:
    return read(client.get("/bodies/board/").content.decode()).one("main").text()


def test_it_is_followed_once_however_often_it_is_sent_and_left_again(body):
    ann = UserFactory()
    client = signed_in(ann)
    assert "Home then shows its meetings first. Nobody else sees that." in words_on(client)
    for _ in range(2):
        answer = follow(client)
        assert (answer.status_code, answer.url) == (302, "/bodies/board/")
    assert list(Following.objects.values_list("user", "body")) == [(ann.pk, body.pk)]
    assert "Stop following" in words_on(client)
    for _ in range(2):
        follow(client, "leave")
    assert Following.objects.count() == 0


def test_nobody_else_sees_it(body):
    follow(signed_in(UserFactory()))
    other = signed_in(UserFactory(is_superuser=True))
    assert "Stop following" not in words_on(other)


def test_signed_out_there_is_no_button_and_the_address_asks_to_sign_in(client, body):
    assert "Follow" not in words_on(client)
    answer = follow(client)
    assert answer.url.startswith("/accounts/login/?next=/bodies/board/follow/")
    assert Following.objects.count() == 0


def test_opened_after_signing_in_it_leads_to_the_body(body):
    assert signed_in(UserFactory()).get("/bodies/board/follow/").url == "/bodies/board/"


def test_what_may_not_be_seen_cannot_be_followed(body):
    with recording(user=None, reason="Test"):
        BodyFactory(code="secret", owner=OrganisationFactory(), visibility="owner")
    client = signed_in(UserFactory())
    assert [follow(client, code=c).status_code for c in ("secret", "nowhere")] == [404, 404]
    assert Following.objects.count() == 0


def test_other_records_have_no_such_button(body):
    client = signed_in(UserFactory())
    page = client.get(f"/organisations/{body.organisation.code}/").content.decode()
    assert "/follow/" not in page
