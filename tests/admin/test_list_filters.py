"""Filters of the admin's lists by another record: few are printed, many are looked for."""

import re

import pytest
from django.db import transaction

from programmes.admin import lists
from programmes.choices import GrantRole, Visibility
from sharedsvc.core.planner import tell_planner
from sharedsvc.core.saving import create_many
from sharedsvc.core.search.indexing import reindex
from tests.admin.conftest import address, person_with, signed_in
from tests.factories import OrganisationFactory, ProgrammeFactory, WorkstreamFactory
from workstreams.models import Milestone, Stage, StatusUpdate, Workstream, WorkstreamRole

pytestmark = pytest.mark.usefixtures("recorded")


def one_of_each(workstream, council):
    return [
        StatusUpdate(workstream=workstream, narrative="Begun", date="2010-01-15"),
        WorkstreamRole(
            workstream=workstream, organisation=council, kind="lead", standing="confirmed"
        ),
        Milestone(
            programme=workstream.programme, workstream=workstream, code=workstream.ref, title="Go"
        ),
        Stage(workstream=workstream, stage="approved", start="2010-01-15"),
    ]


def fill(size):
    """A programme whose workstreams each have an update, a role, a milestone and a stage."""
    programme, council = ProgrammeFactory(), OrganisationFactory()
    create_many(
        [
            Workstream(programme=programme, ref=f"A{n}", title=f"Service {n}", start="2009-01-01")
            for n in range(size)
        ]
    )
    rows = [one_of_each(one, council) for one in programme.workstreams.order_by("pk")]
    for alike in zip(*rows, strict=True):
        create_many(list(alike))
    reindex()  # what is recorded in one go is found at its end
    tell_planner(size)


@pytest.fixture
def clerks():
    return signed_in(person_with(GrantRole.CLERK, OrganisationFactory()))


def filters_of(client, model, query=""):
    """What stands beside a list of the admin."""
    html = client.get(f"{address(model)}?{query}").content.decode()
    return re.search(r'<nav id="changelist-filter".*?</nav>', html, re.S)[0]


def bytes_of(client, model, size):
    with transaction.atomic():
        fill(size)
        found = len(filters_of(client, model))
        transaction.set_rollback(True)
    return found


@pytest.mark.parametrize("model", [StatusUpdate, WorkstreamRole, Milestone, Stage])
def test_300_workstreams_make_a_list_no_longer_than_3(clerks, model):
    assert bytes_of(clerks, model, 300) < bytes_of(clerks, model, 3) + 1_000


def test_a_workstream_is_found_by_words_or_code_and_chosen(clerks, monkeypatch):
    monkeypatch.setattr(lists, "FEW", 3)
    fill(5)
    beside = filters_of(clerks, StatusUpdate, "workstream__find=A3&rating__exact=")
    found = clerks.get(f"{address(StatusUpdate)}?workstream__find=A3").context["cl"].result_list

    assert [update.workstream.ref for update in found] == ["A3"]
    assert re.findall(r">(Service \d)</a>", beside) == ["Service 3"]
    assert '<input type="hidden" name="rating__exact" value="">' in beside
    assert f"workstream__id__exact={found[0].workstream_id}" in beside


def test_the_workstream_by_which_a_list_is_narrowed_is_named(clerks, monkeypatch):
    monkeypatch.setattr(lists, "FEW", 3)
    fill(5)
    chosen = Workstream.objects.get(ref="A2")
    beside = filters_of(clerks, StatusUpdate, f"workstream__id__exact={chosen.pk}")

    assert re.findall(r">(Service \d)</a>", beside) == ["Service 2"]


def test_what_is_hidden_is_not_found(clerks, monkeypatch):
    monkeypatch.setattr(lists, "FEW", 3)
    fill(5)
    WorkstreamFactory(
        title="Secret", visibility=Visibility.OWNER, owner=OrganisationFactory(code="else")
    )
    beside = filters_of(clerks, StatusUpdate, "workstream__find=Secret")

    assert re.findall(r">(Secret)</a>", beside) == []
