"""What has no end of its own ends with what it belongs to, and says so."""

import datetime
import importlib
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Q

from programmes.models import Membership, Organisation, Programme
from programmes.operations import keep
from sharedsvc.core.certainty import POSSIBLY, SURELY
from sharedsvc.core.history import write_derived
from sharedsvc.core.reading_day import reading_as_at
from tests.factories import (
    BodyFactory,
    GateFactory,
    MembershipFactory,
    OrganisationFactory,
    PartnershipFactory,
    PhaseFactory,
    ProgrammeFactory,
    RoleFactory,
    StageFactory,
    WorkstreamFactory,
)
from workstreams.models import Workstream, WorkstreamRole

pytestmark = pytest.mark.usefixtures("recorded")
BEFORE, LAST, AFTER = (datetime.date(2012, *day) for day in ((3, 30), (3, 31), (4, 1)))


def ended(record, end="2012-03-31"):
    """The record, which ends then."""
    again = type(record).objects.get(pk=record.pk)
    again.end = end
    return keep(record=again)


def in_force(record, day):
    """How sure it is that the record is in force."""
    rows = type(record).objects.as_at(day).filter(pk=record.pk)
    return rows.values_list("certainty", flat=True).first() or ""


@pytest.fixture
def partnership():
    return PartnershipFactory()


def parts_of(partnership):
    """A record of each kind that ends with a partnership."""
    programme = ProgrammeFactory(partnership=partnership)
    workstream = WorkstreamFactory(programme=programme)
    return [
        MembershipFactory(partnership=partnership),
        MembershipFactory(partnership=partnership, role="chair"),
        BodyFactory(organisation=partnership),
        programme,
        PhaseFactory(programme=programme),
        GateFactory(programme=programme),
        workstream,
        WorkstreamFactory(programme=programme, parent=workstream),
        StageFactory(workstream=workstream),
        RoleFactory(workstream=workstream),
    ]


@pytest.mark.parametrize("first", ["the parts", "the end"])
def test_all_that_belongs_to_a_partnership_ends_with_it(first, partnership):
    if first == "the end":
        partnership = ended(partnership)
    parts = parts_of(partnership)
    if first == "the parts":
        ended(partnership)

    for part in parts:
        assert [in_force(part, day) for day in (LAST, AFTER)] == [SURELY, ""], part


def test_a_role_ends_with_its_organisation_though_the_programme_goes_on():
    role = RoleFactory()
    ended(role.organisation)

    assert (in_force(role, LAST), in_force(role, AFTER)) == (SURELY, "")
    assert in_force(role.workstream, AFTER) == SURELY


def test_a_chair_ends_with_the_council_that_has_it(partnership):
    chair = MembershipFactory(partnership=partnership, role="chair")
    ended(chair.organisation)

    assert in_force(chair, AFTER) == ""


def test_what_ends_at_a_time_that_is_not_known_takes_its_parts_with_it_perhaps(partnership):
    parts = parts_of(partnership)
    ended(partnership, "2012")

    assert {in_force(part, AFTER) for part in parts} == {POSSIBLY}
    assert {in_force(part, datetime.date(2011, 12, 31)) for part in parts} == {SURELY}


def test_an_end_that_was_wrong_lets_the_parts_go_on(partnership):
    parts = parts_of(partnership)
    ended(partnership)
    ended(partnership, "")

    assert {in_force(part, AFTER) for part in parts} == {SURELY}


def test_an_earlier_end_of_its_own_stays(partnership):
    member = MembershipFactory(partnership=partnership, end="2010-12-31")
    ended(partnership)

    member = Membership.objects.get(pk=member.pk)
    assert (member.end_latest, member.end_in_words) == (
        datetime.date(2010, 12, 31),
        "31 December 2010",
    )


def test_an_end_of_a_whole_makes_no_version_of_its_parts(partnership):
    parts = parts_of(partnership)
    before = [part.history.count() for part in parts]
    ended(partnership)

    assert [part.history.count() for part in parts] == before


