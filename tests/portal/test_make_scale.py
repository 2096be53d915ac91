"""manage.py make_scale: a made-up register whose records keep every rule, and only where asked."""

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import transaction

from decisions.models import Approval, Clause, Decision, ReportEdition
from programmes.models import Organisation, Programme, Record
from sharedsvc.core.kinds import kinds
from sharedsvc.core.models import Governed, SearchEntry
from tests.factories import UserFactory
from workstreams.models import Workstream, WorkstreamRole

pytestmark = pytest.mark.django_db
SIZE = 20


def make_scale(*, workstreams=SIZE, seed=1, **options) -> None:
    call_command("make_scale", workstreams=workstreams, seed=seed, stdout=_Silent(), **options)


class _Silent:
    def write(self, line: str) -> None:
        pass


@pytest.fixture
def development(settings):
    settings.DEBUG = True


@pytest.fixture
def made(development):
    make_scale()


def governed():
    """Every record of every kind that has any."""
    models = [m for m in apps.get_models() if issubclass(m, Governed) and not m._meta.proxy]
    return [record for model in models for record in model.objects.all()]


def test_every_record_is_valid_by_the_registers_own_rules(made):
    for record in governed():
        before = {f.attname: getattr(record, f.attname) for f in record._meta.concrete_fields}
        record.full_clean()
        after = {name: getattr(record, name) for name in before}
        assert after == before, record


def test_everything_is_public(made):
    records = [record for record in governed() if isinstance(record, Record)]
    assert {record.visibility for record in records} == {"public"}
    assert {record.owner_id for record in records} == {None}


def test_a_workstream_has_ten_versions_and_the_last_is_what_stands(made):
    for workstream in Workstream.objects.all():
        versions = list(workstream.history.order_by("history_id"))
        assert [v.remarks for v in versions] == [f"As in version {n}." for n in range(1, 11)]
        assert [v.history_type for v in versions] == ["+"] + ["~"] * 9
        assert [v.history_date for v in versions] == sorted(v.history_date for v in versions)
        assert len({v.scope for v in versions}) == 10
        _same(versions[-1], workstream)


def test_every_other_record_has_one_version_like_it(made):
    for record in governed():
        if not isinstance(record, Workstream):
            _same(record.history.get(), record)


def _same(version, record) -> None:
    for field in record._meta.concrete_fields:
        assert getattr(version, field.attname) == getattr(record, field.attname)


def test_votes_are_of_those_who_take_part_and_decisions_say_something(made):
    parts = set(WorkstreamRole.objects.values_list("workstream", "organisation"))
    votes = list(Approval.objects.values_list("workstream", "organisation"))
    assert votes
    assert set(votes) <= parts
    assert Clause.objects.count() == 3 * Decision.objects.count() > 0


def test_its_pages_open(made, client):
    client.force_login(UserFactory())
    workstream = Workstream.objects.first()
    report = ReportEdition.objects.get().report
    kind = kinds.of(workstream)
    for address in (
        "/",
        workstream.programme.get_absolute_url(),
        f"{workstream.programme.get_absolute_url()}background/",
        workstream.get_absolute_url(),
        kind.history_address(workstream),
        "/workstreams/",
        "/milestones/",
        report.get_absolute_url(),
    ):
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert "made up" in answer.content.decode().lower(), address


def test_search_finds_what_was_made(made, client):
    assert SearchEntry.objects.filter(record_type="workstreams.workstream").count() == SIZE
    found = client.get("/search/", {"q": "shared service"}).content.decode()
    assert "Shared" in found


def test_programmes_are_of_the_size_that_was_asked_for(development):
    make_scale(workstreams=5, in_a_programme=2)
    assert [p.workstreams.count() for p in Programme.objects.order_by("pk")] == [2, 2, 1]


def test_the_same_seed_makes_the_same(development):
    def told():
        with transaction.atomic():
            make_scale(workstreams=6)
            roles = WorkstreamRole.objects.order_by("pk")
            found = list(roles.values_list("workstream__title", "organisation__name", "start"))
            transaction.set_rollback(True)
        return found

    assert told() == told()


def test_every_council_says_that_it_is_made_up(made):
    assert [o for o in Organisation.objects.all() if "(made up)" not in o.name] == []


def refused(**options) -> str:
    with pytest.raises(CommandError) as refusal:
        make_scale(**options)
    return str(refusal.value)


def test_where_debug_is_off_nothing_is_made(settings):
    settings.DEBUG = False
    assert "DEBUG is off" in refused(into_filled=True)
    assert Organisation.objects.count() == 0


def test_a_database_that_holds_something_is_left_alone_unless_told(made):
    before = Workstream.objects.count()
    assert "holds organisations already" in refused(seed=2)
    assert Workstream.objects.count() == before
    make_scale(seed=2, into_filled=True)
    assert Workstream.objects.count() == before + SIZE


def test_a_seed_is_used_once_in_a_database(made):
    assert "Give another seed" in refused(into_filled=True)


@pytest.mark.parametrize("number", [0, -1])
def test_a_number_below_one_is_refused(development, number):
    assert "from 1" in refused(workstreams=number)
