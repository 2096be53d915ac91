"""Entries of search are written in the transaction of what they speak of."""

import os
import subprocess
import sys
from contextlib import contextmanager, nullcontext
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import CharField, TextField

from programmes.models import Organisation
from programmes.operations import keep
from sharedsvc.core.history import recording
from sharedsvc.core.kinds.columns import follow
from sharedsvc.core.models import SearchEntry
from sharedsvc.core.search import indexing
from sharedsvc.core.search.declared import searched_models
from sharedsvc.core.search.indexing import entry_of, index_after_migrating
from sharedsvc.portal.workbook.programme import import_workbook
from tests.core.workbooks import BINS, write_folder
from tests.factories import MilestoneFactory, OrganisationFactory, WorkstreamFactory
from tests.rights_world import World
from workstreams.models import Workstream


class Stopped(Exception):
    pass


@contextmanager
def entered():
    with recording(user=None, reason="Test"):
        yield


def in_a_recording():
    with entered():
        OrganisationFactory(name="Avon Council")


def in_a_transaction_within_a_recording():
    with entered(), transaction.atomic():
        OrganisationFactory(name="Avon Council")


def in_a_recording_within_a_transaction():
    with transaction.atomic(), entered():
        OrganisationFactory(name="Avon Council")


def in_an_import(folder):
    return import_workbook(write_folder(folder, BINS), user=None, reason="Test")


WRITING = [
    in_a_recording,
    in_a_transaction_within_a_recording,
    in_a_recording_within_a_transaction,
]


@pytest.fixture
def failing(monkeypatch):
    def refresh(saved):
        raise DatabaseError("no index")

    monkeypatch.setattr(indexing, "refresh", refresh)


@pytest.mark.parametrize("write", WRITING)
@pytest.mark.django_db(transaction=True)
def test_what_cannot_be_indexed_is_not_written(failing, write):
    with pytest.raises(DatabaseError):
        write()
    assert (Organisation.objects.count(), Organisation.history.count()) == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_an_import_that_cannot_be_indexed_writes_nothing(failing, tmp_path):
    with pytest.raises(DatabaseError):
        in_an_import(tmp_path)
    assert (Organisation.objects.count(), Organisation.history.count()) == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_after_its_recording_has_no_entry(tmp_path):
    for write in (*WRITING, lambda: in_an_import(tmp_path)):
        with pytest.raises(Stopped), transaction.atomic():
            write()
            raise Stopped
    assert (Organisation.objects.count(), SearchEntry.objects.count()) == (0, 0)


KILLED = """
import os
import django
django.setup()
from django.db import transaction
from programmes.models import Organisation
from programmes.operations import keep
from programmes.operations import keep
from sharedsvc.core.history import recorded, recording

def killed(**kwargs):
    os._exit(9)

def write():
    keep(record=Organisation(code="AVC", name="Avon Council"))
    {at}

{how}
"""
HOW = {
    "recording": "with recording(user=None, reason='Test'):\n    write()",
    "transaction inside": (
        "with recording(user=None, reason='Test'), transaction.atomic():\n    write()"
    ),
    "transaction outside": (
        "with transaction.atomic(), recording(user=None, reason='Test'):\n    write()"
    ),
}
AFTER_THE_COMMIT = "transaction.on_commit(killed)"
BEFORE_THE_INDEX = "killed()"
BEFORE_THE_COMMIT = "recorded.connect(killed)"


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize(
    ("at", "there"),
    [(AFTER_THE_COMMIT, 1), (BEFORE_THE_INDEX, 0), (BEFORE_THE_COMMIT, 0)],
    ids=["after the commit", "before the index", "before the commit"],
)
def test_a_killed_process_leaves_the_record_and_its_entry_or_neither(elsewhere, how, at, there):
    url, ask = elsewhere
    done = subprocess.run(
        [sys.executable, "-c", KILLED.format(how=HOW[how], at=at)],
        cwd=settings.BASE_DIR,
        env={
            **os.environ,
            "DATABASE_URL": url,
            "DEBUG": "1",
            "DJANGO_SETTINGS_MODULE": "sharedsvc.settings",
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (9, "")
    asked = ("programmes_organisation", "programmes_historicalorganisation", "core_searchentry")
    assert [ask(f"SELECT count(*) FROM {table}") for table in asked] == [there] * 3


@pytest.mark.django_db
def test_who_names_a_record_is_asked_only_where_its_name_changed(django_assert_num_queries):
    with entered():
        workstream = WorkstreamFactory(title="Roads")
        milestone = MilestoneFactory(workstream=workstream, programme=workstream.programme)
    entry = {"record_type": "workstreams.milestone", "record_id": milestone.pk}
    for name, statements in (("remit", 2), ("title", None)):
        read = Workstream.objects.get(pk=workstream.pk)
        setattr(read, name, "Bins and brooms")
        with recording(user=None, reason="Test") as current:
            keep(record=read)
            saved = dict(current.saved)
        SearchEntry.objects.filter(**entry).update(text_words="")
        with django_assert_num_queries(statements) if statements else nullcontext():
            indexing.refresh(saved)
        found = SearchEntry.objects.get(**entry).text_words
        assert bool(found) is (name == "title")


@pytest.mark.usefixtures("recorded")
def test_an_entry_reads_of_what_it_names_no_other_columns():
    """What it reads is declared; a column changed beside that changes no entry."""
    told = 0
    for record in World().records.values():
        searched = searched_models.get(record._meta.concrete_model._meta.label_lower)
        for link in searched.links if searched else ():
            named, read = follow(record, link.replace("__", ".")), searched.reads(link)
            if named is None or read is None:
                continue
            before = vars(entry_of(searched, record))
            for field in named._meta.concrete_fields:
                if isinstance(field, CharField | TextField) and field.attname not in read:
                    setattr(named, field.attname, "Something else")
                    told += 1
            after = vars(entry_of(searched, record))
            assert {**after, "_state": 0} == {**before, "_state": 0}, (searched.label, link)
    assert told > 50


@pytest.mark.django_db
def test_entries_that_a_migration_took_away_are_written_after_the_last_one():
    in_a_recording()
    before = SearchEntry.objects.count()
    module = import_module("sharedsvc.core.migrations.0005_entries_of_search_by_other_stems")
    module.take_away(apps, SimpleNamespace(connection=connection))
    index_after_migrating("default", plan=[])
    assert not SearchEntry.objects.exists()
    index_after_migrating("default", plan=[(module.Migration, False)])
    assert SearchEntry.objects.count() == before > 0