def test_who_is_saved_again_keeps_the_end_of_its_whole(partnership):
    parts = parts_of(partnership)
    ended(partnership)
    for part in parts:
        again = type(part).objects.get(pk=part.pk)
        again.remarks = "Saved again."
        keep(record=again)

    assert {in_force(part, AFTER) for part in parts} == {""}


def test_who_was_read_before_the_whole_ended_ends_with_it_all_the_same(partnership):
    role = RoleFactory(workstream__programme__partnership=partnership)
    read_before = WorkstreamRole.objects.get(pk=role.pk)
    ended(partnership)
    read_before.remarks = "Typed meanwhile."
    keep(record=read_before)

    assert in_force(role, AFTER) == ""


def test_a_programme_that_another_partnership_takes_over_goes_on(partnership):
    role = RoleFactory(workstream__programme__partnership=partnership)
    ended(partnership)
    programme = Programme.objects.get(pk=role.workstream.programme_id)
    programme.partnership = PartnershipFactory()
    keep(record=programme)

    assert in_force(role, AFTER) == SURELY


def test_an_end_with_its_whole_is_told_once_it_has_come(partnership):
    role = RoleFactory(workstream__programme__partnership=partnership)
    ended(partnership)
    rows = WorkstreamRole.objects.select_related("workstream__programme__partnership")

    with reading_as_at(LAST):
        assert rows.get(pk=role.pk).end_in_words == "open"
    with reading_as_at(AFTER):
        assert rows.get(pk=role.pk).end_in_words == "31 March 2012, with the partnership"


def test_a_whole_that_ends_before_a_part_began_leaves_it_its_first_day(partnership):
    programme = ProgrammeFactory(partnership=partnership, start="2015-01-01")
    ended(partnership)

    assert in_force(programme, datetime.date(2015, 1, 1)) == SURELY
    assert in_force(programme, datetime.date(2015, 1, 2)) == ""
    assert Workstream.objects.count() == 0


def migrations_of(app, name):
    return importlib.import_module(f"{app}.migrations.{name}")


def test_the_migrations_end_what_was_recorded_before(partnership):
    """As the operations do: an end that is stored without being followed stands for an old one."""
    parts = parts_of(partnership)
    days = {"end": "2012-03-31", "end_earliest": LAST, "end_latest": LAST}
    write_derived(Organisation, Q(pk=partnership.pk), **days)
    assert {in_force(part, AFTER) for part in parts} == {SURELY}
    for app in ("programmes", "workstreams", "decisions"):
        folder = Path(importlib.import_module(f"{app}.migrations").__file__).parent
        (name,) = [one.stem for one in folder.glob("*_end_with_their_whole.py")]
        migrations_of(app, name).end_with_their_wholes(apps, SimpleNamespace(connection=connection))

    assert {in_force(part, AFTER) for part in parts} == {""}
    assert {in_force(part, LAST) for part in parts} == {SURELY}


def test_the_migrations_name_all_that_ends_with_something():
    """But kinds that came later: they had no rows when these ran."""
    later = {"programmes.power"}
    named = {}
    for app in ("programmes", "workstreams", "decisions"):
        folder = Path(importlib.import_module(f"{app}.migrations").__file__).parent
        (name,) = [one.stem for one in folder.glob("*_end_with_their_whole.py")]
        for part, *wholes in migrations_of(app, name).PARTS:
            named.setdefault(part, set()).update(wholes)
    declared = {
        model._meta.label_lower: set(model.ends_with)
        for model in apps.get_models()
        if getattr(model, "ends_with", ()) and not model._meta.proxy
    }

    assert declared.keys() - named.keys() == later
    assert named == {part: wholes for part, wholes in declared.items() if part not in later}


def test_a_council_alone_ends_no_partnership(partnership):
    council = OrganisationFactory()
    MembershipFactory(partnership=partnership, organisation=council)
    ended(council)

    assert in_force(partnership, AFTER) == SURELY
