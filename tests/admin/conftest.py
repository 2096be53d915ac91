"""People who may and may not enter the admin, and ways to fill in its forms."""

import re
from dataclasses import dataclass, field
from html import unescape

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from programmes.choices import GrantRole
from programmes.models import Grant
from programmes.operations import keep
from sharedsvc.core.history import recording
from tests.factories import MembershipFactory, ProgrammeFactory, UserFactory

REGISTERED = [m for m in admin.site._registry if m._meta.app_label != "accounts"]


def address(model, page="changelist", *args):
    """The address of a page of a model in the admin."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def person_with(role, organisation, **values):
    """A user with one role, given by nobody in particular."""
    user = UserFactory(**values)
    with recording(user=None, reason="Test"):
        grant = Grant(user=user, role=role, organisation=organisation, start="2009-01-01")
        keep(record=grant)
    return user


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


@dataclass
class Fields:
    """What a browser would send of a page's form."""

    values: dict = field(default_factory=dict)

    def __or__(self, changed):
        return {**self.values, **changed}


def fields_of(response):
    """The names and values of the fields of a page's main form: in the admin it has a name."""
    html = response.content.decode()
    named = re.search(r'<form[^>]*id="[a-z]+_form".*?</form>', html, re.S)
    posting = re.findall(r'<form[^>]*method="post".*?</form>', html, re.S)
    form = named[0] if named else posting[-1]
    found = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = _attribute(tag, "name"), _attribute(tag, "value")
        kind = _attribute(tag, "type")
        if not name or kind == "submit" or (kind in {"checkbox", "radio"} and "checked" not in tag):
            continue
        found[name] = value or ("on" if kind == "checkbox" else "")
    for attributes, text in re.findall(r"<textarea([^>]*)>(.*?)</textarea>", form, re.S):
        found[_attribute(attributes, "name")] = unescape(text).removeprefix("\n")
    for attributes, options in re.findall(r"<select([^>]*)>(.*?)</select>", form, re.S):
        chosen = [o for o in re.findall(r"<option[^>]*>", options) if " selected" in o]
        found[_attribute(attributes, "name")] = _attribute(chosen[0], "value") if chosen else ""
    return Fields({n: v for n, v in found.items() if n and "__prefix__" not in n})


def send(client, place, **typed):
    """Open a form, fill in these fields, and send it.

    Asked about another name it says that the one before was wrong, unless something else is typed.
    """
    page = client.get(place)
    asked = {"renamed": "corrected"} if b'name="renamed"' in page.content else {}
    return client.post(place, fields_of(page) | {**asked, **typed})


def _attribute(tag, name):
    match = re.search(rf'\s{name}="([^"]*)"', tag)
    return unescape(match[1]) if match else ""


@pytest.fixture
def chief(db):
    """A system administrator."""
    return UserFactory(email="chief@example.org", name="Chief", is_superuser=True)


@pytest.fixture
def chiefs(chief):
    """The chief's browser."""
    return signed_in(chief)


@pytest.fixture
def programme(recorded):
    found = ProgrammeFactory(code="bins", title="Bins")
    MembershipFactory(partnership=found.partnership)
    return found


@pytest.fixture
def manager(programme):
    return person_with(GrantRole.MANAGER, programme.partnership, email="manager@example.org")


@pytest.fixture
def managers(manager):
    return signed_in(manager)
