"""Whatever is put into an address, a form or a cookie: no answer is 500.

A walk of every address with every kind of odd value, all its parameters at once, and of the lists
of the admin with each of their lookups. What is odd in new ways belongs into ODD.
"""

from itertools import product
from urllib.parse import quote, urlencode

import pytest
from django.contrib import admin
from django.db import transaction
from django.test import Client

from programmes.models import Body, Grant
from sharedsvc.accounts.models import User
from sharedsvc.core.kinds import kinds
from tests.factories import UserFactory
from tests.made_once import made_once
from tests.rights_world import World
from tests.test_permissions_walk import Samples, addresses, fill
from workstreams.models import RankingEntry

ODD = {
    "NUL": "a%00b",
    "no UTF-8": "%80%ff",
    "half a character": "%ED%B2%80",
    "too long a number": "9" * 22,
    "much too long a number": "9" * 5000,
    "less than nothing": "-1",
    "another script": quote("١²"),
    "signs": quote("a'\"%_\\[(*"),
    "the last day": "9999-12-31",
    "the first day": "0001-01-01",
}
PARAMETERS = ("q", "page", "as_at", "p", "o", "all", "sort", "kind", "next", "ended", "body",
              "_popup", "_to_field", "_changelist_filters", "_facets", "term", "app_label",
              "model_name", "field_name", "programme", "organisation", "workstream",
              "owner", "list", "against", "first", "unranked", "merged", "drawn", "without", "move",
              "weight", "who", "what", "to")  # fmt: skip
METHODS = ("HEAD", "OPTIONS", "PUT", "BREW")
PAGES_OF_A_MODEL = "admin/<app>/<model>/"


@pytest.fixture
def world(recorded):
    return made_once(World)


class Walk:
    """Asks, and keeps what was answered with a fault."""

    def __init__(self):
        self.faults, self.asked = [], 0
        self.signed_out, self.chief = Client(), Client()
        self.chief.force_login(UserFactory(is_superuser=True))
        for client in (self.signed_out, self.chief):
            client.raise_request_exception = False

    def ask(self, address, method="GET", client=None, **sent):
        self.asked += 1
        with transaction.atomic():  # what a database refuses there ends with it
            answer = (client or self.chief).generic(method, address, **sent)
            transaction.set_rollback(True)
        if answer.status_code >= 500:
            self.faults.append(f"{method} {address[:120]}: {answer.status_code}")

    @property
    def said(self):
        return "\n".join(
            [f"{len(self.faults)} faults, asked {self.asked} times", *self.faults[:40]]
        )


def places(world):
    """Every pattern with the parameters of an address that exists; each kind's list, too."""
    samples = Samples(world)
    for pattern in sorted(addresses()):
        if pattern == "admin/(?P<url>.*)$" or "logout" in pattern:
            continue
        try:
            found = samples.parameters(pattern, "public")
        except KeyError:
            found = samples.parameters(pattern, "")
        for parameters in found:
            yield pattern, parameters
    for kind in kinds:
        yield "<kind:kind>/", {"kind:kind": kind.key}


def few(found):
    """Of the pages that each model has alike, those of a few models."""
    taken = {"body", "programme", "workstream", "report", "rankingentry", "citation", "person"}
    return [
        (pattern, parameters)
        for pattern, parameters in found
        if not pattern.startswith(PAGES_OF_A_MODEL) or parameters["model"] in taken
    ]


def test_no_odd_value_in_an_address_is_a_fault(world):
    walk = Walk()
    for pattern, parameters in few(places(world)):
        for name, odd in product(parameters, ODD.values()):
            if name not in ("", "app", "model"):
                walk.ask(f"{fill(pattern, {**parameters, name: odd})}")
    assert not walk.faults, walk.said


def test_no_odd_value_of_a_parameter_is_a_fault(world):
    walk = Walk()
    for pattern, parameters in few(places(world)):
        address = fill(pattern, parameters)
        for odd in ("NUL", "no UTF-8", "too long a number", "the last day", "the first day"):
            walk.ask(f"{address}?{'&'.join(f'{name}={ODD[odd]}' for name in PARAMETERS)}")
        if pattern == PAGES_OF_A_MODEL:  # where one that is refused hides the others
            for name in ("q", "p", "o", "_to_field"):
                walk.ask(f"{address}?{name}={ODD['too long a number']}")
    assert not walk.faults, walk.said


