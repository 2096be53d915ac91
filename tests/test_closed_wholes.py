"""A part is closed with its whole, at whatever depth: as record, version, list, count and file."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from decisions.models import Agreement
from programmes.choices import GrantRole, Visibility
from programmes.models import Grant
from programmes.operations import keep, strike_out
from sharedsvc.core.search.indexing import reindex
from sharedsvc.portal.workbook.programme import exporter
from tests.conftest import refusal
from tests.factories import (
    MilestoneFactory,
    OrganisationFactory,
    ProgrammeFactory,
    UserFactory,
    WorkstreamFactory,
)
from workstreams.models import Milestone, Workstream
from workstreams.operations import keep_workstream

pytestmark = pytest.mark.usefixtures("recorded")
NOBODY = AnonymousUser()
DEPTH = 6


def workstream(programme, parent, number):
    name = f"Quokka {number}"
    return WorkstreamFactory(programme=programme, parent=parent, ref=f"q{number}", title=name)


def agreement(programme, parent, number):
    values = {"kind": "memorandum of understanding", "start": "2009-01-01"}
    record = Agreement(programme=programme, parent=parent, code=f"q{number}", **values)
    record.title = f"Quokka {number}"
    return keep(record=record)


def chain(make, programme=None):
    """A whole, its part, that one's part and so on."""
    programme, found = programme or ProgrammeFactory(), [None]
    for number in range(DEPTH):
        found.append(make(programme, found[-1], number))
    return found[1:]


def hide(record):
    record.visibility, record.owner = Visibility.OWNER, OrganisationFactory()
    keep(record=record)


def share(record):
    """Open between partners, and nobody's own: the owner is blank."""
    record.visibility = Visibility.PARTNERS
    keep(record=record)


def strike(record):
    strike_out(record=record, reason="A mistake.")


@pytest.mark.parametrize("close", [hide, share, strike])
@pytest.mark.parametrize("make", [workstream, agreement])
@pytest.mark.parametrize("at", [0, 2, DEPTH - 1])
def test_whatever_is_part_of_a_closed_whole_is_closed(make, close, at):
    records = chain(make)
    close(records[at])
    model = type(records[0])
    seen = list(model.objects.visible_to(NOBODY).order_by("pk"))
    assert seen == records[:at]
    versions = model.objects.versions_visible_to(NOBODY)
    told = records[: at + 1] if close is strike else seen  # that it was struck out is told
    assert set(versions.values_list("id", flat=True)) == {one.pk for one in told}


@pytest.mark.parametrize("make", [workstream, agreement])
def test_with_seen_by_says_at_each_depth_what_may_not_be_seen(make):
    records = chain(make)
    hide(records[1])
    strike(records[3])
    rows = type(records[0]).objects.with_seen_by(NOBODY).order_by("pk")
    assert [(row.pk, row.seen) for row in rows] == [
        (records[0].pk, True),
        (records[1].pk, False),
        (records[2].pk, False),
    ]


@pytest.mark.parametrize("make", [workstream, agreement])
def test_the_owners_people_see_all_parts_of_their_own_whole(make):
    records = chain(make)
    hide(records[0])
    user = UserFactory()
    role = {"role": GrantRole.MEMBER, "organisation": records[0].owner, "start": "2009-01-01"}
    keep(record=Grant(user=user, **role))
    assert type(records[0]).objects.visible_to(user).count() == DEPTH


def test_a_version_of_when_it_was_part_of_what_is_closed_now_stays_closed():
    whole, part, *_ = chain(workstream)
    part.parent = None
    keep(record=part)
    hide(whole)
    versions = Workstream.objects.versions_visible_to(NOBODY).filter(id=part.pk)
    assert [version.parent_id for version in versions] == [None]


def test_no_page_list_search_or_file_speaks_of_what_hangs_on_a_part_of_a_closed_whole():
    programme = ProgrammeFactory()
    records = chain(workstream, programme)
    agreements = chain(agreement, programme)
    deepest = records[-1]
    milestone = MilestoneFactory(programme=programme, workstream=deepest, title="Quokka day")
    hide(records[0])
    hide(agreements[0])
    reindex()
    client, wrong = Client(), []
    assert not Milestone.objects.visible_to(NOBODY).filter(pk=milestone.pk).exists()
    here = f"/programmes/{programme.code}/"
    lists = ["/workstreams/", "/agreements/", "/milestones/"]
    pages = ["/", "/programmes/", here, f"{here}proposals/", f"{here}background/", *lists]
    pages += [f"{here}rankings/", f"{here}scores/"]
    files = [f"{address}?format={form}" for address in lists for form in ("csv", "xlsx")]
    for address in [*pages, *files]:
        answer = client.get(address)
        assert answer.status_code == 200, address
        if b"Quokka" in answer.content:
            wrong.append(address)
    assert wrong == []
    assert client.get("/search/?q=Quokka").context["results"].total == 0
    assert client.get(deepest.get_absolute_url()).status_code == 404
    tables = exporter(programme, user=UserFactory()).tables()
    assert "Quokka" not in str([rows for _, _, rows in tables])


@pytest.mark.parametrize(("make", "operation"), [(workstream, keep_workstream), (agreement, keep)])
def test_a_whole_does_not_leave_the_programme_of_its_parts(make, operation):
    whole, *_ = chain(make)
    whole.programme = ProgrammeFactory()
    assert refusal(operation, whole) == {
        "programme": ["It has parts in its programme: take them out first."]
    }


@pytest.mark.parametrize(
    ("make", "operation", "called"),
    [(workstream, keep_workstream, "parent"), (agreement, keep, "agreement")],
)
def test_a_part_is_of_its_wholes_programme_and_no_whole_is_its_own_part(make, operation, called):
    whole, *_, last = chain(make)
    whole.parent = last
    assert refusal(operation, whole) == {"parent": ["The parents form a circle."]}
    last.programme = ProgrammeFactory()
    assert refusal(operation, last) == {"parent": [f"The {called} belongs to another programme."]}
