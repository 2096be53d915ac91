"""Statements that are built once and asked with other values say what a queryset says."""

import datetime
import gc
import weakref
from functools import partial

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.db.models.functions import Upper
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from programmes.models import Body, Grant
from programmes.viewers import AskedByReaders, AskedByShape
from sharedsvc.core.prepared import Prepared
from sharedsvc.core.querysets import PlaceAmong
from sharedsvc.core.reading_day import reading_as_at
from tests import factories as make
from tests.admin.conftest import person_with
from tests.prepared import not_compared, statement
from workstreams.models import Workstream

DAY = datetime.date(2020, 6, 1)


@pytest.fixture
def two(recorded):
    """Two workstreams, of which the second began after the day."""
    first = make.WorkstreamFactory(start="2019", title="Bins")
    second = make.WorkstreamFactory(programme=first.programme, start="2021", title="Roads")
    return first, second


def begun(day, some):
    rows = Workstream.objects.filter(start_latest__lte=day, pk__among=some)
    return rows.select_related("programme").order_by("pk")


def test_it_gives_the_rows_of_its_queryset_whatever_it_is_told(two):
    asked, keys = Prepared(begun), [one.pk for one in two]

    for day in (DAY, datetime.date(2022, 1, 1), datetime.date(2018, 1, 1)):
        for some in (keys, keys[:1], set(keys[1:]), []):
            rows = asked(day=day, some=some)
            assert rows == list(begun(day, some))
            assert [one.programme for one in rows] == [one.programme for one in begun(day, some)]


def test_it_is_built_once_and_is_one_statement(two):
    asked = Prepared(begun)
    built = asked.built(("day", "some"))

    with CaptureQueriesContext(connection) as captured:
        assert [one.title for one in asked(day=DAY, some=[one.pk for one in two])] == ["Bins"]
    assert (asked.built(("day", "some")) is built, len(captured)) == (True, 1)


def test_what_is_planned_once_gives_the_same_for_every_value(two):
    first, second = two

    def build(day, some, title):
        rows = begun(day, some).exclude(title__contains="100%").filter(ref__gt="")
        return rows.exclude(title=title).values_list("title", "programme__title", "start_latest")

    asked = Prepared(build, planned=True)

    for number in range(3):  # PostgreSQL chooses one plan for all values after five
        for day in (DAY, datetime.date(2022, 1, 1)):
            for some in ([first.pk, second.pk], {second.pk}, []):
                values = {"day": day, "some": some, "title": f"None {number}"}
                with CaptureQueriesContext(connection) as captured:
                    assert asked(**values) == list(build(**values))
                assert len(captured) == 2
    if connection.vendor == "postgresql":
        assert captured[0]["sql"].startswith("EXECUTE")


def test_what_goes_by_the_day_is_planned_for_today_alone(two):
    asked, names = Prepared(begun, planned=True), ("day", "some")
    days = (DAY, datetime.date.today())
    planned = []
    for day in days:
        with reading_as_at(day):
            planned.append(asked.built(names).plan is not None)
    assert planned == [False, True]
    assert asked.built(names).plan is not None