@pytest.mark.once
def test_no_odd_method_is_a_fault(world):
    walk = Walk()
    for (pattern, parameters), method in product(few(places(world)), METHODS):
        client = walk.signed_out if method in ("HEAD", "BREW") else walk.chief
        walk.ask(fill(pattern, parameters), method, client)
    assert not walk.faults, walk.said


LOOKUPS = ("", "__exact", "__in", "__gt", "__range", "__isnull", "__year", "__month", "__week_day",
           "__iso_year", "__date", "__contains", "__id__exact", "__nothing")  # fmt: skip


@pytest.mark.parametrize("model", [Body, RankingEntry, Grant, User])
def test_no_lookup_of_a_list_of_the_admin_is_a_fault(world, model):
    walk, meta = Walk(), model._meta
    fields = [field.name for field in meta.concrete_fields]
    for name, lookup in product(fields, LOOKUPS):
        for odd in ("NUL", "too long a number"):
            walk.ask(f"/admin/{meta.app_label}/{meta.model_name}/?{name}{lookup}={ODD[odd]}")
    assert not walk.faults, walk.said


def test_no_odd_value_in_a_form_is_a_fault(world):
    walk = Walk()
    texts = {"NUL": "a\x00b", "half": "\udc80", "long": "9" * 22, "minus": "-1"}
    for pattern, parameters in few(places(world)):
        if "preview" in pattern:
            continue
        address = fill(pattern, parameters)
        names = [*PARAMETERS, *FIELDS, *of_the_model(parameters)]
        for text in texts.values():
            body = urlencode(dict.fromkeys(names, text), errors="surrogatepass")
            walk.ask(address, "POST", data=body, content_type=FORM)
    assert not walk.faults, walk.said


FORM = "application/x-www-form-urlencoded"
FIELDS = ("login", "password", "email", "name", "role", "organisation", "reason", "seen", "action",
          "version", "meant_so", "sources", "about", "person", "password1", "password2",
          "_selected_action", "index", "select_across", "_save", "_continue")  # fmt: skip


def of_the_model(parameters):
    model = next(
        (m for m in admin.site._registry if m._meta.model_name == parameters.get("model")), None
    )
    return [field.name for field in model._meta.concrete_fields] if model else []


COOKIES = {
    "NUL in the session": {"sessionid": '"\\000abcdefghijklmnop"'},
    "NUL in the token": {"csrftoken": '"\\000abc"'},
    "nonsense": {"sessionid": "x" * 5000, "messages": "x:y:z", "csrftoken": "²"},
}


@pytest.mark.parametrize("cookies", COOKIES.values(), ids=COOKIES)
@pytest.mark.parametrize("address", ["/", "/accounts/login/", "/admin/"])
def test_no_odd_cookie_is_a_fault(db, address, cookies):
    header = "; ".join(f"{name}={value}" for name, value in cookies.items())
    for method in ("get", "post"):
        browser = Client(raise_request_exception=False, HTTP_COOKIE=header)
        assert getattr(browser, method)(address).status_code < 500


HEADERS = {
    "a charset that is none": {"CONTENT_TYPE": "text/html; charset=none"},
    "parts without a boundary": {"CONTENT_TYPE": "multipart/form-data"},
    "a length that is none": {"CONTENT_LENGTH": "many"},
    "an address to go to that is none": {"HTTP_REFERER": "http://[::1"},
}


@pytest.mark.parametrize("headers", HEADERS.values(), ids=HEADERS)
def test_no_odd_header_is_a_fault(db, headers):
    browser = Client(raise_request_exception=False)
    for method, address in product(("GET", "POST"), ("/", "/accounts/login/?next=http://[::1")):
        assert browser.generic(method, address, b"x=1", **headers).status_code < 500


def test_a_list_that_cannot_be_narrowed_so_says_so(world):
    walk = Walk()
    answer = walk.chief.get("/admin/programmes/body/?start_earliest__month=abc", follow=True)
    assert answer.status_code == 200
    assert (
        "cannot be narrowed so"
        in walk.chief.get("/admin/programmes/body/?start_earliest__month=abc&e=1").content.decode()
    )
