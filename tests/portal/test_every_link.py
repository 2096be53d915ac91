"""Every link on every page of the five programmes leads somewhere, for the public and each role.

What the public may open, everybody may. So of the pages that the public comes to, each role fetches
one of each shape (an address and a kind of record), and besides whatever the public does not come
to: the forms of the admin that pages lead to, one of each, among it. Of the versions in histories
three of each kind are fetched by the public, and by each role of those that it alone comes to.
With EVERY_LINK=all in the environment everybody fetches everything, which takes ten minutes or
more.
"""

import os
import re
from collections import Counter
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.db import transaction
from django.test import Client
from django.urls import resolve

from programmes.choices import GrantRole
from programmes.models import Grant, Organisation
from sharedsvc.accounts.models import User
from sharedsvc.core.history import recording
from tests.portal.conftest import REPORT_DAYS
from tests.portal.pages import ELSEWISE, address_of
from tests.programmes_loaded import load_programmes

# The pages are fetched once; the mark has the tests' own database made for it.
pytestmark = [pytest.mark.django_db, pytest.mark.once]

LINK = re.compile(r'<a [^>]*href="([^"]*)"')
VERSIONS = 3
EVERYTHING = os.environ.get("EVERY_LINK") == "all"
ROLES = {
    GrantRole.MEMBER: "IVC",
    GrantRole.OFFICER: "CHE",
    GrantRole.CLERK: "GLO",
    GrantRole.MANAGER: "clacks-stirling",
    GrantRole.ADMINISTRATOR: "CHO",
    "system administrator": "",
}


class Walk:
    """Follows links from home; of the pages that are `known` to do, one of each shape."""

    def __init__(self, client: Client, known: frozenset[str] = frozenset()) -> None:
        self.client, self.known = client, known
        self.met: set[str] = set()
        self.answers: dict[str, int] = {}
        self.readers: set[bool] = set()
        self.shapes: Counter = Counter()

    def go(self, *starts: str) -> "Walk":
        waiting = list(starts)
        while waiting:
            address = waiting.pop()
            if address not in self.met and self.is_wanted(address):
                waiting += self.follow(address)
            self.met.add(address)
        return self

    def is_wanted(self, address: str) -> bool:
        match = resolve(urlsplit(address).path)
        shape = (match.view_name, str(match.kwargs.get("kind")))
        seen = self.shapes[shape]
        self.shapes[shape] += 1
        if EVERYTHING:
            return True
        if match.view_name == "portal:version" and address not in self.known:
            return seen < VERSIONS
        return not seen or not (address in self.known or match.app_names == ["admin"])

    def follow(self, address: str) -> list[str]:
        answer = self.client.get(address)
        self.answers[address] = answer.status_code
        self.readers.add(answer.wsgi_request.user.is_authenticated)
        if answer.status_code in (301, 302):
            return [answer.headers["Location"]]
        if not answer.headers["Content-Type"].startswith("text/html") or is_admins(address):
            return []
        found = [link.replace("&amp;", "&") for link in LINK.findall(answer.content.decode())]
        return [address_of(link) for link in found if leads_on(link)]

    @property
    def dead(self) -> dict[str, int]:
        return {a: status for a, status in self.answers.items() if status not in (200, 301, 302)}


def is_admins(address: str) -> bool:
    """In the admin: its own links are its own tests' matter."""
    return address.startswith("/admin/")


def leads_on(link: str) -> bool:
    """Within the site, to a page and not to the same list once more or to another day's."""
    parts = urlsplit(link)
    asked = dict(parse_qsl(parts.query))
    return (
        not parts.scheme and parts.path.startswith("/") and not (ELSEWISE | {"as_at"}) & set(asked)
    )


@pytest.fixture(scope="module")
def walks(django_db_setup, django_db_blocker):
    """The public's walk through everything, and that of each role."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_programmes(*REPORT_DAYS)
        found = {"public": Walk(Client()).go("/")}
        known = frozenset(found["public"].met)
        for role, organisation in ROLES.items():
            found[str(role)] = Walk(signed_in(role, organisation), known).go("/")
        transaction.set_rollback(True)
    return found


def signed_in(role: str, organisation: str) -> Client:
    if role == "system administrator":
        user = User.objects.create_superuser("root@example.invalid", "x")
    else:
        user = User.objects.create_user(f"{role.split()[0]}@example.invalid")
        where = Organisation.objects.get(code=organisation)
        with recording(user=None, reason="Test"):
            grant = Grant(user=user, role=role, organisation=where, start="2000-01-01")
            grant.save()
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("who", ["public", *map(str, ROLES)])
def test_every_link_leads_to_a_page(walks, who):
    assert walks[who].dead == {}


def test_they_were_signed_in(walks):
    assert {who: walk.readers for who, walk in walks.items()} == {
        "public": {False},
        **{str(role): {True} for role in ROLES},
    }


def test_the_walks_reach_far(walks):
    pages = {who: len(walk.answers) for who, walk in walks.items()}

    assert pages["public"] > 1500
    assert {who for who, number in pages.items() if number < 100} == set()