SHAPES = {
    "joined": lambda rows: rows.select_related("programme__partnership"),
    "few columns": lambda rows: rows.only("title"),
    "worked out beside them": lambda rows: rows.annotate(roughly=Upper("title")),
    "read with others": lambda rows: rows.prefetch_related("roles"),
    "tuples": lambda rows: rows.values_list("title", "start_latest"),
    "sorted by what is not read": lambda rows: (
        rows.order_by(Upper("title")).distinct().values_list("start_latest", Upper("title"))
    ),
    "named": lambda rows: rows.values_list("title", "programme__title", named=True),
    "single values": lambda rows: rows.values_list("title", flat=True),
    "mappings": lambda rows: rows.values("title", roughly=Upper("title")),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_rows_are_read_as_a_queryset_reads_them(two, shape):
    def build(since):
        return SHAPES[shape](Workstream.objects.filter(start_latest__gte=since).order_by("title"))

    expected = [(type(row), _said(row)) for row in build(datetime.date(2000, 1, 1))]
    found = Prepared(build)(since=datetime.date(2000, 1, 1))

    assert [(type(row), _said(row)) for row in found] == expected
    assert len(found) == 2


def _said(row):
    """What a row says, a record with what was read beside it."""
    if not isinstance(row, Workstream):
        return row
    columns = {name: value for name, value in vars(row).items() if not name.startswith("_")}
    others = {name: [*rows] for name, rows in getattr(row, "_prefetched_objects_cache", {}).items()}
    return columns, others, {**row._state.fields_cache}, row.as_read()


def test_what_cannot_be_read_so_is_refused(two):
    programme = two[0].programme

    with pytest.raises(TypeError, match="Workstream"):
        Prepared(lambda: programme.workstreams.all())()


def test_what_only_making_it_needed_is_let_go(two):
    queries = []

    def build(day, some):
        rows = begun(day, some)
        queries.append(weakref.ref(rows.query))
        return rows

    kept = Prepared(build).built(("day", "some"))

    gc.collect()
    assert kept.sql
    assert [query() for query in queries] == [None]


def test_moments_and_plain_values_are_given_as_well(two):
    versions = Prepared(
        lambda since, person: (
            Workstream.history.filter(history_date__gt=since)
            .exclude(history_user=person)
            .order_by("pk")
            .values_list("title", "start_latest", "history_date")
        )
    )
    since = two[0].history.get().history_date

    rows = versions(since=since, person=0)

    assert rows == list(versions.build(since=since, person=0))
    assert [title for title, _, _ in rows] == ["Roads"]


def test_each_reader_is_given_what_they_may_see(recorded):
    council = make.OrganisationFactory()
    body = make.BodyFactory(organisation=council, owner=council, visibility="owner")
    asked = AskedByReaders(
        lambda viewer, some: Body.objects.visible_to(viewer).filter(pk__among=some)
    )
    own = person_with("member", council)
    system = make.UserFactory(is_superuser=True)

    found = [asked(user, some=[body.pk]) for user in (own, AnonymousUser(), system, own)]

    assert found == [[body], [], [body], [body]]


def test_what_differs_by_more_than_audiences_cannot_be_built_for_all_readers():
    with pytest.raises(TypeError):
        AskedByReaders(lambda viewer: Grant.objects.visible_to(viewer))(AnonymousUser())
    with pytest.raises(TypeError):
        AskedByReaders(lambda viewer: viewer.holding("clerk"))(AnonymousUser())


def test_each_shape_is_built_once_and_the_last_ones_asked_are_kept(recorded, monkeypatch):
    monkeypatch.setattr("programmes.viewers.MOST_SHAPES", 2)
    bodies = [make.BodyFactory(name=name) for name in ("Alms", "Baths")]
    built = []

    def rows(shape, viewer, some):
        built.append(shape)
        return Body.objects.visible_to(viewer).filter(pk__among=some).order_by(shape)

    asked, keys = AskedByShape(rows), [one.pk for one in bodies]
    reader = AnonymousUser()

    with not_compared():
        found = [asked(reader, shape, some=keys) for shape in ("name", "-name", "name", "-name")]
        assert (found, built) == ([bodies, bodies[::-1]] * 2, ["name", "-name"])
        for shape in ("name", "pk", "name", "-name"):
            asked(reader, shape, some=keys)
    assert built == ["name", "-name", "pk", "-name"]


def test_a_statement_that_is_another_for_values_of_another_kind_is_found(two):
    """However often it was compared already: with several keys, with one, with none."""
    asked = Prepared(lambda some: begun(DAY, some) if some else Workstream.objects.order_by("pk"))
    keys = [one.pk for one in two]
    for _ in range(20):
        asked(some=keys)

    with pytest.raises(AssertionError):
        asked(some=[])


def test_the_same_statement_is_known_again_when_it_is_built_again(two):
    readers = [AskedByReaders(partial(begun, DAY)) for _ in range(2)]
    one, again, other = (
        statement(asked._prepared) for asked in (*readers, AskedByReaders(partial(begun, None)))
    )
    assert one == again != other


def test_a_list_of_keys_is_an_order(two):
    keys = [one.pk for one in two]

    for wanted in (keys, keys[::-1]):
        asked = Prepared(
            lambda wanted: Workstream.objects.filter(pk__among=wanted).order_by(
                PlaceAmong("pk", wanted)
            )
        )
        assert [one.pk for one in asked(wanted=wanted)] == wanted
        assert [one.pk for one in asked.build(wanted=wanted)] == wanted


@pytest.mark.django_db(transaction=True)
def test_rows_are_locked_in_a_transaction_only():
    asked = Prepared(lambda pk: Workstream.objects.select_for_update().filter(pk=pk))
    with transaction.atomic():
        assert asked(pk=0) == []
    if connection.features.has_select_for_update:
        with pytest.raises(TransactionManagementError):
            asked(pk=0)
