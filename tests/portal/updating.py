"""A workstream that a council leads, and two of its officers, for tests of updates."""

import datetime
from types import SimpleNamespace

from programmes.choices import GrantRole
from programmes.operations import keep
from sharedsvc.core.dates import day_in_words
from sharedsvc.core.history import recording
from tests.admin.conftest import fields_of, person_with, signed_in
from tests.factories import (
    MembershipFactory,
    MilestoneFactory,
    OrganisationFactory,
    ProgrammeFactory,
    RoleFactory,
    WorkstreamFactory,
)
from tests.made_once import made_once
from workstreams.models import Milestone, StatusUpdate

PASSWORD = "correct horse battery staple"
TODAY = datetime.date.today()
A_WEEK = datetime.timedelta(days=7)
SAID = {"rating": "amber", "narrative": "Two posts are vacant.", "next_steps": "They are filled."}


def in_words(days: int) -> str:
    """The day that is so many days from today, as people write it."""
    return day_in_words(TODAY + datetime.timedelta(days=days))


def iso(days: int) -> str:
    return (TODAY + datetime.timedelta(days=days)).isoformat()


def world(how_many: int = 1) -> SimpleNamespace:
    """A programme with workstreams that one council leads, each with a milestone; two officers."""
    return made_once(_world, how_many)


def _world(how_many: int) -> SimpleNamespace:
    with recording(user=None, reason="Test"):
        programme = ProgrammeFactory(code="bins", title="Bins")
        council = OrganisationFactory(code="AVN", name="Avon")
        MembershipFactory(partnership=programme.partnership, organisation=council)
        led = [lead(programme, council, n) for n in range(1, how_many + 1)]
    ann = person_with(GrantRole.OFFICER, council, name="Ann Lee", email="ann@example.org")
    ben = person_with(GrantRole.OFFICER, council, name="Ben Roy", email="ben@example.org")
    return SimpleNamespace(
        programme=programme,
        council=council,
        workstreams=led,
        workstream=led[0],
        milestone=Milestone.objects.filter(workstream=led[0]).first(),
        ann=ann,
        ben=ben,
        address=f"/programmes/bins/workstreams/{led[0].ref}/update/",
    )


def lead(programme, council, number):
    """A workstream that the council leads, with a milestone due in a week."""
    found = WorkstreamFactory(programme=programme, ref=f"A{number}", title=f"Service {number}")
    RoleFactory(workstream=found, organisation=council)
    MilestoneFactory(
        programme=programme,
        workstream=found,
        code=f"depot-{number}",
        title=f"Depot {number} ready",
        due=iso(7),
    )
    return found


def said_before(workstream, **values):
    """An update of ten days ago."""
    given = {"rating": "green", "narrative": "Contract drafted.", "next_steps": "It is signed."}
    with recording(user=None, reason="Test"):
        return keep(record=StatusUpdate(workstream=workstream, date=iso(-10), **given | values))


def browser_of(user):
    return signed_in(user)


def opened(client, address, form="update_form"):
    """The fields of the form of an update, as a browser holds them once it is open."""
    answer = client.get(address)
    assert answer.status_code == 200, answer
    return fields_of_form(answer, form)


def fields_of_form(answer, form="update_form"):
    return fields_of(answer).values


def post(client, address, **typed):
    """Open the form, fill in these fields, and save."""
    return client.post(address, {**opened(client, address), "do": "save", **typed})


def updates_of(workstream):
    return list(StatusUpdate.objects.filter(workstream=workstream).order_by("number"))
